import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { refuseUndurable } from '../../src/database/durability.js';
import { findInstallation } from '../../src/database/embedded.binaries.js';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { freePort } from '../bench/served.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

jest.setTimeout(120_000);
const run = promisify(execFile);

/** How the program ends when it is started with these settings, and what it says. */
const start = async (
  door: 'main' | 'worker',
  env: Record<string, string>,
): Promise<{ code: unknown; said: string }> => {
  const program = join(process.env.TEST_BUILD ?? '', `src/${door}.js`);
  try {
    const { stdout } = await run(process.execPath, [program], {
      env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'silent', ...env },
      timeout: 30_000,
    });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr: string };
    return { code, said: stderr };
  }
};

describe('a database that confirms what it has not written down', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const settings = async (): Promise<Record<string, string>> => ({
    DATABASE_URL: house.urls.application,
    DATABASE_JOBS_URL: house.urls.jobs,
    BEISTAND_DATA: house.dataFolder,
    PORT: String(await freePort()),
    WORKER_PORT: String(await freePort()),
  });
  const set = async (role: string, value: string): Promise<void> => {
    const { rows } = await house.database.query<{ name: string }>('select current_database() as name');
    await house.database.query(`alter role ${role} in database "${rows[0]?.name}" set synchronous_commit = ${value}`);
  };

  it.each([
    ['main', 'beistand_app'],
    ['main', 'beistand_jobs'],
    ['worker', 'beistand_app'],
  ] as const)('is refused by %s, though only the role %s is confirmed too early', async (door, role) => {
    await set(role, 'off');
    const { code, said } = await start(door, await settings());
    expect(said).toMatch(/confirms what it has not written down yet: synchronous_commit = off\. Switch it on/);
    expect(said).not.toMatch(/ at |postgres:\/\//); // no stack, no address
    expect(code).toBe(1);
    await set(role, 'default');
  });

  it('is taken when it waits for its own disk alone', async () => {
    await set('beistand_app', 'local');
    await refuseUndurable([house.urls.application, house.urls.jobs]);
    await set('beistand_app', 'default');
  });
});

describe('a server of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'beistand-durable-'));
  chmodSync(folder, 0o755); // PostgreSQL may run as another user
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is refused without fsync and full page writes; the embedded one has both, whatever its files say', async () => {
    const server = await EmbeddedServer.start(folder);
    const { pgCtl, dataDirectory, user } = await findInstallation(folder);
    await server.stop();
    const port = await freePort();
    const options = `-c fsync=off -c full_page_writes=off -c port=${port} -c unix_socket_directories='' -c listen_addresses=127.0.0.1`;
    const control = (...words: string[]): Promise<unknown> =>
      run(pgCtl, [...words, '-w', '-s', '-D', dataDirectory], { ...(user ?? {}), cwd: dataDirectory });
    await control('start', '-l', join(dataDirectory, 'other.log'), '-o', options);
    try {
      const url = new URL(server.superuserUrl('postgres'));
      url.port = String(port);
      await expect(refuseUndurable([url.href])).rejects.toThrow(
        /: fsync = off, full_page_writes = off\. Switch them on/,
      );
    } finally {
      await control('stop', '-m', 'fast');
    }
    appendFileSync(join(dataDirectory, 'postgresql.auto.conf'), 'fsync = off\nfull_page_writes = off\n');
    const again = await EmbeddedServer.start(folder);
    await refuseUndurable([again.superuserUrl('postgres')]).finally(() => again.stop());
  });
});
