import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { poolOf } from '../../src/database/data-source.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';
import { Link } from '../torture/link.js';
import { enqueue, queueIsDone, sentReferral, tryAgainNow } from '../support/notices.js';

const get = (house: TestHouse, path: string) => request(house.world.server).get(path);

describe('watching over the house', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('says that the process lives', async () => {
    const { status, body } = await get(house, '/health');
    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready when the database answers, is as new as the program, and the queue runs', async () => {
    const { status, body } = await get(house, '/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { database: { status: 'up' }, queue: { status: 'up' } } });
  });

  it('is not ready while a migration is missing, and says when to ask again', async () => {
    const { rows } = await house.database.query(
      'delete from migration where id = (select max(id) from migration) returning *',
    );
    const { status, headers, body } = await get(house, '/ready');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(body.details.database).toEqual({ status: 'down', reason: 'MIGRATIONS_PENDING' });
    const [{ id, timestamp, name }] = rows;
    await house.database.query('insert into migration values ($1, $2, $3)', [id, timestamp, name]);
    await get(house, '/ready').expect(200);
  });

  it('is not ready while the database takes no connections, tells nothing of it, and comes back by itself', async () => {
    const { rows } = await house.database.query('select current_database() as name');
    const { name } = rows[0];
    await house.database.query(`revoke connect on database "${name}" from beistand_app, beistand_jobs`);
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = '${name}' and usename in ('beistand_app', 'beistand_jobs')`;
    await house.database.query(cut);
    await setTimeout(200);
    const red = await get(house, '/ready');
    expect(red.status).toBe(503);
    expect(red.body.details.database).toEqual({ status: 'down', reason: 'DATABASE_AWAY' });
    expect(red.text).not.toMatch(/127\.0\.0\.1|beistand_|permission/);
    await get(house, '/health').expect(200);
    await get(house, '/metrics').expect(200);

    await house.database.query(`grant connect on database "${name}" to beistand_app, beistand_jobs`);
    for (let patience = 0; (await get(house, '/ready')).status !== 200; patience++) {
      if (patience > 100) throw new Error('It did not come back.');
      await setTimeout(100);
    }
    const referral = await sentReferral(house);
    await house.world.someone(referral.office, 'OFFICE_STAFF');
    await enqueue(house, referral.office, { name: 'referral.notice', subjectId: referral.id, deed: 'RECEIVED' });
    await queueIsDone(house);
    const told = await house.database.query('select from notification where subject_id = $1', [referral.id]);
    expect(told.rowCount).toBe(1);
  }, 60_000);

  it('gives numbers to a caller on this machine, by route and never by address', async () => {
    const counsellor = await house.world.counsellor();
    await counsellor.does('{ me { id } }');
    await get(house, '/no-such-place/maria?name=maria').expect(404);
    const { status, text, headers } = await get(house, '/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(text).toMatch(
      /beistand_http_request_duration_seconds_count\{method="POST",route="\/graphql",status="200"\} \d/,
    );
    expect(text).toMatch(
      /beistand_http_request_duration_seconds_count\{method="POST",route="\/session",status="204"\} \d/,
    );
    expect(text).toMatch(/beistand_http_request_duration_seconds_count\{method="GET",route="other",status="404"\} \d/);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain('maria');
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via'])(
    'gives no numbers to whoever comes through a proxy (%s)',
    async (header) => {
      await get(house, '/metrics').set(header, '203.0.113.7').expect(404);
    },
  );
});

describe('numbers behind a token', () => {
  const token = 'a token of some length';
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ METRICS_TOKEN: token, BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('are for whoever carries it, also through a proxy, and for nobody else', async () => {
    await get(house, '/metrics').expect(404);
    await get(house, '/metrics').set('Authorization', `Bearer ${token}!`).expect(404);
    await get(house, '/metrics').set('Authorization', `Bearer ${token}`).set('Via', '1.1 proxy').expect(200);
  });

  it('is ready without a queue of its own when another process runs it', async () => {
    const { status, body } = await get(house, '/ready');
    expect([status, body.details.queue]).toEqual([200, { status: 'up', runs: 'elsewhere' }]);
  });
});

describe('a house that runs out of something', () => {
  let open: TestHouse | null = null;
  const openHouse = async (env: Record<string, string> = {}): Promise<TestHouse> => (open = await openTestHouse(env));
  afterEach(() => open?.close());

  const waiting = async (house: TestHouse, name: string): Promise<void> => {
    await house.database.query(`select graphile_worker.add_job($1, '{}', run_at => now() - interval '16 minutes')`, [
      name,
    ]);
  };

  it('is not ready while there is less room on its disks than the settings ask for, and answers all the same', async () => {
    const house = await openHouse({ BEISTAND_JOBS: 'off', DISK_FREE_MB: '1000000000' });
    const { status, headers, body } = await get(house, '/ready');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(body.error).toEqual({ disk: { status: 'down', reason: 'DISK_LOW' } });
    await get(house, '/health').expect(200);
    await (await house.world.counsellor()).does('{ me { id } }');
  });

  it('is not ready while a job that could run waits for longer than a quarter of an hour, and is when it is done', async () => {
    const house = await openHouse();
    await waiting(house, 'of.a.later.version'); // nobody here works on it
    const red = await get(house, '/ready');
    expect([red.status, red.body.error]).toEqual([503, { queue: { status: 'down', reason: 'QUEUE_LAGS' } }]);
    const lag = async (): Promise<number> =>
      Number(/^beistand_jobs_oldest_waiting_seconds (\d+)/m.exec((await get(house, '/metrics')).text)?.[1]);
    expect(await lag()).toBeGreaterThanOrEqual(16 * 60);
    await house.database.query('delete from graphile_worker._private_jobs');
    await get(house, '/ready').expect(200);
    expect(await lag()).toBe(0);
  });

  it('says so within a few seconds of a database that vanished from the network, and of the disk what is so now', async () => {
    const { TEST_SUPERUSER_URL: superuser = '', TEST_URLS: urls = '' } = process.env;
    const { port } = new URL(superuser);
    const link = await Link.to(Number(port));
    const through = { superuser, urls: urls.replaceAll(`:${port}/`, `:${link.port}/`), folder: tmpdir() };
    const house = (open = await openTestHouse({ BEISTAND_JOBS: 'off', DISK_FREE_MB: '1000000000' }, through));
    link.hold();
    const before = performance.now();
    const { status, body } = await get(house, '/ready');
    expect(performance.now() - before).toBeLessThan(5_000);
    expect([status, body.error.database, body.error.disk]).toEqual([
      503,
      { status: 'down', reason: 'DATABASE_AWAY' },
      { status: 'down', reason: 'DISK_LOW' },
    ]);
    // However often it is asked, each part waits with one question, on one connection (the lists kept in memory have one each, too).
    const many = await Promise.all(Array.from({ length: 12 }, () => get(house, '/ready')));
    const { totalCount, idleCount, waitingCount } = poolOf(house.app.get(DataSource, { strict: false }));
    link.letGo();
    expect(many.map((one) => one.status)).toEqual(many.map(() => 503));
    expect(totalCount - idleCount).toBeLessThanOrEqual(7);
    expect(waitingCount).toBe(0);
    expect((await get(house, '/ready')).body.error.database).toBeUndefined();
    await house.close();
    open = null;
    await link.close();
  });

  /** A backup that began so many hours ago, as far as names tell: nobody reads the backups themselves for this. */
  const backedUp = ({ dataFolder }: TestHouse, store: string, hours: number): void => {
    const began = new Date(Date.now() - hours * 3_600_000).toISOString();
    const id = began.replaceAll(/[-:]|\.\d+/g, '');
    const line = '0123456789abcdef';
    mkdirSync(join(store, line, 'backups', id), { recursive: true });
    writeFileSync(join(store, line, 'backups', id, 'manifest.json'), '');
    writeFileSync(join(dataFolder, 'backup-line'), `${line}\n`);
  };

  it('warns while its backup is missing, too old or does not arrive, and tells how old it is', async () => {
    const store = mkdtempSync(join(tmpdir(), 'beistand-store-'));
    const backups = { BEISTAND_JOBS: 'off', BACKUP_DIR: store, BACKUP_RECIPIENT: `age1${'q'.repeat(58)}` };
    const house = await openHouse(backups);
    const warning = async (): Promise<object> => {
      const { body } = await get(house, '/ready').expect(200);
      return (body as { details: { backup: object } }).details.backup;
    };
    const numbers = async (): Promise<Record<string, number>> => {
      const { text } = await get(house, '/metrics');
      return Object.fromEntries(
        [...text.matchAll(/^beistand_backup_(\w+) (\d+)/gm)].map(([, name, value]) => [name, Number(value)]),
      );
    };
    expect(await warning()).toEqual({ status: 'up', warning: 'NO_BACKUP' });
    expect(await numbers()).toEqual({ waiting_segments: 0, fault: 0 });
    backedUp(house, store, 49);
    expect(await warning()).toEqual({ status: 'up', warning: 'BACKUP_OLD' });
    backedUp(house, store, 1);
    expect(await warning()).toEqual({ status: 'up' });
    const { age_seconds: age, ...others } = await numbers();
    expect(age).toBeGreaterThanOrEqual(3_599);
    expect(age).toBeLessThan(3_700);
    expect(others).toEqual({ waiting_segments: 0, fault: 0 });
    const stuck = { at: new Date().toISOString(), fault: 'ENOSPC', waiting: 3 };
    writeFileSync(join(house.dataFolder, 'backup-status.json'), JSON.stringify(stuck));
    expect(await warning()).toEqual({ status: 'up', warning: 'BACKUP_STUCK' });
    expect(await numbers()).toMatchObject({ waiting_segments: 3, fault: 1 });
    await house.close();

    const strict = await openHouse({ ...backups, BACKUP_REQUIRED: 'on' });
    const red = await get(strict, '/ready');
    expect([red.status, red.body.error]).toEqual([503, { backup: { status: 'down', reason: 'NO_BACKUP' } }]);
    backedUp(strict, store, 1);
    await get(strict, '/ready').expect(200);
    rmSync(store, { recursive: true });
  });

  it('leaves the lag of a queue to the process that works on it', async () => {
    const house = await openHouse({ BEISTAND_JOBS: 'off' });
    await waiting(house, 'referral.notice');
    await get(house, '/ready').expect(200);
  });
});

describe('jobs that were given up', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ SMTP_URL: mailbox.url });
  });
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });
  const FAILED = '{ failedJobs { name failed oldest } }';

  it('end where the operator sees them, are counted, keep no address, and get new attempts when told so', async () => {
    const operator = await house.world.operator();
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    mailbox.refuses = () => true;
    await enqueue(house, referral.office, { name: 'referral.notice', subjectId: referral.id, deed: 'RECEIVED' });
    await queueIsDone(house);
    expect(await operator.does(FAILED)).toEqual({ failedJobs: [] });

    await tryAgainNow(house, { last: true });
    await queueIsDone(house);
    expect(await operator.does(FAILED)).toEqual({
      failedJobs: [{ name: 'referral.notice', failed: 1, oldest: expect.any(String) }],
    });
    const { text } = await get(house, '/metrics');
    expect(text).toContain('beistand_jobs{name="referral.notice",state="failed"} 1');
    expect(text).toContain('beistand_job_failures_total{name="referral.notice",given_up="true"} 1');
    const { rows } = await house.database.query('select last_error from graphile_worker._private_jobs');
    expect(rows).toEqual([{ last_error: expect.stringContaining('EENVELOPE') }]);
    expect(JSON.stringify(rows)).not.toContain(staff.email);

    mailbox.refuses = () => false;
    expect(await operator.does('mutation { retryFailedJobs { retried } }')).toEqual({
      retryFailedJobs: { retried: 1 },
    });
    await queueIsDone(house);
    expect(await operator.does(FAILED)).toEqual({ failedJobs: [] });
    expect(mailbox.to(staff.email)).toHaveLength(1);
    const noted = await house.database.query(
      `select person_id, details from audit_entry where action = 'jobs.retried'`,
    );
    expect(noted.rows).toEqual([{ person_id: operator.id, details: { retried: 1 } }]);
  });

  it("are the operator's alone", async () => {
    const others = [
      await house.world.supervisor(),
      await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR'),
      await house.world.someone(await house.world.office(), 'OFFICE_LEAD'),
    ];
    for (const other of others)
      for (const operation of [FAILED, 'mutation { retryFailedJobs { retried } }'])
        expect((await other.ask(operation)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
