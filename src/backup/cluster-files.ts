import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pack } from 'tar-stream';

/** A file or an empty folder of the copy; the size is what it had when the copy began. */
export interface ClusterFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly folder: boolean;
}

/** What a copy must not hold (PostgreSQL 18, 26.3.4.3): it belongs to the running server, or recovery makes it anew. */
const left = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'server.log',
]);
const leftInside = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const leftAnywhere = /^(pgsql_tmp.*|pg_internal\.init.*)$/;
const CONTROL = 'global/pg_control';

/** The files of a data directory, the control file last. `spool` is the folder of the archiver, which is not part of it. */
export async function clusterFiles(dataDirectory: string, spool: string): Promise<ClusterFile[]> {
  const files: ClusterFile[] = [];
  for await (const file of walk(dataDirectory, '')) {
    const [top = ''] = file.name.split('/');
    if (left.has(file.name) || file.path.startsWith(spool)) continue;
    if (leftInside.has(top) && file.name !== top && file.name !== 'pg_wal/archive_status') continue;
    files.push(file);
  }
  return files.sort((a, b) => Number(a.name === CONTROL) - Number(b.name === CONTROL));
}

async function* walk(root: string, inside: string): AsyncGenerator<ClusterFile> {
  for (const entry of await readdir(join(root, inside), { withFileTypes: true })) {
    if (leftAnywhere.test(entry.name)) continue;
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    const path = join(root, name);
    if (entry.isDirectory()) {
      yield { name, path, size: 0, folder: true };
      yield* walk(root, name);
    } else if (entry.isFile()) {
      const found = await stat(path).catch(ifGone);
      if (found) yield { name, path, size: found.size, folder: false };
    }
  }
}

/** Puts the file into the archive as it is now, up to the size it had; what was cut off meanwhile is filled up, and replay mends it. */
export async function packFile(pack: Pack, { name, path, size, folder }: ClusterFile): Promise<void> {
  if (folder) return void pack.entry({ name: `${name}/`, type: 'directory', mode: 0o700 });
  const file = await open(path, 'r').catch(ifGone);
  if (!file) return; // a table that was dropped meanwhile: replay knows
  try {
    const entry = pack.entry({ name, size, mode: 0o600 });
    const piece = Buffer.allocUnsafe(1 << 20);
    for (let done = 0; done < size;) {
      const wanted = Math.min(piece.length, size - done);
      const { bytesRead } = await file.read(piece, 0, wanted, done);
      const filled = bytesRead > 0 ? bytesRead : piece.fill(0).subarray(0, wanted).length;
      if (!entry.write(Buffer.from(piece.subarray(0, filled)))) await until(entry, 'drain');
      done += filled;
    }
    const finished = until(entry, 'finish');
    entry.end(undefined);
    await finished;
  } finally {
    await file.close();
  }
}

interface Emitter {
  once(event: 'drain' | 'finish' | 'close' | 'error', listener: (error?: unknown) => void): unknown;
}

/** An archive that is broken off drains no more. */
const until = (stream: Emitter, event: 'drain' | 'finish'): Promise<void> =>
  new Promise((happened, failed) => {
    stream.once(event, () => happened());
    stream.once('error', (error) => failed(new Error('The copy was broken off.', { cause: error })));
    stream.once('close', () => failed(new Error('The copy was broken off.')));
  });

/** A small file that is written for the copy alone. */
export const packText = (pack: Pack, name: string, text: string): Promise<void> =>
  new Promise((packed, failed) => {
    pack.entry({ name, mode: 0o600 }, text, (error) => (error ? failed(error) : packed()));
  });

const ifGone = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};
