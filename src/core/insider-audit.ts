import type { Chance } from './facet-drawing.js';
import { Undecided } from './integer-program.js';
import { usualEffort, type Effort } from './release-audit.js';
import { boundsOfPeriod, targetsOf, type ReleasedPeriod, type ReleaseTarget } from './release-targets.js';
import { meets } from './statistics-programme.js';
import { Reach } from './target-reach.js';
import { isIn, type Member, type PossibleRecord, type Spot } from './world.js';
import { WorldSearch } from './world-search.js';

/** With so many times the effort each is gone after: most of what is left then is not possible for whoever knows so much. */
const patience = [1, 3] as const;

/** A record, and who knows it, by place. */
export interface KnownRecord {
  readonly record: PossibleRecord;
  readonly knownBy: readonly number[];
}

/**
 * Plays those who also know some of the records: a service its own, a client hers. It begins with the truth and changes few records at a time, so
 * that what is found for one holds for everybody whose records stayed as they were. What it finds must not be shown (it is close to the truth),
 * only what stays open. Step by step: after each of those who know something it gives all that is open so far.
 * Throws `Undecided` when the records do not fit what was published.
 *
 * @param insiders how many there are; their places are those in `knownBy`
 */
export function* auditInsiders(
  periods: readonly ReleasedPeriod[],
  quarters: readonly string[],
  records: readonly KnownRecord[],
  insiders: number,
  chance: Chance,
  effort: Effort = usualEffort,
): Generator<readonly ReleaseTarget[], readonly ReleaseTarget[]> {
  const search = new WorldSearch(periods.map(boundsOfPeriod), quarters, chance);
  search.beginWith(records);
  if (search.world.distance > 0) throw new Undecided('The records do not fit what was published.');
  const insight = new Insight(search, targetsOf(periods), new Reach(search, chance), effort);
  for (let insider = 0; insider < insiders; insider++) {
    insight.play(insider);
    yield insight.open();
  }
  return insight.open();
}

/** What has been shown to be possible for whom. */
class Insight {
  private readonly truth: readonly Member[];
  /** For each target its possible values, each with those for whom it was not shown: they know a record that had to change. */
  private readonly shown: readonly Map<number, ReadonlySet<number>>[];
  private readonly notShown = new Set<number>();

  constructor(
    private readonly search: WorldSearch,
    private readonly targets: readonly ReleaseTarget[],
    private readonly reach: Reach,
    private readonly effort: Effort,
  ) {
    this.truth = [...search.world.members];
    this.shown = targets.map((target) => new Map([[reach.valueOf(target), new Set<number>()]]));
  }

  open(): readonly ReleaseTarget[] {
    return [...this.notShown].sort((one, other) => one - other).flatMap((at) => this.targets[at] ?? []);
  }

  play(insider: number): void {
    const lacking = this.targets.flatMap((_, at) => (this.isShownTo(insider, at) ? [] : [at]));
    if (lacking.length === 0) return;
    const known = this.truth.filter(({ knownBy }) => knownBy.includes(insider)).map(({ record }) => record);
    this.search.keep(insider);
    for (const times of patience) {
      for (const at of lacking) this.goAfter(at, insider, known, times * this.effort.reachSteps);
    }
    this.search.keep(null);
    for (const at of lacking) if (!this.isShownTo(insider, at)) this.notShown.add(at);
  }

  private isShownTo(insider: number, at: number): boolean {
    const [target, values] = [this.targets[at], this.shown[at]];
    if (!target || !values) return true;
    let possible = 0;
    for (const barred of values.values()) if (!barred.has(insider)) possible++;
    return possible >= target.needed;
  }

  private goAfter(at: number, insider: number, known: readonly PossibleRecord[], steps: number): void {
    const [target, values] = [this.targets[at], this.shown[at]];
    if (!target || !values || this.notShown.has(at)) return;
    const least = this.knownOf(target, known);
    for (const value of this.reach.wantedValues(target, this.reach.valueOf(target), least)) {
      if (this.isShownTo(insider, at)) return;
      const barred = values.get(value);
      if (barred && !barred.has(insider)) continue;
      if (this.reach.attempt(target, value, steps)) this.observe();
      this.search.restore(this.truth);
    }
  }

  /** How many of the known records the target counts for sure. */
  private knownOf({ spot, minus }: ReleaseTarget, known: readonly PossibleRecord[]): number {
    return known.filter((record) => this.isCounted(record, spot) && !(minus && this.isCounted(record, minus))).length;
  }

  private isCounted({ quarter, facets }: PossibleRecord, spot: Spot): boolean {
    const published = this.search.world.periods[spot.period];
    const conditions = published?.lattice.cells[spot.cell]?.conditions ?? [];
    return isIn(quarter, published?.period ?? '') && conditions.every((one) => meets(facets, one));
  }

  /** Notes what the present set of records shows, for everybody who knows none of those that had to change. */
  private observe(): void {
    const present = new Set(this.search.world.members);
    const touched = new Set(this.truth.filter((member) => !present.has(member)).flatMap(({ knownBy }) => knownBy));
    this.targets.forEach((target, at) => {
      const values = this.shown[at];
      if (!values) return;
      const value = this.reach.valueOf(target);
      const before = values.get(value);
      if (before?.size === 0) return;
      values.set(value, before ? new Set([...before].filter((one) => touched.has(one))) : touched);
    });
  }
}
