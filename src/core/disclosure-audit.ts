import { decomposed, type Component, type Decomposed } from './disclosure-components.js';
import type { DisclosureProblem } from './disclosure-problem.js';
import { fits, numberAt, sumOf, tightened, type IntegerModel } from './integer-model.js';
import { maximise, type LinearSolver } from './integer-program.js';

/** What an attacker can work out about one target. */
export interface TargetExtremes {
  readonly min: bigint;
  /** null: there is no upper bound. */
  readonly max: bigint | null;
  /** Whether at least as many whole numbers are possible as the rule asks for. */
  readonly safe: boolean;
  /**
   * Tables in whole numbers, one number an atom, that fit everything published and give the target different values: as many as the rule
   * asks for where the target is safe. For a target without an upper bound: one, with its smallest value.
   */
  readonly witnesses: readonly (readonly number[])[];
}

/** At least three possible numbers: a neighbour who is sure of one case must not learn of a second. */
const fewestPossible = 3;

/** No table of counts fits what was published: a mistake in the input, or published numbers that contradict each other. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
}

/**
 * The exact whole-number extremes of every target, and whether at least `needed` whole numbers are possible. Not every number between the
 * extremes need be possible, so that where few are left each is looked at. Throws `Contradiction` or `Undecided`.
 *
 * @param solverFor makes a solver for a model; it is closed before the next is made
 */
export function auditDisclosure(
  problem: DisclosureProblem,
  solverFor: (model: IntegerModel) => LinearSolver,
  needed = fewestPossible,
): readonly TargetExtremes[] {
  const split = decomposed(problem);
  if (!split) throw new Contradiction();
  const parts = problem.targets.map((target) => partsOf(target, split));
  const found = split.components.map((component, at) => {
    const audit = new ComponentAudit(component, solverFor, needed);
    try {
      return {
        base: audit.anyPoint(),
        of: new Map(wantedOf(parts, at).map((key) => [key, audit.extremes(columnsOf(key))])),
      };
    } finally {
      audit.close();
    }
  });
  return problem.targets.map((target, at) => {
    const own = (parts[at] ?? []).map(({ component, key }) => ({ component, range: rangeAt(found, component, key) }));
    const isEndless = target.some((atom) => split.endless.has(atom));
    return combined(own, isEndless ? 1 : needed, isEndless, (points) => wholeTable(points, split, found));
  });
}

interface Part {
  readonly component: number;
  /** The columns in order, as text: equal parts are worked out once. */
  readonly key: string;
}

interface Range {
  readonly min: bigint;
  readonly max: bigint;
  /** Different values with a point each, as many as needed or all there are. */
  readonly values: ReadonlyMap<bigint, readonly number[]>;
}

type Found = readonly { readonly base: readonly number[]; readonly of: ReadonlyMap<string, Range> }[];

const columnsOf = (key: string): readonly number[] => key.split(',').map(Number);

const wantedOf = (parts: readonly (readonly Part[])[], component: number): readonly string[] => [
  ...new Set(parts.flat().flatMap((part) => (part.component === component ? [part.key] : []))),
];

function partsOf(target: readonly number[], { homes }: Decomposed): readonly Part[] {
  const columns = new Map<number, number[]>();
  for (const atom of target) {
    const home = homes[atom];
    if (home) columns.set(home.component, [...(columns.get(home.component) ?? []), home.column]);
  }
  return [...columns].map(([component, own]) => ({ component, key: own.sort((one, other) => one - other).join() }));
}

function rangeAt(found: Found, component: number, key: string): Range {
  const range = found[component]?.of.get(key);
  if (!range) throw new RangeError('This part of a target was not worked out.');
  return range;
}

/** Sums of independent parts: the extremes add up, and so do the possible values. */
function combined(
  parts: readonly { readonly component: number; readonly range: Range }[],
  needed: number,
  isEndless: boolean,
  table: (points: ReadonlyMap<number, readonly number[]>) => readonly number[],
): TargetExtremes {
  let sums = new Map<bigint, ReadonlyMap<number, readonly number[]>>([[0n, new Map()]]);
  for (const { component, range } of parts) {
    const next = new Map<bigint, ReadonlyMap<number, readonly number[]>>();
    for (const [sum, points] of sums) {
      for (const [value, point] of range.values) {
        if (!next.has(sum + value)) next.set(sum + value, new Map([...points, [component, point]]));
      }
    }
    // The smallest is kept in any case: it is the witness of a target without an upper bound.
    sums = new Map([...next].sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, needed));
  }
  const total = (end: 'min' | 'max'): bigint => parts.reduce((sum, { range }) => sum + range[end], 0n);
  return {
    min: total('min'),
    max: isEndless ? null : total('max'),
    safe: isEndless || sums.size >= needed,
    witnesses: [...sums.values()].map(table),
  };
}

function wholeTable(
  points: ReadonlyMap<number, readonly number[]>,
  { homes }: Decomposed,
  found: Found,
): readonly number[] {
  return homes.map(({ component, column }) => numberAt(points.get(component) ?? found[component]?.base ?? [], column));
}

const keptPoints = 64;

/** One component with its solver, and the points found so far: each is a witness for every target it happens to serve. */
class ComponentAudit {
  private readonly model: IntegerModel;
  private readonly solver: LinearSolver | null;
  private readonly points: (readonly number[])[] = [];

  constructor(
    { model }: Component,
    private readonly solverFor: (model: IntegerModel) => LinearSolver,
    private readonly needed: number,
  ) {
    if (model.rows.some(({ min, max }) => min > max)) throw new Contradiction();
    const close = tightened(model);
    if (!close) throw new Contradiction();
    this.model = close;
    this.solver = close.rows.length === 0 ? null : solverFor(close);
  }

  close(): void {
    this.solver?.close();
  }

  /** Some point that fits; throws `Contradiction` when there is none. */
  anyPoint(): readonly number[] {
    return this.points[0] ?? this.best(this.model.lower.map(() => 0)).point;
  }

  extremes(columns: readonly number[]): Range {
    const chosen = new Set(columns);
    const costs = (sign: number): number[] => this.model.lower.map((_, column) => (chosen.has(column) ? sign : 0));
    const most = this.best(costs(1));
    const least = this.best(costs(-1));
    const [min, max] = [-least.value, most.value];
    const values = new Map([
      [min, least.point],
      [max, most.point],
    ]);
    for (const point of this.points) if (values.size < this.needed) values.set(sumOf(point, columns), point);
    if (values.size < this.needed) this.fill(columns, min, max, values);
    return { min, max, values };
  }

  /** Looks into the gaps between the values known so far until enough are found or every gap is known to be empty. */
  private fill(columns: readonly number[], min: bigint, max: bigint, values: Map<bigint, readonly number[]>): void {
    const gaps: [bigint, bigint][] = [[min + 1n, max - 1n]];
    for (let gap = gaps.pop(); gap && values.size < this.needed; gap = gaps.pop()) {
      const [low, high] = gap;
      if (low > high) continue;
      const known = [...values.keys()].find((value) => value >= low && value <= high);
      const between = known ?? this.pointBetween(columns, low, high, values);
      if (between !== null) gaps.push([low, between - 1n], [between + 1n, high]);
    }
  }

  private pointBetween(
    columns: readonly number[],
    low: bigint,
    high: bigint,
    values: Map<bigint, readonly number[]>,
  ): bigint | null {
    const narrowed = { ...this.model, rows: [...this.model.rows, { columns, min: Number(low), max: Number(high) }] };
    const solver = this.solverFor(narrowed);
    try {
      const found = maximise(
        narrowed,
        narrowed.lower.map(() => 0),
        solver,
      );
      if (!found) return null;
      const value = sumOf(found.point, columns);
      values.set(value, found.point);
      this.keep(found.point);
      return value;
    } finally {
      solver.close();
    }
  }

  private best(costs: readonly number[]): { readonly value: bigint; readonly point: readonly number[] } {
    if (this.solver === null) return freeOptimum(this.model, costs);
    const best = maximise(this.model, costs, this.solver, this.points);
    if (!best) throw new Contradiction();
    this.keep(best.point);
    return best;
  }

  private keep(point: readonly number[]): void {
    if (!fits(this.model, point) || this.points.includes(point)) return;
    this.points.push(point);
    if (this.points.length > keptPoints) this.points.shift();
  }
}

/** Without sums each number stands at the end of its own bounds that the costs ask for. */
function freeOptimum({ lower, upper }: IntegerModel, costs: readonly number[]) {
  const point = costs.map((cost, at) => numberAt(cost > 0 ? upper : lower, at));
  const value = costs.reduce((sum, cost, at) => sum + BigInt(cost) * BigInt(numberAt(point, at)), 0n);
  return { value, point };
}
