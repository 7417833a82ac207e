/**
 * A small linear program solver of the attack's own: dense tableau, exact fractions of big integers, Bland's rule. Slow, and nothing in
 * it comes from the auditor. Maximises `costs · x` with x >= 0 and `rows · x <= limits` (limits may be negative).
 */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const gcd = (one: bigint, other: bigint): bigint => (other === 0n ? (one < 0n ? -one : one) : gcd(other, one % other));

const fraction = (top: bigint, bottom = 1n): Fraction => {
  const shared = gcd(top, bottom) || 1n;
  const sign = bottom < 0n ? -1n : 1n;
  return { top: (sign * top) / shared, bottom: (sign * bottom) / shared };
};
const minus = (one: Fraction, other: Fraction): Fraction =>
  fraction(one.top * other.bottom - other.top * one.bottom, one.bottom * other.bottom);
const times = (one: Fraction, other: Fraction): Fraction => fraction(one.top * other.top, one.bottom * other.bottom);
const over = (one: Fraction, other: Fraction): Fraction => fraction(one.top * other.bottom, one.bottom * other.top);
const isLess = (one: Fraction, other: Fraction): boolean => one.top * other.bottom < other.top * one.bottom;
const zero = fraction(0n);

/** The optimum rounded down to a whole number; null when nothing fits, Infinity when nothing bounds it. */
export function largest(
  costs: readonly number[],
  rows: readonly (readonly number[])[],
  limits: readonly number[],
): number | null {
  const width = costs.length;
  // Columns: the unknowns, one slack a row, the artificial one, the right side.
  const tableau = rows.map((row, at) => [
    ...row.map((value) => fraction(BigInt(value))),
    ...rows.map((_, slack) => fraction(slack === at ? 1n : 0n)),
    fraction(-1n),
    fraction(BigInt(limits[at]!)),
  ]);
  const basis = rows.map((_, at) => width + at);
  const artificial = width + rows.length;
  const worst = limits.reduce((least, limit, at) => (limit < limits[least]! ? at : least), 0);
  if (limits.length > 0 && limits[worst]! < 0) {
    pivot(tableau, basis, worst, artificial);
    const phase = run(
      tableau,
      basis,
      tableau[0]!.map((_, at) => fraction(at === artificial ? -1n : 0n)),
      artificial + 1,
    );
    if (phase === null || phase.top !== 0n) return null;
    const stuck = basis.indexOf(artificial);
    if (stuck >= 0) {
      const column = tableau[stuck]!.findIndex((value, at) => at < artificial && value.top !== 0n);
      if (column >= 0) pivot(tableau, basis, stuck, column);
    }
  }
  const objective = [...costs.map((cost) => fraction(BigInt(cost))), ...rows.map(() => zero), zero, zero];
  const best = run(tableau, basis, objective, artificial);
  if (best === null) return Infinity;
  const whole = best.top / best.bottom;
  return Number(best.top < 0n && best.top % best.bottom !== 0n ? whole - 1n : whole);
}

function pivot(tableau: Fraction[][], basis: number[], row: number, column: number): void {
  const by = tableau[row]![column]!;
  tableau[row] = tableau[row]!.map((value) => (value.top === 0n ? value : over(value, by)));
  const own = tableau[row];
  tableau.forEach((other, at) => {
    const factor = other[column]!;
    if (at === row || factor.top === 0n) return;
    tableau[at] = other.map((value, place) =>
      own[place]!.top === 0n ? value : minus(value, times(factor, own[place]!)),
    );
  });
  basis[row] = column;
}

/** The optimum over the columns before `columns`; null when it is unbounded. */
function run(tableau: Fraction[][], basis: number[], objective: readonly Fraction[], columns: number): Fraction | null {
  const right = objective.length - 1;
  for (;;) {
    const gain = (column: number): Fraction =>
      tableau.reduce((sum, row, at) => {
        const cost = objective[basis[at]!]!;
        return cost.top === 0n || row[column]!.top === 0n ? sum : minus(sum, times(cost, row[column]!));
      }, objective[column]!);
    let entering = -1;
    for (let column = 0; column < columns && entering < 0; column++)
      if (!basis.includes(column) && gain(column).top > 0n) entering = column;
    if (entering < 0) {
      return tableau.reduce(
        (sum, row, at) => minus(sum, times(fraction(-1n), times(objective[basis[at]!]!, row[right]!))),
        zero,
      );
    }
    let leaving = -1;
    tableau.forEach((row, at) => {
      if (row[entering]!.top <= 0n) return;
      const ratio = over(row[right]!, row[entering]!);
      const known = leaving < 0 ? null : over(tableau[leaving]![right]!, tableau[leaving]![entering]!);
      if (known === null || isLess(ratio, known) || (!isLess(known, ratio) && basis[at]! < basis[leaving]!))
        leaving = at;
    });
    if (leaving < 0) return null;
    pivot(tableau, basis, leaving, entering);
  }
}
