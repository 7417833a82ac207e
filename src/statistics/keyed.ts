import { createHash, createHmac } from 'node:crypto';
import { seededChance, type Chance } from '../core/facet-drawing.js';
import type { KeyedHash } from '../core/rounding.js';

/** HMAC-SHA256 under the rounding key. */
export const keyedHash =
  (key: Uint8Array): KeyedHash =>
  (text) =>
    createHmac('sha256', key).update(text).digest();

/** Chance that everybody can repeat who has the text. */
export function chanceFrom(text: string): Chance {
  const digest = createHash('sha256').update(text).digest();
  return seededChance([0, 4, 8, 12].map((at) => digest.readUInt32LE(at)));
}
