import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { uploaded } from '../support/attachments.js';
import { CASE } from '../support/cases.js';
import { brokenAt, changesIn, contentsOf } from '../support/contents.js';
import { agreeToDispose, closedLongAgo } from '../support/privacy.js';
import { acceptedFrom, scene, type Scene } from '../support/referrals.js';

jest.setTimeout(120_000);

const ADD_NOTE = `mutation ($caseId: ID!, $text: String!) { addNote(caseId: $caseId, input: { text: $text }) { __typename } }`;

describe('a disposal that is killed between any two of its steps', () => {
  let house: TestHouse;
  let made: Scene;
  let disposalId: string;

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    made = await scene(house);
    await acceptedFrom(made);
    await uploaded(made.counsellor, made.caseId);
    await made.counsellor.does(ADD_NOTE, { caseId: made.caseId, text: 'Rief zurück.' });
    const { case: kase } = await made.counsellor.does<{ case: { id: string; version: number } }>(CASE, {
      id: made.caseId,
    });
    await closedLongAgo(house, made.counsellor, kase);
    const supervisor = await house.world.supervisor(made.counsellor.organisation);
    disposalId = await agreeToDispose(made.counsellor, supervisor, made.caseId);
    await house.database.query(
      `update disposal set proposed_at = proposed_at - interval '25 hours', approved_at = approved_at - interval '25 hours',
         execute_after = execute_after - interval '25 hours' where id = $1`,
      [disposalId],
    );
  }, 120_000);
  afterAll(() => house.close());

  it('has left everything as it was, or is done; it is brought to its end, and done once', async () => {
    const dispose = house.app.get(Jobs, { strict: false }).registered.get('case.dispose');
    const payload = { organisationId: made.counsellor.organisation.id, subjectId: disposalId };
    const state = async (): Promise<unknown> =>
      (await house.database.query('select state from disposal where id = $1', [disposalId])).rows;
    const before = await contentsOf(house);
    const jobsBefore = await waiting(house);

    let steps = 0;
    for (let isDone = false; !isDone; steps++) {
      const { broken } = await brokenAt(steps + 1, async () => dispose?.(payload));
      const changed = changesIn(before, await contentsOf(house));
      // Killed behind the commit, it is done, and nobody knows.
      isDone = changed.length > 0;
      expect(isDone || broken).toBe(true);
      if (!isDone) expect(await waiting(house)).toEqual(jobsBefore);
      else expect({ steps, state: await state() }).toEqual({ steps, state: [{ state: 'EXECUTED' }] });
    }
    expect(steps).toBeGreaterThan(20);

    const { rows } = await house.database.query(
      `select (select count(*) from cases where id = $1) + (select count(*) from case_text where case_id = $1)
        + (select count(*) from case_note where case_id = $1) + (select count(*) from attachment where case_id = $1) as left`,
      [made.caseId],
    );
    expect(rows).toEqual([{ left: '0' }]);
    const entries = await house.database.query(
      `select from audit_entry where action = 'case.erased' and subject_id = $1`,
      [disposalId],
    );
    expect(entries.rowCount).toBe(1);

    const gone = await contentsOf(house);
    await dispose?.(payload); // the job is run again, since nobody knew that it was done
    expect(changesIn(gone, await contentsOf(house))).toEqual([]);
  });
});

const waiting = async ({ database }: TestHouse): Promise<unknown[]> =>
  (await database.query('select task_id, payload::text, run_at from graphile_worker._private_jobs order by id')).rows;
