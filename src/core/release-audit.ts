import type { Chance } from './facet-drawing.js';
import { Undecided } from './integer-program.js';
import { boundsOfPeriod, targetsOf, type ReleasedPeriod, type ReleaseTarget } from './release-targets.js';
import { Reach } from './target-reach.js';
import type { PossibleRecord } from './world.js';
import { WorldSearch } from './world-search.js';

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

/** How long to look. More finds more; too little makes safe cells count as unsafe, never the other way round. */
export interface Effort {
  readonly wanderings: number;
  readonly mendSteps: number;
  readonly reachSteps: number;
}

export const usualEffort: Effort = { wanderings: 40, mendSteps: 200_000, reachSteps: 400 };

/** What is left is gone after with so many times the effort, one after the other. */
const patience = [1, 5, 25] as const;

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
  return new Gathering(search, targetsOf(periods), new Reach(search, chance), effort).run();
}

/** Gathers worlds until every target has shown enough values, by wandering, and then by going after what is left. */
class Gathering {
  private readonly worlds: (readonly PossibleRecord[])[] = [];
  private readonly found: Map<number, number>[];

  constructor(
    private readonly search: WorldSearch,
    private readonly targets: readonly ReleaseTarget[],
    private readonly reach: Reach,
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
    for (const times of patience) for (const at of this.lacking()) this.goAfter(at, times * this.effort.reachSteps);
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

  /** Keeps the present world when it shows something new. */
  private observe(): void {
    let isNew = false;
    this.targets.forEach((target, at) => {
      const own = this.found[at];
      if (!own || own.size >= target.needed) return;
      const value = this.reach.valueOf(target);
      if (own.has(value)) return;
      own.set(value, this.worlds.length);
      isNew = true;
    });
    if (isNew) this.worlds.push(this.search.records());
  }

  private goAfter(at: number, steps: number): void {
    const target = this.targets[at];
    const own = this.found[at];
    if (!target || !own) return;
    for (const value of this.reach.wantedValues(target, this.reach.valueOf(target))) {
      if (own.size >= target.needed) return;
      if (own.has(value)) continue;
      const before = [...this.search.world.members];
      if (this.reach.attempt(target, value, steps)) this.observe();
      else this.search.restore(before);
    }
  }
}
