import type { Thresholds } from './statistics-programme.js';

/** HMAC-SHA256 under the rounding key, handed in: the core has no cryptography of its own. */
export type KeyedHash = (text: string) => Uint8Array;

/** A number modulo 2^64, in two halves: adding such numbers for millions of records must cost nothing. */
export interface Wide {
  readonly high: number;
  readonly low: number;
}

const whole = (bytes: Uint8Array, from: number): number =>
  [0, 1, 2, 3].reduce((value, at) => value * 256 + (bytes[from + at] ?? 0), 0);

/** The random number of a record: whoever does not hold the key cannot tell it from chance. */
export const recordNumber = (keyed: KeyedHash, key: string): Wide => {
  const bytes = keyed(`record ${key}`);
  return { high: whole(bytes, 0), low: whole(bytes, 4) };
};

const precision = 2 ** 48;

/**
 * Where the coin of a set of records falls, from 0 to below 2^48. It depends on the set alone: the same records give the same coin
 * whatever table or period shows them, so that asking again in another way gains nothing (against averaging: Asghar and Kaafar 2020).
 */
export function coinOf(keyed: KeyedHash, { high, low }: Wide): number {
  const bytes = keyed(`cell ${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`);
  return whole(bytes, 0) * 65_536 + (bytes[4] ?? 0) * 256 + (bytes[5] ?? 0);
}

/** Down or up to a multiple of the base, up with a probability in proportion to the remainder: never `base` or more off, right on average. */
export function rounded(count: number, base: number, coin: number): number {
  const rest = count % base;
  const down = count - rest;
  return coin * base < rest * precision ? down + base : down;
}

/**
 * How a number is published. EXACT: as it is. ROUNDED: to the base. DOMINATED: to the coarse base, because one service or client has
 * most of it; such a cell has at least `base` cases. COARSE: to the coarse base, because the audit asked for it. WITHHELD: not at all.
 */
export const publicationModes = ['EXACT', 'ROUNDED', 'DOMINATED', 'COARSE', 'WITHHELD'] as const;
export type PublicationMode = (typeof publicationModes)[number];

export interface PublishedNumber {
  readonly mode: PublicationMode;
  /** null only where it is withheld. */
  readonly value: number | null;
}

export interface Bounds {
  readonly min: number;
  /** Infinity where nothing is said. */
  readonly max: number;
}

/** What a published number says about the count: the whole of what anybody knows from it. */
export function boundsOf({ mode, value }: PublishedNumber, { base, coarseBase }: Thresholds): Bounds {
  if (value === null) return { min: 0, max: Infinity };
  switch (mode) {
    case 'EXACT':
      return { min: value, max: value };
    case 'ROUNDED':
      return { min: Math.max(0, value - base + 1), max: value + base - 1 };
    case 'DOMINATED':
      return { min: Math.max(base, value - coarseBase + 1), max: value + coarseBase - 1 };
    case 'COARSE':
      return { min: Math.max(0, value - coarseBase + 1), max: value + coarseBase - 1 };
    case 'WITHHELD':
      return { min: 0, max: Infinity };
  }
}

/** How a published number is written: `0-4` and `25` say the same kind of thing, whatever is behind them. */
export function labelOf(published: PublishedNumber, thresholds: Thresholds): string {
  const { min, max } = boundsOf(published, thresholds);
  if (published.value === null) return '·';
  return published.value === 0 ? `${min}-${max}` : String(published.value);
}

/** The count published in a mode. */
export function published(count: number, coin: number, mode: PublicationMode, thresholds: Thresholds): PublishedNumber {
  switch (mode) {
    case 'EXACT':
      return { mode, value: count };
    case 'ROUNDED':
      return { mode, value: rounded(count, thresholds.base, coin) };
    case 'DOMINATED':
    case 'COARSE':
      return { mode, value: rounded(count, thresholds.coarseBase, coin) };
    case 'WITHHELD':
      return { mode, value: null };
  }
}
