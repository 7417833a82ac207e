import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ReferralExpiry } from '../../src/referrals/expiry.job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import {
  doneBy,
  jobsAbout,
  officesStep,
  RECEIVED,
  REFERRAL,
  rowsOf,
  scene,
  sentFrom,
  told,
  type Scene,
} from '../support/referrals.js';

describe('a referral that nobody answers', () => {
  let house: TestHouse;
  let from: Scene;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());
  beforeEach(async () => void (from = await scene(house)));

  const expire = async (id: string): Promise<void> => {
    const [job] = (await jobsAbout(house, id)).filter(({ name }) => name === 'referral.expire');
    if (!job) throw new Error('Nothing waits for the answer-by date.');
    await house.app
      .get(ReferralExpiry, { strict: false })
      .expire({ organisationId: job.organisationId, subjectId: id });
  };
  const passAnswerBy = (id: string): Promise<unknown> =>
    house.database.query('update referral set answer_by = $2 where id = $1', [id, daysFromToday(-1)]);
  const asSender = async (id: string): Promise<Json> => (await from.counsellor.does(REFERRAL, { id })).referral;

  it('escalates to the sender once the answer-by date has passed, however often the job runs', async () => {
    const id = await sentFrom(from);
    await passAnswerBy(id);
    await expire(id);
    await expire(id);
    expect(await asSender(id)).toMatchObject({ state: 'UNANSWERED', unansweredAt: expect.any(String) });
    expect(await told(house, from, id)).toEqual(['RECIPIENT:RECEIVED', 'SENDER:UNANSWERED', 'RECIPIENT:UNANSWERED']);
    expect(await rowsOf(house, 'referral_event', id)).toBe(2);
  });

  it('waits while the office still has time', async () => {
    const id = await sentFrom(from);
    await house.database.query('update referral set answer_by = $2 where id = $1', [id, daysFromToday(0)]);
    await expire(id);
    expect((await asSender(id)).state).toBe('SENT');
  });

  it('says nothing when the office has answered in time', async () => {
    const id = await sentFrom(from);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    await passAnswerBy(id);
    await expire(id);
    expect((await asSender(id)).state).toBe('ACCEPTED');
    expect(await told(house, from, id)).not.toContain('SENDER:UNANSWERED');
  });

  it('can still be accepted late, and the sender can still take it back', async () => {
    const late = await sentFrom(from);
    await passAnswerBy(late);
    await expire(late);
    const { receivedReferral } = await from.office.staff.does<Json>(RECEIVED, { id: late });
    expect(receivedReferral).toMatchObject({ state: 'UNANSWERED', preview: { grounds: [{ code: 'ORIGIN' }, {}] } });
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id: late });
    expect((await asSender(late)).state).toBe('ACCEPTED');
  });

  it('is left alone where the organisation or the referral is gone', async () => {
    const id = await sentFrom(from);
    const job = house.app.get(ReferralExpiry, { strict: false });
    await job.expire({ organisationId: '00000000-0000-4000-8000-000000000000', subjectId: id });
    await job.expire({ organisationId: from.office.organisation.id, subjectId: id });
    expect((await asSender(id)).state).toBe('SENT');
  });
});
