import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import {
  acceptedFrom,
  DISCLOSURES,
  doneBy,
  DRAFT,
  draftOf,
  FORESEE,
  INBOX,
  jobsAbout,
  officesStep,
  openOffice,
  outcomeOf,
  RECEIVED,
  RECORD_RELEASE,
  REFERRAL,
  referableCase,
  releaseInput,
  releaseOf,
  rowsOf,
  say,
  scene,
  SEND,
  sendersStep,
  sentFrom,
  SIGNPOST,
  type Scene,
} from '../support/referrals.js';

const RANDOM = '00000000-0000-4000-8000-000000000000';

describe('what is refused of a release or a referral', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const record = (changes: object): Promise<Json> =>
    outcomeOf(from.counsellor, RECORD_RELEASE, {
      caseId: from.caseId,
      input: releaseInput(from.office.id, changes),
    });
  const draft = (input: object): Promise<Json> =>
    outcomeOf(from.counsellor, DRAFT, { caseId: from.caseId, input: { officeId: from.office.id, ...input } });
  const send = ({ id, version }: Json): Promise<Json> => outcomeOf(from.counsellor, SEND, { id, version });
  const count = async (table: string): Promise<number> => {
    const { rows } = await house.database.query<{ count: string }>(
      `select count(*) from ${table} where organisation_id = $1`,
      [from.counsellor.organisation.id],
    );
    return Number(rows[0]?.count);
  };

  it.each<[string, object, string, string]>([
    ['a day in the future', { givenOn: daysFromToday(1) }, 'DATE_IN_FUTURE', 'input.givenOn'],
    ['a day that there is not', { givenOn: '2026-02-30' }, 'INVALID_FORMAT', 'input.givenOn'],
    ['an end before the start', { validUntil: daysFromToday(-1) }, 'RELEASE_ENDS_BEFORE_START', 'input.validUntil'],
    ['more than twelve months', { validUntil: daysFromToday(400) }, 'RELEASE_TOO_LONG', 'input.validUntil'],
    ['no groups', { fieldGroups: [] }, 'EMPTY', 'input.fieldGroups'],
    ['an unknown group', { fieldGroups: ['INCIDENT', 'SHOE_SIZE'] }, 'UNKNOWN_CODE', 'input.fieldGroups[1]'],
    ['the same group twice', { fieldGroups: ['INCIDENT', 'INCIDENT'] }, 'DUPLICATE_VALUE', 'input.fieldGroups[1]'],
    ['an unknown language', { explainedIn: 'xx' }, 'UNKNOWN_CODE', 'input.explainedIn'],
    ['no paper', { documentReference: null }, 'RELEASE_DOCUMENT_MISSING', 'input.documentReference'],
    ['no reason for being oral', { form: 'ORAL' }, 'RELEASE_ORAL_REASON_MISSING', 'input.oralReason'],
    ['an unknown form', { form: 'WHISPERED' }, 'INVALID_FORMAT', 'input.form'],
    ['an office that there is not', { officeId: RANDOM }, 'OFFICE_UNKNOWN', 'input.officeId'],
    ['a malformed office', { officeId: 'nebenan' }, 'INVALID_FORMAT', 'input.officeId'],
    ['a blank purpose', { purpose: ' \n' }, 'REQUIRED', 'input.purpose'],
    ['a purpose of 100 kB', { purpose: 'x'.repeat(100_000) }, 'TOO_LONG', 'input.purpose'],
    ['NUL', { interpreter: 'Frau\u0000Beispiel' }, 'INVALID_CHARACTER', 'input.interpreter'],
  ])('a release with %s, naming the field in both languages', async (_, changes, code, field) => {
    const refused = await record(changes);
    expect(refused).toMatchObject({ __typename: 'Refusal', code, field });
    expect(refused.de).toMatch(/\S/);
    expect(refused.en).not.toBe(refused.de);
    expect(await count('confidentiality_release')).toBe(0);
  });

  it("a minor's release without a guardian", async () => {
    const minor = { ...from, caseId: await referableCase(from.counsellor, { ageBand: 'UNDER_18' }) };
    const input = releaseInput(from.office.id);
    expect(await outcomeOf(from.counsellor, RECORD_RELEASE, { caseId: minor.caseId, input })).toMatchObject({
      code: 'RELEASE_GUARDIAN_MISSING',
      field: 'input.guardian',
    });
    await releaseOf(minor, { guardian: 'Erika Erfunden' });
  });

  it('stores emoji and names from right to left as they are', async () => {
    const sealed = expect.stringMatching(/^[\w-]{40,}$/) as unknown;
    const made = await record({ purpose: 'Prüfung 🏠', interpreter: 'مترجمة مثال' });
    const { rows } = await house.database.query(
      'select purpose, interpreter from confidentiality_release where id = $1',
      [made.id],
    );
    expect(rows).toEqual([{ purpose: sealed, interpreter: sealed }]);
    expect(made).toMatchObject({ purpose: 'Prüfung 🏠', interpreter: 'مترجمة مثال' });
    expect(made.validUntil > daysFromToday(300)).toBe(true);
  });

  it('a release that has run out, foreseen in the preview and refused when sending', async () => {
    const releaseId = await releaseOf(from, { givenOn: daysFromToday(-20), validUntil: daysFromToday(-1) });
    const prepared = await draftOf(from, { releaseId });
    const foreseen = await outcomeOf(from.counsellor, FORESEE, { id: prepared.id });
    expect(foreseen.problems).toMatchObject([{ code: 'RELEASE_EXPIRED', field: 'releaseId' }]);
    expect(await send(prepared)).toMatchObject({ code: 'RELEASE_EXPIRED', field: 'releaseId' });
    await nothingLeft(prepared.id);
  });

  it('a release that runs out between sending and acceptance', async () => {
    const id = await sentFrom(from);
    await house.database.query('update referral set release_given_on = $2, release_valid_until = $2 where id = $1', [
      id,
      daysFromToday(-1),
    ]);
    expect(await outcomeOf(from.office.staff, officesStep('acceptReferral'), { id })).toMatchObject({
      code: 'RELEASE_EXPIRED',
    });
    const { receivedReferral } = await from.office.staff.does<Json>(RECEIVED, { id });
    expect(receivedReferral.content).toBeNull();
    expect(await rowsOf(house, 'disclosure', id)).toBe(1);
  });

  it('a release towards another office', async () => {
    const other = await openOffice(house, { name: 'Andere Stelle' });
    const prepared = await draftOf(from, { releaseId: await releaseOf(from), officeId: other.id });
    expect(await send(prepared)).toMatchObject({ code: 'RELEASE_OTHER_OFFICE', field: 'officeId' });
    await nothingLeft(prepared.id);
  });

  it('more than was released, and less than the office needs', async () => {
    const releaseId = await releaseOf(from, { fieldGroups: ['INCIDENT', 'GROUNDS', 'CLIENT_CONTACT'] });
    const more = await draftOf(from, {
      releaseId,
      fieldGroups: ['INCIDENT', 'GROUNDS', 'CLIENT_CONTACT', 'WITNESSES'],
    });
    expect(await send(more)).toMatchObject({ code: 'RELEASE_GROUP_NOT_COVERED', field: 'fieldGroups' });
    const less = await draftOf(from, { releaseId, fieldGroups: ['GROUNDS', 'CLIENT_CONTACT'] });
    expect(await send(less)).toMatchObject({ code: 'RELEASE_GROUPS_INSUFFICIENT', field: 'fieldGroups' });
    const lawyers = await draftOf(from, { releaseId, kind: 'LEGAL_ADVICE' });
    expect(await send(lawyers)).toMatchObject({ code: 'RELEASE_GROUPS_INSUFFICIENT' });
    await nothingLeft(more.id);
  });

  it("another case's and another service's release alike", async () => {
    const otherCase = await releaseOf({ ...from, caseId: await referableCase(from.counsellor) });
    const foreign = await releaseOf({ ...(await scene(house)) });
    for (const releaseId of [otherCase, foreign, RANDOM])
      expect(await draft({ kind: 'HANDOVER', releaseId })).toMatchObject({
        code: 'RELEASE_NOT_OF_CASE',
        field: 'input.releaseId',
      });
    expect(await count('referral')).toBe(0);
  });

  it.each<[string, object, string, string]>([
    ['an unknown kind', { kind: 'PIGEON' }, 'UNKNOWN_CODE', 'input.kind'],
    ['an unknown reason', { kind: 'SIGNPOSTING', reasons: ['DEADLINE', 'SPITE'] }, 'UNKNOWN_CODE', 'input.reasons[1]'],
    ['an unknown group', { kind: 'HANDOVER', fieldGroups: ['SHOE_SIZE'] }, 'UNKNOWN_CODE', 'input.fieldGroups[0]'],
    ['too many days', { kind: 'ENQUIRY', question: 'Was?', answerDays: 1000 }, 'OUT_OF_RANGE', 'input.answerDays'],
    ['an unknown office', { kind: 'SIGNPOSTING', officeId: RANDOM }, 'OFFICE_UNKNOWN', 'input.officeId'],
    [
      'a malformed contact',
      { kind: 'SIGNPOSTING', contact: { name: 'A', email: 'x' } },
      'INVALID_FORMAT',
      'input.contact.email',
    ],
    ['a contact without a name', { kind: 'SIGNPOSTING', contact: { name: ' ' } }, 'REQUIRED', 'input.contact.name'],
    ['a question of 100 kB', { kind: 'ENQUIRY', question: 'x'.repeat(100_000) }, 'TOO_LONG', 'input.question'],
    ['NUL', { kind: 'ENQUIRY', question: 'Was\u0000?' }, 'INVALID_CHARACTER', 'input.question'],
  ])('a draft with %s', async (_, input, code, field) => {
    const refused = await draft(input);
    const problem = [refused, ...refused.problems].find((one: Json) => one.field === field);
    expect(problem).toMatchObject({ code, field });
    expect(await count('referral')).toBe(0);
  });

  it('sending twice, and with the version of somebody else', async () => {
    const prepared = await draftOf(from);
    expect(await send({ ...prepared, version: 7 })).toMatchObject({ code: 'VERSION_CONFLICT', field: 'version' });
    await nothingLeft(prepared.id);
    const [first, second] = await Promise.all([send(prepared), send(prepared)]);
    const outcomes = [first, second].map(({ state, code }) => state ?? code).toSorted();
    expect(outcomes).toEqual(['ALREADY_SENT', 'SENT']);
    expect(await rowsOf(house, 'disclosure', prepared.id)).toBe(1);
    expect(await outcomeOf(from.counsellor, FORESEE, { id: prepared.id })).toMatchObject({ code: 'ALREADY_SENT' });
  });

  it('accepting what was withdrawn, and accepting twice', async () => {
    const withdrawn = await sentFrom(from);
    await doneBy(from.counsellor, sendersStep('withdrawReferral'), { id: withdrawn });
    const accept = officesStep('acceptReferral');
    expect(await outcomeOf(from.office.staff, accept, { id: withdrawn })).toMatchObject({ code: 'REFERRAL_WITHDRAWN' });
    const accepted = await acceptedFrom(from);
    expect(await outcomeOf(from.office.staff, accept, { id: accepted })).toMatchObject({
      code: 'REFERRAL_ACCEPTED_ALREADY',
    });
    const decline = officesStep('declineReferral', 'DeclineReferralInput');
    expect(await outcomeOf(from.office.staff, decline, { id: accepted, input: { reason: 'CAPACITY' } })).toMatchObject({
      code: 'REFERRAL_ACCEPTED_ALREADY',
    });
    expect(await rowsOf(house, 'disclosure', accepted)).toBe(2);
  });

  it('a blank, an endless and an unstorable message', async () => {
    const id = await acceptedFrom(from);
    for (const [text, code] of [
      [' ', 'REQUIRED'],
      ['x'.repeat(100_000), 'TOO_LONG'],
      ['a\u0000b', 'INVALID_CHARACTER'],
    ] as const)
      expect(await outcomeOf(from.office.staff, say('sendMessage'), { id, input: { text } })).toMatchObject({
        code,
        field: 'input.text',
      });
    expect(await rowsOf(house, 'referral_message', id)).toBe(0);
  });

  it('a foreign, a random and a malformed id, all alike', async () => {
    const foreign = await scene(house);
    const id = await sentFrom(foreign);
    const operations: [string, object][] = [
      [REFERRAL, {}],
      [FORESEE, {}],
      [SEND, { version: 1 }],
      [sendersStep('withdrawReferral'), {}],
      [sendersStep('acceptReturn'), {}],
      [sendersStep('declineReturn'), {}],
      [say('answerQuestion'), { input: { text: 'Hallo.' } }],
      [say('sendMessage'), { input: { text: 'Hallo.' } }],
      [say('addReferralNote'), { input: { text: 'Hallo.' } }],
    ];
    for (const [operation, more] of operations) await alike(from.counsellor, operation, id, more);
    const officeOperations: [string, object][] = [
      [RECEIVED, {}],
      [officesStep('acceptReferral'), {}],
      [officesStep('startReferral'), {}],
      [officesStep('declineReferral', 'DeclineReferralInput'), { input: { reason: 'CAPACITY' } }],
      [officesStep('offerReturn', 'OfferReturnInput'), { input: { reason: 'CAPACITY' } }],
      [officesStep('completeReferral', 'CompleteReferralInput'), { input: { result: 'AGREEMENT', report: 'Gut.' } }],
      [say('askQuestion'), { input: { text: 'Wer?' } }],
      [say('addReferralNote'), { input: { text: 'Wer?' } }],
    ];
    for (const [operation, more] of officeOperations) await alike(from.office.staff, operation, id, more);
    const { rows } = await house.database.query('select state from referral where id = $1', [id]);
    expect(rows).toEqual([{ state: 'SENT' }]);
    const cases = [
      [DRAFT, { input: { kind: 'SIGNPOSTING', officeId: from.office.id } }],
      [SIGNPOST, { input: { officeId: from.office.id } }],
      [DISCLOSURES, {}],
    ] as const;
    for (const [operation, more] of cases) await alike(from.counsellor, operation, foreign.caseId, more, 'caseId');
  });

  it('a draft is nothing to the office, not even by its id', async () => {
    const prepared = await draftOf(from);
    await alike(from.office.staff, RECEIVED, prepared.id, {});
    expect((await from.office.staff.does<Json>(INBOX)).inbox.edges).toEqual([]);
  });

  it('whoever has another role', async () => {
    const id = await sentFrom(from);
    const { organisation } = from.counsellor;
    const office = from.office.organisation;
    const denied: [Awaited<ReturnType<typeof house.world.someone>>, string, object][] = [
      [await house.world.someone(organisation, 'ADMINISTRATOR'), REFERRAL, { id }],
      [await house.world.someone(organisation, 'ADMINISTRATOR'), DISCLOSURES, { caseId: from.caseId }],
      [await house.world.someone(organisation, 'ADMINISTRATOR'), sendersStep('withdrawReferral'), { id }],
      [await house.world.someone(office, 'ADMINISTRATOR'), INBOX, {}],
      [await house.world.someone(office, 'DATA_PROTECTION_OFFICER'), RECEIVED, { id }],
      [from.counsellor, INBOX, {}],
      [from.counsellor, officesStep('acceptReferral'), { id }],
      [from.counsellor, say('askQuestion'), { id, input: { text: 'Wer?' } }],
      [from.office.staff, REFERRAL, { id }],
      [from.office.staff, SEND, { id, version: 1 }],
      [from.office.staff, say('answerQuestion'), { id, input: { text: 'Wer?' } }],
      [await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF'), INBOX, {}],
      [await house.world.operator(), RECEIVED, { id }],
    ];
    for (const [someone, operation, variables] of denied) {
      const { errors } = await someone.ask(operation, variables);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await house.world.nobody.ask(INBOX)).errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
  });

  it('not the colleague with the same role, nor the lead of the office', async () => {
    const colleague = await house.world.counsellor(from.counsellor.organisation);
    const lead = await house.world.someone(from.office.organisation, 'OFFICE_LEAD');
    const prepared = await draftOf(from);
    await doneBy(colleague, SEND, { id: prepared.id, version: prepared.version });
    expect(await doneBy(lead, officesStep('acceptReferral'), { id: prepared.id })).toMatchObject({ state: 'ACCEPTED' });
  });

  const alike = async (
    someone: Scene['counsellor'],
    operation: string,
    id: string,
    more: object,
    name = 'id',
  ): Promise<void> => {
    const answers = [];
    for (const asked of [id, RANDOM, 'unsinn\u0000'])
      answers.push(JSON.stringify(await someone.ask(operation, { [name]: asked, ...more })));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
  };

  const nothingLeft = async (id: string): Promise<void> => {
    const { rows } = await house.database.query('select state, sent_at from referral where id = $1', [id]);
    expect(rows).toEqual([{ state: 'DRAFT', sent_at: null }]);
    for (const table of ['referral_preview', 'referral_content', 'disclosure', 'referral_event', 'referral_letter'])
      expect(await rowsOf(house, table, id)).toBe(0);
    expect(await jobsAbout(house, id)).toEqual([]);
  };
});
