import { createReadStream, existsSync } from 'node:fs';
import { chown, mkdir, open, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extract } from 'tar-stream';
import { findInstallation, type Installation } from '../database/embedded.binaries.js';
import { EmbeddedServer, type Cluster } from '../database/embedded.js';
import { BackupFault } from './backup-faults.js';
import { asAdministrator, destroyAgain, type GoneAgain } from './backup.queries.js';
import { writeDurably } from './durable.js';
import { unseal } from './envelope.js';
import { forgetAgain } from './forgotten.queries.js';
import type { LineState } from './line-state.js';
import type { StoredSegment } from './line.js';
import type { SoundBackup } from './verify.js';

/** This program runs and replays this version alone. */
const POSTGRES = 18;

/** Refuses before anything is written: another PostgreSQL, migrations that this program does not know, a folder that holds something. */
export async function refuseUnfit({ manifest }: SoundBackup, to: string, known: readonly string[]): Promise<void> {
  const version = Math.floor(manifest.postgres / 10_000);
  if (version !== POSTGRES)
    throw new BackupFault('WRONG_VERSION', `The backup is of PostgreSQL ${version}, this Beistand brings ${POSTGRES}.`);
  const unknown = manifest.migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new BackupFault(
      'WRONG_VERSION',
      `The backup is of a newer Beistand (${unknown.join(', ')}): restore it with that version or a later one.`,
    );
  await mustBeEmpty(to);
}

/** Makes the folder. Throws `NOT_EMPTY` where PostgreSQL's part lies elsewhere (`embedded.binaries.ts`) and still holds what was there once. */
export async function claim(to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 });
  await mustBeEmpty((await findInstallation(to)).dataDirectory);
}

async function mustBeEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new BackupFault('NOT_EMPTY', `${folder} is no folder that can be used (${error.code ?? 'unknown'}).`);
  });
  if (names.length > 0)
    throw new BackupFault('NOT_EMPTY', `${folder} is not empty: name a folder that is, or a new one.`);
}

/** Removes what a restore has written, wherever PostgreSQL's part of it lies. */
export async function discard(to: string): Promise<void> {
  const data = await realpath(join(to, 'postgres')).catch(() => null);
  if (data !== null) await rm(data, { recursive: true, force: true });
  await rm(to, { recursive: true, force: true });
}

/** Writes the files of the backup into the new data folder, with the write-ahead log where recovery looks for it. */
export async function unpack(
  backup: SoundBackup,
  to: string,
  identity: string,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const { line, manifest, segments, histories, state } = backup;
  const installation = await findInstallation(to);
  await unpackBase(await unseal(line.basePath(manifest.id), identity), to, installation, (done) =>
    onProgress(done, manifest.base.plainBytes),
  );
  const wal = join(installation.dataDirectory, 'pg_wal');
  for (const segment of [...segments, ...histories]) await unpackSegment(backup, segment, wal, identity, installation);
  for (const { name } of state.attachments.values())
    if (!manifest.gone.includes(name))
      await writeDurably(
        join(to, 'attachments', ...name.split('/')),
        createReadStream(line.attachmentPath(name)),
        'replaces',
      );
}

async function unpackBase(
  tar: NodeJS.ReadableStream,
  to: string,
  { dataDirectory, user }: Installation,
  onProgress: (done: number) => void,
): Promise<void> {
  const entries = tar.pipe(extract());
  tar.on('error', (error: Error) => entries.destroy(error));
  let done = 0;
  for await (const entry of entries) {
    const { name, type } = entry.header;
    const path = placeOf(name, to, dataDirectory);
    if (type === 'directory') await mkdir(path, { recursive: true, mode: 0o700 });
    else {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx', 0o600);
      for await (const piece of entry as AsyncIterable<Buffer>) await file.writeFile(piece);
      await file.sync();
      await file.close();
      onProgress((done += entry.header.size ?? 0));
    }
    if (user && path.startsWith(dataDirectory)) await chown(path, user.uid, user.gid);
    entry.resume();
  }
}

/** Only below the two places that a backup has; the archive is authentic, a name in it that leads elsewhere would still be wrong. */
function placeOf(name: string, to: string, dataDirectory: string): string {
  const parts = name.split('/').filter((part) => part !== '');
  if (parts.includes('..') || parts.includes('.'))
    throw new BackupFault('DAMAGED', 'The backup names a file outside of it.');
  if (name === 'database-passwords.json') return join(to, name);
  if (parts[0] !== 'postgres') throw new BackupFault('DAMAGED', 'The backup holds a file that belongs nowhere.');
  return join(dataDirectory, ...parts.slice(1));
}

/** Written with holes where the segment was never filled: a quiet hour takes no room. */
async function unpackSegment(
  { line }: SoundBackup,
  { name }: StoredSegment,
  wal: string,
  identity: string,
  { user }: Installation,
): Promise<void> {
  const path = join(wal, name);
  const file = await open(path, 'wx', 0o600);
  let at = 0;
  for await (const piece of (await unseal(line.segmentPath(name), identity)) as AsyncIterable<Buffer>) {
    if (!piece.equals(Buffer.alloc(piece.length))) await file.write(piece, 0, piece.length, at);
    at += piece.length;
  }
  await file.truncate(at);
  await file.sync();
  await file.close();
  if (user) await chown(path, user.uid, user.gid);
}

export interface Recovered {
  readonly cluster: Cluster;
  /** Up to which transaction was replayed; null where the backup itself was the end. */
  readonly until: string | null;
  /** What had been destroyed after that and goes once more. */
  readonly goneAgain: GoneAgain & { readonly people: number };
  stop(): Promise<void>;
}

/**
 * Replays up to the moment, or to the end, destroys again what was destroyed until the last shipment, and orders that whoever was forgotten is forgotten again, before anybody is let in. Throws
 * `MOMENT_TOO_LATE` where the archive ends before the moment.
 */
export async function recover(
  to: string,
  moment: Date | null,
  gone: Pick<LineState, 'destroyedKeys' | 'forgottenPeople'>,
): Promise<Recovered> {
  if (!existsSync(join(to, 'database-passwords.json')))
    throw new BackupFault('DAMAGED', 'The backup holds no passwords.');
  const server = await EmbeddedServer.recover(to, moment).catch(async (error: unknown) => {
    throw await whyNot(to, moment, error);
  });
  try {
    const goneAgain = await asAdministrator(server.superuserUrl('beistand'), async (client) => ({
      ...(await destroyAgain(client, gone.destroyedKeys)),
      people: await forgetAgain(client, gone.forgottenPeople),
    }));
    return {
      cluster: server.cluster,
      until: lastTransaction(await EmbeddedServer.logOf(to)),
      goneAgain,
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function whyNot(to: string, moment: Date | null, error: unknown): Promise<unknown> {
  const log = await EmbeddedServer.logOf(to);
  if (moment && log.includes('recovery ended before configured recovery target was reached'))
    return new BackupFault(
      'MOMENT_TOO_LATE',
      `Nothing is known of ${moment.toISOString()}: the last transaction in the archive is of ${lastTransaction(log) ?? 'before the backup'}. Leave --at out to restore up to that one.`,
    );
  const why = log.split('\n').filter((line) => /FATAL|PANIC/.test(line));
  if (why.length > 0) return new BackupFault('DOES_NOT_RECOVER', `The copy does not recover. ${why.join(' ')}`);
  return error;
}

const lastTransaction = (log: string): string | null =>
  [...log.matchAll(/last completed transaction was at log time (.+)$/gm)].at(-1)?.[1] ?? null;
