import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '../core/audit-log.js';

const ENDING = '.checkpoints';

/** Signed checkpoints outside the database: one file a log, one JSON line each, only ever added to. */
export class CheckpointFolder {
  constructor(private readonly folder: string) {}

  /** Resolves when the line is on the disk. */
  async add({ log, size, head, at, signature }: Checkpoint): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(join(this.folder, `${log}${ENDING}`), 'a+', 0o600);
    try {
      const { size: length } = await file.stat();
      // A line that a power cut left unfinished must not swallow this one.
      const last = length > 0 ? (await file.read(Buffer.alloc(1), 0, 1, length - 1)).buffer.toString() : '\n';
      const line = JSON.stringify({ log, size, head, at, signature });
      await file.appendFile(`${last === '\n' ? '' : '\n'}${line}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** All checkpoints of a folder, in the order in which they were written; lines that are none are left out. */
  async all(): Promise<Checkpoint[]> {
    const files = (await readdir(this.folder)).filter((name) => name.endsWith(ENDING)).sort();
    const texts = await Promise.all(files.map((name) => readFile(join(this.folder, name), 'utf8')));
    return texts.flatMap((text) => text.split('\n')).flatMap((line) => readCheckpoint(line) ?? []);
  }

  /** How far the checkpoints of a log go; 0 where there are none. */
  async sizeOf(log: string): Promise<number> {
    const text = await readFile(join(this.folder, `${log}${ENDING}`), 'utf8').catch(() => '');
    return text.split('\n').reduce((size, line) => Math.max(size, readCheckpoint(line)?.size ?? 0), 0);
  }
}

function readCheckpoint(line: string): Checkpoint | null {
  try {
    const read: unknown = JSON.parse(line);
    return isCheckpoint(read) ? read : null;
  } catch {
    return null;
  }
}

export const isCheckpoint = (value: unknown): value is Checkpoint => {
  if (typeof value !== 'object' || value === null) return false;
  const { log, size, head, at, signature } = value as Record<string, unknown>;
  return [log, head, at, signature].every((text) => typeof text === 'string') && Number.isSafeInteger(size);
};
