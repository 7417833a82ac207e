import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyDriver } from './key-driver.js';
import { KeyMissing, KeysUnavailable, SealBroken } from './key-faults.js';

const isVersion = /^([1-9]\d{0,8})\.key$/;
/** A key that was taken away must not go on working for longer than this. */
const REMEMBERED_MS = 2_000;

/**
 * Keys in files: a folder for each carrier, a file for each version, readable by this user alone. A file is written once, whole and
 * synced before it gets its name, and never changed: two processes that make the same version get the same key.
 */
export class KeyFileDriver implements KeyDriver {
  readonly name = 'key files';
  private readonly remembered = new Map<string, { readonly key: Buffer; readonly until: number }>();

  constructor(private readonly folder: string) {}

  async check(): Promise<void> {
    try {
      await this.mustBePrivate();
    } catch (error) {
      // Made with the first key.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw missingOr(error);
    }
  }

  async make(carrierId: string): Promise<number> {
    const newest = await this.newest(carrierId);
    return newest > 0 ? newest : this.write(carrierId, 1);
  }

  async rotate(carrierId: string, from: number): Promise<number> {
    await this.read(carrierId, from);
    return this.write(carrierId, from + 1);
  }

  async wrap(carrierId: string, version: number, key: Buffer, about: string): Promise<Buffer> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', await this.read(carrierId, version), nonce);
    cipher.setAAD(boundTo(carrierId, version, about));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  async unwrap(carrierId: string, version: number, wrapped: Buffer, about: string): Promise<Buffer> {
    const kek = await this.read(carrierId, version);
    if (wrapped.length !== 12 + 32 + 16) throw new SealBroken('a wrapped key');
    const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, 12));
    decipher.setAAD(boundTo(carrierId, version, about));
    decipher.setAuthTag(wrapped.subarray(-16));
    const key = decipher.update(wrapped.subarray(12, -16));
    try {
      decipher.final();
      return key;
    } catch {
      throw new SealBroken('a wrapped key');
    }
  }

  async destroy(carrierId: string): Promise<void> {
    const folder = this.folderOf(carrierId);
    for (const [place] of this.remembered) if (place.startsWith(`${carrierId}/`)) this.remembered.delete(place);
    for (const version of await this.versions(carrierId)) {
      const file = join(folder, `${version}.key`);
      // What the name pointed to is overwritten first; a disk that keeps old blocks may still have it (docs/operations.md).
      const handle = await open(file, 'r+');
      await handle.write(randomBytes((await handle.stat()).size), 0);
      await handle.sync();
      await handle.close();
      await rm(file);
    }
    await rm(folder, { recursive: true, force: true });
    await syncFolder(this.folder);
  }

  private async read(carrierId: string, version: number): Promise<Buffer> {
    const place = `${carrierId}/${version}`;
    const known = this.remembered.get(place);
    if (known && known.until > performance.now()) return known.key;
    const text = await readFile(join(this.folderOf(carrierId), `${version}.key`), 'utf8').catch((error: unknown) => {
      this.remembered.delete(place);
      throw missingOr(error);
    });
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw new KeyMissing(`Version ${version} of a carrier's key file is damaged.`);
    this.remembered.set(place, { key, until: performance.now() + REMEMBERED_MS });
    return key;
  }

  private async write(carrierId: string, version: number): Promise<number> {
    const folder = this.folderOf(carrierId);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.mustBePrivate();
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = join(folder, `.${version}.${process.pid}.${randomBytes(4).toString('hex')}`);
      const handle = await open(unfinished, 'wx', 0o600);
      try {
        await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      // Fails where the name is taken: then the other's key is the key.
      await link(unfinished, join(folder, `${version}.key`)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await rm(unfinished);
      await syncFolder(folder);
      await syncFolder(this.folder);
      return version;
    } catch (error) {
      throw missingOr(error);
    }
  }

  private async mustBePrivate(): Promise<void> {
    const { mode } = await stat(this.folder);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new KeysUnavailable('Others may look into KEYS_FOLDER: take that right away (chmod 700).');
  }

  private async newest(carrierId: string): Promise<number> {
    return Math.max(0, ...(await this.versions(carrierId)));
  }

  private async versions(carrierId: string): Promise<number[]> {
    try {
      const names = await readdir(this.folderOf(carrierId));
      return names.flatMap((name) => (isVersion.test(name) ? [Number.parseInt(name, 10)] : []));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw missingOr(error);
    }
  }

  private folderOf(carrierId: string): string {
    if (!/^[0-9a-f-]{36}$/.test(carrierId)) throw new Error('A carrier is named by an id.');
    return join(this.folder, carrierId);
  }
}

const boundTo = (carrierId: string, version: number, about: string): Buffer =>
  Buffer.from(JSON.stringify(['beistand-key', carrierId, version, about]));

const missingOr = (error: unknown): Error => {
  if (error instanceof KeysUnavailable) return error;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT'
    ? new KeyMissing('A key file is missing in KEYS_FOLDER.')
    : new KeysUnavailable(`KEYS_FOLDER cannot be used (${code ?? 'unknown'}).`);
};

/** Until its folder is synced a new name may be lost with the power. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync();
  await handle?.close();
}
