import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { BackupFault } from '../backup/backup-faults.js';
import { newPair } from '../backup/envelope.js';
import { lineOf, linesIn, type Line } from '../backup/line.js';
import { prune } from '../backup/prune.js';
import { Signer } from '../backup/signer.js';
import { readStatus } from '../backup/status.js';
import { takeBackup } from '../backup/take.js';
import { findBackup, verifyFiles } from '../backup/verify.js';
import { readConfig, type Config } from '../config.js';
import type { BackupSettings } from '../config/backup.js';
import { EmbeddedServer, type Cluster } from '../database/embedded.js';
import { openDatabase } from '../server.js';
import { choiceOf, choosing, folderOf, type Chosen } from './backup-choice.js';
import { addRestoreCommand } from './restore.command.js';
import { Failure, progress, readable, say } from './terminal.js';

export function addBackupCommands(program: Command): void {
  const backup = program
    .command('backup')
    .description('back up the embedded database and the attachments into BACKUP_DIR, also while Beistand runs')
    .option('--keep <number>', 'afterwards remove all but the newest so many backups of this data folder')
    .action(back);
  backup
    .command('key <file>')
    .description(
      'make a pair: the secret half goes into the file, which belongs elsewhere; BACKUP_RECIPIENT is printed',
    )
    .action(makeKey);
  backup
    .command('list')
    .description('the backups in BACKUP_DIR')
    .option('--from <folder>', 'another folder')
    .action(list);
  backup.command('status').description('how old the newest backup is, and what waits to be backed up').action(status);
  choosing(backup.command('verify'))
    .description('read a backup and compare it with what was signed; with --identity open it, too')
    .option('--identity <file>', 'the secret half')
    .action(verify);
  addRestoreCommand(program);
}

async function makeKey(file: string): Promise<void> {
  const { identity, recipient } = await newPair();
  readable(file, () => writeFileSync(file, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: 'wx' }));
  say(`BACKUP_RECIPIENT=${recipient}`);
  process.stderr.write(
    `${file} opens every backup, and nothing else does: keep it away from this machine, in two places, and from the carriers' keys.\n`,
  );
}

async function back(_options: object, command: Command): Promise<void> {
  const { keep } = command.opts<{ keep?: string }>();
  const kept = keep === undefined ? null : Number(keep);
  if (kept !== null && !(Number.isSafeInteger(kept) && kept > 0)) throw new Failure('--keep is a number from 1 on.');
  const config = readConfig(process.env);
  const settings = settingsOf(config);
  const running = await EmbeddedServer.runningCluster(config.dataFolder);
  if (running) return take(config, settings, running, kept);
  const { cluster, stop } = await openDatabase(config);
  try {
    if (cluster) await take(config, settings, cluster, kept);
  } finally {
    await stop();
  }
}

/** Throws, with what to do instead, where nothing is to be backed up from here. */
function settingsOf({ backup, database }: Config): BackupSettings {
  if (database)
    throw new BackupFault(
      'BACKUP_OFF',
      `A PostgreSQL of your own (DATABASE_URL) is backed up by its own means: pgBackRest or pg_basebackup with an archive of the write-ahead log, and
the folder of attachments after it. docs/operations.md says what they must do. Nothing was backed up.`,
    );
  if (!backup)
    throw new BackupFault(
      'BACKUP_OFF',
      'No backup is set up: set BACKUP_DIR and BACKUP_RECIPIENT (beistand backup key makes a pair).',
    );
  return backup;
}

async function take(config: Config, settings: BackupSettings, cluster: Cluster, keep: number | null): Promise<void> {
  const { dataFolder, attachments } = config;
  const line = await firstPass(dataFolder, settings.folder);
  if (!line)
    throw new BackupFault(
      'NOT_ARCHIVED',
      'Nothing has been shipped from this data folder yet: the server runs without BACKUP_DIR, or has just begun.',
    );
  const show = progress('copying');
  const folder = attachments.s3 ? null : attachments.folder;
  const { id, base } = await takeBackup({ dataFolder, cluster, line, settings, attachments: folder, onProgress: show });
  say(
    `Backup ${id} of ${line.name}: ${base.files} files, ${megabytes(base.plainBytes)} copied, ${megabytes(base.bytes)} kept.`,
  );
  if (folder === null) say('The attachments lie in an object store: they are not part of it.');
  if (keep === null) return;
  const pruned = await prune(line, keep, Signer.readOrMake(settings.keyFile).publicPem);
  say(
    `Removed: ${pruned.backups} older backups, ${pruned.segments} segments of the log, ${pruned.attachments} attachments.`,
  );
}

/** A server that has just been started begins its line in a moment. */
async function firstPass(dataFolder: string, folder: string): Promise<Line | null> {
  for (let tries = 0; tries < 50; tries++) {
    const line = await lineOf(dataFolder, folder);
    if (line) return line;
    await setTimeout(200);
  }
  return null;
}

async function list({ from }: { from?: string }): Promise<void> {
  const folder = folderOf(from);
  const lines = await linesIn(folder);
  if (lines.length === 0) throw new BackupFault('NO_BACKUP', `There are no backups in ${folder}.`);
  for (const line of lines) {
    const publicPem = readable(line.publicKeyPath(), () => readFileSync(line.publicKeyPath(), 'utf8'));
    say(`line ${line.name}`);
    for (const id of await line.backups()) {
      const { startedAt, finishedAt, base } = await line.manifest(id, publicPem);
      say(`  ${id}: ${startedAt} to ${finishedAt}, ${megabytes(base.bytes)}`);
    }
  }
}

async function status(): Promise<void> {
  const config = readConfig(process.env);
  const settings = settingsOf(config);
  const line = await lineOf(config.dataFolder, settings.folder);
  const shipped = await readStatus(config.dataFolder);
  if (!line || !shipped) throw new Failure('Nothing has been backed up from this data folder yet.');
  const newest = (await line.backups()).at(-1);
  say(`line ${line.name}, newest backup: ${newest ?? 'none yet (beistand backup)'}`);
  say(
    `looked at ${shipped.at}: ${shipped.waiting} segments wait${shipped.fault === null ? '' : `, because of ${shipped.fault}`}`,
  );
  if (newest === undefined || shipped.fault !== null) process.exitCode = 2;
}

async function verify(_options: object, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Chosen>();
  const found = await findBackup(choiceOf(options));
  const identity =
    options.identity === undefined
      ? null
      : readable(options.identity, () => readFileSync(options.identity ?? '', 'utf8'));
  await verifyFiles(found, identity, progress('reading'));
  const { manifest, segments, state, line } = found;
  say(`Backup ${manifest.id} of ${line.name}: all is as it was signed${identity === null ? '' : ', and opens'}.`);
  say(
    `${segments.length} segments of the log follow it without a gap; shipment ${state.head.number} of ${state.until ?? manifest.startedAt} is the last.`,
  );
  if (options.key === undefined)
    say('The public key beside the backups was believed: --key compares with the one you kept.');
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
