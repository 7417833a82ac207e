import type { CountingRecord } from './counting-record.js';
import { Placing, type Lattice } from './lattice.js';
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
  readonly isFixed: boolean;
  /** For each period it belongs to, its cells. */
  readonly cells: readonly { readonly period: number; readonly cells: readonly number[] }[];
}

/**
 * A set of records that is moved about until its counts fit everything published, and then on, from one such set to the next: each is one
 * way in which it could have been. What it knows of the truth is what is published.
 */
export class World {
  readonly members: Member[] = [];
  private readonly counts: Int32Array[];
  private readonly placings: readonly Placing[];
  private readonly least: Float64Array[];
  private readonly most: Float64Array[];
  private readonly broken = new Map<number, Spot>();
  private sum = 0;

  constructor(readonly periods: readonly PublishedPeriod[]) {
    this.placings = periods.map(({ lattice }) => new Placing(lattice));
    this.counts = periods.map(({ lattice }) => new Int32Array(lattice.cells.length));
    this.least = periods.map(({ bounds }) => Float64Array.from(bounds, ({ min }) => min));
    this.most = periods.map(({ bounds }) => Float64Array.from(bounds, ({ max }) => max));
    periods.forEach(({ lattice }, period) => lattice.cells.forEach((_, cell) => this.judge(period, cell, 0)));
  }

  /** How far the counts are from what was published, in cases; 0 = it could have been so. */
  get distance(): number {
    return this.sum;
  }

  get spotsToMend(): readonly Spot[] {
    return [...this.broken.values()];
  }

  countAt({ period, cell }: Spot): number {
    return this.counts[period]?.[cell] ?? 0;
  }

  boundsAt({ period, cell }: Spot): Bounds {
    return { min: this.least[period]?.[cell] ?? 0, max: this.most[period]?.[cell] ?? Infinity };
  }

  /** Draws the bounds of one cell closer, or back to what they were. */
  setBounds({ period, cell }: Spot, { min, max }: Bounds): void {
    const [least, most] = [this.least[period], this.most[period]];
    if (!least || !most) return;
    const before = this.excess(period, cell);
    [least[cell], most[cell]] = [min, max];
    this.judge(period, cell, before);
  }

  member(record: PossibleRecord, isFixed = false): Member {
    const cells = this.periods.flatMap(({ period }, at) => {
      if (!isIn(record.quarter, period)) return [];
      return [{ period: at, cells: this.placings[at]?.cellsOf(record.facets) ?? [] }];
    });
    return { record, isFixed, cells };
  }

  add(member: Member): void {
    this.members.push(member);
    this.count(member, 1);
  }

  removeAt(place: number): void {
    const member = this.members[place];
    const last = this.members.pop();
    if (!member || !last) return;
    if (place < this.members.length) this.members[place] = last;
    this.count(member, -1);
  }

  replaceAt(place: number, by: Member): void {
    const member = this.members[place];
    if (!member) return;
    this.members[place] = by;
    this.count(member, -1);
    this.count(by, 1);
  }

  isMemberOf(member: Member, { period, cell }: Spot): boolean {
    const own = member.cells.find((one) => one.period === period)?.cells ?? [];
    let [low, high] = [0, own.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = own[middle] ?? 0;
      if (found === cell) return true;
      if (found < cell) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  private count({ cells }: Member, by: 1 | -1): void {
    for (const { period, cells: own } of cells) for (const cell of own) this.change(period, cell, by);
  }

  private change(period: number, cell: number, by: 1 | -1): void {
    const counts = this.counts[period];
    if (!counts) return;
    const before = this.excess(period, cell);
    counts[cell] = (counts[cell] ?? 0) + by;
    this.judge(period, cell, before);
  }

  private judge(period: number, cell: number, before: number): void {
    const after = this.excess(period, cell);
    this.sum += after - before;
    if (after > 0) this.broken.set(period * 1_000_000 + cell, { period, cell });
    else if (before > 0) this.broken.delete(period * 1_000_000 + cell);
  }

  private excess(period: number, cell: number): number {
    const count = this.counts[period]?.[cell] ?? 0;
    const [least, most] = [this.least[period]?.[cell] ?? 0, this.most[period]?.[cell] ?? Infinity];
    return count < least ? least - count : count > most ? count - most : 0;
  }
}
