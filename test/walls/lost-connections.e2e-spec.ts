import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { asOwner } from '../../src/database/owner.js';
import { connectionPool } from '../../src/database/pool.js';
import { Transactions } from '../../src/database/transactions.js';
import { unavailabilityOf } from '../../src/graphql/unavailable.js';
import { Served } from '../bench/served.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { quickRecord, RECORD_CASE } from '../support/cases.js';
import { signInByPasskey } from '../support/passkey-sign-in.js';
import { PASSWORD } from '../support/sign-in.js';

jest.setTimeout(120_000);

describe('a connection that is lost', () => {
  let house: TestHouse;
  let served: Served | undefined;

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const main = join(process.env.TEST_BUILD ?? '', 'src/main.js');
    served = await Served.start(house.urls, house.dataFolder, { main, env: { LOG_LEVEL: 'silent' } });
  });
  afterAll(async () => {
    await served?.stop();
    await house.close();
  });

  const url = (): string => served?.url.href ?? '';

  /** Ends every connection to this database but the one that asks: those at work, those that rest, those that listen. Says which there were. */
  const endAll = async (): Promise<string[]> => {
    const { rows } = await house.database.query<{ who: string }>(
      `with those as materialized (
         select pid, usename || case when query ilike 'listen%' then ' listening' when state = 'idle' then ' idle' else ' at work' end as who
         from pg_stat_activity where datname = current_database() and usename <> 'postgres')
       select who, pg_terminate_backend(pid) from those`,
    );
    return rows.map(({ who }) => who);
  };

  it('ends no process, whatever it was doing: what was asked is answered 503, and then again as before', async () => {
    const { email } = await house.world.account(await house.world.service(), 'COUNSELLOR');
    const cookie = await signInByPasskey(new URL(url()), email, PASSWORD);
    const answers = new Set<number>();
    let isOver = false;
    const write = async (): Promise<void> => {
      while (!isOver) {
        const body = JSON.stringify({ query: RECORD_CASE, variables: { input: quickRecord() } });
        const headers = { 'content-type': 'application/json', cookie };
        const { status } = await fetch(new URL('/graphql', url()), { method: 'POST', headers, body });
        answers.add(status);
      }
    };
    const writers = [write(), write(), write()];
    const ended = new Set<string>();
    for (let round = 0; round < 25; round++) {
      await setTimeout(100 + Math.random() * 100);
      for (const who of await endAll()) ended.add(who);
    }
    isOver = true;
    await Promise.all(writers);
    await endAll(); // and once more while everything rests
    await setTimeout(500);

    expect(served?.lives).toBe(true);
    expect([...answers].sort()).toEqual([200, 503]);
    for (const who of ['beistand_app at work', 'beistand_app idle', 'beistand_jobs listening', 'beistand_jobs idle'])
      expect(ended).toContain(who);
    for (let patience = 0; (await fetch(new URL('/ready', url()))).status !== 200; patience++) {
      if (patience > 200) throw new Error('It did not come back.');
      await setTimeout(100);
    }
  });

  it('in the middle of a deed, between two statements, is told as such and not as a fault', async () => {
    const { organisation } = await house.world.counsellor();
    const { id: organisationId, carrierId } = organisation;
    const deed = house.app.get(Transactions, { strict: false }).run({ organisationId, carrierId }, async (tx) => {
      await endAll();
      await setTimeout(300);
      await tx.query('select 1');
    });
    expect(await deed.then(() => 'done', unavailabilityOf)).toBe('UNAVAILABLE');
  });

  it('ends no command that works as the owner of the tables: its work fails', async () => {
    const working = asOwner(house.urls.owner ?? '', ({ inside }) =>
      inside(null, async () => {
        await endAll();
        await setTimeout(300); // the loss arrives while nothing is asked
      }),
    );
    await expect(working).rejects.toThrow();
  });

  it('is made anew by a pool', async () => {
    const pool = connectionPool(house.urls.jobs, 1);
    await pool.query('select 1');
    await endAll();
    await setTimeout(200);
    await pool.query('select 1');
    await pool.end();
  });

  // TypeORM's data sources bring their own; the owner's was lost above.
  it('has a listener wherever one is made', () => {
    const makers = globSync('src/**/*.ts').filter((file) =>
      /new (pg\.)?(Client|Pool)\(/.test(readFileSync(file, 'utf8')),
    );
    expect(makers.length).toBeGreaterThan(3);
    const deaf = makers.filter((file) => {
      const text = readFileSync(file, 'utf8');
      const made = text.match(/new (pg\.)?(Client|Pool)\(/g)?.length ?? 0;
      const listened = text.match(/\w+\.on\('error'/g)?.length ?? 0;
      return listened < made;
    });
    expect(deaf).toEqual([]);
  });
});
