import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { houseIn } from '../../src/core/access.js';
import { Transactions } from '../../src/database/transactions.js';
import { Referrals } from '../../src/referrals/referrals.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import {
  acceptedFrom,
  DISCLOSURES,
  doneBy,
  draftOf,
  INBOX,
  officesStep,
  outcomeOf,
  RECEIVED,
  RECORD_RELEASE,
  REFERRAL,
  releaseInput,
  releaseOf,
  rowsOf,
  say,
  scene,
  SEND,
  sendersStep,
  sentFrom,
  told,
  WITHDRAW_RELEASE,
  type Scene,
} from '../support/referrals.js';

describe('a client who withdraws the release', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const asSender = async (id: string): Promise<Json> => (await from.counsellor.does(REFERRAL, { id })).referral;
  const asOffice = async (id: string): Promise<Json> =>
    (await from.office.staff.does(RECEIVED, { id })).receivedReferral;

  it("ends the office's access at once, in every referral that stands on it", async () => {
    const releaseId = await releaseOf(from);
    const accepted = await acceptedFrom(from, { releaseId });
    const pending = await sentFrom(from, { releaseId });
    const draft = await draftOf(from, { releaseId });
    expect((await asOffice(accepted)).content).not.toBeNull();
    const keysOfOffice = async (): Promise<string[]> => {
      const { rows } = await house.database.query<{ scope: string }>(
        'select scope from keyring.data_key where organisation_id = $1 and subject_id = $2 order by scope',
        [from.office.organisation.id, accepted],
      );
      return rows.map(({ scope }) => scope);
    };
    expect(await keysOfOffice()).toEqual(['CONTENT', 'CONVERSATION']);

    const withdrawn = await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: releaseId, on: daysFromToday(0) });
    expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', withdrawnOn: daysFromToday(0) });

    expect(await asOffice(accepted)).toMatchObject({
      state: 'RELEASE_WITHDRAWN',
      withdrawalReason: 'RELEASE_WITHDRAWN',
      content: null,
      preview: null,
      messages: [],
      nextSteps: [],
    });
    // Not row security alone: what the office has a copy of does not open with its key any more.
    expect(await keysOfOffice()).toEqual([]);
    expect(await asOffice(pending)).toMatchObject({ state: 'WITHDRAWN', preview: null, content: null });
    const { inbox } = await from.office.staff.does<Json>(INBOX);
    expect(inbox.edges).toEqual([]);
    for (const id of [accepted, pending])
      expect(await told(house, from, id)).toEqual(
        expect.arrayContaining(['RECIPIENT:RELEASE_WITHDRAWN', 'SENDER:RELEASE_WITHDRAWN']),
      );
    // The draft was nowhere yet; it stays, and cannot be sent any more.
    expect(await outcomeOf(from.counsellor, SEND, { id: draft.id, version: draft.version })).toMatchObject({
      code: 'RELEASE_WITHDRAWN',
      field: 'releaseId',
    });
  });

  it('keeps what had been disclosed before on the list, and the copy with the sender', async () => {
    const id = await acceptedFrom(from);
    const { releaseId } = await asSender(id);
    await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: releaseId });
    const { disclosures } = await from.counsellor.does<Json>(DISCLOSURES, { caseId: from.caseId });
    expect(disclosures.map(({ what }: Json) => what)).toEqual(['PREVIEW', 'CONTENT']);
    expect((await asSender(id)).content).not.toBeNull();
    expect((await asSender(id)).letters.at(-1)).toEqual({ kind: 'RELEASE_WITHDRAWN', language: { code: 'ar' } });
  });

  it('leaves the office no step: it can neither accept, complete, ask nor write', async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: (await asSender(id)).releaseId });
    const { staff } = from.office;
    const complete = officesStep('completeReferral', 'CompleteReferralInput');
    const tries = [
      await outcomeOf(staff, officesStep('acceptReferral'), { id }),
      await outcomeOf(staff, complete, { id, input: { result: 'AGREEMENT', report: 'Gut.' } }),
      await outcomeOf(staff, say('askQuestion'), { id, input: { text: 'Warum?' } }),
      await outcomeOf(staff, say('sendMessage'), { id, input: { text: 'Schade.' } }),
    ];
    expect(tries.map(({ code }) => code)).toEqual(Array(4).fill('REFERRAL_WITHDRAWN'));
    expect(await rowsOf(house, 'referral_message', id)).toBe(0);
    // Its own notes stay its own.
    await doneBy(staff, say('addReferralNote'), { id, input: { text: 'Akte geschlossen.' } });
    expect((await asOffice(id)).notes).toHaveLength(1);
  });

  it('withdraws once, not in the future, and not before it was given', async () => {
    const id = await releaseOf(from, { givenOn: daysFromToday(-2) });
    const withdraw = (on: string) => outcomeOf(from.counsellor, WITHDRAW_RELEASE, { id, on });
    expect(await withdraw(daysFromToday(1))).toMatchObject({ code: 'DATE_IN_FUTURE', field: 'on' });
    expect(await withdraw(daysFromToday(-3))).toMatchObject({ code: 'WITHDRAWN_BEFORE_GIVEN', field: 'on' });
    expect(await withdraw('2026-02-30')).toMatchObject({ code: 'INVALID_FORMAT', field: 'on' });
    const { rows } = await house.database.query('select withdrawn_at from confidentiality_release where id = $1', [id]);
    expect(rows).toEqual([{ withdrawn_at: null }]);
    expect(await withdraw(daysFromToday(-1))).toMatchObject({ state: 'WITHDRAWN' });
    expect(await withdraw(daysFromToday(0))).toMatchObject({ code: 'RELEASE_WITHDRAWN' });
  });

  it('is not for another service, nor for an office', async () => {
    const id = await releaseOf(from);
    const stranger = await house.world.counsellor();
    const answers = [];
    for (const asked of [id, '00000000-0000-4000-8000-000000000000', 'unsinn\u0000'])
      answers.push(JSON.stringify(await stranger.ask(WITHDRAW_RELEASE, { id: asked })));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
    const { errors } = await from.office.staff.ask(WITHDRAW_RELEASE, { id });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const input = releaseInput(from.office.id);
    const foreign = await stranger.ask(RECORD_RELEASE, { caseId: from.caseId, input });
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('before acceptance the sender withdraws the referral itself; afterwards only the release', async () => {
    const pending = await sentFrom(from);
    expect(await doneBy(from.counsellor, sendersStep('withdrawReferral'), { id: pending })).toMatchObject({
      state: 'WITHDRAWN',
      withdrawalReason: 'SENDER',
    });
    expect(await told(house, from, pending)).toContain('RECIPIENT:WITHDRAWN');
    expect(await asOffice(pending)).toMatchObject({ state: 'WITHDRAWN', preview: null });
    const accepting = await outcomeOf(from.office.staff, officesStep('acceptReferral'), { id: pending });
    expect(accepting).toMatchObject({ code: 'REFERRAL_WITHDRAWN' });
    expect(await rowsOf(house, 'disclosure', pending)).toBe(1);

    const accepted = await acceptedFrom(from);
    expect(await outcomeOf(from.counsellor, sendersStep('withdrawReferral'), { id: accepted })).toMatchObject({
      code: 'WITHDRAW_RELEASE_INSTEAD',
    });
  });

  it.each([
    ['DRAFT', ''],
    ['SENT', ''],
    ['PREVIEW_SEEN', ', preview_seen_at = now()'],
    ['QUESTION_ASKED', ''],
    ['QUESTION_ANSWERED', ''],
    ['UNANSWERED', ', unanswered_at = now()'],
  ])('a referral can be taken back when it is %s', async (state, marks) => {
    const id = state === 'DRAFT' ? (await draftOf(from)).id : await sentFrom(from);
    await house.database.query(`update referral set state = $2 ${marks} where id = $1`, [id, state]);
    expect(await doneBy(from.counsellor, sendersStep('withdrawReferral'), { id })).toMatchObject({
      state: 'WITHDRAWN',
      nextSteps: [],
    });
    expect((await asSender(id)).contact.name).toMatch(/\S/);
  });

  it('comes wholly before or wholly after what happens at the same moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const releaseId = await releaseOf(from);
      const draft = await draftOf(from, { releaseId });
      const id = await sentFrom(from, { releaseId });
      await Promise.all([
        outcomeOf(from.counsellor, SEND, { id: draft.id, version: draft.version }),
        outcomeOf(from.counsellor, WITHDRAW_RELEASE, { id: releaseId }),
        outcomeOf(from.office.staff, officesStep('acceptReferral'), { id }),
      ]);
      const { rows } = await house.database.query('select 1 from referral where release_id = $1 and preview_open', [
        releaseId,
      ]);
      expect(rows).toEqual([]);
    }
  });

  it('erasing the source closes what is pending cleanly and tells both sides', async () => {
    const pending = await sentFrom(from);
    await doneBy(from.office.staff, say('askQuestion'), { id: pending, input: { text: 'Worum geht es?' } });
    await doneBy(from.counsellor, say('addReferralNote'), { id: pending, input: { text: 'Eigene Notiz' } });
    const accepted = await acceptedFrom(from);
    const { organisation } = from.counsellor;
    const actor = houseIn(organisation);
    await house.app.get(Transactions, { strict: false }).run(actor, async (tx) => {
      await house.app.get(Referrals, { strict: false }).sourceErased(tx, actor, from.caseId);
      await tx.query('delete from cases where organisation_id = $1 and id = $2', [organisation.id, from.caseId]);
    });

    expect(await asSender(pending)).toMatchObject({
      state: 'WITHDRAWN',
      withdrawalReason: 'SOURCE_ERASED',
      caseId: null,
      content: null,
      messages: [],
      notes: [],
    });
    expect(await asOffice(pending)).toMatchObject({ state: 'WITHDRAWN', preview: null, messages: [] });
    expect(await told(house, from, pending)).toEqual(
      expect.arrayContaining(['RECIPIENT:SOURCE_ERASED', 'SENDER:SOURCE_ERASED']),
    );
    // What the office has accepted is its own file now: it keeps its copy, and is told (Art. 19 GDPR).
    expect((await asOffice(accepted)).content).not.toBeNull();
    expect(await told(house, from, accepted)).toContain('RECIPIENT:SOURCE_ERASED');
    expect(await rowsOf(house, 'disclosure', accepted)).toBe(2);
    await doneBy(from.counsellor, say('sendMessage'), { id: accepted, input: { text: 'Der Fall ist hier gelöscht.' } });
  });
});
