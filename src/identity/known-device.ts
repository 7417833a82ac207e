import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse, serialize } from 'cookie';

const LIFETIME_DAYS = 180;

/** A device on which somebody has signed in before. */
export interface KnownDevice {
  readonly id: string;
  /** Whether it was this account. */
  isOf(email: string): boolean;
}

/**
 * The cookie by which a browser is known again (OWASP: device cookies). It opens nothing: it only keeps attempts on this device apart from those of
 * strangers, so that nobody who guesses at an account from elsewhere makes its person wait. Bound to the account by a keyed hash.
 */
export class DeviceCookie {
  readonly name: string;

  constructor(
    private readonly secret: Buffer,
    private readonly secure: boolean,
  ) {
    this.name = secure ? '__Host-beistand-device' : 'beistand-device';
  }

  read(header: string | undefined): KnownDevice | null {
    const value = header ? parse(header)[this.name] : undefined;
    const [, id, sum] = /^([\w-]{22})\.([\w-]{43})$/.exec(value ?? '') ?? [];
    if (id === undefined || sum === undefined) return null;
    const isOf = (email: string): boolean =>
      timingSafeEqual(Buffer.from(sum, 'base64url'), Buffer.from(this.sum(id, email), 'base64url'));
    return { id, isOf };
  }

  /** For whoever has just signed in with this address. */
  write(email: string): string {
    const id = randomBytes(16).toString('base64url');
    return serialize(this.name, `${id}.${this.sum(id, email)}`, {
      httpOnly: true,
      secure: this.secure,
      sameSite: 'strict',
      path: '/',
      maxAge: LIFETIME_DAYS * 86_400,
    });
  }

  private sum(id: string, email: string): string {
    return createHmac('sha256', this.secret)
      .update(`beistand-device-1\0${id}\0${email.trim().toLowerCase()}`)
      .digest('base64url');
  }
}

/** The installation's secret for it; where there is none yet it is made, readable by this user alone. */
export function readOrMakeSecret(file: string): Buffer {
  return readSecret(file) ?? makeSecret(file);
}

function readSecret(file: string): Buffer | null {
  try {
    const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
    if (secret.length < 32) throw new Error('DEVICE_KEY_FILE does not hold 32 bytes as base64url.');
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function makeSecret(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.part`;
  writeFileSync(unfinished, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(unfinished, file); // whole or not there; of two processes that start at once one makes it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
  return readOrMakeSecret(file);
}
