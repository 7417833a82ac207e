import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import {
  acceptedFrom,
  doneBy,
  officesStep,
  outcomeOf,
  RECEIVED,
  REFERRAL,
  say,
  scene,
  sendersStep,
  sentFrom,
  told,
  type Scene,
} from '../support/referrals.js';

const decline = officesStep('declineReferral', 'DeclineReferralInput');
const offerReturn = officesStep('offerReturn', 'OfferReturnInput');

describe('an office that does not go on', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const asSender = async (id: string): Promise<Json> => (await from.counsellor.does(REFERRAL, { id })).referral;
  const asOffice = async (id: string): Promise<Json> =>
    (await from.office.staff.does(RECEIVED, { id })).receivedReferral;

  it('declines with a reason that the sender reads, and sees nothing of it any more', async () => {
    const id = await sentFrom(from);
    const keysOfOffice = async (): Promise<number> =>
      (
        await house.database.query('select from keyring.data_key where organisation_id = $1 and subject_id = $2', [
          from.office.organisation.id,
          id,
        ])
      ).rowCount ?? 0;
    expect(await keysOfOffice()).toBeGreaterThan(0);
    await doneBy(from.office.staff, decline, { id, input: { reason: 'CAPACITY', text: 'Erst ab März wieder.' } });
    expect(await keysOfOffice()).toBe(0);
    expect(await asSender(id)).toMatchObject({
      state: 'DECLINED',
      declineReason: { code: 'CAPACITY' },
      messages: [{ from: 'RECIPIENT', kind: 'DECLINE', text: 'Erst ab März wieder.' }],
      steps: [
        { kind: { code: 'REFERRAL_SEND' } },
        { kind: { code: 'REFERRAL_DECLINE' }, reason: { code: 'CAPACITY' } },
      ],
    });
    expect(await told(house, from, id)).toContain('SENDER:DECLINED');
    expect(await asOffice(id)).toMatchObject({
      state: 'DECLINED',
      preview: null,
      content: null,
      messages: [],
      fieldGroups: [],
      nextSteps: [],
    });
    expect(await outcomeOf(from.office.staff, officesStep('acceptReferral'), { id })).toMatchObject({
      code: 'REFERRAL_CLOSED',
    });
  });

  it('may decline late too: an unanswered referral still gets its answer', async () => {
    const id = await sentFrom(from);
    await house.database.query(`update referral set state = 'UNANSWERED', unanswered_at = now() where id = $1`, [id]);
    await doneBy(from.office.staff, decline, { id, input: { reason: 'TOO_LATE' } });
    expect((await asSender(id)).state).toBe('DECLINED');
  });

  it('offers a case back, which is an offer until the sender accepts it', async () => {
    const id = await acceptedFrom(from);
    await doneBy(from.office.staff, offerReturn, {
      id,
      input: { reason: 'CONTACT_LOST', text: 'Niemand meldet sich.' },
    });
    expect(await asSender(id)).toMatchObject({
      state: 'RETURN_OFFERED',
      returnReason: { code: 'CONTACT_LOST' },
      nextSteps: expect.arrayContaining(['ACCEPT_RETURN', 'DECLINE_RETURN']),
    });
    // Until then the office has the case, and reads what it needs.
    expect((await asOffice(id)).content).not.toBeNull();

    await doneBy(from.counsellor, sendersStep('declineReturn'), { id });
    expect((await asSender(id)).state).toBe('IN_PROGRESS');

    await doneBy(from.office.staff, offerReturn, { id, input: { reason: 'CAPACITY' } });
    await doneBy(from.counsellor, sendersStep('acceptReturn'), { id });
    expect(await asSender(id)).toMatchObject({ state: 'RETURNED', returnReason: { code: 'CAPACITY' } });
    expect(await told(house, from, id)).toEqual([
      'RECIPIENT:RECEIVED',
      'SENDER:ACCEPTED',
      'SENDER:RETURN_OFFERED',
      'RECIPIENT:RETURN_DECLINED',
      'SENDER:RETURN_OFFERED',
      'RECIPIENT:RETURN_ACCEPTED',
    ]);
    expect(await outcomeOf(from.counsellor, sendersStep('acceptReturn'), { id })).toMatchObject({
      code: 'REFERRAL_CLOSED',
    });
  });

  it('cannot return what it has not accepted, nor complete it', async () => {
    const id = await sentFrom(from);
    expect(await outcomeOf(from.office.staff, offerReturn, { id, input: { reason: 'CAPACITY' } })).toMatchObject({
      code: 'REFERRAL_WRONG_STATE',
    });
    const complete = officesStep('completeReferral', 'CompleteReferralInput');
    expect(
      await outcomeOf(from.office.staff, complete, { id, input: { result: 'AGREEMENT', report: 'Gut.' } }),
    ).toMatchObject({ code: 'REFERRAL_WRONG_STATE' });
    expect((await asSender(id)).messages).toEqual([]);
  });

  it('names a reason and a result that there are', async () => {
    const id = await sentFrom(from);
    const lazy = await outcomeOf(from.office.staff, decline, { id, input: { reason: 'NO_MOOD', text: 'Keine Lust.' } });
    expect(lazy).toMatchObject({ code: 'UNKNOWN_CODE', field: 'input.reason' });
    expect(lazy.de).not.toBe(lazy.en);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    const complete = officesStep('completeReferral', 'CompleteReferralInput');
    expect(
      await outcomeOf(from.office.staff, complete, { id, input: { result: 'VICTORY', report: 'Gut.' } }),
    ).toMatchObject({ code: 'UNKNOWN_CODE', field: 'input.result' });
    expect(await outcomeOf(from.office.staff, offerReturn, { id, input: { reason: 'BOREDOM' } })).toMatchObject({
      code: 'UNKNOWN_CODE',
      field: 'input.reason',
    });
    expect((await asSender(id)).messages).toEqual([]);
  });

  it('asks only while something is open, and is answered only after it asked', async () => {
    const id = await sentFrom(from);
    const text = { input: { text: 'Guten Tag.' } };
    expect(await outcomeOf(from.counsellor, say('answerQuestion'), { id, ...text })).toMatchObject({
      code: 'REFERRAL_WRONG_STATE',
    });
    expect(await outcomeOf(from.office.staff, say('sendMessage'), { id, ...text })).toMatchObject({
      code: 'REFERRAL_WRONG_STATE',
    });
    await doneBy(from.office.staff, decline, { id, input: { reason: 'CAPACITY' } });
    expect(await outcomeOf(from.office.staff, say('askQuestion'), { id, ...text })).toMatchObject({
      code: 'REFERRAL_CLOSED',
    });
    expect((await asSender(id)).messages).toEqual([]);
  });
});
