import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import {
  DISCLOSURES,
  distantOffice,
  doneBy,
  DRAFT,
  draftOf,
  jobsAbout,
  officesStep,
  outcomeOf,
  person,
  RECEIVED,
  REFERRAL,
  releaseOf,
  say,
  scene,
  SEND,
  sendersStep,
  sentFrom,
  SIGNPOST,
  told,
  type Scene,
} from '../support/referrals.js';

const enquiry = { kind: 'ENQUIRY', question: 'Gilt die Frist auch bei einer mündlichen Absage?' };

describe('without a release', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const asSender = async (id: string): Promise<Json> => (await from.counsellor.does(REFERRAL, { id })).referral;
  const asOffice = async (id: string): Promise<Json> =>
    (await from.office.staff.does(RECEIVED, { id })).receivedReferral;

  it('an enquiry passes on facts, and no person, place or day', async () => {
    const id = await sentFrom(from, enquiry);
    expect(await asOffice(id)).toMatchObject({
      kind: { code: 'ENQUIRY' },
      content: null,
      preview: { district: null, earliestDeadline: null, language: null },
    });
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    const { content } = await asOffice(id);
    expect(content).toMatchObject({
      fieldGroups: [],
      clientName: null,
      incident: null,
      enquiry: { question: enquiry.question, regionKey: '071', deadline: expect.stringMatching(/RUNNING|NEAR/) },
    });
    const everything = JSON.stringify(await asOffice(id));
    for (const secret of [...Object.values(person), '07111', 'Beispielbau']) expect(everything).not.toContain(secret);
    const { disclosures } = await from.counsellor.does<Json>(DISCLOSURES, { caseId: from.caseId });
    expect(disclosures.map(({ what, purpose }: Json) => `${what}: ${purpose}`)).toEqual([
      'PREVIEW: anonyme Fachanfrage',
      'ENQUIRY: anonyme Fachanfrage',
    ]);
    // There is no dossier about nobody.
    expect((await jobsAbout(house, id)).map(({ name }) => name)).not.toContain('dossier.render');
  });

  it("does not let the day of the deadline out through the enquiry's answer-by date", async () => {
    const id = await sentFrom(from, { ...enquiry, answerDays: 90 });
    const { case: kase } = await from.counsellor.does<Json>('query ($id: ID!) { case(id: $id) { nextDeadline } }', {
      id: from.caseId,
    });
    expect((await asSender(id)).answerBy > kase.nextDeadline).toBe(true);
  });

  it.each([
    ['the client', `Kann ${person.name} noch klagen?`],
    ['how to reach the client', `Bitte an ${person.contact} antworten.`],
    ['who acted', `Was gilt für ${person.respondentPerson.toUpperCase()}?`],
  ])('a question that names %s is refused, and nothing is sent', async (_, question) => {
    const draft = await draftOf(from, { kind: 'ENQUIRY', question });
    const refused = await outcomeOf(from.counsellor, SEND, { id: draft.id, version: draft.version });
    expect(refused).toMatchObject({ code: 'QUESTION_NAMES_PERSON', field: 'question' });
    const { rows } = await house.database.query(
      `select state, (select count(*)::integer from disclosure where referral_id = $1) as disclosed,
         (select count(*)::integer from referral_preview where referral_id = $1) as previews from referral where id = $1`,
      [draft.id],
    );
    expect(rows).toEqual([{ state: 'DRAFT', disclosed: 0, previews: 0 }]);
    expect(await jobsAbout(house, draft.id)).toEqual([]);
  });

  it('neither does an answer name anybody: in an enquiry never, in a referral not before acceptance', async () => {
    const input = { text: `Es geht um ${person.name}.` };
    const asked = await sentFrom(from, enquiry);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id: asked });
    expect(await outcomeOf(from.counsellor, say('sendMessage'), { id: asked, input })).toMatchObject({
      code: 'QUESTION_NAMES_PERSON',
      field: 'text',
    });
    const pending = await sentFrom(from);
    await doneBy(from.office.staff, say('askQuestion'), { id: pending, input: { text: 'Um wen geht es?' } });
    expect(await outcomeOf(from.counsellor, say('answerQuestion'), { id: pending, input })).toMatchObject({
      code: 'ANSWER_NAMES_PERSON',
      field: 'text',
    });
    expect((await asSender(pending)).state).toBe('QUESTION_ASKED');
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id: pending });
    await doneBy(from.counsellor, say('sendMessage'), { id: pending, input });
  });

  it('an enquiry can be taken back at any time, for there is no release to withdraw', async () => {
    const id = await sentFrom(from, enquiry);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    await doneBy(from.counsellor, sendersStep('withdrawReferral'), { id });
    expect(await asOffice(id)).toMatchObject({ state: 'WITHDRAWN', content: null, preview: null });
  });

  it('an enquiry needs its question and takes no release; other kinds the other way round', async () => {
    const releaseId = await releaseOf(from);
    const draft = (input: object) =>
      outcomeOf(from.counsellor, DRAFT, { caseId: from.caseId, input: { officeId: from.office.id, ...input } });
    expect(await draft({ kind: 'ENQUIRY' })).toMatchObject({ code: 'REQUIRED', field: 'input.question' });
    expect(await draft({ ...enquiry, releaseId })).toMatchObject({
      code: 'RELEASE_NOT_NEEDED',
      field: 'input.releaseId',
    });
    expect(await draft({ ...enquiry, fieldGroups: ['INCIDENT'] })).toMatchObject({
      code: 'REFERRAL_CARRIES_NO_GROUPS',
    });
    expect(await draft({ kind: 'HANDOVER' })).toMatchObject({ code: 'RELEASE_MISSING', field: 'input.releaseId' });
    expect(await draft({ kind: 'HANDOVER', releaseId, question: 'Was tun?' })).toMatchObject({
      code: 'QUESTION_ONLY_IN_ENQUIRY',
    });
  });

  it('a signpost is complete at once, is a step of the case, and reaches no inbox', async () => {
    const officeId = await distantOffice(house, 'Bundesstelle Beispiel');
    const done = await doneBy(from.counsellor, SIGNPOST, {
      caseId: from.caseId,
      input: { officeId, reasons: ['SPECIALISATION'] },
    });
    expect(done).toMatchObject({ state: 'SIGNPOSTED', answerBy: null, nextSteps: [] });
    const { case: kase } = await from.counsellor.does<Json>(
      `query ($id: ID!) { case(id: $id) { measures { kind { code } result } referrals { id letters { kind language { code } } } disclosures { what } } }`,
      { id: from.caseId },
    );
    expect(kase).toEqual({
      measures: [{ kind: { code: 'SIGNPOSTING' }, result: 'Bundesstelle Beispiel' }],
      referrals: [{ id: done.id, letters: [{ kind: 'SIGNPOSTED', language: { code: 'ar' } }] }],
      disclosures: [],
    });
    expect(await jobsAbout(house, done.id)).toEqual([]);
  });

  it('a signpost to an office with an inbox is not seen there either', async () => {
    const done = await doneBy(from.counsellor, SIGNPOST, { caseId: from.caseId, input: { officeId: from.office.id } });
    const { errors } = await from.office.staff.ask(RECEIVED, { id: done.id });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await told(house, from, done.id)).toEqual([]);
  });

  it('what is no signpost needs an office that takes part', async () => {
    const officeId = await distantOffice(house);
    const draft = await draftOf(from, { ...enquiry, officeId });
    expect(await outcomeOf(from.counsellor, SEND, { id: draft.id, version: draft.version })).toMatchObject({
      code: 'OFFICE_TAKES_NO_PART',
      field: 'officeId',
    });
  });
});
