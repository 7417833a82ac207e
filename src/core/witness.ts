import type { DisclosureProblem, PublishedSum } from './disclosure-problem.js';

/**
 * Checks witness tables by addition alone. It shares no code with the audit that found them, knows of no solver, and can be read in a
 * minute: that is its whole point.
 */

/** The sum of some numbers of a table; null when one is missing or no whole number from 0 on. */
function sumIn(table: readonly number[], places: readonly number[]): bigint | null {
  let sum = 0n;
  for (const place of places) {
    const value = table[place];
    if (value === undefined || !Number.isSafeInteger(value) || value < 0) return null;
    sum += BigInt(value);
  }
  return sum;
}

const lies = (sum: bigint | null, min: number, max: number): boolean =>
  sum !== null && sum >= BigInt(min) && (max === Infinity || sum <= BigInt(max));

/** Whether a table of counts fits every published sum and every bound of its cells. */
const isConsistent = (
  table: readonly number[],
  { atoms, lower, upper, published }: Pick<DisclosureProblem, 'atoms' | 'lower' | 'upper' | 'published'>,
): boolean =>
  table.length === atoms.length &&
  atoms.every((_, at) => lies(sumIn(table, [at]), lower[at] ?? 0, upper[at] ?? Infinity)) &&
  published.every(({ atoms: places, min, max }: PublishedSum) => lies(sumIn(table, places), min, max));

/** How many different values the tables give the target, each of them consistent; null when one is not. */
function countWitnessed(
  problem: DisclosureProblem,
  target: readonly number[],
  tables: readonly (readonly number[])[],
): number | null {
  if (!tables.every((table) => isConsistent(table, problem))) return null;
  return new Set(tables.map((table) => sumIn(table, target))).size;
}

/** Whether the tables of a verdict show what it says: enough values where it is called safe, and its extremes where these are shown. */
export function isWitnessed(
  problem: DisclosureProblem,
  target: readonly number[],
  verdict: {
    readonly min: bigint;
    readonly max: bigint | null;
    readonly safe: boolean;
    readonly witnesses: readonly (readonly number[])[];
  },
  needed = 3,
): boolean {
  const count = countWitnessed(problem, target, verdict.witnesses);
  if (count === null || count === 0) return false;
  const inside = verdict.witnesses.every((table) => {
    const sum = sumIn(table, target);
    return sum !== null && sum >= verdict.min && (verdict.max === null || sum <= verdict.max);
  });
  return inside && (!verdict.safe || verdict.max === null || count >= needed);
}
