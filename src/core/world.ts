import type { CountingRecord } from './counting-record.js';
import type { Lattice } from './lattice.js';
import { facetsBetween, Placing, type Categories } from './placing.js';
import type { Bounds } from './rounding.js';

/** The published numbers of one period: bounds for each cell of its lattice. */
export interface PublishedPeriod {
  /** `2026-Q3` or `2026`. */
  readonly period: string;
  readonly lattice: Lattice;
  /** In the order of the lattice's cells. */
  readonly bounds: readonly Bounds[];
}

/** A record that could have been: quarter and facets are all that any table counts. */
export type PossibleRecord = Pick<CountingRecord, 'quarter' | 'facets'>;

export const isIn = (quarter: string, period: string): boolean => quarter.startsWith(period);

/** One cell of one period, by its place. */
export interface Spot {
  readonly period: number;
  readonly cell: number;
}

export interface Member {
  readonly record: PossibleRecord;
  /** Who knows it, by place; nobody knows a record that was made up. */
  readonly knownBy: readonly number[];
  /** For each way to sort, the categories it belongs to. */
  readonly categories: readonly Categories[];
}

const nobody: readonly number[] = [];

/**
 * A set of records that is moved about until its counts fit everything published, and then on, from one such set to the next: each is one
 * way in which it could have been. What it knows of the truth is what is published.
 */
export class World {
  readonly members: Member[] = [];
  private readonly counting: readonly Counting[];
  private readonly counts: Int32Array;
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  private readonly placings: readonly Placing[];
  private readonly spots: readonly Spot[];
  private readonly offsets: readonly number[];
  /** The cells that do not fit, and where in this list a cell stands (-1: it fits). */
  private readonly broken: number[] = [];
  private readonly brokenAt: Int32Array;
  /** How much a number counts that does not fit: more, the longer it has resisted. */
  private readonly weights: Float64Array;
  private readonly weighed: number[] = [];
  private sum = 0;

  constructor(readonly periods: readonly PublishedPeriod[]) {
    const kinds = new Map<string, number>();
    const programmes = [...new Set(periods.map(({ lattice }) => lattice.programme))];
    const kindOf = ({ programme, level }: Lattice): string => `${programmes.indexOf(programme)} ${level}`;
    const placings: Placing[] = [];
    for (const { lattice } of periods) {
      if (kinds.has(kindOf(lattice))) continue;
      kinds.set(kindOf(lattice), placings.length);
      placings.push(new Placing(lattice));
    }
    this.placings = placings;
    const bounds = periods.flatMap((one) => one.bounds);
    this.spots = periods.flatMap(({ lattice }, period) => lattice.cells.map((_, cell) => ({ period, cell })));
    this.offsets = periods.map((_, at) =>
      periods.slice(0, at).reduce((all, { lattice }) => all + lattice.cells.length, 0),
    );
    this.counts = new Int32Array(this.spots.length);
    this.least = Float64Array.from(bounds, ({ min }) => min);
    this.most = Float64Array.from(bounds, ({ max }) => max);
    this.brokenAt = new Int32Array(this.spots.length).fill(-1);
    this.weights = new Float64Array(this.spots.length).fill(1);
    this.counting = periods.map(({ period, lattice }, at) => ({
      period,
      kind: kinds.get(kindOf(lattice)) ?? 0,
      up: (cell) => this.change((this.offsets[at] ?? 0) + cell, 1),
      down: (cell) => this.change((this.offsets[at] ?? 0) + cell, -1),
    }));
    this.spots.forEach((_, id) => this.judge(id, 0));
  }

  /** How far the counts are from what was published, in cases, each with its weight; 0 = it could have been so. */
  get distance(): number {
    return this.sum;
  }

  /** How many numbers do not fit. */
  get brokenCount(): number {
    return this.broken.length;
  }

  brokenSpot(at: number): Spot | undefined {
    return this.spots[this.broken[at] ?? -1];
  }

  countAt(spot: Spot): number {
    return this.counts[this.idOf(spot)] ?? 0;
  }

  boundsAt(spot: Spot): Bounds {
    const id = this.idOf(spot);
    return { min: this.least[id] ?? 0, max: this.most[id] ?? Infinity };
  }

  /** Draws the bounds of one cell closer, or back to what they were. */
  setBounds(spot: Spot, { min, max }: Bounds): void {
    const id = this.idOf(spot);
    const before = this.excess(id);
    [this.least[id], this.most[id]] = [min, max];
    this.judge(id, before);
  }

  /** Lets a number that does not fit count for more, so that others may give way to it. */
  weigh(spot: Spot): void {
    const id = this.idOf(spot);
    const before = this.excess(id);
    this.weights[id] = (this.weights[id] ?? 1) + 1;
    this.weighed.push(id);
    this.judge(id, before);
  }

  /** All numbers count alike again. */
  weighAlike(): void {
    for (const id of this.weighed.splice(0)) {
      const before = this.excess(id);
      this.weights[id] = 1;
      this.judge(id, before);
    }
  }

  /** A record with its categories; made from another it costs only what differs. */
  member(record: PossibleRecord, from?: Member, knownBy: readonly number[] = nobody): Member {
    if (!from) {
      const categories = this.placings.map((placing) => placing.categoriesOf(record.facets));
      return { record, knownBy, categories };
    }
    const changed = facetsBetween(from.record.facets, record.facets);
    const categories = this.placings.map((placing, kind) =>
      placing.categoriesAfter(from.categories[kind] ?? [], record.facets, changed),
    );
    return { record, knownBy, categories };
  }

  add(member: Member): void {
    this.members.push(member);
    for (const one of this.counting) if (isIn(member.record.quarter, one.period)) this.count(one, member, one.up);
  }

  removeAt(place: number): void {
    const member = this.members[place];
    const last = this.members.pop();
    if (!member || !last) return;
    if (place < this.members.length) this.members[place] = last;
    for (const one of this.counting) if (isIn(member.record.quarter, one.period)) this.count(one, member, one.down);
  }

  replaceAt(place: number, by: Member): void {
    const member = this.members[place];
    if (!member) return;
    this.members[place] = by;
    const changed = facetsBetween(member.record.facets, by.record.facets);
    for (const one of this.counting) {
      const [was, is] = [isIn(member.record.quarter, one.period), isIn(by.record.quarter, one.period)];
      if (was && is && changed === 0) continue;
      const bits = was && is ? changed : null;
      if (was) this.count(one, member, one.down, bits);
      if (is) this.count(one, by, one.up, bits);
    }
  }

  private idOf({ period, cell }: Spot): number {
    return (this.offsets[period] ?? 0) + cell;
  }

  private count(
    { kind }: Counting,
    { categories }: Member,
    visit: (cell: number) => void,
    bits: number | null = null,
  ): void {
    this.placings[kind]?.visit(categories[kind] ?? [], visit, bits);
  }

  private change(id: number, by: 1 | -1): void {
    const before = this.excess(id);
    this.counts[id] = (this.counts[id] ?? 0) + by;
    this.judge(id, before);
  }

  private judge(id: number, before: number): void {
    const after = this.excess(id);
    if (after === before) return;
    this.sum += after - before;
    const at = this.brokenAt[id] ?? -1;
    if (after > 0 && at < 0) {
      this.brokenAt[id] = this.broken.length;
      this.broken.push(id);
    } else if (after === 0 && at >= 0) {
      const last = this.broken.pop();
      this.brokenAt[id] = -1;
      if (last === undefined || last === id) return;
      this.broken[at] = last;
      this.brokenAt[last] = at;
    }
  }

  private excess(id: number): number {
    const count = this.counts[id] ?? 0;
    const [least, most] = [this.least[id] ?? 0, this.most[id] ?? Infinity];
    return (this.weights[id] ?? 1) * (count < least ? least - count : count > most ? count - most : 0);
  }
}

/** How the records of a period are counted. */
interface Counting {
  readonly period: string;
  /** The way to sort, by its place. */
  readonly kind: number;
  readonly up: (cell: number) => void;
  readonly down: (cell: number) => void;
}
