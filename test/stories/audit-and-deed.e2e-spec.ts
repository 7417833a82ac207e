import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { LogUnderTest } from '../support/audit.js';
import { CASE, quickRecord, RECORD_CASE } from '../support/cases.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(180_000);

describe('the deed and its entry', () => {
  let house: TestHouse;
  let log: LogUnderTest;
  let counsellors: Someone[];
  let server: ChildProcess | null = null;
  const recorded = new Set<string>();
  let read = 0;

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    log = await LogUnderTest.open(house);
    counsellors = await Promise.all(Array.from({ length: 4 }, () => house.world.counsellor(log.service)));
  }, 60_000);
  afterEach(async () => {
    if (server) await kill();
  });
  afterAll(() => house.close());

  /** The product in a process of its own, on the database of this test. */
  const serve = async (): Promise<string> => {
    const port = await freePort();
    server = spawn(process.execPath, [join(process.env.TEST_BUILD ?? '', 'src/main.js')], {
      env: {
        PATH: process.env.PATH ?? '',
        PORT: String(port),
        DATABASE_URL: house.urls.application,
        DATABASE_JOBS_URL: house.urls.jobs,
        BEISTAND_DATA: house.dataFolder,
        LOG_LEVEL: 'silent',
        // The writers come in with a password alone.
        BEISTAND_PROFILE: 'test',
        SECOND_FACTOR: 'off',
      },
      stdio: 'ignore',
    });
    const url = `http://127.0.0.1:${port}`;
    for (let wait = 0; wait < 300; wait++) {
      if (
        await fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return url;
      await setTimeout(100);
    }
    throw new Error('The server did not start.');
  };

  const kill = async (): Promise<void> => {
    const killed = server;
    server = null;
    if (!killed || killed.exitCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  };

  /** Records and reads until the server or the connection is gone; keeps what was acknowledged. */
  const write = async (url: string, { cookie }: Someone, isOver: () => boolean): Promise<void> => {
    const ask = async (
      query: string,
      variables: object,
    ): Promise<{ data?: Record<string, { __typename?: string } | null> | null }> => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as never;
    };
    while (!isOver()) {
      const id = randomUUID();
      try {
        const { data } = await ask(RECORD_CASE, { input: { ...quickRecord(), id } });
        if (data?.recordCase?.__typename !== 'RecordedCase') continue;
        recorded.add(id);
        if ((await ask(CASE, { id })).data?.case) read++;
      } catch {
        if (!isOver()) await setTimeout(5);
      }
    }
  };

  const compare = async (): Promise<void> => {
    const idsOf = async (text: string): Promise<string[]> =>
      (await house.database.query<{ id: string }>(text, [log.service.id])).rows.map(({ id }) => id);
    const cases = await idsOf('select id from cases where organisation_id = $1 order by id');
    const entries = await idsOf(
      `select subject_id as id from audit_entry where organisation_id = $1 and action = 'case.recorded' order by subject_id`,
    );
    expect(entries).toEqual(cases);
    expect([...recorded].filter((id) => !cases.includes(id))).toEqual([]);
    const looks = await idsOf(`select id from audit_entry where organisation_id = $1 and action = 'case.read'`);
    expect(looks.length).toBeGreaterThanOrEqual(read);
  };

  it('agree when the server is killed in the middle of its work', async () => {
    for (let round = 0; round < 3; round++) {
      const url = await serve();
      const before = recorded.size;
      let isOver = false;
      const writers = counsellors.map((counsellor) => write(url, counsellor, () => isOver));
      while (recorded.size < before + 10) await setTimeout(10);
      await setTimeout(Math.random() * 300);
      await kill();
      isOver = true;
      await Promise.all(writers);
      await compare();
    }
    expect(recorded.size).toBeGreaterThan(30);
  });

  it('agree when the database throws everybody out again and again', async () => {
    const url = await serve();
    const before = recorded.size;
    let isOver = false;
    const writers = counsellors.map((counsellor) => write(url, counsellor, () => isOver));
    for (let round = 0; round < 8; round++) {
      const enough = recorded.size + 2;
      for (let wait = 0; wait < 500 && recorded.size < enough; wait++) await setTimeout(10);
      await setTimeout(Math.random() * 100);
      await house.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'beistand_app' and datname = current_database()`,
      );
    }
    isOver = true;
    await Promise.all(writers);
    expect(recorded.size).toBeGreaterThan(before);
    await kill();
    await compare();
  });

  it('and the tree that grew meanwhile is sound and holds every entry', async () => {
    await log.sequence();
    const { findings, logs } = await log.verdict();
    expect(findings).toEqual([]);
    const { rows } = await house.database.query('select 1 from audit_entry where carrier_id = $1', [log.id]);
    expect(logs).toEqual([{ log: log.id, entries: rows.length, forgotten: 0 }]);
  });
});

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
