import { setTimeout } from 'node:timers/promises';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Tx } from './transactions.js';

/** Held while somebody works as the owner, so that two that start at once take turns. */
const WORKING = 0x62_65_69_76; // "beiv"
const MOST_TRIES = 10;
const DEADLOCK = '40P01';

/** Work as the role that owns the tables. */
export interface OwnersWork {
  /** A transaction in which no table of the house binds its owner by row security; for an organisation, or for none. */
  inside<T>(organisationId: string | null, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A statement that no transaction may hold. */
  outside(statement: string): Promise<void>;
}

/** For work that no right of the application allows, before the house opens. */
export async function asOwner<T>(ownerUrl: string, work: (owner: OwnersWork) => Promise<T>): Promise<T> {
  const source = await new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'beistand-owner',
    installExtensions: false,
    logging: false,
  }).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [WORKING]);
    return await work({
      inside: (organisationId, inner) => inside(runner, organisationId, inner),
      outside: async (statement) => void (await runner.query(statement)),
    });
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/** Taking the tables for oneself may meet another instance that is at work and holds some of them: then it is tried again. */
async function inside<T>(runner: QueryRunner, organisationId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await insideOnce(runner, organisationId, work);
    } catch (error) {
      if (tries === MOST_TRIES || (error as { code?: unknown }).code !== DEADLOCK) throw error;
      await setTimeout(Math.random() * 200 * tries);
    }
}

async function insideOnce<T>(
  runner: QueryRunner,
  organisationId: string | null,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  await runner.startTransaction();
  try {
    await runner.query(`select set_config('app.organisation_id', $1, true)`, [organisationId ?? '']);
    await setForce(runner, 'no force');
    const outcome = await work(runner.manager);
    await setForce(runner, 'force');
    await runner.commitTransaction();
    return outcome;
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}

const setForce = (runner: QueryRunner, how: 'force' | 'no force'): Promise<unknown> =>
  runner.query(`
    do $$ declare t regclass; begin
      for t in select c.oid::regclass from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace) and c.relkind = 'r' and c.relrowsecurity
          and pg_has_role(c.relowner, 'usage') loop
        execute format('alter table %s ${how} row level security', t);
      end loop;
    end $$`);
