import { noFacets, type Facet, type Facets } from './counting-record.js';
import { drawn, satisfying, withDrawn, without, withValueOf, type Chance, type FacetValues } from './facet-drawing.js';
import { meets, type Condition } from './statistics-programme.js';
import { isIn, type Member, type PossibleRecord, type Spot, type World } from './world.js';

/** A step from one set of records to the next: records that others take the place of, one more, or one less. */
export interface Move {
  readonly replaced: readonly { readonly place: number; readonly by: Member }[];
  readonly added: Member | null;
  readonly taken: number | null;
}

/** A move that was made can be taken back. */
export type Undo = () => void;

/** How many records are looked at before all of them are. */
const probes = 24;

/** Draws moves at random: any, or such as bring one number closer to what was published. */
export class Moves {
  private readonly facets: readonly Facet[];
  /** Whoever's records stay as they are: what she knows. */
  private keeper: number | null = null;

  constructor(
    private readonly world: World,
    private readonly quarters: readonly string[],
    private readonly values: FacetValues,
    private readonly chance: Chance,
  ) {
    this.facets = [...values.keys()];
  }

  /** From now on the records of this one stay as they are; null: nobody's. */
  keep(keeper: number | null): void {
    this.keeper = keeper;
  }

  make({ replaced, added, taken }: Move): Undo {
    const before = replaced.map(({ place }) => this.world.members[place]);
    const less = taken === null ? undefined : this.world.members[taken];
    for (const { place, by } of replaced) this.world.replaceAt(place, by);
    if (added) this.world.add(added);
    if (taken !== null) this.world.removeAt(taken);
    return () => {
      if (less) this.world.add(less);
      if (added) this.world.removeAt(this.world.members.length - 1);
      for (const [at, { place }] of replaced.entries()) {
        const member = before[at];
        if (member) this.world.replaceAt(place, member);
      }
    };
  }

  /** Some move. */
  any(): Move | null {
    const place = this.placeOf(() => true);
    const member = place === null ? undefined : this.world.members[place];
    if (place === null || !member) return null;
    const kind = this.chance();
    if (kind < 0.03) return this.taking(place);
    if (kind < 0.06) return this.adding(member.record, member);
    if (kind < 0.16) return this.swappingQuarters(place, member);
    if (kind < 0.2) return this.toOtherQuarter(place, member);
    const facet = drawn(this.facets, this.chance);
    if (facet === undefined) return null;
    if (kind < 0.75) return this.swapping(place, member, facet, () => true);
    const model = drawn(this.world.members, this.chance)?.record.facets;
    const { quarter, facets } = member.record;
    const changed =
      model && this.chance() < 0.7
        ? withValueOf(facets, facet, model)
        : withDrawn(facets, facet, this.values, this.chance);
    return this.replacing(place, member, { quarter, facets: changed });
  }

  /** A move that makes the number of this spot larger. */
  into(spot: Spot): Move | null {
    const { period, conditions } = this.meaningOf(spot);
    if (this.chance() < 0.1) return this.addingTo(period, conditions);
    const place = this.closestTo(conditions, period);
    const member = place === null ? undefined : this.world.members[place];
    if (place === null || !member) return this.addingTo(period, conditions);
    const unmet = conditions.filter((one) => !meets(member.record.facets, one));
    const [when] = unmet;
    const isInside = isIn(member.record.quarter, period);
    if (when && unmet.length === 1 && isInside && this.chance() < 0.6)
      return this.swapping(place, member, when.facet, ({ record }) => meets(record.facets, when));
    const quarter = isInside ? member.record.quarter : this.quarterOf(period);
    const facets = satisfying(member.record.facets, conditions, this.values, this.chance);
    return this.replacing(place, member, { quarter, facets });
  }

  /** A move that makes the number of this spot smaller. */
  outOf(spot: Spot): Move | null {
    const { period, conditions } = this.meaningOf(spot);
    const place = this.placeOf(({ record }) => isIn(record.quarter, period) && meetsAll(record.facets, conditions));
    const member = place === null ? undefined : this.world.members[place];
    if (place === null || !member) return null;
    const when = drawn(conditions, this.chance);
    if (!when || this.chance() < 0.1) {
      return this.chance() < 0.5 ? this.taking(place) : this.toOtherQuarter(place, member);
    }
    if (this.chance() < 0.6)
      return this.swapping(place, member, when.facet, ({ record }) => !meets(record.facets, when));
    const facets = without(member.record.facets, when, this.values, this.chance);
    return this.replacing(place, member, { quarter: member.record.quarter, facets });
  }

  private meaningOf(spot: Spot): { readonly period: string; readonly conditions: readonly Condition[] } {
    const published = this.world.periods[spot.period];
    return {
      period: published?.period ?? '',
      conditions: published?.lattice.cells[spot.cell]?.conditions ?? [],
    };
  }

  private quarterOf(period: string): string {
    const inside = this.quarters.filter((one) => isIn(one, period));
    return drawn(inside, this.chance) ?? period;
  }

  /** A record not counted there that lacks little. */
  private closestTo(conditions: readonly Condition[], period: string): number | null {
    let [best, least] = [-1, Infinity];
    for (let probe = 0; probe < probes && least > 1; probe++) {
      const place = Math.floor(this.chance() * this.world.members.length);
      const member = this.world.members[place];
      if (!member || this.isKept(member)) continue;
      const { quarter, facets } = member.record;
      const lacking = conditions.filter((one) => !meets(facets, one)).length + (isIn(quarter, period) ? 0 : 1);
      if (lacking > 0 && lacking < least) [best, least] = [place, lacking];
    }
    return best < 0 ? null : best;
  }

  private addingTo(period: string, conditions: readonly Condition[]): Move {
    const model = drawn(this.world.members, this.chance)?.record.facets ?? noFacets;
    const facets = satisfying(model, conditions, this.values, this.chance);
    return this.adding({ quarter: this.quarterOf(period), facets });
  }

  private adding(record: PossibleRecord, from?: Member): Move {
    return { replaced: [], added: this.world.member(record, from), taken: null };
  }

  private taking(place: number): Move {
    return { replaced: [], added: null, taken: place };
  }

  private replacing(place: number, member: Member, record: PossibleRecord): Move {
    return { replaced: [{ place, by: this.world.member(record, member) }], added: null, taken: null };
  }

  private toOtherQuarter(place: number, member: Member): Move {
    const quarter = drawn(this.quarters, this.chance) ?? member.record.quarter;
    return this.replacing(place, member, { ...member.record, quarter });
  }

  /** Two records exchange their values of a facet: what is counted by that facet alone stays the same. */
  private swapping(place: number, member: Member, facet: Facet, fits: (other: Member) => boolean): Move | null {
    const other = this.placeOf((one) => one.record.quarter === member.record.quarter && fits(one));
    const with_ = other === null ? undefined : this.world.members[other];
    if (other === null || !with_ || other === place) return null;
    const [one, two] = [member.record, with_.record];
    return this.exchanging(place, other, [
      { quarter: one.quarter, facets: withValueOf(one.facets, facet, two.facets) },
      { quarter: two.quarter, facets: withValueOf(two.facets, facet, one.facets) },
    ]);
  }

  private swappingQuarters(place: number, member: Member): Move | null {
    const other = this.placeOf((one) => one.record.quarter !== member.record.quarter);
    const with_ = other === null ? undefined : this.world.members[other];
    if (other === null || !with_) return null;
    return this.exchanging(place, other, [
      { ...member.record, quarter: with_.record.quarter },
      { ...with_.record, quarter: member.record.quarter },
    ]);
  }

  private exchanging(one: number, other: number, records: readonly [PossibleRecord, PossibleRecord]): Move {
    const { members } = this.world;
    return {
      replaced: [
        { place: one, by: this.world.member(records[0], members[one]) },
        { place: other, by: this.world.member(records[1], members[other]) },
      ],
      added: null,
      taken: null,
    };
  }

  private isKept({ knownBy }: Member): boolean {
    return this.keeper !== null && knownBy.includes(this.keeper);
  }

  /** The place of some record that may move: a few at random first, then from one on through all of them. */
  private placeOf(fits: (member: Member) => boolean): number | null {
    const { members } = this.world;
    for (let probe = 0; probe < probes; probe++) {
      const place = Math.floor(this.chance() * members.length);
      const member = members[place];
      if (member && fits(member) && !this.isKept(member)) return place;
    }
    const from = Math.floor(this.chance() * members.length);
    for (let step = 0; step < members.length; step++) {
      const place = (from + step) % members.length;
      const member = members[place];
      if (member && fits(member) && !this.isKept(member)) return place;
    }
    return null;
  }
}

const meetsAll = (facets: Facets, conditions: readonly Condition[]): boolean =>
  conditions.every((one) => meets(facets, one));
