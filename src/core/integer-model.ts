/**
 * Whole unknown numbers of which some sums are known within bounds: what an attacker of published tables knows. Everything here is
 * decided in whole numbers; what a solver says in floating point is only ever a hint that is checked by addition.
 */

/** The sum of the numbers at `columns` lies between `min` and `max` (may be Infinity), both included. */
export interface SumRow {
  readonly columns: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** Whole numbers `x[j]` with `lower[j] <= x[j] <= upper[j]` (finite), and the rows that bind them. */
export interface IntegerModel {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly rows: readonly SumRow[];
}

/** The number at a place that must be there. */
export function numberAt(values: readonly number[], place: number): number {
  const value = values[place];
  if (value === undefined) throw new RangeError('There is no number at this place.');
  return value;
}

/** The exact sum of some of the numbers, each a whole number below 2^53. */
export const sumOf = (values: readonly number[], columns: readonly number[]): bigint => {
  let small = 0;
  let sum = 0n;
  for (const column of columns) {
    const value = numberAt(values, column);
    if (Math.abs(value) > 2 ** 51) {
      sum += BigInt(value);
      continue;
    }
    small += value;
    // Moved over before the running sum could leave the range in which whole numbers are exact.
    if (Math.abs(small) > 2 ** 51) [sum, small] = [sum + BigInt(small), 0];
  }
  return sum + BigInt(small);
};

const isWithin = (sum: bigint, min: number, max: number): boolean =>
  (min === -Infinity || sum >= BigInt(min)) && (max === Infinity || sum <= BigInt(max));

/** Whether these whole numbers fit every bound of the model: by addition alone. */
export const fits = ({ lower, upper, rows }: IntegerModel, point: readonly number[]): boolean =>
  point.length === lower.length &&
  point.every(
    (value, at) => Number.isSafeInteger(value) && value >= numberAt(lower, at) && value <= numberAt(upper, at),
  ) &&
  rows.every((row) => isWithin(sumOf(point, row.columns), row.min, row.max));

const passes = 40;

/**
 * Draws the bounds of each number as close as each row alone allows; null when a row cannot be kept. Nothing possible is lost.
 * Stops after some passes: closer bounds help, they decide nothing.
 */
export function tightened(model: IntegerModel): IntegerModel | null {
  const lower = [...model.lower];
  const upper = [...model.upper];
  for (let pass = 0, moved = true; moved && pass < passes; pass++) {
    moved = false;
    for (const row of model.rows) {
      const outcome = tightenRow(row, lower, upper);
      if (outcome === null) return null;
      moved ||= outcome;
    }
  }
  return { lower, upper, rows: model.rows };
}

/** Whether a bound moved; null when the row cannot be kept. */
function tightenRow({ columns, min, max }: SumRow, lower: number[], upper: number[]): boolean | null {
  const least = sumOf(lower, columns);
  const most = sumOf(upper, columns);
  if ((max !== Infinity && least > BigInt(max)) || (min !== -Infinity && most < BigInt(min))) return null;
  let moved = false;
  for (const column of columns) {
    const [low, high] = [numberAt(lower, column), numberAt(upper, column)];
    if (low === high) continue;
    const above = max === Infinity ? high : Number(lesser(BigInt(high), BigInt(max) - least + BigInt(low)));
    const below = min === -Infinity ? low : Number(greater(BigInt(low), BigInt(min) - most + BigInt(high)));
    if (above < high || below > low) {
      if (below > above) return null;
      [lower[column], upper[column], moved] = [below, above, true];
      // The sums of this row are stale now, on the careful side: the next pass counts them anew.
    }
  }
  return moved;
}

const lesser = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const greater = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** Denominators up to 16 divide it, so that the multipliers of such programs (1/2, 1/3, ...) stay exact. */
const scale = 720_720;

/**
 * The largest whole number that `costs · x` cannot exceed, proven by the multipliers of the rows, whatever they are: each row times
 * its multiplier is added up, and what remains of the costs is bounded by the numbers' own bounds (Neumaier and Shcherbina 2004,
 * "Safe bounds in linear and mixed-integer linear programming"). Multipliers may be rounded, of either sign, or nonsense: the
 * bound is then only wider.
 */
export function provenBound(model: IntegerModel, costs: readonly number[], multipliers: readonly number[]): bigint {
  const rest = costs.map((cost) => BigInt(cost) * BigInt(scale));
  let total = 0n;
  model.rows.forEach(({ columns, min, max }, at) => {
    const wanted = Math.round((multipliers[at] ?? 0) * scale);
    const bound = wanted > 0 ? max : min;
    if (wanted === 0 || !Number.isSafeInteger(wanted) || !Number.isFinite(bound)) return;
    const factor = BigInt(wanted);
    total += factor * BigInt(bound);
    for (const column of columns) rest[column] = (rest[column] ?? 0n) - factor;
  });
  rest.forEach((factor, column) => {
    if (factor !== 0n) total += factor * BigInt(numberAt(factor > 0n ? model.upper : model.lower, column));
  });
  return floorDivided(total, BigInt(scale));
}

const floorDivided = (value: bigint, by: bigint): bigint => {
  const whole = value / by;
  return value % by < 0n ? whole - 1n : whole;
};
