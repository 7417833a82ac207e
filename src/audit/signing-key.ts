import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { checkpointText, type Checkpoint } from '../core/audit-log.js';
import type { Hash } from '../core/merkle.js';

export const sha256: Hash = (bytes) => hash('sha256', bytes, 'buffer');

/** Signs the heads of the logs. Whoever holds the file can sign in the house's place. */
export class SigningKey {
  private readonly publicKey: KeyObject;

  private constructor(private readonly privateKey: KeyObject) {
    this.publicKey = createPublicKey(privateKey);
  }

  /** Reads the key; null where there is none. */
  static read(file: string): SigningKey | null {
    const pem = readKey(file);
    return pem === null ? null : SigningKey.of(pem);
  }

  /** Reads the key; where there is none yet it is made, readable by this user alone. */
  static readOrMake(file: string): SigningKey {
    return SigningKey.of(readKey(file) ?? makeKey(file));
  }

  private static of(pem: string): SigningKey {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('AUDIT_KEY_FILE does not hold an Ed25519 key.');
    return new SigningKey(key);
  }

  /** What a verifier needs, as PEM. */
  get publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  sign(checkpoint: Omit<Checkpoint, 'signature'>): Checkpoint {
    const signature = sign(null, Buffer.from(checkpointText(checkpoint)), this.privateKey).toString('hex');
    return { ...checkpoint, signature };
  }

  hasSigned(checkpoint: Checkpoint): boolean {
    return isSignedBy(this.publicKey, checkpoint);
  }
}

export const isSignedBy = (key: KeyObject, checkpoint: Checkpoint): boolean =>
  verify(null, Buffer.from(checkpointText(checkpoint)), key, Buffer.from(checkpoint.signature, 'hex'));

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
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const unfinished = `${file}.${process.pid}.part`;
  writeFileSync(unfinished, pem, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unfinished, file); // whole or not there; of two processes that start at once one makes it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
  return readFileSync(file, 'utf8');
}
