import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import pg from 'pg';
import request from 'supertest';
import { readConfig } from '../../src/config.js';
import { buildApp } from '../../src/server.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

describe('a process that was killed in the middle of a job', () => {
  let house: TestHouse;
  beforeEach(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterEach(() => house.close());

  const invite = async (): Promise<void> => {
    const service = await house.world.service();
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    await administrator.does(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }`,
      { input: { organisationId: service.id, email: `${randomUUID()}@example.org`, roles: ['COUNSELLOR'] } },
    );
  };
  const jobs = async (): Promise<number> => {
    const { rows } = await house.database.query<{ count: string }>(
      'select count(*) from graphile_worker._private_jobs',
    );
    return Number(rows[0]?.count);
  };
  const lockAll = (worker: string): Promise<unknown> =>
    house.database.query(
      `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - interval '16 seconds', attempts = 1`,
      [worker],
    );

  it('leaves a job that the next start takes up at once', async () => {
    await invite();
    await lockAll('worker-that-was-killed');
    expect(await jobs()).toBe(1);

    const config = readConfig({ BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', BEISTAND_DATA: house.dataFolder });
    const next = await buildApp(config, house.urls);
    await next.init();
    for (let wait = 0; wait < 200 && (await jobs()) > 0; wait++) await setTimeout(100);
    expect(await jobs()).toBe(0);
    await next.close();
  });

  it('leaves a job that another worker of the same queue takes up, and nobody takes that of one who lives', async () => {
    await invite();
    const living = new pg.Client({ connectionString: house.urls.jobs, application_name: 'worker-at-work' });
    await living.connect();
    await lockAll('worker-at-work');
    const { application: DATABASE_URL, jobs: DATABASE_JOBS_URL } = house.urls;
    const env = { BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', BEISTAND_DATA: house.dataFolder };
    const other = await buildApp(readConfig({ ...env, DATABASE_URL, DATABASE_JOBS_URL }), house.urls);
    await other.init();
    await setTimeout(6_500); // it has looked twice
    expect(await jobs()).toBe(1);

    await living.end();
    for (let wait = 0; wait < 200 && (await jobs()) > 0; wait++) await setTimeout(100);
    expect(await jobs()).toBe(0);
    await other.close();
  }, 60_000);
});

describe('a queue that stands', () => {
  let house: TestHouse;
  beforeEach(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterEach(() => house.close());

  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    for (let wait = 0; !(await isSo()); wait++) {
      if (wait > 150) throw new Error('Waited in vain for fifteen seconds.');
      await setTimeout(100);
    }
  };
  const rename = (from: string, to: string): Promise<unknown> =>
    house.database.query(`alter table graphile_worker.${from} rename to ${to}`);
  const restarts = async (): Promise<number> => {
    const { text } = await request(house.world.server).get('/metrics');
    return Number(/^beistand_queue_restarts_total (\d+)/m.exec(text)?.[1]);
  };

  /** Another process of this house, which works on the queue. */
  const opened = async (): Promise<INestApplication> => {
    const config = readConfig({ BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', BEISTAND_DATA: house.dataFolder });
    const other = await buildApp(config, house.urls);
    await other.init();
    return other;
  };
  // As with a database that goes away again right after it came back: the library starts, and keeps the failure of what it asked first.
  const openedInVain = async (): Promise<INestApplication> => {
    const before = await restarts();
    await rename('_private_tasks', 'away');
    const other = await opened();
    await until(async () => (await restarts()) > before);
    return other;
  };
  /** What the connections of the queue's role wait for. */
  const connections = async (): Promise<(string | null)[]> => {
    const { rows } = await house.database.query<{ waitsFor: string | null }>(
      `select wait_event_type as "waitsFor" from pg_stat_activity where datname = current_database() and usename = 'beistand_jobs'`,
    );
    return rows.map(({ waitsFor }) => waitsFor);
  };
  const staysAway = async (): Promise<void> => {
    await until(async () => (await connections()).length === 0);
    for (let look = 0; look < 20; look++) {
      expect(await connections()).toEqual([]);
      await setTimeout(100);
    }
  };

  it('is worked on as soon as the database answers, and it is counted that it stood', async () => {
    const other = await openedInVain();
    await rename('away', '_private_tasks');
    await house.database.query(`select graphile_worker.add_job('idempotency_day', '{}')`);
    await until(async () => (await house.database.query('select from graphile_worker._private_jobs')).rowCount === 0);
    await other.close();
  }, 60_000);

  it('is one thing, and a house that is closed another: that is not counted, and nobody works on', async () => {
    const other = await opened();
    expect((await connections()).length).toBeGreaterThan(0);
    const before = await restarts();
    await other.close();
    await staysAway();
    expect(await restarts()).toBe(before);
  });

  it('is not started again by a house that is closed in the pause before', async () => {
    const other = await openedInVain();
    await other.close();
    await rename('away', '_private_tasks');
    await staysAway();
  });

  it('is not worked on by a house that is closed while it starts again', async () => {
    const other = await openedInVain();
    await rename('away', '_private_tasks');
    const hold = await house.database.connect();
    await hold.query('begin; lock table graphile_worker.migrations in access exclusive mode');
    await until(async () => (await connections()).includes('Lock'));
    await other.close();
    expect(await connections()).toContain('Lock');
    await hold.query('rollback');
    hold.release();
    await staysAway();
  }, 60_000);
});
