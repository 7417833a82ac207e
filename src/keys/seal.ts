import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { DataKey } from './data-key.js';
import { SealBroken } from './key-faults.js';

/** Where a sealed value stands. It opens there and nowhere else. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly organisationId: string;
  readonly rowId: string;
  /** Counts the writes of the row, so that a value of an earlier one does not open; 1 where rows are written once. */
  readonly revision?: number;
}

const FORMAT = 1;
const NONCE = 12;
const TAG = 16;

/** The associated data: a list in JSON, in which no two places look alike. */
export const boundTo = (key: DataKey, format: number, place: Place): Buffer =>
  Buffer.from(
    JSON.stringify([
      'beistand',
      format,
      key.id,
      place.table,
      place.column,
      place.organisationId,
      place.rowId,
      place.revision ?? 1,
    ]),
  );

/** Seals bytes for a place with AES-256-GCM and a fresh random nonce (NIST SP 800-38D, 8.2.2): format, nonce, ciphertext, tag. */
export function seal(key: DataKey, place: Place, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, { authTagLength: TAG });
  cipher.setAAD(boundTo(key, FORMAT, place));
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` made for the same place. Throws `SealBroken` for everything else. */
export function unseal(key: DataKey, place: Place, sealed: Uint8Array): Buffer {
  const where = `${place.table}.${place.column}`;
  if (sealed.length < 1 + NONCE + TAG || sealed[0] !== FORMAT) throw new SealBroken(where);
  const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG });
  decipher.setAAD(boundTo(key, FORMAT, place));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const plain = decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    throw new SealBroken(where);
  }
}

/** Seals a text into the text that its column keeps; null stays null. */
export const sealText = <Text extends string | null>(key: DataKey, place: Place, text: Text): Text =>
  (text === null ? null : seal(key, place, Buffer.from(text)).toString('base64url')) as Text;

/** Opens what `sealText` made. A plain text in its place is a broken seal. */
export const unsealText = <Text extends string | null>(key: DataKey, place: Place, sealed: Text): Text => {
  if (sealed === null) return sealed;
  if (!/^[\w-]+$/.test(sealed)) throw new SealBroken(`${place.table}.${place.column}`);
  return unseal(key, place, Buffer.from(sealed, 'base64url')).toString() as Text;
};

/** A keyed hash of a word for one purpose: the same word of another purpose or key gives another. 96 bits are enough for one service's words. */
export const blind = (key: DataKey, purpose: string, word: string): string =>
  createHmac('sha256', key.secret).update(`${purpose}\0${word}`).digest('base64url').slice(0, 16);
