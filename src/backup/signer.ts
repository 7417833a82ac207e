import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BackupFault } from './backup-faults.js';

/** Signs what is backed up (Ed25519): whoever can only write to the backups' folder cannot put something else there. */
export class Signer {
  private constructor(private readonly key: KeyObject) {}

  /** Reads the key of a file, and makes it where there is none yet, readable by this user alone. */
  static readOrMake(file: string): Signer {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
      writeFileSync(file, pem, { mode: 0o600, flag: 'wx', flush: true });
    }
    return new Signer(createPrivateKey(readFileSync(file, 'utf8')));
  }

  get publicPem(): string {
    return createPublicKey(this.key).export({ type: 'spki', format: 'pem' }).toString();
  }

  /** Two lines: what is said, and the signature of that line. */
  signed(body: object): string {
    const line = JSON.stringify(body);
    return `${line}\n${sign(null, Buffer.from(line), this.key).toString('base64')}\n`;
  }
}

export interface Signed<T> {
  readonly body: T;
  /** Of the line that is signed: the next one names it. */
  readonly hash: string;
}

/** Reads what was signed. Throws `NOT_SIGNED` for whatever is not whole or was signed by somebody else; `what` is named then. */
export function readSigned<T extends object>(text: string, publicPem: string, what: string): Signed<T> {
  const [line = '', signature = '', rest] = text.split('\n');
  const whole = rest === '' && line !== '' && signature !== '';
  if (!whole || !verify(null, Buffer.from(line), createPublicKey(publicPem), Buffer.from(signature, 'base64')))
    throw new BackupFault('NOT_SIGNED', `${what} is cut off, was changed, or was signed with another key.`);
  return { body: JSON.parse(line) as T, hash: createHash('sha256').update(line).digest('hex') };
}
