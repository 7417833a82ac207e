import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../config.js';
import { clusterScript } from '../database/cluster.js';
import { bringUpToDate, openDatabase } from '../server.js';
import { Failure, say } from './terminal.js';

export function addDatabaseCommands(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date, then stop (the server does it too, when it knows DATABASE_OWNER_URL)')
    .action(migrate);

  program
    .command('database')
    .description('for a PostgreSQL of your own')
    .command('prepare')
    .description('print the SQL that makes roles and database, with fresh passwords, and the settings that go with it')
    .option('--name <name>', 'name of the database', 'beistand')
    .option('--host <host>', 'where the settings shall look for it', 'localhost:5432')
    .action(prepare);
}

async function migrate(): Promise<void> {
  const config = readConfig(process.env);
  if (config.database && !config.database.owner)
    throw new Failure('DATABASE_OWNER_URL is missing: migrations run as the role beistand_owner (docs/operations.md).');
  if (config.database) await bringUpToDate(config.database, config.keys, config.factorKeyFile);
  else await (await openDatabase(config)).stop();
  say('The database is up to date.');
}

function prepare({ name, host }: { name: string; host: string }): void {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name))
    throw new Failure('The name of the database may have small letters, digits and _ only.');
  const password = (): string => randomBytes(24).toString('base64url');
  const passwords = { owner: password(), app: password(), jobs: password(), statistics: password() };
  const url = (role: string, secret: string): string => `postgres://${role}:${secret}@${host}/${name}`;
  say(`-- Run this with psql as an administrator of the cluster, once. It holds passwords: keep it to yourself.
-- psql -v ON_ERROR_STOP=1 -d postgres -f prepare.sql
${clusterScript(name, passwords)}
-- Settings for Beistand:
--   DATABASE_URL=${url('beistand_app', passwords.app)}
--   DATABASE_JOBS_URL=${url('beistand_jobs', passwords.jobs)}
--   DATABASE_STATISTICS_URL=${url('beistand_statistics', passwords.statistics)}
--   DATABASE_OWNER_URL=${url('beistand_owner', passwords.owner)}`);
}
