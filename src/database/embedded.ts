import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { prepareCluster, prepareDatabase } from './cluster.js';
import { findInstallation, type Installation } from './embedded.binaries.js';
import { initialise } from './embedded.initdb.js';
import { freePort, runningPort } from './embedded.process.js';
import { hasSecrets, readSecrets, type Secrets } from './embedded.secrets.js';
import { archiving, PATIENCE_SECONDS, recoveringTo, settings, SPOOL } from './embedded.settings.js';
import type { DatabaseUrls } from '../config.js';

const run = promisify(execFile);

/** Held by the one process that serves a data folder; PostgreSQL gives it back when that process dies, however it dies. */
const LOCK = 0x62_65_69_73; // "beis"

/** Where a running cluster is, for whoever backs it up. */
export interface Cluster {
  readonly dataDirectory: string;
  readonly spool: string;
  superuserUrl(database: string): string;
}

export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(
      `Another Beistand already runs on the data folder ${folder}. Stop it first, or set BEISTAND_DATA to another folder.`,
    );
  }
}

/** A PostgreSQL 18 of our own, in the data folder: started, watched, started again after a crash, stopped. */
export class EmbeddedServer {
  private lock: pg.Client | null = null;
  private watch: NodeJS.Timeout | null = null;
  private recovering: Promise<void> | null = null;

  private constructor(
    private readonly installation: Installation,
    private readonly secrets: Secrets,
    private readonly logFile: string,
    private port: number,
    /** Settings beside those of every start. */
    private readonly more: Readonly<Record<string, string>> = {},
  ) {}

  /** Starts the server of a data folder, making it first where there is none; `archives` keeps its write-ahead log. Throws `DataFolderInUse`. */
  static async start(dataFolder: string, archives = false): Promise<EmbeddedServer> {
    const installation = await findInstallation(dataFolder);
    const secrets = readSecrets(dataFolder);
    if (!existsSync(join(installation.dataDirectory, 'PG_VERSION')))
      await initialise(installation, secrets.superuser, dataFolder);

    const logFile = join(installation.dataDirectory, 'server.log');
    const running = runningPort(installation);
    const server = new EmbeddedServer(
      installation,
      secrets,
      logFile,
      running ?? (await freePort()),
      archives ? archiving : {},
    );
    // A server that still runs belongs to a living process, or to one that was killed: the lock tells which.
    if (running === null) await server.startPostgres();
    if (!(await server.takeLock())) throw new DataFolderInUse(dataFolder);
    if (running !== null && archives) await server.startAgainToArchive();
    await prepareCluster(server.superuserUrl('postgres'), secrets);
    server.watch = setInterval(() => void server.recoverIfDead(), 500);
    server.watch.unref();
    return server;
  }

  /** The connection strings of a server that already runs on this data folder, for a command beside it; null when none does. */
  static async running(dataFolder: string, name: string): Promise<(DatabaseUrls & { readonly owner: string }) | null> {
    if (!hasSecrets(dataFolder)) return null;
    const installation = await findInstallation(dataFolder);
    const port = runningPort(installation);
    return port === null ? null : new EmbeddedServer(installation, readSecrets(dataFolder), '', port).urls(name);
  }

  /**
   * Replays the write-ahead log that lies in a restored data folder, up to the moment or to its end, and lets nobody in before; then the server runs on
   * the restored state. Rejects where the end comes before the moment.
   */
  static async recover(dataFolder: string, moment: Date | null): Promise<EmbeddedServer> {
    const installation = await findInstallation(dataFolder);
    const { dataDirectory } = installation;
    const logFile = join(dataDirectory, 'server.log');
    const server = new EmbeddedServer(
      installation,
      readSecrets(dataFolder),
      logFile,
      await freePort(),
      recoveringTo(moment),
    );
    writeFileSync(join(dataDirectory, 'recovery.signal'), '');
    if (installation.user)
      chownSync(join(dataDirectory, 'recovery.signal'), installation.user.uid, installation.user.gid);
    await server.startPostgres();
    await server.untilRecovered();
    return server;
  }

  /** While the log is replayed nobody is let in; where that fails, the server ends. */
  private async untilRecovered(): Promise<void> {
    while (runningPort(this.installation) !== null) {
      const client = new pg.Client({ connectionString: this.superuserUrl('postgres') });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await client.end();
      } catch {
        await new Promise((done) => setTimeout(done, 200));
      }
    }
    throw new Error('The embedded PostgreSQL ended while it recovered.');
  }

  /** What the server of a data folder has written into its log. */
  static async logOf(dataFolder: string): Promise<string> {
    const { dataDirectory } = await findInstallation(dataFolder);
    return readFileSync(join(dataDirectory, 'server.log'), 'utf8');
  }

  /** The cluster that already runs on this data folder, for a backup beside it; null when none does. */
  static async runningCluster(dataFolder: string): Promise<Cluster | null> {
    if (!hasSecrets(dataFolder)) return null;
    const installation = await findInstallation(dataFolder);
    const port = runningPort(installation);
    return port === null ? null : new EmbeddedServer(installation, readSecrets(dataFolder), '', port).cluster;
  }

  get cluster(): Cluster {
    const { dataDirectory } = this.installation;
    return { dataDirectory, spool: join(dataDirectory, SPOOL), superuserUrl: (name) => this.superuserUrl(name) };
  }

  /** Makes the database with its roles if it is not there yet, and gives the connection strings. */
  async database(name: string): Promise<DatabaseUrls & { readonly owner: string }> {
    await prepareDatabase(this.superuserUrl('postgres'), name);
    return this.urls(name);
  }

  urls(name: string): DatabaseUrls & { readonly owner: string } {
    const url = (role: string, password: string): string =>
      `postgres://${role}:${password}@127.0.0.1:${this.port}/${name}`;
    return {
      application: url('beistand_app', this.secrets.app),
      jobs: url('beistand_jobs', this.secrets.jobs),
      statistics: url('beistand_statistics', this.secrets.statistics),
      owner: url('beistand_owner', this.secrets.owner),
    };
  }

  /** For tests and for backups: the cluster's own administrator. */
  superuserUrl(database: string): string {
    return `postgres://postgres:${this.secrets.superuser}@127.0.0.1:${this.port}/${database}`;
  }

  async stop(): Promise<void> {
    if (this.watch) clearInterval(this.watch);
    await this.recovering;
    await this.lock?.end().catch(() => undefined);
    this.lock = null;
    if (runningPort(this.installation) !== null) await this.pgCtl(['stop', '-m', 'fast', '-w']);
  }

  /** One that outlived its application may have been started without an archive. */
  private async startAgainToArchive(): Promise<void> {
    const shown = await this.lock?.query<{ archive_mode: string }>('show archive_mode');
    if (shown?.rows[0]?.archive_mode === 'on') return;
    await this.lock?.end();
    await this.pgCtl(['stop', '-m', 'fast', '-w']);
    await this.startPostgres();
    await this.takeLock();
  }

  private async startPostgres(): Promise<void> {
    if ('archive_mode' in this.more) makeFolder(join(this.installation.dataDirectory, SPOOL), this.installation);
    const all = { ...settings, ...this.more, port: String(this.port) };
    const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    try {
      await this.pgCtl(['start', '-w', '-t', PATIENCE_SECONDS, '-l', this.logFile, '-o', flags.join(' ')]);
    } catch (error) {
      throw new Error(`The embedded PostgreSQL did not start; its log is ${this.logFile}.`, { cause: error });
    }
  }

  /** Tries for some seconds, since a predecessor's connection may still be closing. */
  private async takeLock(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.superuserUrl('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    for (let attempt = 0; attempt < 10; attempt++) {
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LOCK]);
      if (rows[0]?.held) {
        this.lock = client;
        return true;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
    await client.end();
    return false;
  }

  private async recoverIfDead(): Promise<void> {
    if (this.recovering || runningPort(this.installation) !== null) return;
    this.recovering = this.startPostgres()
      .then(async () => void (await this.takeLock()))
      .catch(() => undefined) // tried again at the next tick; readiness is red until then
      .finally(() => (this.recovering = null));
    await this.recovering;
  }

  private async pgCtl(args: readonly string[]): Promise<void> {
    await run(this.installation.pgCtl, [...args, '-D', this.installation.dataDirectory, '-s'], {
      ...(this.installation.user ?? {}),
      cwd: this.installation.dataDirectory,
      env: { ...process.env, LC_ALL: 'C' },
    });
  }
}

/** Made for the user that PostgreSQL runs as. */
function makeFolder(path: string, { user }: Installation): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) chownSync(path, user.uid, user.gid);
}
