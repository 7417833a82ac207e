import { Undecided } from './integer-program.js';
import { boundsOf, type Bounds, type PublishedNumber } from './rounding.js';
import type { Lattice } from './lattice.js';
import type { Thresholds } from './statistics-programme.js';
import { WorldSearch } from './world-search.js';
import type { Chance } from './facet-drawing.js';
import type { Member, PossibleRecord, PublishedPeriod, Spot } from './world.js';

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

/** Worlds that fit everything published, and for each target those that give it different values. */
export interface Certificate {
  readonly worlds: readonly (readonly PossibleRecord[])[];
  readonly shown: readonly { readonly target: ReleaseTarget; readonly worlds: readonly number[] }[];
}

export interface ReleaseAudit {
  readonly certificate: Certificate;
  /** Targets for which not enough values were found possible. They are taken for unsafe. */
  readonly open: readonly ReleaseTarget[];
}

const boundsOfPeriod = ({ period, lattice, numbers }: ReleasedPeriod): PublishedPeriod => ({
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

/** How long to look. More finds more; too little makes safe cells count as unsafe, never the other way round. */
export interface Effort {
  readonly wanderings: number;
  readonly mendSteps: number;
  readonly reachSteps: number;
}

export const usualEffort: Effort = { wanderings: 40, mendSteps: 200_000, reachSteps: 1_500 };

/**
 * Plays the attacker who has everything published, of all periods together: how else could it have been? A target is safe when enough of
 * its values occur in worlds that fit. Only published numbers go in, so that the worlds may be shown to anybody.
 * Throws `Undecided` when not even one world is found.
 */
export function auditRelease(
  periods: readonly ReleasedPeriod[],
  quarters: readonly string[],
  chance: Chance,
  effort: Effort = usualEffort,
): ReleaseAudit {
  const search = new WorldSearch(periods.map(boundsOfPeriod), quarters, chance);
  if (!search.begin(effort.mendSteps))
    throw new Undecided('No set of records was found that fits everything published.');
  return new Gathering(search, targetsOf(periods), chance, effort).run();
}

/**
 * Plays somebody who also knows some of the records: a service its own, a client hers. It begins with the truth, which is quicker; what it
 * finds must therefore not be shown, only what stays open.
 */
export function auditInsider(
  periods: readonly ReleasedPeriod[],
  quarters: readonly string[],
  records: { readonly known: readonly PossibleRecord[]; readonly others: readonly PossibleRecord[] },
  chance: Chance,
  effort: Effort = usualEffort,
): readonly ReleaseTarget[] {
  const search = new WorldSearch(periods.map(boundsOfPeriod), quarters, chance, records.known);
  search.beginWith(records.others);
  if (!search.mend(effort.mendSteps)) throw new Undecided('The records do not fit what was published.');
  return new Gathering(search, targetsOf(periods), chance, effort).run().open;
}

/** Gathers worlds until every target has shown enough values, by wandering, and then by going after what is left. */
class Gathering {
  private readonly worlds: (readonly PossibleRecord[])[] = [];
  private readonly found: Map<number, number>[];

  constructor(
    private readonly search: WorldSearch,
    private readonly targets: readonly ReleaseTarget[],
    private readonly chance: Chance,
    private readonly effort: Effort,
  ) {
    this.found = targets.map(() => new Map<number, number>());
  }

  run(): ReleaseAudit {
    this.observe();
    for (let turn = 0; turn < this.effort.wanderings && this.lacking().length > 0; turn++) {
      this.search.wander(2 * this.search.world.members.length + 100);
      this.observe();
    }
    for (const at of this.lacking()) this.goAfter(at);
    const shown = this.targets.flatMap((target, at) => {
      const worlds = [...(this.found[at]?.values() ?? [])];
      return worlds.length >= target.needed ? [{ target, worlds }] : [];
    });
    const open = this.lacking().flatMap((at) => this.targets[at] ?? []);
    return { certificate: { worlds: this.worlds, shown }, open };
  }

  private lacking(): readonly number[] {
    return this.targets.flatMap(({ needed }, at) => ((this.found[at]?.size ?? 0) < needed ? [at] : []));
  }

  private valueOf({ spot, minus }: ReleaseTarget): number {
    return this.search.world.countAt(spot) - (minus ? this.search.world.countAt(minus) : 0);
  }

  /** Keeps the present world when it shows something new. */
  private observe(): void {
    let isNew = false;
    this.targets.forEach((target, at) => {
      const own = this.found[at];
      const value = this.valueOf(target);
      if (!own || own.size >= target.needed || own.has(value)) return;
      own.set(value, this.worlds.length);
      isNew = true;
    });
    if (isNew) this.worlds.push(this.search.records());
  }

  private goAfter(at: number): void {
    const target = this.targets[at];
    const own = this.found[at];
    if (!target || !own) return;
    for (const value of wantedValues([...own.keys()], this.rangeOf(target))) {
      if (own.size >= target.needed) return;
      if (!own.has(value)) this.reach(target, value);
    }
  }

  private rangeOf({ spot, minus }: ReleaseTarget): Bounds {
    const whole = this.search.world.boundsAt(spot);
    const part = minus ? this.search.world.boundsAt(minus) : { min: 0, max: 0 };
    return { min: Math.max(0, whole.min - part.max), max: whole.max - part.min };
  }

  /** Asks for one value of the target, and goes back to where it was when that is not found. */
  private reach(target: ReleaseTarget, value: number): void {
    const { world } = this.search;
    const before: readonly Member[] = [...world.members];
    const spots = target.minus ? [target.spot, target.minus] : [target.spot];
    const bounds = spots.map((spot) => world.boundsAt(spot));
    const part = target.minus ? this.partFor(target.spot, target.minus, value) : 0;
    if (part === null) return;
    world.setBounds(target.spot, { min: part + value, max: part + value });
    if (target.minus) world.setBounds(target.minus, { min: part, max: part });
    const reached = this.search.mend(this.effort.reachSteps);
    spots.forEach((spot, at) => world.setBounds(spot, bounds[at] ?? { min: 0, max: Infinity }));
    if (reached) this.observe();
    else this.search.restore(before);
  }

  /** How large the part is to be so that the rest has the value: some size that both sides allow. */
  private partFor(spot: Spot, minus: Spot, value: number): number | null {
    const { world } = this.search;
    const [whole, part] = [world.boundsAt(spot), world.boundsAt(minus)];
    const min = Math.max(part.min, whole.min - value);
    const max = Math.min(part.max, whole.max - value);
    if (min > max) return null;
    const now = Math.min(Math.max(world.countAt(minus), min), max);
    return this.chance() < 0.7 || max === Infinity ? now : min + Math.floor(this.chance() * (max - min + 1));
  }
}

const tries = 12;

/** Values near the known ones first: they are the easiest to reach. */
function wantedValues(known: readonly number[], { min, max }: Bounds): readonly number[] {
  const from = known[0] ?? min;
  const steps = Array.from({ length: tries }, (_, at) => (at % 2 === 0 ? 1 : -1) * (Math.floor(at / 2) + 1));
  return steps.map((step) => from + step).filter((value) => value >= min && value <= max);
}
