import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { prepareCluster, prepareDatabase, type Passwords } from './cluster.js';
import { findInstallation, type Installation } from './embedded.binaries.js';
import type { DatabaseUrls } from '../config.js';

const run = promisify(execFile);

/** Held by the one process that serves a data folder; PostgreSQL gives it back when that process dies, however it dies. */
const LOCK = 0x62_65_69_73; // "beis"

/** Settings of the embedded server: reachable from this machine alone, and silent about the values of queries. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '96MB',
  timezone: 'UTC',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
  // An error's text may repeat a value ("Key (email)=(...) already exists"); here LOG ranks above ERROR.
  log_min_messages: 'log',
  log_statement: 'none',
  password_encryption: 'scram-sha-256',
  // What was answered is on the disk; said here, since a flag outweighs every file of settings.
  fsync: 'on',
  full_page_writes: 'on',
} as const;

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
  ) {}

  /** Starts the server of a data folder, making it first where there is none. Throws `DataFolderInUse`. */
  static async start(dataFolder: string): Promise<EmbeddedServer> {
    const installation = await findInstallation(dataFolder);
    const secrets = readSecrets(dataFolder);
    if (!existsSync(join(installation.dataDirectory, 'PG_VERSION')))
      await initialise(installation, secrets, dataFolder);

    const logFile = join(installation.dataDirectory, 'server.log');
    const running = runningPort(installation);
    const server = new EmbeddedServer(installation, secrets, logFile, running ?? (await freePort()));
    // A server that still runs belongs to a living process, or to one that was killed: the lock tells which.
    if (running === null) await server.startPostgres();
    if (!(await server.takeLock())) throw new DataFolderInUse(dataFolder);
    await prepareCluster(server.superuserUrl('postgres'), secrets);
    server.watch = setInterval(() => void server.recoverIfDead(), 500);
    server.watch.unref();
    return server;
  }

  /** The connection strings of a server that already runs on this data folder, for a command beside it; null when none does. */
  static async running(dataFolder: string, name: string): Promise<(DatabaseUrls & { readonly owner: string }) | null> {
    if (!existsSync(secretsFile(dataFolder))) return null;
    const installation = await findInstallation(dataFolder);
    const port = runningPort(installation);
    return port === null ? null : new EmbeddedServer(installation, readSecrets(dataFolder), '', port).urls(name);
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

  private async startPostgres(): Promise<void> {
    const flags = Object.entries({ ...settings, port: String(this.port) }).map(
      ([name, value]) => `-c ${name}='${value}'`,
    );
    try {
      await this.pgCtl(['start', '-w', '-t', '120', '-l', this.logFile, '-o', flags.join(' ')]);
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

interface Secrets extends Passwords {
  readonly superuser: string;
}

const secretsFile = (dataFolder: string): string => join(dataFolder, 'database-passwords.json');

/** The passwords of the embedded server's roles: made once, those of new roles when they come; readable by this user alone. */
function readSecrets(dataFolder: string): Secrets {
  const file = secretsFile(dataFolder);
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  const secret = (): string => randomBytes(24).toString('base64url');
  const made = { superuser: secret(), owner: secret(), app: secret(), jobs: secret(), statistics: secret() };
  const secrets: Secrets = { ...made, ...kept };
  if (Object.keys(made).some((role) => !(role in kept))) writeAtOnce(file, JSON.stringify(secrets));
  return secrets;
}

/** A crash in between leaves the file as it was. */
function writeAtOnce(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, file);
}

async function initialise(installation: Installation, secrets: Secrets, dataFolder: string): Promise<void> {
  const passwordFile = join(installation.user ? '/tmp' : dataFolder, `beistand-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, secrets.superuser, { mode: 0o600 });
  try {
    if (installation.user) await run('chown', [String(installation.user.uid), passwordFile]);
    await run(
      installation.initdb,
      [
        '-D',
        installation.dataDirectory,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
      ],
      { ...(installation.user ?? {}), cwd: '/', env: { ...process.env, LC_ALL: 'C' } },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The port of the server that runs on this data directory, or null. */
function runningPort(installation: Installation): number | null {
  const file = join(installation.dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  if (!pid || !port || !isAlive(Number(pid))) return null;
  return Number(port);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return isPostgres(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && isPostgres(pid);
  }
}

/** After a reboot the number in the file may belong to some other program; a killed one may linger as a zombie. */
function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Name:\s+postgres$/m.test(status) && !/^State:\s+Z/m.test(status);
  } catch {
    return false;
  }
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
