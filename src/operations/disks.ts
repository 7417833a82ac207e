import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The bytes that the service's user may still write on the fullest of the disks these folders lie on. */
export async function leastFree(folders: readonly string[]): Promise<number> {
  return Math.min(...(await Promise.all(folders.map(freeAt))));
}

/** A folder that is made later lies where its parent does. */
async function freeAt(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || folder === dirname(folder)) throw error;
    return freeAt(dirname(folder));
  }
}
