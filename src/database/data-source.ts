import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { prepareOpening } from './one-message.js';
import { DataSource, type EntityTarget, type MigrationInterface, type ObjectLiteral } from 'typeorm';

// A day stays the day it is: without this, `pg` makes it a moment in the machine's time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

/** Held while migrations run. */
const MIGRATING = 0x62_65_69_74; // "beit"

export type Entities = readonly EntityTarget<ObjectLiteral>[];

/** The application's connections. `pipeline` lets the first statements of a transaction go out together. */
export const applicationDataSource = (url: string, entities: Entities, poolSize = 10): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'beistand',
    entities: entities as (new () => object)[],
    extra: {
      pipeline: true,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      onConnect: (client: pg.ClientBase) => {
        client.on('error', () => undefined); // one that dies in use must not end the process either: its statement fails
        return prepareOpening(client);
      },
    },
    poolErrorHandler: () => undefined, // an idle connection that dies with the database must not end the process
    installExtensions: false,
    synchronize: false,
    logging: false,
  });

/** The connections beneath a data source, for what goes past its mapping. */
export const poolOf = (source: DataSource): pg.Pool =>
  (source.driver as unknown as { readonly master: pg.Pool }).master;

/** Brings the database up to date, as the role that owns the tables. Gives the names of what was new. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'beistand-migrations',
    migrations: await readMigrations(),
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    logging: false,
  });
  await source.initialize();
  const turn = source.createQueryRunner();
  try {
    // Two that start at once take turns; the second then finds nothing to do.
    await turn.query('select pg_advisory_lock($1)', [MIGRATING]);
    const done = await source.runMigrations();
    return done.map(({ name }) => name);
  } finally {
    await turn.release();
    await source.destroy();
  }
}

/** The migrations of this version, in order. */
export const migrationNames = async (): Promise<string[]> => (await readMigrations()).map(({ name }) => name);

type Migration = new () => MigrationInterface;

async function readMigrations(): Promise<Migration[]> {
  const folder = new URL('../../migrations/', import.meta.url);
  const files = (await readdir(folder))
    .filter((file) => /^\d{4}-.*\.(ts|js)$/.test(file) && !file.endsWith('.d.ts'))
    .sort();
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, Migration>>),
  );
  return modules.flatMap((module) => Object.values(module));
}
