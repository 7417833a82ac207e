import { fits, numberAt, provenBound, tightened, type IntegerModel } from './integer-model.js';

/** What a solver of linear programs answers. Nothing in it is believed: points and bounds are checked in whole numbers. */
export type LinearAnswer =
  | { readonly kind: 'SOLVED'; readonly point: readonly number[]; readonly multipliers: readonly number[] }
  | { readonly kind: 'IMPOSSIBLE'; readonly multipliers: readonly number[] }
  | { readonly kind: 'FAILED' };

/** A solver that holds the rows of one model and is asked again and again with other costs and bounds. */
export interface LinearSolver {
  /** Maximises `costs · x`; fractions are allowed. */
  solve(costs: readonly number[], lower: readonly number[], upper: readonly number[]): LinearAnswer;
  /** A good point in whole numbers for these costs, or null when none was found. */
  guess(costs: readonly number[]): readonly number[] | null;
  close(): void;
}

/** The best point there is, proven; `null` when there is none, proven. */
export interface Optimum {
  readonly value: bigint;
  readonly point: readonly number[];
}

/** The search was given up: the program is too hard, or its numbers too large, to be proven either way. */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

const mostNodes = 20_000;

const valueOf = (costs: readonly number[], point: readonly number[]): bigint =>
  costs.reduce((sum, cost, at) => (cost === 0 ? sum : sum + BigInt(cost) * BigInt(numberAt(point, at))), 0n);

/**
 * Maximises `costs · x` over the whole numbers that fit the model, by branch and bound. Each branch is closed by a bound that is
 * proven in whole numbers, and the point is checked by addition, so that the answer does not depend on the solver's rounding.
 * Throws `Undecided` when it cannot be proven within the limit.
 *
 * @param known points that fit, from earlier questions: often one of them is the best already, and only its proof is missing
 */
export function maximise(
  model: IntegerModel,
  costs: readonly number[],
  solver: LinearSolver,
  known: readonly (readonly number[])[] = [],
): Optimum | null {
  const search = new Search(model, costs, solver);
  for (const point of known) search.keep(point, model);
  return search.run();
}

interface Branch {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

class Search {
  private best: Optimum | null = null;
  private nodes = 0;
  private hasGuessed = false;

  constructor(
    private readonly model: IntegerModel,
    private readonly costs: readonly number[],
    private readonly solver: LinearSolver,
  ) {}

  run(): Optimum | null {
    const open: Branch[] = [this.model];
    for (let branch = open.pop(); branch; branch = open.pop()) {
      if (++this.nodes > mostNodes) throw new Undecided('The search was given up.');
      open.push(...this.split(branch));
    }
    return this.best;
  }

  /** What of the branch is still to be looked at, the more promising part last. */
  private split(branch: Branch): readonly Branch[] {
    const close = tightened({ ...branch, rows: this.model.rows });
    if (close === null || this.isHopeless(close, [])) return [];
    if (close.lower.every((low, at) => low === close.upper[at])) {
      this.keep(close.lower, close);
      return [];
    }
    const answer = this.solver.solve(this.costs, close.lower, close.upper);
    if (answer.kind === 'FAILED') return halves(close, null);
    if (this.isHopeless(close, answer.multipliers)) return [];
    if (answer.kind === 'IMPOSSIBLE') return halves(close, null);
    this.keep(answer.point.map(Math.round), close);
    if (this.isHopeless(close, answer.multipliers)) return [];
    if (!this.hasGuessed) {
      this.hasGuessed = true;
      const guess = this.solver.guess(this.costs);
      if (guess) this.keep(guess.map(Math.round), this.model);
      if (this.isHopeless(close, answer.multipliers)) return [];
    }
    return halves(close, answer.point);
  }

  keep(point: readonly number[], within: IntegerModel): void {
    if (!fits(within, point)) return;
    const value = valueOf(this.costs, point);
    if (this.best === null || value > this.best.value) this.best = { value, point };
  }

  /** Whether nothing in the branch can be better than what is known; without multipliers each number is taken at its best. */
  private isHopeless(close: IntegerModel, multipliers: readonly number[]): boolean {
    const none = close.lower.map(() => 0);
    // Solvers differ in the sign of their multipliers: both are tried, either is a proof.
    return [multipliers, multipliers.map((one) => -one)].some(
      (tried) =>
        (this.best !== null && provenBound(close, this.costs, tried) <= this.best.value) ||
        (tried.length > 0 && provenBound(close, none, tried) < 0n),
    );
  }
}

/** Two branches at the number that is most undecided; none when every number is fixed, because then the branch has been looked at. */
function halves(close: IntegerModel, point: readonly number[] | null): readonly Branch[] {
  const column = branchingColumn(close, point);
  if (column === null) return [];
  const [low, high] = [numberAt(close.lower, column), numberAt(close.upper, column)];
  const hint = point === null ? (low + high) / 2 : numberAt(point, column);
  const middle = Math.min(Math.max(Math.floor(hint), low), high - 1);
  const upTo: Branch = { lower: close.lower, upper: close.upper.with(column, middle) };
  const from: Branch = { lower: close.lower.with(column, middle + 1), upper: close.upper };
  return hint - middle > 0.5 ? [upTo, from] : [from, upTo];
}

function branchingColumn(close: IntegerModel, point: readonly number[] | null): number | null {
  let found: number | null = null;
  let most = 0;
  close.lower.forEach((low, column) => {
    const width = numberAt(close.upper, column) - low;
    if (width === 0) return;
    const value = point === null ? 0 : numberAt(point, column);
    // A number that the solver left between two whole ones comes first; among the others the widest.
    const undecided =
      Math.abs(value - Math.round(value)) > 1e-6 ? 2 - 2 * Math.abs(value - Math.floor(value) - 0.5) : 0;
    const weight = undecided + width / (width + 1);
    if (weight > most) [found, most] = [column, weight];
  });
  return found;
}
