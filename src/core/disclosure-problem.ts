import { fieldOf, openRow, readText, rawOf, type Row } from './row.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from './result.js';

/** One published sum of unknown counts, exact (`min` = `max`) or within bounds; `max` may be Infinity. */
export interface PublishedSum {
  readonly label: string;
  /** Places in `atoms`, each once. */
  readonly atoms: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** What an attacker works with: unknown non-negative whole numbers (atoms), published sums of them, sums that must stay open. */
export interface DisclosureProblem {
  readonly name: string;
  readonly atoms: readonly string[];
  readonly lower: readonly number[];
  /** May be Infinity. */
  readonly upper: readonly number[];
  readonly published: readonly PublishedSum[];
  /** Each target as places in `atoms`, each once. */
  readonly targets: readonly (readonly number[])[];
}

const largest = Number.MAX_SAFE_INTEGER;
const mostCases = 10_000;

/**
 * Reads hand-made cases: `[{name, atoms, atom_bounds?, published, targets}]` as `stats audit` takes them (docs/statistics.md). Refuses with
 * the place of each fault, such as `[2].published[0].atoms[1]`; a faulty case hides no other.
 */
export function readDisclosureProblems(raw: unknown): Result<readonly DisclosureProblem[]> {
  if (!Array.isArray(raw))
    return refuse('INVALID_FORMAT', null, { expected: '[ {name, atoms, published, targets}, ... ]' });
  if (raw.length > mostCases) return refuse('TOO_MANY', null, { max: mostCases });
  const problems: Problem[] = [];
  const cases = raw.flatMap((entry: unknown, at) => readCase(entry, `[${at}]`, problems) ?? []);
  return refusedFor(problems) ?? accept(cases);
}

function readCase(entry: unknown, path: string, problems: Problem[]): DisclosureProblem | null {
  const row = openRow(entry, path, ['name', 'atoms', 'atom_bounds', 'published', 'targets'], problems);
  if (!row) return null;
  const name = readText(row, 'name');
  const atoms = readNames(row);
  const places = new Map(atoms.map((atom, at) => [atom, at]));
  const lower = atoms.map(() => 0);
  const upper = atoms.map(() => Infinity);
  readAtomBounds(row, places, lower, upper);
  const published = readEach(row, 'published', ['label', 'atoms', 'value', 'min', 'max'], (one) =>
    readSum(one, places),
  );
  const targets = readEach(row, 'targets', ['label', 'atoms'], (one) => readPlaces(one, places));
  return { name, atoms, lower, upper, published, targets };
}

function readNames(row: Row): readonly string[] {
  const value = rawOf(row, 'atoms');
  if (!Array.isArray(value)) {
    complain(row.problems, fieldOf(row, 'atoms'), value);
    return [];
  }
  const seen = new Set<string>();
  value.forEach((atom: unknown, at) => {
    const field = `${fieldOf(row, 'atoms')}[${at}]`;
    if (typeof atom !== 'string') row.problems.push(problem('INVALID_FORMAT', field, { expected: 'text' }));
    else if (seen.has(atom)) row.problems.push(problem('DUPLICATE_VALUE', field));
    else seen.add(atom);
  });
  return [...seen];
}

const complain = (problems: Problem[], field: string, value: unknown): void =>
  void problems.push(
    value === undefined ? problem('REQUIRED', field) : problem('INVALID_FORMAT', field, { expected: '[ … ]' }),
  );

function readEach<T>(row: Row, name: string, allowed: readonly string[], read: (row: Row) => T): readonly T[] {
  const value = rawOf(row, name);
  if (!Array.isArray(value)) {
    complain(row.problems, fieldOf(row, name), value);
    return [];
  }
  return value.flatMap((entry: unknown, at) => {
    const inner = openRow(entry, `${fieldOf(row, name)}[${at}]`, allowed, row.problems);
    return inner ? [read(inner)] : [];
  });
}

/** An atom named twice would leave open whether it counts once or twice: that is refused, not guessed. */
function readPlaces(row: Row, places: ReadonlyMap<string, number>): readonly number[] {
  const value = rawOf(row, 'atoms');
  if (!Array.isArray(value)) {
    complain(row.problems, fieldOf(row, 'atoms'), value);
    return [];
  }
  const found = new Set<number>();
  value.forEach((atom: unknown, at) => {
    const field = `${fieldOf(row, 'atoms')}[${at}]`;
    const place = typeof atom === 'string' ? places.get(atom) : undefined;
    if (place === undefined) row.problems.push(problem('UNKNOWN_ATOM', field));
    else if (found.has(place)) row.problems.push(problem('DUPLICATE_VALUE', field));
    else found.add(place);
  });
  return [...found];
}

function readSum(row: Row, places: ReadonlyMap<string, number>): PublishedSum {
  const label = rawOf(row, 'label') === '' ? '' : readText(row, 'label');
  const atoms = readPlaces(row, places);
  const field = fieldOf(row, 'value');
  const [value, min, max] = ['value', 'min', 'max'].map((name) => rawOf(row, name));
  if (value !== undefined) {
    if (min !== undefined || max !== undefined) row.problems.push(problem('VALUE_OR_BOUNDS', field));
    const exact = readWhole(value, field, row.problems, 0);
    return { label, atoms, min: exact, max: exact };
  }
  if (min === undefined && max === undefined) {
    row.problems.push(problem('VALUE_OR_BOUNDS', field));
    return { label, atoms, min: 0, max: Infinity };
  }
  return { label, atoms, ...readBounds(row.problems, row.path, min, max) };
}

/** No upper bound may be said by `null`: the count is then known from below alone. */
function readBounds(problems: Problem[], path: string, min: unknown, max: unknown): { min: number; max: number } {
  const low = min === undefined ? 0 : readWhole(min, `${path}.min`, problems, -largest);
  const high = max === undefined || max === null ? Infinity : readWhole(max, `${path}.max`, problems, 0);
  if (low > high) problems.push(problem('OUT_OF_RANGE', `${path}.min`, { min: 0, max: high }));
  // A count is never negative, whatever a rounded value leaves room for.
  return { min: Math.max(low, 0), max: high };
}

function readWhole(value: unknown, field: string, problems: Problem[], min: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    problems.push(problem('INVALID_FORMAT', field, { expected: '0, 1, 2, 3 …' }));
    return 0;
  }
  if (value >= min && value <= largest) return value;
  problems.push(problem('OUT_OF_RANGE', field, { min, max: largest }));
  return 0;
}

function readAtomBounds(row: Row, places: ReadonlyMap<string, number>, lower: number[], upper: number[]): void {
  const value = rawOf(row, 'atom_bounds');
  if (value === undefined) return;
  const path = fieldOf(row, 'atom_bounds');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    row.problems.push(problem('INVALID_FORMAT', path, { expected: '{ atom: [min, max] }' }));
    return;
  }
  for (const [atom, bounds] of Object.entries(value)) {
    const field = `${path}.${atom}`;
    const place = places.get(atom);
    if (place === undefined) row.problems.push(problem('UNKNOWN_ATOM', field));
    else if (!Array.isArray(bounds) || bounds.length !== 2) {
      row.problems.push(problem('INVALID_FORMAT', field, { expected: '[min, max]' }));
    } else {
      const { min, max } = readBounds(row.problems, field, bounds[0], bounds[1]);
      [lower[place], upper[place]] = [min, max];
    }
  }
}
