import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSegmentName } from '../core/wal.js';
import type { Line, Manifest } from './line.js';

/** What was removed. */
export interface Pruned {
  readonly backups: number;
  readonly segments: number;
  readonly attachments: number;
}

/**
 * Removes the backups before the newest `keep` of a line, and what only those needed: their write-ahead log, attachments that the house had let go
 * before, shipments of before. Each backup goes with its manifest first, so that one that is broken off in between never looks whole.
 */
export async function prune(line: Line, keep: number, publicPem: string): Promise<Pruned> {
  const ids = await line.backups();
  const old = ids.slice(0, Math.max(0, ids.length - keep));
  const [oldest] = ids.slice(old.length);
  if (old.length === 0 || oldest === undefined) return { backups: 0, segments: 0, attachments: 0 };
  const kept = await line.manifest(oldest, publicPem);
  for (const id of old) {
    await rm(line.manifestPath(id));
    await rm(line.backupPath(id), { recursive: true });
  }
  const segments = await pruneLog(line, kept);
  for (const name of kept.gone) await rm(line.attachmentPath(name), { force: true });
  for (const number of await line.shipmentNumbers())
    if (number <= kept.head.number) await rm(line.shipmentPath(number));
  return { backups: old.length, segments, attachments: kept.gone.length };
}

async function pruneLog(line: Line, { startSegment }: Manifest): Promise<number> {
  const folder = dirname(line.segmentPath(startSegment));
  const old = (await readdir(folder)).filter((file) => {
    const [name = ''] = file.split('.');
    return isSegmentName(name) && name < startSegment;
  });
  for (const file of old) await rm(join(folder, file));
  return old.length;
}
