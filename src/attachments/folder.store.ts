import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { BlobMissing, ownName, StoreUnavailable, type BlobStore } from './blob.store.js';

/** Blobs as files in a folder: `<organisation>/<two digits>/<name>`, readable by the service's user alone. */
export class FolderStore implements BlobStore {
  private readonly unfinished: string;

  constructor(private readonly folder: string) {
    this.unfinished = join(folder, 'unfinished');
  }

  async put(name: string, bytes: AsyncIterable<Buffer>): Promise<void> {
    const path = this.pathOf(name);
    const passing = join(this.unfinished, randomBytes(16).toString('hex'));
    try {
      await mkdir(this.unfinished, { recursive: true, mode: 0o700 });
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeAll(passing, bytes);
      await rename(passing, path);
      // The rename itself must be on the disk too, and the folders that it may have needed.
      for (let folder = dirname(path); ; folder = dirname(folder)) {
        await syncFolder(folder);
        if (folder === this.folder) break;
      }
    } catch (error) {
      await rm(passing, { force: true }).catch(() => undefined);
      throw isStoreFault(error) ? new StoreUnavailable('The folder cannot be written to.', { cause: error }) : error;
    }
  }

  async get(name: string): Promise<Readable> {
    const handle = await open(this.pathOf(name)).catch((error: unknown) => {
      throw isGone(error) ? new BlobMissing() : new StoreUnavailable('The folder cannot be read.', { cause: error });
    });
    return createReadStream('', { fd: handle, highWaterMark: 256 * 1024 });
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  async *olderThan(organisationId: string, moment: Date): AsyncGenerator<string> {
    const own = join(this.folder, dirname(ownName(`${organisationId}/${'0'.repeat(32)}`)));
    for (const shelf of await namesIn(own))
      for (const file of await namesIn(join(own, shelf)))
        if (await isOlder(join(own, shelf, file), moment)) yield `${organisationId}/${file}`;
  }

  async forgetUnfinished(moment: Date): Promise<number> {
    let forgotten = 0;
    for (const file of await namesIn(this.unfinished)) {
      const path = join(this.unfinished, file);
      if (!(await isOlder(path, moment))) continue;
      await rm(path, { force: true });
      forgotten += 1;
    }
    return forgotten;
  }

  private pathOf(name: string): string {
    const file = basename(ownName(name));
    return join(this.folder, dirname(name), file.slice(0, 2), file);
  }
}

async function writeAll(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of bytes) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const isStoreFault = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'].includes(String(codeOf(error)));

const namesIn = (path: string): Promise<string[]> =>
  readdir(path).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });

const isOlder = async (path: string, moment: Date): Promise<boolean> =>
  stat(path).then(
    ({ mtime }) => mtime < moment,
    (error: unknown) => {
      if (isGone(error)) return false;
      throw error;
    },
  );
