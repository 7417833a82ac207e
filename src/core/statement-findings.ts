import { shareOf, type Bounded, type Share } from './share.js';

/** A true count is nowhere else than here; `upper` null: it may be anything from `lower` on. */
export type Interval = Omit<Bounded, 'value'>;

export interface Change {
  readonly finding: 'RISE' | 'FALL' | 'NO_DIFFERENCE';
  /** Now less before, at least and at most; negative where it fell. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * What two published numbers say about a change: with [a,b] now and [c,d] before it lies in [a-d, b-c], and it is a rise or a fall only where 0 is not among that.
 * Null where one of the two is withheld.
 */
export function changeOf(now: Interval, before: Interval): Change | null {
  if (now.upper === null || before.upper === null) return null;
  const [lower, upper] = [now.lower - before.upper, now.upper - before.lower];
  return { finding: lower > 0 ? 'RISE' : upper < 0 ? 'FALL' : 'NO_DIFFERENCE', lower, upper };
}

/** The places of those that may be the largest, or among the largest. One alone is the largest for certain. */
export function mayBeFirst(counts: readonly Interval[]): readonly number[] {
  const least = Math.max(0, ...counts.map(({ lower }) => lower));
  return counts.flatMap(({ upper }, at) => (upper === null || upper >= least ? [at] : []));
}

/** Counts of sets without a common member add up, with their bounds. */
export const sumOf = (counts: readonly Interval[]): Interval => ({
  lower: counts.reduce((sum, { lower }) => sum + lower, 0),
  upper: counts.reduce<number | null>((sum, { upper }) => (sum === null || upper === null ? null : sum + upper), 0),
});

/**
 * How many are in at least one of several sets that may overlap and are all parts of a whole: as many as in the largest at least, as in all of them added up at most.
 */
export const unionOf = (counts: readonly Interval[], whole: Interval): Interval => {
  const { upper } = sumOf(counts);
  const most = upper === null || whole.upper === null ? (upper ?? whole.upper) : Math.min(upper, whole.upper);
  return { lower: Math.max(0, ...counts.map(({ lower }) => lower)), upper: most };
};

/**
 * Which part of such a union one of its sets is, in whole per cent. The set itself counts in the union, so the least is where it is small and all others are large
 * and apart from it; the most where it is large and no other set reaches beyond it.
 */
export function shareOfUnion(part: Interval, others: readonly Interval[]): Share {
  const apart = sumOf(others).upper;
  const smallest = { lower: part.lower, upper: part.lower };
  const most = Math.max(0, ...others.map(({ lower }) => lower));
  const least = apart === null ? 0 : shareOf({ value: null, ...smallest }, within(part.lower + apart), 100).lower;
  const greatest =
    part.upper === null ? 100 : shareOf({ value: null, ...part }, within(Math.max(part.upper, most)), 100).upper;
  return { value: null, lower: least, upper: greatest };
}

const within = (count: number): Bounded => ({ value: null, lower: count, upper: count });
