import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { readStatus } from '../../src/backup/status.js';
import { readConfig, type Config } from '../../src/config.js';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { openHouse, type House } from '../../src/server.js';
import { removeData } from './data-folder.js';
import { World } from './world.js';

/** A house on an embedded database of its own that is backed up, and the commands around it. */
export class BackedUp {
  readonly root = mkdtempSync(join(tmpdir(), 'beistand-backup-'));
  readonly store = join(this.root, 'store');
  readonly identity = join(this.root, 'identity.txt');
  readonly keys = join(this.root, 'keys');
  private recipient = '';

  /** Makes the pair; the secret half lies beside, as an operator would have it elsewhere. */
  async prepare(): Promise<void> {
    const { said } = await this.beistand('data', 'backup', 'key', this.identity);
    this.recipient = /BACKUP_RECIPIENT=(age1\w+)/.exec(said)?.[1] ?? '';
  }

  settings(data: string, store = this.store): Record<string, string> {
    return {
      BEISTAND_PROFILE: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      BEISTAND_DATA: join(this.root, data),
      KEYS_FOLDER: this.keys,
      AUDIT_KEY_FILE: join(this.root, 'audit-key.pem'),
      AUDIT_CHECKPOINTS: join(this.root, `checkpoints-${data}`),
      BACKUP_KEY_FILE: join(this.root, 'backup-key.pem'),
      ...(this.recipient === '' ? {} : { BACKUP_DIR: store, BACKUP_RECIPIENT: this.recipient }),
    };
  }

  /** The house with its doors open on a data folder; also on one that was restored. */
  async open(data: string): Promise<RunningHouse> {
    const settings = readConfig(this.settings(data));
    const config: Config = { ...settings, secondFactor: 'off' };
    const house = await openHouse(config);
    const cluster = await EmbeddedServer.runningCluster(config.dataFolder);
    if (!cluster) throw new Error('The database does not run.');
    const database = new pg.Pool({ connectionString: cluster.superuserUrl('beistand'), max: 3 });
    database.on('error', () => undefined);
    const world = new World(house.app.getHttpServer(), database);
    return {
      house,
      world,
      database,
      dataFolder: config.dataFolder,
      shipped: () => allShipped(database, config.dataFolder),
      close: async () => {
        await database.end();
        await house.close();
      },
    };
  }

  /** Runs one command of the built program to its end. */
  async beistand(data: string, ...words: string[]): Promise<{ code: number; said: string }> {
    const program = join(process.env.TEST_BUILD ?? '', 'src', 'cli.js');
    const env = { PATH: process.env.PATH ?? '', ...this.settings(data) };
    const child = spawn(process.execPath, [program, ...words], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  /** Restores out of a folder of backups into a data folder of this name. */
  restore(data: string, store: string, ...more: string[]): Promise<{ code: number; said: string }> {
    const to = ['--to', join(this.root, data)];
    return this.beistand(data, 'restore', '--from', store, ...to, '--identity', this.identity, ...more);
  }

  remove(): void {
    removeData(this.root);
  }
}

export interface RunningHouse {
  readonly house: House;
  readonly world: World;
  readonly database: pg.Pool;
  readonly dataFolder: string;
  /** Waits until all that was written before is backed up. */
  shipped(): Promise<void>;
  close(): Promise<void>;
}

async function allShipped(database: pg.Pool, dataFolder: string): Promise<void> {
  const { rows } = await database.query<{ name: string }>('select pg_walfile_name(pg_switch_wal()) as name');
  const [segment] = rows;
  for (let wait = 0; wait < 300; wait++) {
    const { rows: archived } = await database.query<{ done: boolean }>(
      'select coalesce(last_archived_wal >= $1, false) as done from pg_stat_archiver',
      [segment?.name],
    );
    const status = await readStatus(dataFolder);
    if (status?.fault) throw new Error(`Not shipped: ${status.fault}`);
    if (archived[0]?.done && status?.waiting === 0 && Date.parse(status.at) > 0 && (await isEmpty(dataFolder))) return;
    await setTimeout(200);
  }
  throw new Error('Waited in vain for the backup.');
}

async function isEmpty(dataFolder: string): Promise<boolean> {
  const { readdir } = await import('node:fs/promises');
  return (await readdir(join(dataFolder, 'postgres', 'wal_spool'))).length === 0;
}

/** Every row of every table as text, in order; without what a start writes itself. */
export async function rowsOf(database: pg.Pool): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('public', 'keyring', 'statistics', 'graphile_worker') order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t order by 1`);
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Changes one byte in the middle of a file. */
export function flip(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
