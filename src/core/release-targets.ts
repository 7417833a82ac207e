import type { Lattice } from './lattice.js';
import { boundsOf, type PublishedNumber } from './rounding.js';
import type { Thresholds } from './statistics-programme.js';
import type { PublishedPeriod, Spot } from './world.js';

/** A published period with the way in which each number is published. */
export interface ReleasedPeriod {
  readonly period: string;
  readonly lattice: Lattice;
  readonly numbers: readonly PublishedNumber[];
}

/**
 * What must stay open: a cell, or what is left of a larger cell when one of its parts is taken away. Which there are follows from what is
 * published, never from the counts behind it: a list of the truly small cells would tell what it protects.
 */
export interface ReleaseTarget {
  readonly spot: Spot;
  readonly minus: Spot | null;
  readonly needed: number;
}

/** What a published period says of each count. */
export const boundsOfPeriod = ({ period, lattice, numbers }: ReleasedPeriod): PublishedPeriod => ({
  period,
  lattice,
  bounds: numbers.map((number) => boundsOf(number, lattice.programme.thresholds)),
});

/** Every cell that may be small, and every step from a cell to a part of it whose rest may be small, as published. */
export function targetsOf(periods: readonly ReleasedPeriod[]): readonly ReleaseTarget[] {
  return periods.flatMap(({ lattice, numbers }, period) => {
    const { thresholds } = lattice.programme;
    const all = numbers.map((number) => boundsOf(number, thresholds));
    return lattice.cells.flatMap((cell, at) => {
      const own = all[at];
      if (!own) return [];
      const spot = { period, cell: at };
      const single =
        own.min < thresholds.base ? [{ spot, minus: null, needed: neededFor([numbers[at]], thresholds) }] : [];
      const steps = cell.parents.flatMap((parent) => {
        const whole = all[parent];
        if (!whole || whole.min - own.max >= thresholds.base) return [];
        const needed = neededFor([numbers[at], numbers[parent]], thresholds);
        return [{ spot: { period, cell: parent }, minus: spot, needed }];
      });
      return [...single, ...steps];
    });
  });
}

const neededFor = (numbers: readonly (PublishedNumber | undefined)[], thresholds: Thresholds): number =>
  numbers.some((number) => number?.mode === 'WITHHELD') ? thresholds.possibleWithheld : thresholds.possible;
