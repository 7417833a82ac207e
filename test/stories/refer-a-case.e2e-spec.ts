import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, UPDATE_CASE, type Json } from '../support/cases.js';
import {
  acceptedFrom,
  DISCLOSURES,
  doneBy,
  draftOf,
  FORESEE,
  groups,
  INBOX,
  jobsAbout,
  officesStep,
  outcomeOf,
  person,
  RECEIVED,
  REFERRAL,
  say,
  scene,
  SEND,
  sentFrom,
  told,
  type Scene,
} from '../support/referrals.js';

const codes = (terms: readonly { code: string }[]): string[] => terms.map(({ code }) => code);

describe('a referral and the work of the house behind it', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('tells both sides, draws the dossier, and minds the answer-by date', async () => {
    const from = await scene(house);
    const id = await sentFrom(from);
    const late = await sentFrom(from);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    await house.database.query('update referral set answer_by = $2 where id = $1', [late, daysFromToday(-1)]);
    await house.database.query(
      `update graphile_worker._private_jobs set run_at = now() where payload ->> 'subjectId' = $1`,
      [late],
    );
    const done = async (): Promise<Json> => {
      const { rows } = await house.database.query(
        `select (select state from dossier where referral_id = $1) as dossier, (select state from referral where id = $2) as late,
           (select count(*)::integer from notification where person_id = $3) as office,
           (select count(*)::integer from notification where person_id = $4) as sender`,
        [id, late, from.office.staff.id, from.counsellor.id],
      );
      return rows[0];
    };
    // To the office: twice received, once unanswered. To the counsellor: accepted, unanswered.
    const wanted = { dossier: 'READY', late: 'UNANSWERED', office: 3, sender: 2 };
    for (let tries = 0; tries < 80 && JSON.stringify(await done()) !== JSON.stringify(wanted); tries += 1)
      await setTimeout(250);
    expect(await done()).toEqual(wanted);
  });
});

describe('referring a case', () => {
  let house: TestHouse;
  let from: Scene;
  // The queue rests, so that the tests see what was put into it.
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const asSender = async (id: string): Promise<Json> => (await from.counsellor.does(REFERRAL, { id })).referral;
  const asOffice = async (id: string): Promise<Json> =>
    (await from.office.staff.does(RECEIVED, { id })).receivedReferral;

  it('goes from the draft to the result without retyping, each side seeing what is its own', async () => {
    const { counsellor, office } = from;
    const draft = await draftOf(from, { reasons: ['SPECIALISATION', 'DEADLINE'] });
    expect(draft).toMatchObject({ state: 'DRAFT', nextSteps: ['SEND', 'WITHDRAW'] });

    const foreseen = await outcomeOf(counsellor, FORESEE, { id: draft.id });
    expect(foreseen.problems).toEqual([]);
    const sent = await doneBy(counsellor, SEND, { id: draft.id, version: draft.version });
    expect(sent).toMatchObject({ state: 'SENT', answerBy: foreseen.answerBy });
    const { id } = sent;

    const seen = await asOffice(id);
    expect(seen).toMatchObject({
      state: 'PREVIEW_SEEN',
      senderName: counsellor.organisation.name,
      kind: { code: 'HANDOVER' },
      content: null,
      preview: { mainArea: { area: { code: 'HOUSING' } }, respondentType: { code: 'HOUSING_COMPANY' } },
    });

    await doneBy(office.staff, say('askQuestion'), { id, input: { text: 'Seit wann ist die Wohnung frei?' } });
    await doneBy(counsellor, say('answerQuestion'), { id, input: { text: 'Seit drei Monaten.' } });
    expect((await asSender(id)).state).toBe('QUESTION_ANSWERED');

    await doneBy(office.staff, officesStep('acceptReferral'), { id });
    const { content } = await asOffice(id);
    expect(content).toMatchObject({
      clientName: person.name,
      incident: { narrative: person.narrative },
      purpose: 'Prüfung von Ansprüchen',
      respondent: { organisation: 'Beispielbau GmbH', personName: null },
      clientView: null,
      measures: null,
    });
    expect(codes(content.fieldGroups)).toEqual(groups);
    expect(content).toEqual(foreseen.after);

    await doneBy(office.staff, officesStep('startReferral'), { id });
    await doneBy(counsellor, say('sendMessage'), { id, input: { text: 'Die Absage liegt jetzt schriftlich vor.' } });
    await doneBy(office.staff, say('sendMessage'), { id, input: { text: 'Danke, sie ist angekommen.' } });
    await doneBy(office.staff, officesStep('completeReferral', 'CompleteReferralInput'), {
      id,
      input: { result: 'AGREEMENT', report: 'Die Wohnung wurde angeboten.' },
    });
    const ended = await asSender(id);
    expect(ended).toMatchObject({ state: 'COMPLETED', result: { code: 'AGREEMENT' }, nextSteps: ['WITHDRAW_RELEASE'] });
    expect(ended.messages.map(({ from: side, kind }: Json) => `${side}:${kind}`)).toEqual([
      'RECIPIENT:QUESTION',
      'SENDER:ANSWER',
      'SENDER:MESSAGE',
      'RECIPIENT:MESSAGE',
      'RECIPIENT:RESULT',
    ]);
    expect((await asOffice(id)).messages).toEqual(ended.messages);
  });

  it('tells the other side of each deed, and orders the dossier when the content is open', async () => {
    const id = await acceptedFrom(from);
    await asOffice(id);
    const input = { result: 'ADVICE_GIVEN', report: 'Beraten.' };
    await doneBy(from.office.staff, officesStep('completeReferral', 'CompleteReferralInput'), { id, input });
    expect(await told(house, from, id)).toEqual(['RECIPIENT:RECEIVED', 'SENDER:ACCEPTED', 'SENDER:COMPLETED']);
    const dossier = (await jobsAbout(house, id)).filter(({ name }) => name === 'dossier.render');
    expect(dossier).toMatchObject([{ organisationId: from.counsellor.organisation.id }]);
  });

  it('shows the office nothing but the preview before it accepts', async () => {
    const id = await sentFrom(from);
    const { inbox } = await from.office.staff.does<Json>(INBOX);
    expect(inbox.edges.map(({ node }: Json) => node)).toMatchObject([
      { id, state: 'SENT', content: null, reasons: [{ code: 'SPECIALISATION' }] },
    ]);
    const everything = JSON.stringify([inbox, await asOffice(id)]);
    for (const secret of Object.values(person)) expect(everything).not.toContain(secret);
    expect(everything).not.toContain('Prüfung von Ansprüchen');
    // Listing is no look: that comes with opening the one referral, once.
    expect(inbox.edges[0].node.state).toBe('SENT');
    await asOffice(id);
    expect((await told(house, from, id)).filter((line) => line === 'SENDER:PREVIEW_SEEN')).toHaveLength(1);
  });

  it('gives the office no internal id and no name of staff but the contact', async () => {
    const contact = { name: 'Beratung am Markt', phone: '0611 000', email: 'kontakt@example.org' };
    const releaseId = String((await draftReleaseId()).releaseId);
    const id = await acceptedFrom(from, { releaseId, contact });
    await doneBy(from.counsellor, say('sendMessage'), { id, input: { text: 'Bitte bald melden.' } });
    const seen = await asOffice(id);
    expect(seen.contact).toEqual(contact);
    const { rows } = await house.database.query<{ name: string }>('select name from person where id = $1', [
      from.counsellor.id,
    ]);
    const everything = JSON.stringify(seen);
    for (const inner of [from.caseId, releaseId, from.counsellor.id, from.counsellor.organisation.id, rows[0]!.name])
      expect(everything).not.toContain(`"${inner}"`);
  });
  const draftReleaseId = async (): Promise<Json> => {
    const { id } = await draftOf(from);
    return asSender(id);
  };

  it('names the account of whoever drafted it as contact, unless told otherwise', async () => {
    const { id } = await draftOf(from);
    expect((await asSender(id)).contact.email).toBe(from.counsellor.email);
  });

  it('freezes the copy: editing the case changes no referral', async () => {
    const { counsellor, caseId } = from;
    const id = await sentFrom(from);
    const before = { ...(await asSender(id)), steps: null };
    const { case: kase } = await counsellor.does<Json>('query ($id: ID!) { case(id: $id) { version } }', {
      id: caseId,
    });
    const changes = { narrative: 'Ganz anders.', grounds: ['RELIGION'], clientName: 'Jemand Anderes' };
    const updated = await doneBy(counsellor, UPDATE_CASE, { id: caseId, version: kase.version, changes });
    expect(updated.narrative).toBe('Ganz anders.');

    expect({ ...(await asSender(id)), steps: null }).toEqual(before);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    expect(await asOffice(id)).toMatchObject({
      content: { clientName: person.name, incident: { narrative: person.narrative } },
      preview: { grounds: [{ code: 'ORIGIN' }, { code: 'NAME' }] },
    });
  });

  it('lists every disclosure for the client: what, to whom, when, why', async () => {
    const id = await sentFrom(from);
    const list = async (): Promise<Json[]> =>
      (await from.counsellor.does<Json>(DISCLOSURES, { caseId: from.caseId })).disclosures;
    expect(await list()).toMatchObject([
      { what: 'PREVIEW', officeName: from.office.name, purpose: 'Prüfung von Ansprüchen' },
    ]);
    expect(codes((await list())[0].fieldGroups)).not.toContain('CLIENT_IDENTITY');

    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    expect((await list())[1]).toMatchObject({ what: 'CONTENT', purpose: 'Prüfung von Ansprüchen' });
    expect(codes((await list())[1].fieldGroups)).toEqual(groups);
    const { case: kase } = await from.counsellor.does<Json>(
      'query ($id: ID!) { case(id: $id) { releases { state } referrals { id state } disclosures { what } } }',
      { id: from.caseId },
    );
    expect(kase).toEqual({
      releases: [{ state: 'VALID' }],
      referrals: [{ id, state: 'ACCEPTED' }],
      disclosures: [{ what: 'PREVIEW' }, { what: 'CONTENT' }],
    });
  });

  it('makes a letter to the client due, in the language they read, beside what the office gets', async () => {
    const id = await acceptedFrom(from);
    expect((await asSender(id)).letters).toEqual([
      { kind: 'REFERRED', language: { code: 'ar' } },
      { kind: 'DISCLOSED', language: { code: 'ar' } },
    ]);
  });

  it("keeps each side's notes to itself", async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.counsellor, say('addReferralNote'), { id, input: { text: 'Notiz der Beratung' } });
    await doneBy(from.office.staff, say('addReferralNote'), { id, input: { text: 'Notiz der Stelle' } });
    expect((await asSender(id)).notes.map(({ text }: Json) => text)).toEqual(['Notiz der Beratung']);
    expect((await asOffice(id)).notes.map(({ text }: Json) => text)).toEqual(['Notiz der Stelle']);
  });

  it('sets the answer-by date from the office, the referral and the running deadline', async () => {
    const usual = await asSender(await sentFrom(from));
    expect(usual.answerBy).toBe(daysFromToday(14));
    const own = await asSender(await sentFrom(from, { answerDays: 5 }));
    expect(own.answerBy).toBe(daysFromToday(5));
    const { case: kase } = await from.counsellor.does<Json>(
      'query ($id: ID!) { case(id: $id) { nextDeadline version } }',
      { id: from.caseId },
    );
    const hurried = await asSender(await sentFrom(from, { answerDays: 90 }));
    const weekBefore = new Date(Date.parse(kase.nextDeadline) - 7 * 86_400_000).toISOString().slice(0, 10);
    expect(hurried.answerBy).toBe(weekBefore);
    const [expiry] = (await jobsAbout(house, usual.id)).filter(({ name }) => name === 'referral.expire');
    expect(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(expiry!.runAt)).toBe(
      daysFromToday(15),
    );
  });

  it('pages through the inbox by urgency, and filters it by state', async () => {
    const ids: string[] = [];
    for (const answerDays of [9, 3, 6]) ids.push(await sentFrom(from, { answerDays }));
    const { staff } = from.office;
    const first = (await staff.does<Json>(INBOX, { first: 2 })).inbox;
    expect(first.edges.map(({ node }: Json) => node.id)).toEqual([ids[1], ids[2]]);
    const rest = (await staff.does<Json>(INBOX, { first: 2, after: first.pageInfo.endCursor })).inbox;
    expect(rest.edges.map(({ node }: Json) => node.id)).toEqual([ids[0]]);
    expect(rest.pageInfo.hasNextPage).toBe(false);

    await doneBy(staff, officesStep('declineReferral', 'DeclineReferralInput'), {
      id: ids[0],
      input: { reason: 'CAPACITY' },
    });
    const declined = (await staff.does<Json>(INBOX, { filter: { states: ['DECLINED'] } })).inbox;
    expect(declined.edges).toMatchObject([{ node: { id: ids[0], preview: null } }]);
    expect((await staff.does<Json>(INBOX)).inbox.edges).toHaveLength(2);

    const { errors } = await staff.ask(INBOX, { filter: { states: ['LOST'] } });
    expect(errors?.[0]?.extensions).toMatchObject({ problems: [{ code: 'UNKNOWN_CODE', field: 'filter.states[0]' }] });
    const broken = await staff.ask(INBOX, { after: 'WyJub25zZW5zZSIsIjEiXQ' });
    expect(broken.errors?.[0]?.extensions.problems).toMatchObject([{ field: 'after' }]);
  });

  it('logs each reading of the content by the office', async () => {
    const id = await acceptedFrom(from);
    await asOffice(id);
    await asOffice(id);
    const { rows } = await house.database.query(
      `select person_id from audit_entry where subject_id = $1 and action = 'referral.content-read'`,
      [id],
    );
    expect(rows).toEqual([{ person_id: from.office.staff.id }, { person_id: from.office.staff.id }]);
  });
});
