import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { readBackup, type BackupSettings } from './config/backup.js';
import { readLimits, type ReadinessLimits } from './config/readiness.js';
import { readStatistics, type StatisticsSettings } from './config/statistics.js';

/** The whole environment of the house, read once at the door. */
export interface Config {
  /** `production` is closed; `demo` shows introspection and a page for trying queries; `test` writes no log. */
  readonly profile: 'production' | 'demo' | 'test';
  /** Which GraphQL operations are answered: all, or those that the shipped client sends (docs/decisions/0006). */
  readonly operations: 'open' | 'listed' | 'unlimited';
  /** How many connections are held at once; further ones are closed. */
  readonly maxConnections: number;
  readonly host: string;
  readonly port: number;
  /** Where people reach the server; decides links in mails and whether cookies are `Secure`. */
  readonly publicUrl: string;
  /** The folder for whatever the house keeps itself: embedded database, mails without SMTP, demo papers. */
  readonly dataFolder: string;
  /** Connections to a PostgreSQL of one's own, or null: the embedded server in `dataFolder`. */
  readonly database: DatabaseUrls | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Who may read `/metrics`: whoever sends it. Null: only a caller on this machine. */
  readonly metricsToken: string | null;
  /** Where a worker without the rest of the house answers `/health`, `/ready` and `/metrics`. */
  readonly workerPort: number;
  /** Sign-in name of the first administrator, who is invited by a link at the first start. */
  readonly operatorEmail: string;
  /** The private key that signs the audit log's checkpoints, made at the first start. */
  readonly auditKeyFile: string;
  /** Where signed checkpoints of the audit log are kept outside the database. */
  readonly checkpointFolder: string;
  /** Who keeps the carriers' keys: a folder that is not in the data folder, or the transit engine of Vault or OpenBao. */
  readonly keys: KeySettings;
  /** Whether everybody needs a second factor. Off only in the demonstration and in tests. */
  readonly secondFactor: 'on' | 'off';
  /** The key with which earlier versions have sealed the secrets of authenticator apps; read while some of them are left, and never made. */
  readonly factorKeyFile: string;
  /** How many minutes after somebody proved who they are they may export, erase, refer and manage people. */
  readonly freshProofMinutes: number;
  /** Which providers a carrier's administrator may name for signing in. */
  readonly issuers: IssuerSettings;
  readonly attachments: AttachmentConfig;
  /** The secret by which browsers are known again on which somebody has signed in; made at the first start. */
  readonly deviceKeyFile: string;
  /** Whose `X-Forwarded-For` is believed: that of so many proxies in a row, or of these addresses; false: nobody's. */
  readonly trustProxy: false | number | readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Whether this process also runs the jobs. */
  readonly runsJobs: boolean;
  readonly limits: ReadinessLimits;
  readonly statistics: StatisticsSettings;
  /** Where the embedded database and the attachments are backed up to; null: nowhere. */
  readonly backup: BackupSettings | null;
}

export type KeySettings =
  | { readonly kind: 'files'; readonly folder: string }
  | {
      readonly kind: 'transit';
      readonly address: string;
      readonly token: { readonly value: string } | { readonly file: string };
      readonly mount: string;
    };

export interface IssuerSettings {
  /** Plain http: not in production. */
  readonly allowsHttp: boolean;
  /** Hosts with port inside private networks; every other one must be on the internet. */
  readonly privateHosts: readonly string[];
}

/** Where evidence files lie, how many there may be, and who looks through them. */
export interface AttachmentConfig {
  /** The folder for the sealed files, where there is no object store. */
  readonly folder: string;
  readonly s3: {
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  } | null;
  /** The socket of ClamAV's daemon; null: files are not scanned. */
  readonly clamdUrl: string | null;
  readonly limits: {
    readonly fileBytes: number;
    readonly caseBytes: number;
    readonly caseFiles: number;
    readonly serviceBytes: number;
  };
}

/** One connection string a role: none of them may do what another is for. */
export interface DatabaseUrls {
  /** The application: owns nothing, bound by row security. */
  readonly application: string;
  /** The queue: owns the queue's own schema and nothing else. */
  readonly jobs: string;
  /** Statistics: reads counting records and releases, and nothing else; absent: this process publishes nothing. */
  readonly statistics?: string | null;
  /** Migrations; null where they are run apart from the server. */
  readonly owner: string | null;
}

export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const profiles = ['production', 'demo', 'test'] as const;
const ways = ['open', 'listed', 'unlimited'] as const;

/** Reads the settings from the environment. Throws one `ConfigError` that names every fault at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const port = Number(env.PORT ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) faults.push('PORT must be a number from 0 to 65535');

  const workerPort = Number(env.WORKER_PORT ?? '3001');
  if (!Number.isInteger(workerPort) || workerPort < 0 || workerPort > 65_535)
    faults.push('WORKER_PORT must be a number from 0 to 65535');

  const logLevel = levels.find((level) => level === (env.LOG_LEVEL ?? 'info'));
  if (!logLevel) faults.push(`LOG_LEVEL must be one of ${levels.join(', ')}`);
  const profile = profiles.find((name) => name === (env.BEISTAND_PROFILE ?? 'production'));
  if (!profile) faults.push(`BEISTAND_PROFILE must be one of ${profiles.join(', ')}`);

  const operations = ways.find((way) => way === (env.OPERATIONS ?? (profile === 'production' ? 'listed' : 'open')));
  // Without limits one request can hold the server up: for tests of the house alone.
  if (!operations || (operations === 'unlimited' && profile !== 'test'))
    faults.push('OPERATIONS must be open or listed');
  const maxConnections = Number(env.MAX_CONNECTIONS ?? '1000');
  if (!Number.isInteger(maxConnections) || maxConnections < 10)
    faults.push('MAX_CONNECTIONS must be a number from 10 on');

  const secondFactor = (['on', 'off'] as const).find(
    (way) => way === (env.SECOND_FACTOR ?? (profile === 'demo' ? 'off' : 'on')),
  );
  if (!secondFactor) faults.push('SECOND_FACTOR must be on or off');
  if (secondFactor === 'off' && profile === 'production')
    faults.push('SECOND_FACTOR=off is for the demonstration and for tests alone (BEISTAND_PROFILE demo or test)');
  const freshProofMinutes = Number(env.FRESH_PROOF_MINUTES ?? '10');
  if (!Number.isInteger(freshProofMinutes) || freshProofMinutes < 1 || freshProofMinutes > 60)
    faults.push('FRESH_PROOF_MINUTES must be a number from 1 to 60');

  const limits = readLimits(env, faults);

  const trustProxy = readProxies(env.TRUST_PROXY, faults);
  const host = env.HOST ?? '127.0.0.1';
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '');
  if (!isUrl(publicUrl, ['http:', 'https:'])) faults.push('PUBLIC_URL must be an http or https address');
  if (env.SMTP_URL && !isUrl(env.SMTP_URL, ['smtp:', 'smtps:']))
    faults.push('SMTP_URL must look like smtps://user:password@host:465');

  if (env.METRICS_TOKEN !== undefined && env.METRICS_TOKEN.length < 16)
    faults.push('METRICS_TOKEN must have at least 16 characters');

  const database = readDatabase(env, faults);
  const dataFolder = resolve(env.BEISTAND_DATA ?? join(process.cwd(), 'var'));
  const keys = readKeys(env, dataFolder, faults);
  const attachments = readAttachments(env, dataFolder, faults);
  const statistics = readStatistics(env, dataFolder, faults);
  const backup = readBackup(env, dataFolder, faults);
  const issuers = { allowsHttp: profile !== 'production', privateHosts: readHosts(env.OIDC_PRIVATE_HOSTS, faults) };
  if (faults.length > 0 || !logLevel || !profile) throw new ConfigError(faults);
  return {
    profile,
    operations: operations ?? 'listed',
    maxConnections,
    host,
    port,
    publicUrl,
    dataFolder,
    database,
    smtpUrl: env.SMTP_URL ?? null,
    operatorEmail: env.OPERATOR_EMAIL ?? 'operator@beistand.example',
    mailFrom: env.MAIL_FROM ?? 'Beistand <no-reply@beistand.example>',
    metricsToken: env.METRICS_TOKEN ?? null,
    workerPort,
    auditKeyFile: resolve(env.AUDIT_KEY_FILE ?? join(dataFolder, 'audit-key.pem')),
    checkpointFolder: resolve(env.AUDIT_CHECKPOINTS ?? join(dataFolder, 'checkpoints')),
    keys,
    secondFactor: secondFactor ?? 'on',
    factorKeyFile: resolve(env.FACTOR_KEY_FILE ?? join(dataFolder, 'factor-key')),
    freshProofMinutes,
    issuers,
    attachments,
    deviceKeyFile: resolve(env.DEVICE_KEY_FILE ?? join(dataFolder, 'device-key')),
    trustProxy,
    logLevel,
    runsJobs: env.BEISTAND_JOBS !== 'off',
    limits,
    statistics,
    backup,
  };
}

/** Hosts, each with its port; 443 where none is named. */
function readHosts(given: string | undefined, faults: string[]): string[] {
  const hosts = (given ?? '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  if (!hosts.every((host) => /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/.test(host)))
    faults.push('OIDC_PRIVATE_HOSTS must be hosts such as login.intern.example or 10.0.0.5:8443, separated by commas');
  return hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:443`));
}

/** A number of proxies in a row, or their addresses; a wrong one would let everybody choose from where they seem to come. */
function readProxies(given: string | undefined, faults: string[]): Config['trustProxy'] {
  if (given === undefined || given === 'off') return false;
  if (/^[1-9]$/.test(given)) return Number(given);
  const named = given.split(',').map((address) => address.trim());
  const isProxy = (address: string): boolean =>
    ['loopback', 'linklocal', 'uniquelocal'].includes(address) || isNetwork(address);
  if (!named.every(isProxy))
    faults.push('TRUST_PROXY must be off, the number of proxies in a row, or their addresses, separated by commas');
  return named;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

function readDatabase(env: Readonly<Record<string, string | undefined>>, faults: string[]): DatabaseUrls | null {
  const named = ['DATABASE_URL', 'DATABASE_JOBS_URL', 'DATABASE_STATISTICS_URL', 'DATABASE_OWNER_URL'] as const;
  for (const name of named) {
    if (env[name] && !isUrl(env[name], ['postgres:', 'postgresql:'])) {
      faults.push(`${name} must look like postgres://user:password@host:5432/database`);
    }
  }
  if (!env.DATABASE_URL) {
    if (env.DATABASE_JOBS_URL || env.DATABASE_STATISTICS_URL || env.DATABASE_OWNER_URL)
      faults.push('DATABASE_URL is missing beside the other database settings');
    return null;
  }
  if (!env.DATABASE_JOBS_URL)
    faults.push('DATABASE_JOBS_URL is missing: the role beistand_jobs runs the queue (docs/operations.md)');
  return {
    application: env.DATABASE_URL,
    jobs: env.DATABASE_JOBS_URL ?? '',
    statistics: env.DATABASE_STATISTICS_URL ?? null,
    owner: env.DATABASE_OWNER_URL ?? null,
  };
}

function readKeys(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  faults: string[],
): KeySettings {
  if (!env.VAULT_ADDR) {
    const folder = resolve(env.KEYS_FOLDER ?? `${dataFolder}-keys`);
    // A copy of the data folder must not be a copy of the keys.
    if (folder === dataFolder || folder.startsWith(join(dataFolder, '/')))
      faults.push('KEYS_FOLDER must not lie in BEISTAND_DATA: whoever copies the data would have the keys with it');
    return { kind: 'files', folder };
  }
  if (!isUrl(env.VAULT_ADDR, ['https:', 'http:'])) faults.push('VAULT_ADDR must look like https://vault.example:8200');
  else if (new URL(env.VAULT_ADDR).protocol === 'http:' && !isLoopback(new URL(env.VAULT_ADDR).hostname))
    faults.push('VAULT_ADDR must be https: keys pass through this connection');
  if (!env.VAULT_TOKEN === !env.VAULT_TOKEN_FILE)
    faults.push('VAULT_ADDR needs either VAULT_TOKEN or VAULT_TOKEN_FILE beside it');
  const mount = env.VAULT_MOUNT ?? 'transit';
  if (!/^[\w-]+(\/[\w-]+)*$/.test(mount))
    faults.push('VAULT_MOUNT must be the path of a transit engine, such as transit');
  const token = env.VAULT_TOKEN_FILE ? { file: resolve(env.VAULT_TOKEN_FILE) } : { value: env.VAULT_TOKEN ?? '' };
  return { kind: 'transit', address: env.VAULT_ADDR, token, mount };
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

function readAttachments(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  faults: string[],
): AttachmentConfig {
  const number = (name: string, fallback: number, most: number): number => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > most)
      faults.push(`${name} must be a number from 1 to ${most}`);
    return value;
  };
  const limits = {
    fileBytes: number('ATTACHMENT_MAX_MB', 100, 2_000) * 1_000_000,
    caseBytes: number('ATTACHMENTS_PER_CASE_MB', 1_000, 1_000_000) * 1_000_000,
    caseFiles: number('ATTACHMENTS_PER_CASE', 200, 10_000),
    serviceBytes: number('ATTACHMENTS_PER_SERVICE_MB', 50_000, 100_000_000) * 1_000_000,
  };
  if (env.CLAMD_URL && !isUrl(env.CLAMD_URL, ['tcp:', 'unix:']))
    faults.push('CLAMD_URL must look like unix:///run/clamav/clamd.ctl or tcp://host:3310');
  const { S3_URL: url, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (url && !isUrl(url, ['http:', 'https:'])) faults.push('S3_URL must look like https://s3.example.org/bucket');
  if (Boolean(url) !== Boolean(accessKeyId) || Boolean(url) !== Boolean(secretAccessKey))
    faults.push('S3_URL, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together');
  return {
    folder: resolve(env.ATTACHMENTS_FOLDER ?? join(dataFolder, 'attachments')),
    s3:
      url && accessKeyId && secretAccessKey
        ? { url, region: env.S3_REGION ?? 'auto', accessKeyId, secretAccessKey }
        : null,
    clamdUrl: env.CLAMD_URL ?? null,
    limits,
  };
}

const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);
