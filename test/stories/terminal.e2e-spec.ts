import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, recordCase, type Json } from '../support/cases.js';
import { removeData } from '../support/data-folder.js';
import { drawnBundle } from '../support/figures.js';
import { enqueue, queueIsDone, sentReferral } from '../support/notices.js';
import { publishBundle } from '../support/releases.js';

const programOf = (file: string): string => join(process.env.TEST_BUILD ?? '', 'src', file);

// Each command starts a program, which takes its time where much else runs.
jest.setTimeout(240_000);

/** Runs one command of the built program to its end. */
async function beistand(env: Record<string, string>, ...words: string[]): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [programOf('cli.js'), ...words], { env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

const settingsOf = ({ urls, dataFolder }: Pick<TestHouse, 'urls' | 'dataFolder'>): Record<string, string> => ({
  DATABASE_URL: urls.application,
  DATABASE_JOBS_URL: urls.jobs,
  BEISTAND_DATA: dataFolder,
  LOG_LEVEL: 'silent',
  NODE_OPTIONS: '',
});

describe('at the terminal', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })), 60_000);
  afterAll(() => house.close());

  it('shows the jobs that were given up, and gives them new attempts', async () => {
    expect(await beistand(settingsOf(house), 'jobs', 'failed')).toEqual({ code: 0, said: 'No job was given up.\n' });
    const referral = await sentReferral(house);
    await enqueue(house, referral.office, { name: 'referral.notice', subjectId: referral.id, deed: 'RECEIVED' });
    await house.database.query(
      `update graphile_worker._private_jobs set attempts = max_attempts
       where task_id = (select id from graphile_worker._private_tasks where identifier = 'referral.notice')`,
    );
    expect((await beistand(settingsOf(house), 'jobs', 'failed')).said).toMatch(
      /^referral\.notice: 1, the oldest of 20/,
    );
    expect((await beistand(settingsOf(house), 'jobs', 'retry')).said).toBe('1 jobs are tried again.\n');
    expect((await beistand(settingsOf(house), 'jobs', 'failed')).said).toBe('No job was given up.\n');
  });

  it('says what of a published release may be quoted, with the source, and what cannot be said', async () => {
    const team = await house.world.campaignTeam();
    const [preparedBy, approvedBy] = [
      await house.world.someone(team, 'CAMPAIGN_STAFF'),
      await house.world.someone(team, 'CAMPAIGN_STAFF'),
    ];
    const files = drawnBundle('2026-Q3');
    await publishBundle(house, files, { preparedBy, approvedBy });
    const settings = { ...settingsOf(house), DATABASE_STATISTICS_URL: house.urls.statistics ?? '' };
    const quote = (...words: string[]) => beistand(settings, 'stats', 'statements', '2026-Q3', ...words);
    const { code, said } = await quote('--table', 'CASES');
    expect([code, said]).toEqual([
      0,
      expect.stringContaining('Im 3. Quartal 2026 wurden in Rheinland-Pfalz genau 412'),
    ]);
    expect(said).toContain('\n  Beistand im Test (2026): Fälle, 2026-Q3. Veröffentlichung 2026-Q3. CC BY 4.0. ');
    expect(said).toContain('Für einen Vergleich fehlen Zahlen');
    expect((await quote('--english', '--kind', 'NUMBER')).said).toContain('exactly 412 cases were counted');
    const refused = await quote('--kind', 'CAUSE');
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('kind: Wrong format') });
  });

  it('makes a link for a further operator, without a mail', async () => {
    const refused = await beistand(settingsOf(house), 'operator', 'invite', 'zweite@example.org');
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('There is no platform yet') });

    await house.world.operator();
    const { code, said } = await beistand(settingsOf(house), 'operator', 'invite', 'zweite@example.org');
    expect(code).toBe(0);
    const [, token] = /#([\w-]{43})\n$/.exec(said) ?? [];
    expect(
      await house.world.nobody.does('query ($t: String!) { invitation(token: $t) { email roles } }', { t: token }),
    ).toEqual({ invitation: { email: 'zweite@example.org', roles: ['OPERATOR'] } });
    const { rows } = await house.database.query(
      `select from graphile_worker.jobs where task_identifier = 'invitation.mail'`,
    );
    expect(rows).toEqual([]);
  });

  it('rotates a carrier’s key beside a server at work, and leaves nothing under the older version', async () => {
    const counsellor = await house.world.counsellor();
    const { carrierId } = counsellor.organisation;
    const versions = async (): Promise<number[]> => {
      const { rows } = await house.database.query<{ version: number }>(
        'select distinct carrier_version as version from keyring.data_key where carrier_id = $1 order by 1',
        [carrierId],
      );
      return rows.map(({ version }) => version);
    };
    const newest = async (): Promise<number> => {
      const { rows } = await house.database.query<{ version: number }>(
        'select max(version) as version from keyring.carrier_key where carrier_id = $1',
        [carrierId],
      );
      return rows[0]?.version ?? 0;
    };
    await recordCase(counsellor);
    expect(await versions()).toEqual([1]);
    const rotation = beistand(settingsOf(house), 'keys', 'rotate', '--carrier', carrierId);
    // The server wraps with the version that it remembers until it looks again.
    while ((await newest()) === 1) await recordCase(counsellor);
    for (const began = performance.now(); performance.now() - began < 1_000;) await recordCase(counsellor);
    const { code, said } = await rotation;
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/: version 2 wraps from now on\..*: [1-9]\d* data keys were wrapped anew\./s),
    ]);
    expect(await versions()).toEqual([2]);
  });

  it('destroys a carrier’s key only where that is said twice', async () => {
    const counsellor = await house.world.counsellor();
    const { carrierId } = counsellor.organisation;
    const { id } = await recordCase(counsellor, { narrative: 'Aster' });
    const destroy = (confirm: string) =>
      beistand(settingsOf(house), 'keys', 'destroy', carrierId, '--confirm', confirm);
    expect(await destroy(counsellor.organisation.id)).toEqual({
      code: 1,
      said: expect.stringContaining(`beistand keys destroy ${carrierId} --confirm ${carrierId}`),
    });
    expect((await counsellor.does<{ case: Json }>(CASE, { id })).case.narrative).toBe('Aster');
    expect(await destroy(carrierId)).toEqual({ code: 0, said: `The key of ${carrierId} is destroyed.\n` });
    expect((await beistand(settingsOf(house), 'keys', 'status')).said).toContain(`${carrierId}: destroyed at 20`);
  });

  it('says in one sentence what is wrong', async () => {
    const settings = settingsOf(house);
    expect(await beistand(settings, 'migrate')).toEqual({
      code: 1,
      said: 'DATABASE_OWNER_URL is missing: migrations run as the role beistand_owner (docs/operations.md).\n',
    });
    expect(await beistand(settings, 'operator', 'invite', 'keine Adresse')).toEqual({
      code: 1,
      said: 'That is no e-mail address.\n',
    });
    expect(await beistand({ ...settings, PORT: 'x', WORKER_PORT: '-1' }, 'jobs', 'failed')).toEqual({
      code: 1,
      said: expect.stringMatching(/PORT must be .*\n.*WORKER_PORT must be/),
    });
    expect((await beistand(settings, 'dance')).code).toBe(1);
  });
});

describe('two processes on one database', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })), 60_000);
  afterAll(() => house.close());

  it('the worker waits for the migrations, does what the server left to it, answers of its health alone, and stops in order', async () => {
    const referral = await sentReferral(house);
    const staff = await house.world.someone(referral.office, 'OFFICE_STAFF');
    await enqueue(house, referral.office, { name: 'referral.notice', subjectId: referral.id, deed: 'RECEIVED' });
    const { rows } = await house.database.query(
      'delete from migration where id = (select max(id) from migration) returning id, timestamp, name',
    );

    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const worker = spawn(process.execPath, [programOf('worker.js')], {
      env: { ...process.env, ...settingsOf(house), WORKER_PORT: String(port) },
    });
    let said = '';
    for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (piece: Buffer) => (said += String(piece)));
    const hasSaid = async (text: string) => {
      for (let patience = 0; !said.includes(text); patience++) {
        if (patience > 1_200 || worker.exitCode !== null) throw new Error(`Waited in vain for "${text}": ${said}`);
        await setTimeout(50);
      }
    };
    await hasSaid('Waiting for the database');
    const [{ id, timestamp, name }] = rows;
    await house.database.query('insert into migration values ($1, $2, $3)', [id, timestamp, name]);
    await hasSaid('The worker runs.');
    await queueIsDone(house);
    expect((await house.database.query('select from notification where person_id = $1', [staff.id])).rowCount).toBe(1);

    const at = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${at}/ready`)).json()).toMatchObject({ details: { queue: { status: 'up' } } });
    for (const path of ['/graphql', '/', '/session']) expect((await fetch(at + path)).status).toBe(404);

    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
    expect(said).toContain('Stopped.');
  });
});

describe('a PostgreSQL of one’s own', () => {
  it('is made ready by the printed script and the migrations, as the documentation says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'beistand-cluster-'));
    const cluster = await EmbeddedServer.start(folder);
    try {
      const { host } = new URL(cluster.superuserUrl('postgres'));
      const { said } = await beistand({ NODE_OPTIONS: '' }, 'database', 'prepare', '--name', 'own', '--host', host);
      const [first = '', second = ''] = said.split('\\connect own\n');
      for (const [database, script] of [
        ['postgres', first],
        ['own', second],
      ] as const) {
        const client = new pg.Client({ connectionString: cluster.superuserUrl(database) });
        await client.connect();
        for (const statement of script.split(/;\n(?!\s)/)) await client.query(statement);
        await client.end();
      }
      const settings = Object.fromEntries([...said.matchAll(/--\s+(DATABASE_\w+)=(\S+)/g)].map(([, k, v]) => [k, v]));
      expect(Object.keys(settings)).toEqual([
        'DATABASE_URL',
        'DATABASE_JOBS_URL',
        'DATABASE_STATISTICS_URL',
        'DATABASE_OWNER_URL',
      ]);
      const env = { ...settings, BEISTAND_DATA: folder, NODE_OPTIONS: '' };
      expect(await beistand(env, 'migrate')).toEqual({ code: 0, said: 'The database is up to date.\n' });
      expect(await beistand(env, 'jobs', 'failed')).toEqual({ code: 0, said: 'No job was given up.\n' });
    } finally {
      await cluster.stop();
      const kept = realpathSync(join(folder, 'postgres'));
      removeData(folder);
      expect([folder, kept].filter((path) => existsSync(path))).toEqual([]);
    }
  });
});
