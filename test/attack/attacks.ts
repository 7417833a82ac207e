import { largest } from './simplex.js';

/** What an attacker sees of a cell, and what only the test knows: the count. */
export interface SeenCell {
  readonly period: string;
  /** Category by dimension, sorted by dimension; none for all cases. */
  readonly categories: readonly { readonly dimension: string; readonly category: string }[];
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Everything published, and how the dimensions are made up: the attacker knows the programme. */
export interface Seen {
  readonly cells: readonly SeenCell[];
  readonly categoriesOf: Readonly<Record<string, readonly string[]>>;
  readonly overlapping: readonly string[];
}

interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** A count of 1 to 4 of which the attacker is left with one or two values. */
export interface Hit {
  readonly attack: string;
  readonly what: string;
  readonly count: number;
}

const nameOf = (period: string, categories: SeenCell['categories']): string =>
  `${period} ${categories.map(({ dimension, category }) => `${dimension}=${category}`).join('&')}`;

class View {
  private readonly byName: ReadonlyMap<string, SeenCell>;
  readonly hits: Hit[] = [];

  constructor(readonly seen: Seen) {
    this.byName = new Map(seen.cells.map((cell) => [nameOf(cell.period, cell.categories), cell]));
  }

  at(period: string, categories: SeenCell['categories']): SeenCell | undefined {
    const sorted = categories.toSorted((one, other) => (one.dimension < other.dimension ? -1 : 1));
    return this.byName.get(nameOf(period, sorted));
  }

  /** Counts a hit when what was worked out leaves one or two values of a true count from 1 to 4. */
  claim(attack: string, what: string, count: number, { lower, upper }: Range): void {
    if (count < 1 || count > 4) return;
    const [least, most] = [Math.max(0, lower), upper];
    if (most - least + 1 <= 2) this.hits.push({ attack, what, count });
  }
}

const sum = (ranges: readonly Range[]): Range =>
  ranges.reduce((all, one) => ({ lower: all.lower + one.lower, upper: all.upper + one.upper }), { lower: 0, upper: 0 });
const less = (one: Range, other: Range): Range => ({ lower: one.lower - other.upper, upper: one.upper - other.lower });
const both = (one: Range, other: Range): Range => ({
  lower: Math.max(one.lower, other.lower),
  upper: Math.min(one.upper, other.upper),
});

/** Every cell as it stands, and every pair of cells that differ in one step. */
function differencing(view: View): void {
  for (const cell of view.seen.cells) {
    view.claim('as shown', nameOf(cell.period, cell.categories), cell.count, cell);
    for (const left of cell.categories) {
      const parent = view.at(
        cell.period,
        cell.categories.filter((one) => one !== left),
      );
      if (!parent) continue;
      view.claim('differencing', nameOf(cell.period, cell.categories), parent.count - cell.count, less(parent, cell));
    }
  }
}

/** A cell is what its parent has and its siblings have not; for grounds the siblings overlap, so that this holds for the others alone. */
function complements(view: View): void {
  for (const cell of view.seen.cells) {
    for (const own of cell.categories) {
      if (view.seen.overlapping.includes(own.dimension)) continue;
      const others = cell.categories.filter((one) => one !== own);
      const parent = view.at(cell.period, others);
      const siblings = view.seen.categoriesOf[own.dimension]!.filter((one) => one !== own.category).map((category) =>
        view.at(cell.period, [...others, { dimension: own.dimension, category }]),
      );
      if (!parent || siblings.some((one) => !one)) continue;
      const rest = less(parent, sum(siblings.map((one) => one!)));
      view.claim('complement', nameOf(cell.period, cell.categories), cell.count, both(cell, rest));
    }
  }
}

/** The tracker of two questions: n(a and b) = n(a) + n(b) - n(a or b), with the union bounded by what lies outside both. */
function trackers(view: View): void {
  for (const cell of view.seen.cells) {
    if (cell.categories.length !== 2) continue;
    const [one, other] = cell.categories as [SeenCell['categories'][0], SeenCell['categories'][0]];
    if ([one, other].some(({ dimension }) => view.seen.overlapping.includes(dimension))) continue;
    const all = view.at(cell.period, []);
    const [first, second] = [view.at(cell.period, [one]), view.at(cell.period, [other])];
    const outside = view.seen.categoriesOf[one.dimension]!.filter((code) => code !== one.category).flatMap((code) =>
      view.seen.categoriesOf[other.dimension]!.filter((last) => last !== other.category).map((last) =>
        view.at(cell.period, [
          { dimension: one.dimension, category: code },
          { dimension: other.dimension, category: last },
        ]),
      ),
    );
    if (!all || !first || !second || outside.some((part) => !part)) continue;
    const union = less(all, sum(outside.map((part) => part!)));
    view.claim(
      'tracker',
      nameOf(cell.period, cell.categories),
      cell.count,
      both(cell, less(sum([first, second]), union)),
    );
  }
}

/** Mentions of a ground in one area are all its mentions without those in the other areas. */
function groundAlgebra(view: View): void {
  for (const cell of view.seen.cells) {
    const ground = cell.categories.find(({ dimension }) => view.seen.overlapping.includes(dimension));
    const area = cell.categories.find((one) => one !== ground);
    if (!ground || !area || cell.categories.length !== 2) continue;
    const all = view.at(cell.period, [ground]);
    const others = view.seen.categoriesOf[area.dimension]!.filter((one) => one !== area.category).map((category) =>
      view.at(cell.period, [ground, { dimension: area.dimension, category }]),
    );
    if (!all || others.some((one) => !one)) continue;
    const rest = less(all, sum(others.map((one) => one!)));
    view.claim('ground algebra', nameOf(cell.period, cell.categories), cell.count, both(cell, rest));
  }
}

/** A quarter is the year without the other three. */
function dateSlides(view: View): void {
  for (const cell of view.seen.cells.filter(({ period }) => period.includes('-Q'))) {
    const year = cell.period.slice(0, 4);
    const whole = view.at(year, cell.categories);
    const others = [1, 2, 3, 4]
      .map((number) => `${year}-Q${number}`)
      .filter((period) => period !== cell.period)
      .map((period) => view.at(period, cell.categories));
    if (!whole || others.some((one) => !one)) continue;
    const rest = less(whole, sum(others.map((one) => one!)));
    view.claim('date slide', nameOf(cell.period, cell.categories), cell.count, both(cell, rest));
  }
}

/** Linear programs over the smallest cells of each period, in exact fractions and by code of its own. */
function linearPrograms(view: View, dimensions: readonly [string, string]): void {
  const [first, second] = dimensions;
  for (const period of new Set(view.seen.cells.map((cell) => cell.period))) {
    const inside = view.seen.cells.filter(
      (cell) => cell.period === period && cell.categories.every(({ dimension }) => dimensions.includes(dimension)),
    );
    const atoms = inside.filter(({ categories }) => categories.length === 2);
    if (atoms.length === 0) continue;
    const belongs = (atom: SeenCell, cell: SeenCell): boolean =>
      cell.categories.every((one) =>
        atom.categories.some((own) => own.dimension === one.dimension && own.category === one.category),
      );
    const incidence = inside.map((cell) => atoms.map((atom) => (belongs(atom, cell) ? 1 : 0)));
    const rows = [...incidence, ...incidence.map((row) => row.map((value) => -value))];
    const limits = [...inside.map(({ upper }) => upper), ...inside.map(({ lower }) => -lower)];
    atoms.forEach((atom, at) => {
      if (atom.count < 1 || atom.count > 4) return;
      const costs = atoms.map((_, other) => (other === at ? 1 : 0));
      const upper = largest(costs, rows, limits);
      const lower = largest(
        costs.map((value) => -value),
        rows,
        limits,
      );
      if (upper === null || lower === null)
        throw new Error(`The attack on ${first} by ${second} found no table at all.`);
      view.claim('linear program', nameOf(period, atom.categories), atom.count, { lower: -lower, upper });
    });
  }
}

/** Runs the attacks that work on published numbers alone. */
export function attackNumbers(seen: Seen): readonly Hit[] {
  const view = new View(seen);
  differencing(view);
  complements(view);
  trackers(view);
  groundAlgebra(view);
  dateSlides(view);
  linearPrograms(view, ['AREA', 'REGION']);
  return view.hits;
}

/** Two publications of the same cell, one with a case more: what their difference gives away. */
export const beforeAfter = (before: SeenCell, after: SeenCell): number | null => {
  const { lower, upper } = less(after, before);
  const possible = [Math.max(lower, 0), upper] as const;
  return possible[1] - possible[0] + 1 <= 2 ? possible[0] : null;
};

/** The mean of many answers to one question asked in different words; a whole number when noise was drawn anew each time. */
export const averaged = (answers: readonly number[]): number =>
  Math.round(answers.reduce((all, one) => all + one, 0) / answers.length);

/** The count behind a share with some digits, when the total is known: the only numerator that gives it, or null. */
export function reconstructed(share: number, digits: number, total: number): number | null {
  const fitting = Array.from({ length: total + 1 }, (_, count) => count).filter(
    (count) => Number((count / total).toFixed(digits)) === share,
  );
  return fitting.length === 1 ? fitting[0]! : null;
}
