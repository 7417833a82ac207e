import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [NONCE, TAG] = [12, 16];

/** Whose secret it is: bound into the ciphertext, so that one person's cannot be put in the place of another's. */
export interface Sealed {
  readonly organisationId: string;
  readonly personId: string;
  readonly id: string;
}

/** Seals the secrets of authenticator apps with a key outside the database (docs/decisions/0010): AES-256-GCM, a fresh nonce each. */
export class FactorSeal {
  private constructor(private readonly key: Buffer) {}

  /** Reads the key; where there is none yet it is made, readable by this user alone. */
  static readOrMake(file: string): FactorSeal {
    return FactorSeal.of(readKey(file) ?? makeKey(file));
  }

  private static of(text: string): FactorSeal {
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw new Error('FACTOR_KEY_FILE does not hold 32 bytes in base 64.');
    return new FactorSeal(key);
  }

  seal(secret: Uint8Array, of: Sealed): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(boundTo(of));
    return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws when it was sealed with another key or for somebody else, or was changed. */
  open(sealed: Buffer, of: Sealed): Uint8Array {
    const opener = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE), { authTagLength: TAG });
    opener.setAAD(boundTo(of)).setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([opener.update(sealed.subarray(NONCE, -TAG)), opener.final()]);
  }
}

const boundTo = ({ organisationId, personId, id }: Sealed): Buffer =>
  Buffer.from(`beistand:second_factor.sealed_secret:1:${organisationId}:${personId}:${id}`);

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function makeKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  writeFileSync(unfinished, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unfinished, file); // whole or not there; of two processes that start at once one makes it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
  return readFileSync(file, 'utf8');
}
