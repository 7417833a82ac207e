import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { encode } from 'uqr';
import { CODE_WINDOW } from '../core/second-factor.js';

const PERIOD = 30;

/** Codes of an authenticator app (RFC 6238): SHA-1, six digits, half a minute: what every app understands. */
const codesOf = (secret: Uint8Array, label = ''): TOTP =>
  new TOTP({
    issuer: 'Beistand',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

/** 160 bits, as RFC 4226 recommends. */
export const makeSecret = (): Uint8Array => randomBytes(20);

/** The time step whose code this is, among those that count now; null for a wrong one. */
export function stepOf(secret: Uint8Array, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const timestamp = now.getTime();
  const delta = codesOf(secret).validate({ token: code, timestamp, window: CODE_WINDOW });
  return delta === null ? null : TOTP.counter({ period: PERIOD, timestamp }) + delta;
}

/** What somebody needs to set up an app: the secret as text, the address behind the picture, the picture. */
export interface Setup {
  readonly secret: string;
  readonly uri: string;
  readonly picture: Picture;
}

/** A QR code as the `d` of one SVG path on a square of `size` units: drawn where it is shown, sent nowhere else. */
interface Picture {
  readonly size: number;
  readonly path: string;
}

export function setupOf(secret: Uint8Array, label: string): Setup {
  const codes = codesOf(secret, label);
  const uri = codes.toString();
  const { size, data } = encode(uri, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return { secret: codes.secret.base32, uri, picture: { size, path } };
}
