import { readFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { replayOf } from '../core/wal.js';
import { BackupFault } from './backup-faults.js';
import { tallyOf, unseal, type Stored } from './envelope.js';
import { linesIn, type Line, type Manifest, type StoredFile, type StoredSegment } from './line.js';
import { stateOf, type LineState } from './line-state.js';

/** A backup whose papers are in order: signed, without a gap, and all that belongs to it named. */
export interface SoundBackup {
  readonly line: Line;
  readonly manifest: Manifest;
  readonly state: LineState;
  readonly segments: readonly StoredSegment[];
  /** Histories of timelines that were archived with it. */
  readonly histories: readonly StoredSegment[];
}

/** Which backup: of which line, which one of it; the newest where nothing is said. `moment`: the newest that was finished before. */
export interface Choice {
  readonly folder: string;
  readonly line?: string;
  readonly backup?: string;
  readonly moment?: Date;
  /** The public key that was kept apart; without it the one that lies beside the backup is believed. */
  readonly publicPem?: string;
}

/** Finds the backup and reads its papers, not yet the files themselves. Throws a `BackupFault` for what is not as it was signed. */
export async function findBackup(choice: Choice): Promise<SoundBackup> {
  const line = await chooseLine(choice);
  const publicPem = choice.publicPem ?? (await readFile(line.publicKeyPath(), 'utf8').catch(noKey));
  const manifest = await chooseBackup(line, publicPem, choice);
  const state = await stateOf(line, publicPem, manifest.id);
  const replay = replayOf(manifest.startSegment, manifest.stopSegment, state.segments.keys());
  if (!replay.complete)
    throw new BackupFault(
      'WAL_MISSING',
      `The write-ahead log ${replay.missing} is missing behind backup ${manifest.id}: nothing after it can be restored. Look for it, or restore to a moment before another, newer backup.`,
    );
  const named = (name: string): StoredSegment[] => [state.segments.get(name)].filter((one) => one !== undefined);
  const histories = [...state.segments.values()].filter(({ name }) => name.endsWith('.history'));
  return { line, manifest, state, segments: replay.segments.flatMap(named), histories };
}

async function chooseLine({ folder, line: wanted }: Choice): Promise<Line> {
  const lines = await linesIn(folder);
  if (wanted !== undefined) {
    const found = lines.find(({ name }) => name === wanted);
    if (found) return found;
    throw new BackupFault('NO_BACKUP', `There is no line ${wanted} in ${folder} (beistand backup list).`);
  }
  const ages = await Promise.all(lines.map(async (line) => ({ line, newest: (await line.backups()).at(-1) ?? '' })));
  const [found] = ages.filter(({ newest }) => newest !== '').sort((a, b) => b.newest.localeCompare(a.newest));
  if (!found) throw new BackupFault('NO_BACKUP', `There is no finished backup in ${folder}.`);
  return found.line;
}

async function chooseBackup(line: Line, publicPem: string, { backup, moment }: Choice): Promise<Manifest> {
  const ids = await line.backups();
  if (backup !== undefined && !ids.includes(backup))
    throw new BackupFault(
      'NO_BACKUP',
      `There is no finished backup ${backup} in line ${line.name} (beistand backup list).`,
    );
  for (const id of backup === undefined ? ids.reverse() : [backup]) {
    const manifest = await line.manifest(id, publicPem);
    if (moment === undefined || Date.parse(manifest.finishedAt) <= moment.getTime()) return manifest;
  }
  throw new BackupFault(
    moment === undefined ? 'NO_BACKUP' : 'MOMENT_TOO_EARLY',
    moment === undefined
      ? `There is no finished backup in line ${line.name}.`
      : `No backup was finished by ${moment.toISOString()}: choose a later moment, or another line (beistand backup list).`,
  );
}

const noKey = (error: NodeJS.ErrnoException): never => {
  throw new BackupFault('MISSING', `The public key beside the backups cannot be read (${error.code ?? 'unknown'}).`);
};

/**
 * Reads every file of the backup and compares it with what was signed; with the identity, opens everything as well. Throws a `BackupFault` that
 * names the first file that is damaged or missing.
 */
export async function verifyFiles(
  { line, manifest, state, segments, histories }: SoundBackup,
  identity: string | null,
  onProgress: (done: number, all: number) => void,
): Promise<void> {
  const sealed = [
    { file: manifest.base, path: line.basePath(manifest.id) },
    ...[...segments, ...histories].map((file) => ({ file, path: line.segmentPath(file.name) })),
  ];
  const open = [...state.attachments.values()]
    .filter(({ name }) => !manifest.gone.includes(name))
    .map((file) => ({ file, path: line.attachmentPath(file.name) }));
  const all = [...sealed, ...open].reduce((sum, { file }) => sum + file.bytes, 0);
  let done = 0;
  for (const { file, path } of [...sealed, ...open]) {
    await mustBe(file, path);
    onProgress((done += file.bytes), all);
  }
  if (identity === null) return;
  for (const { file, path } of sealed) await mustOpen(file, path, identity);
}

async function mustBe(file: StoredFile, path: string): Promise<void> {
  const stored: Stored = await stat(path).then(
    () => tallyOf(path),
    (error: NodeJS.ErrnoException) => {
      throw new BackupFault('MISSING', `${file.name} is missing in the backup (${error.code ?? 'unknown'}).`);
    },
  );
  if (stored.bytes !== file.bytes || stored.sha256 !== file.sha256)
    throw new BackupFault(
      'DAMAGED',
      `${file.name} is not as it was backed up: ${stored.bytes} of ${file.bytes} bytes, another hash.`,
    );
}

async function mustOpen({ name }: StoredFile, path: string, identity: string): Promise<void> {
  const nowhere = new Writable({ write: (_piece, _encoding, next) => next() });
  await pipeline(await unseal(path, identity), nowhere).catch((error: unknown) => {
    if (error instanceof BackupFault) throw error;
    throw new BackupFault('DAMAGED', `${name} does not open.`);
  });
}
