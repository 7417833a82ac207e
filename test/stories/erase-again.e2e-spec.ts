import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { buildApp } from '../../src/server.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, daysFromToday, type Json } from '../support/cases.js';
import { agreeToDispose, ANSWER_ACCESS, DISPOSALS, REQUEST_ACCESS } from '../support/privacy.js';
import { acceptedFrom, doneBy, REFERRAL, releaseOf, scene, sentFrom, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

/** A database that was set back to an earlier moment: the rows of an erased case are there, its keys are destroyed again (docs/decisions/0017-backup.md). */
describe('a case that comes back without its key', () => {
  let house: TestHouse;
  let from: Scene;
  let supervisor: Someone;
  let accepted: string;
  let disposal: string;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const sql = (text: string, values: unknown[] = []) => house.database.query<Record<string, unknown>>(text, values);
  const eraseAgain = async (): Promise<void> => {
    const { organisation } = from.counsellor;
    const job = house.app.get(Jobs, { strict: false }).registered.get('case.erase-again');
    await job?.({ organisationId: organisation.id, subjectId: from.caseId });
  };
  const problemOf = async (): Promise<string | undefined> => {
    const { errors } = await from.counsellor.ask(CASE, { id: from.caseId });
    return errors?.[0]?.extensions.problems?.[0]?.code ?? errors?.[0]?.extensions.code;
  };

  beforeEach(async () => {
    from = await scene(house);
    const { counsellor, caseId } = from;
    supervisor = await house.world.supervisor(counsellor.organisation);
    accepted = await acceptedFrom(from);
    await sentFrom(from, { releaseId: await releaseOf(from) });
    const input = { receivedOn: daysFromToday(0), language: 'de' };
    const { id } = await doneBy(counsellor, REQUEST_ACCESS, { id: caseId, input });
    const { accessDecidables } = await counsellor.does<Json>(
      'query ($id: ID!) { accessDecidables(id: $id) { what } }',
      {
        id,
      },
    );
    await doneBy(counsellor, ANSWER_ACCESS, { id, decisions: accessDecidables.map(({ what }: Json) => ({ what })) });
    disposal = await agreeToDispose(counsellor, supervisor, caseId, 'CLIENT_REQUEST');
  });

  const earlier = '00000000-0000-4000-8000-00000000e4e4';
  const stateOfEarlier = async (): Promise<unknown> =>
    (
      await sql('select state from disposal where id = $1 and organisation_id = $2', [
        earlier,
        from.counsellor.organisation.id,
      ])
    ).rows[0]?.['state'];

  /** As erasure has destroyed them, and a restore to a moment before the disposal destroys them again. */
  const setBack = async (): Promise<void> => {
    await sql(
      `update disposal set proposed_at = proposed_at - interval '2 days', approved_at = approved_at - interval '2 days',
         execute_after = execute_after - interval '2 days' where id = $1`,
      [disposal],
    );
    const own = from.counsellor.organisation.id;
    await sql(`delete from keyring.data_key where subject_id = $1 or (organisation_id = $2 and scope = 'CONTENT')`, [
      from.caseId,
      own,
    ]);
    // At that moment another one was proposed.
    await sql(
      `update disposal set id = $2, state = 'PROPOSED', approved_by = null, approved_at = null, execute_after = null where id = $1`,
      [disposal, earlier],
    );
    await sql(
      `update keyring.destroyed_key set destroyed_at = destroyed_at - interval '1 day' where organisation_id = $1`,
      [own],
    );
  };

  it('goes again with all that hangs on it, and its stub says the day on which it went first', async () => {
    await setBack();
    // As long as it is there: a refusal in words, and counted.
    expect(await problemOf()).toBe('KEY_GONE');
    await eraseAgain();
    expect(await problemOf()).toBe('CASE_ERASED');
    expect(await stateOfEarlier()).toBe('WITHDRAWN');
    const { disposals } = await supervisor.does<Json>(DISPOSALS, { states: ['EXECUTED'] });
    const [{ node }] = disposals.edges;
    expect(node).toMatchObject({ id: disposal, caseId: from.caseId, state: 'EXECUTED', basis: 'CLIENT_REQUEST' });
    expect(Date.now() - Date.parse(node.executedAt)).toBeGreaterThan(23 * 3_600_000);
    expect(node.handedOver.length).toBeGreaterThan(0);
    expect((await from.counsellor.does<Json>(REFERRAL, { id: accepted })).referral).toMatchObject({
      caseId: null,
      content: null,
    });
    await eraseAgain(); // twice does no more
    const { rows } = await sql(
      `select count(*)::int as stubs from disposal where case_id = $1 and state = 'EXECUTED'`,
      [from.caseId],
    );
    expect(rows).toEqual([{ stubs: 1 }]);
  });

  it('goes without a stub where nobody there knows one of the two persons', async () => {
    await setBack();
    await sql(
      `update keyring.destroyed_key set disposal = disposal || jsonb_build_object('approvedBy', $2::text) where case_id = $1`,
      [from.caseId, randomUUID()],
    );
    await eraseAgain();
    expect(await problemOf()).toBe('NOT_FOUND');
    expect(await stateOfEarlier()).toBe('WITHDRAWN');
    const { rows } = await sql(
      `select subject_id from audit_entry where action = 'case.erased-again' and organisation_id = $1`,
      [from.counsellor.organisation.id],
    );
    expect(rows).toEqual([{ subject_id: null }]);
  });

  it('is told of by the metrics and in words, in whatever way its key went, and is not erased for that', async () => {
    const counted = async (): Promise<number> =>
      Number(/^beistand_keys_gone_total (\d+)/m.exec((await from.counsellor.get('/metrics')).text)?.[1]);
    const before = await counted();
    await sql('delete from keyring.data_key where subject_id = $1', [from.caseId]);
    const { data, errors } = await from.counsellor.ask<Json>(CASE, { id: from.caseId });
    const [problem] = errors?.[0]?.extensions.problems ?? [];
    expect([data?.case ?? null, problem?.code]).toEqual([null, 'KEY_GONE']);
    expect((problem as Json).en).toMatch(/its key is gone.*reference: [0-9a-f-]{36}\.$/);
    expect((await counted()) - before).toBe(1);
    expect((await from.counsellor.get('/ready')).status).toBe(200);
    expect((await sql('select from cases where id = $1', [from.caseId])).rowCount).toBe(1);
  });

  it('is not touched while it has a key, whoever asks for it, not even where the list of destroyed ones knows one of it', async () => {
    await eraseAgain();
    expect((await from.counsellor.does<Json>(CASE, { id: from.caseId })).case.id).toBe(from.caseId);
    await sql(
      `insert into keyring.destroyed_key (organisation_id, key_id, case_id, destroyed_at) values ($1, $2, $3, now())`,
      [from.counsellor.organisation.id, randomUUID(), from.caseId],
    );
    await eraseAgain();
    expect((await from.counsellor.does<Json>(CASE, { id: from.caseId })).case.id).toBe(from.caseId);
  });

  it('keeps the house from being ready while it waits, and the next one that is opened erases it before anybody is let in', async () => {
    await setBack();
    const payload = JSON.stringify({ organisationId: from.counsellor.organisation.id, subjectId: from.caseId });
    await sql(`select graphile_worker.add_job('case.erase-again', $1)`, [payload]);
    const red = await from.counsellor.get('/ready');
    expect([red.status, red.body.details.erasure]).toEqual([503, { status: 'down', reason: 'ERASURE_WAITS' }]);
    // Nor is it when the job was given up.
    const attempts = (text: string) => sql(`update graphile_worker._private_jobs set attempts = ${text}`);
    await attempts('max_attempts');
    expect((await from.counsellor.get('/ready')).status).toBe(503);
    await attempts('0');
    const settings = {
      BEISTAND_PROFILE: 'test',
      LOG_LEVEL: 'silent',
      BEISTAND_DATA: house.dataFolder,
      BEISTAND_JOBS: 'off',
    };
    const next = await buildApp(readConfig(settings), house.urls);
    await next.init();
    await next.close();
    expect(await problemOf()).toBe('CASE_ERASED');
    expect((await from.counsellor.get('/ready')).status).toBe(200);
  });
});
