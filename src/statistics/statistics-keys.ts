import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the keys are. */
export interface StatisticsKeyFiles {
  readonly roundingKeyFile: string;
  readonly signingKeyFile: string;
}

/** Why nothing is published: the text names a file, never what is in it. */
export class StatisticsKeyFault extends Error {
  override readonly name = 'StatisticsKeyFault';
  constructor(
    /** MISSING: not there; UNUSABLE: others may read it, or it is no such key; CHANGED: it is not the one that earlier releases were made with. */
    readonly kind: 'MISSING' | 'UNUSABLE' | 'CHANGED',
    readonly setting: string,
  ) {
    super(`${setting}: ${kind}`);
  }
}

/** The key by which numbers are rounded, with a mark by which it is known again. */
export interface RoundingKey {
  readonly bytes: Buffer;
  readonly mark: string;
}

/**
 * Reads the keys; both are made by the first release, while nothing is published yet. After that a missing or other rounding key ends in a fault: a new one would round
 * the same cases anew, and whoever compares the two learns more than either tells.
 */
export class StatisticsKeys {
  constructor(private readonly files: StatisticsKeyFiles) {}

  /** @param known the mark of the key that earlier releases were made with; null while there is none, and then it may be made */
  rounding(known: string | null): RoundingKey {
    const setting = 'STATISTICS_ROUNDING_KEY_FILE';
    const file = this.files.roundingKeyFile;
    const text = read(file, setting) ?? (known === null ? make(file, `${randomBytes(32).toString('base64')}\n`) : null);
    if (text === null) throw new StatisticsKeyFault('MISSING', setting);
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length !== 32) throw new StatisticsKeyFault('UNUSABLE', setting);
    const mark = createHmac('sha256', bytes).update('which rounding key').digest('hex').slice(0, 32);
    if (known !== null && mark !== known) throw new StatisticsKeyFault('CHANGED', setting);
    return { bytes, mark };
  }

  /** The private key that signs, as PEM. */
  signing(mayMake: boolean): string {
    const setting = 'STATISTICS_SIGNING_KEY_FILE';
    const file = this.files.signingKeyFile;
    const pem = read(file, setting) ?? (mayMake ? make(file, newSigningKey()) : null);
    if (pem === null) throw new StatisticsKeyFault('MISSING', setting);
    if (!isEd25519(pem)) throw new StatisticsKeyFault('UNUSABLE', setting);
    return pem;
  }
}

const newSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** What is in the file, or null where there is none; a file that others may read is not taken. */
function read(file: string, setting: string): string | null {
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new StatisticsKeyFault('UNUSABLE', setting);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof StatisticsKeyFault) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StatisticsKeyFault('UNUSABLE', setting);
  }
}

/** Whole or not there, readable by this user alone; of two processes that begin at once one makes it. */
function make(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}.part`;
  writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
  return readFileSync(file, 'utf8');
}
