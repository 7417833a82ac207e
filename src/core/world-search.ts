import { noFacets, type Facets } from './counting-record.js';
import {
  drawn,
  facetValuesOf,
  satisfying,
  without,
  withDrawn,
  type Chance,
  type FacetValues,
} from './facet-drawing.js';
import type { Condition } from './statistics-programme.js';
import { isIn, World, type Member, type PossibleRecord, type PublishedPeriod, type Spot } from './world.js';

/** A move that can be taken back. */
type Undo = () => void;

/**
 * Looks for sets of records that fit everything published. It starts from the published totals and mends what does not fit, one record at a
 * time; from one fitting set it wanders on to others. It may fail to find what exists: then nothing is claimed. What it finds is checked
 * by addition elsewhere.
 */
export class WorldSearch {
  readonly world: World;
  private readonly values: FacetValues;
  private readonly facets: readonly (keyof Facets)[];

  /**
   * @param quarters the quarters that the published periods cover
   * @param fixed records that are known and stay as they are, when what one service or client knows is played
   */
  constructor(
    periods: readonly PublishedPeriod[],
    private readonly quarters: readonly string[],
    private readonly chance: Chance,
    fixed: readonly PossibleRecord[] = [],
  ) {
    this.world = new World(periods);
    this.values = facetValuesOf(periods.map(({ lattice }) => lattice));
    this.facets = [...this.values.keys()];
    for (const record of fixed) this.world.add(this.world.member(record, true));
  }

  /** Begins with records that are given instead of drawn. */
  beginWith(records: readonly PossibleRecord[]): void {
    for (const record of records) this.world.add(this.world.member(record));
  }

  /** Begins with as many records as were published, and mends them. Whether a fitting set was found. */
  begin(steps: number): boolean {
    for (const quarter of this.quarters) {
      for (let missing = this.publishedSize(quarter); missing > 0; missing--) {
        const facets = this.facets.reduce<Facets>(
          (now, facet) => withDrawn(now, facet, this.values, this.chance),
          noFacets,
        );
        this.world.add(this.world.member({ quarter, facets }));
      }
    }
    return this.mend(steps);
  }

  records(): readonly PossibleRecord[] {
    return this.world.members.map(({ record }) => record);
  }

  /** Puts another set of records, found before, in the place of the present one; fixed records stay. */
  restore(members: readonly Member[]): void {
    for (let place = this.world.members.length - 1; place >= 0; place--) this.world.removeAt(place);
    for (const member of members) this.world.add(member);
  }

  /** Moves one record after the other until everything fits, for some steps at most. */
  mend(steps: number): boolean {
    for (let step = 0; step < steps && this.world.distance > 0; step++) {
      const before = this.world.distance;
      const undo = this.mendOne();
      const worse = this.world.distance - before;
      // A little worse now and then leads out of corners.
      if (worse > 0 && this.chance() > Math.exp(-worse * 3)) undo?.();
    }
    return this.world.distance === 0;
  }

  /** Moves at random and keeps what still fits. */
  wander(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const before = this.world.distance;
      const undo = this.anyMove();
      if (this.world.distance > before) undo?.();
    }
  }

  private publishedSize(quarter: string): number {
    const bounds = this.world.periods.flatMap(({ period, lattice, bounds: all }) => {
      const cell = lattice.cells.findIndex(({ key }) => key === '');
      const own = all[cell];
      if (!own || !isIn(quarter, period) || own.max === Infinity) return [];
      const middle = Math.round((own.min + own.max) / 2);
      return [
        period === quarter ? middle : Math.round(middle / this.quarters.filter((one) => isIn(one, period)).length),
      ];
    });
    return bounds[0] ?? 0;
  }

  private mendOne(): Undo | null {
    const spot = drawn(this.world.spotsToMend, this.chance);
    if (!spot) return null;
    const published = this.world.periods[spot.period];
    const conditions = published?.lattice.cells[spot.cell]?.conditions ?? [];
    return this.world.countAt(spot) < this.world.boundsAt(spot).min
      ? this.moveInto(spot, conditions)
      : this.moveOutOf(spot, conditions);
  }

  private moveInto(spot: Spot, conditions: readonly Condition[]): Undo | null {
    const period = this.world.periods[spot.period]?.period ?? '';
    const quarter = drawn(
      this.quarters.filter((one) => isIn(one, period)),
      this.chance,
    );
    const place = this.placeOf(
      (member) => !this.world.isMemberOf(member, spot) && (isIn(member.record.quarter, period) || this.chance() < 0.3),
    );
    const member = place === null ? undefined : this.world.members[place];
    if (quarter === undefined) return null;
    if (place === null || !member || this.chance() < 0.15) {
      const model = drawn(this.world.members, this.chance)?.record.facets ?? noFacets;
      return this.put({ quarter, facets: satisfying(model, conditions, this.values, this.chance) });
    }
    const facets = satisfying(member.record.facets, conditions, this.values, this.chance);
    return this.change(place, {
      quarter: isIn(member.record.quarter, period) ? member.record.quarter : quarter,
      facets,
    });
  }

  private moveOutOf(spot: Spot, conditions: readonly Condition[]): Undo | null {
    const place = this.placeOf((member) => this.world.isMemberOf(member, spot));
    const member = place === null ? undefined : this.world.members[place];
    if (place === null || !member) return null;
    const when = drawn(conditions, this.chance);
    if (!when || this.chance() < 0.15)
      return this.chance() < 0.5 ? this.take(place) : this.changeQuarter(place, member);
    const facets = without(member.record.facets, when, this.values, this.chance);
    return this.change(place, { quarter: member.record.quarter, facets });
  }

  private anyMove(): Undo | null {
    const place = this.placeOf(() => true);
    const member = place === null ? undefined : this.world.members[place];
    if (place === null || !member) return null;
    const kind = this.chance();
    if (kind < 0.05) return this.take(place);
    if (kind < 0.1) return this.put(member.record);
    if (kind < 0.2) return this.changeQuarter(place, member);
    const facet = drawn(this.facets, this.chance);
    if (facet === undefined) return null;
    const { quarter, facets } = member.record;
    const model = drawn(this.world.members, this.chance)?.record.facets;
    const changed =
      model && this.chance() < 0.6
        ? { ...facets, [facet]: model[facet], ...(facet === 'region' ? { district: model.district } : {}) }
        : withDrawn(facets, facet, this.values, this.chance);
    return this.change(place, { quarter, facets: changed });
  }

  /** The place of some record that is not fixed, looked for from a random one on. */
  private placeOf(fits: (member: Member) => boolean): number | null {
    const { members } = this.world;
    const from = Math.floor(this.chance() * members.length);
    for (let step = 0; step < members.length; step++) {
      const place = (from + step) % members.length;
      const member = members[place];
      if (member && !member.isFixed && fits(member)) return place;
    }
    return null;
  }

  private changeQuarter(place: number, { record }: Member): Undo | null {
    const quarter = drawn(this.quarters, this.chance) ?? record.quarter;
    return this.change(place, { ...record, quarter });
  }

  private change(place: number, record: PossibleRecord): Undo | null {
    const before = this.world.members[place];
    if (!before) return null;
    this.world.replaceAt(place, this.world.member(record));
    return () => this.world.replaceAt(place, before);
  }

  private put(record: PossibleRecord): Undo {
    this.world.add(this.world.member(record));
    return () => this.world.removeAt(this.world.members.length - 1);
  }

  private take(place: number): Undo | null {
    const member = this.world.members[place];
    if (!member) return null;
    this.world.removeAt(place);
    return () => this.world.add(member);
  }
}
