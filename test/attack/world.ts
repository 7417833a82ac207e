import { quartersUpTo, buildRelease } from '../../src/core/statistics-release.js';
import type { CountingRecord } from '../../src/core/counting-record.js';
import { meets } from '../../src/core/statistics-programme.js';
import { boundsOf, type Bounds } from '../../src/core/rounding.js';
import type { ReleasedPeriod } from '../../src/core/release-targets.js';
import { chanceFrom, keyedHash } from '../../src/statistics/keyed.js';
import type { Seen, SeenCell } from './attacks.js';
import { madeUpProgramme } from './microdata.js';

/** The year's four releases as they are published, one after the other. */
export function publishedYear(records: readonly CountingRecord[], key: string): readonly ReleasedPeriod[] {
  const keyed = keyedHash(Buffer.from(key.padEnd(32, '.')));
  return quartersUpTo('2026-Q4').reduce<readonly ReleasedPeriod[]>((earlier, quarter) => {
    const own = records.filter((one) => one.quarter <= quarter);
    return [
      ...earlier,
      ...buildRelease({ programme: madeUpProgramme, quarter, records: own, earlier, keyed, chanceFrom }).periods,
    ];
  }, []);
}

/** What the attacker sees; `shown` replaces how a count is shown, for the negative controls. */
export function seenOf(
  periods: readonly ReleasedPeriod[],
  records: readonly CountingRecord[],
  shown: (count: number, published: Bounds) => Bounds = (_, bounds) => bounds,
): Seen {
  const cells = periods.flatMap(({ period, lattice, numbers }) =>
    lattice.cells.map(({ categories, conditions }, at): SeenCell => {
      const inside = records.filter((one) => one.quarter.startsWith(period));
      const count = inside.filter(({ facets }) => conditions.every((when) => meets(facets, when))).length;
      const { min, max } = shown(count, boundsOf(numbers[at]!, madeUpProgramme.thresholds));
      return { period, categories, lower: min, upper: Math.min(max, records.length), count };
    }),
  );
  const { dimensions } = madeUpProgramme;
  return {
    cells,
    categoriesOf: Object.fromEntries(dimensions.map((one) => [one.code, one.categories.map(({ code }) => code)])),
    overlapping: dimensions.filter(({ overlaps }) => overlaps).map(({ code }) => code),
  };
}

/** The mistakes that others made, planted: the same attack must succeed on each. */
export const controls: Readonly<Record<string, (count: number, published: Bounds) => Bounds>> = {
  'rounding off': (count) => ({ min: count, max: count }),
  'zeros exact': (count, { min, max }) => (count === 0 ? { min: 0, max: 0 } : { min: Math.max(1, min), max }),
  'small cells hidden as <5': (count) => (count >= 1 && count <= 4 ? { min: 1, max: 4 } : { min: count, max: count }),
};
