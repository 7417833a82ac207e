import type { BundleCell, BundlePeriod } from './bundle.js';
import { keyOf } from './lattice.js';
import { levelOf } from './published-table.js';
import { accept, problem, refuse, refusedFor, type Problem, type Refused, type Result } from './result.js';
import { shareOf, type Share } from './share.js';
import {
  dimensionsOf,
  geographyDimension,
  type Category,
  type Dimension,
  type Programme,
  type ProgrammeTable,
} from './statistics-programme.js';

/** A question to a published release: which table, what goes down, what goes across, and what is left out. */
export interface StatisticsQuestion {
  readonly table: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly filters: readonly { readonly dimension: string; readonly categories: readonly string[] }[];
  /** `2026-Q3` or `2026`; null: the shortest that the table has. */
  readonly period: string | null;
  /** A place, such as `071`; null: the whole state. */
  readonly geography: string | null;
}

/** What is asked of: what a bundle says, without anything behind it. */
export interface QuestionedRelease {
  readonly programme: Programme;
  readonly numbers: readonly BundlePeriod[];
}

/** The place of a cell on an axis: one category of each dimension, or its total. */
export interface Place {
  readonly dimension: string;
  readonly code: string;
  readonly de: string;
  readonly en: string;
}

/** What a cell says: a published number, or a sum of published numbers with their bounds added. */
export interface SaidNumber {
  /** Null where something is withheld. */
  readonly value: number | null;
  readonly lower: number;
  /** Null: nothing is said. */
  readonly upper: number | null;
  readonly label: string;
  /** EXACT, ROUNDED, DOMINATED, COARSE, WITHHELD; SUM: of several. */
  readonly mode: BundleCell['mode'] | 'SUM';
}

export interface AnsweredCell extends SaidNumber {
  readonly row: readonly Place[];
  readonly column: readonly Place[];
  /** From 0 to 1. */
  readonly share: Share;
}

/** The answer to a question: it follows from the published bundle and the question alone. */
export interface StatisticsAnswer {
  readonly table: ProgrammeTable;
  readonly period: string;
  readonly geography: Place;
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  /** What is filtered, each dimension once, in the order of the programme. */
  readonly filters: readonly { readonly dimension: Dimension; readonly categories: readonly Category[] }[];
  /** Row by row, totals first. */
  readonly cells: readonly AnsweredCell[];
  /** The cell of which shares are parts. */
  readonly whole: SaidNumber;
}

const total = { code: 'TOTAL', de: 'insgesamt', en: 'total' } as const;

/**
 * Answers from what is published. Refused is what the programme does not have, and sums of categories that overlap: for reasons that depend on the programme
 * alone, never on a number.
 */
export function answerQuestion(release: QuestionedRelease, question: StatisticsQuestion): Result<StatisticsAnswer> {
  const table = release.programme.tables.find(({ code }) => code === question.table);
  if (!table) return refuse('UNKNOWN_DIMENSION', 'table');
  const period = periodFor(release, table, question.period);
  if (!period.ok) return period;
  const asked = readQuestion(release.programme, table, question);
  if ('problems' in asked) return asked;
  return accept(
    new Answering(asked, new Map(period.value.cells.map((cell) => [cell.key, cell]))).answer(period.value.period),
  );
}

function periodFor({ numbers }: QuestionedRelease, table: ProgrammeTable, wanted: string | null): Result<BundlePeriod> {
  const fitting = numbers.filter(({ period }) => table.periods.includes(levelOf(period)));
  const [first] = fitting;
  const found = wanted === null ? first : fitting.find(({ period }) => period === wanted);
  if (found) return accept(found);
  const periods = fitting.map(({ period }) => period).join(', ');
  return refuse('STATISTICS_PERIOD', 'period', { periods: periods === '' ? '–' : periods });
}

interface Asked {
  readonly table: ProgrammeTable;
  readonly rows: readonly Dimension[];
  readonly columns: readonly Dimension[];
  readonly filters: ReadonlyMap<Dimension, readonly Category[]>;
  readonly place: Dimension | null;
}

function readQuestion(programme: Programme, table: ProgrammeTable, question: StatisticsQuestion): Asked | Refused {
  const faults: Problem[] = [];
  const dimensions = dimensionsOf(programme, table);
  const dimension = (code: string, field: string): readonly Dimension[] => {
    const found = dimensions.find((one) => one.code === code);
    if (!found) faults.push(problem('UNKNOWN_DIMENSION', field));
    return found ? [found] : [];
  };
  const rows = question.rows.flatMap((code, at) => dimension(code, `rows[${at}]`));
  const columns = question.columns.flatMap((code, at) => dimension(code, `columns[${at}]`));
  const axes = [...question.rows, ...question.columns];
  axes.forEach((code, at) => {
    if (axes.indexOf(code) === at) return;
    const own = at - question.rows.length;
    faults.push(problem('DUPLICATE_VALUE', own < 0 ? `rows[${at}]` : `columns[${own}]`));
  });

  const place = dimensions.find(({ code }) => code === geographyDimension(table.geography)) ?? null;
  const filters = new Map<Dimension, readonly Category[]>();
  const wanted = question.filters.map((filter, at) => ({ ...filter, field: `filters[${at}]` }));
  if (question.geography !== null)
    wanted.push({ dimension: place?.code ?? '', categories: [question.geography], field: 'geography' });
  for (const { dimension: code, categories, field } of wanted) {
    const below = field === 'geography' ? '' : '.dimension';
    for (const found of dimension(code, `${field}${below}`)) {
      if (filters.has(found)) faults.push(problem('DUPLICATE_VALUE', `${field}${below}`));
      filters.set(found, categoriesOf(found, categories, field, axes.includes(code), faults));
    }
  }
  return refusedFor(faults) ?? { table, rows, columns, filters, place };
}

/** The categories of a filter in the programme's order, each once: the same question in other words is the same question. */
function categoriesOf(
  dimension: Dimension,
  wanted: readonly string[],
  field: string,
  isShown: boolean,
  faults: Problem[],
): readonly Category[] {
  const isPlace = field === 'geography';
  if (wanted.length === 0) faults.push(problem('EMPTY', `${field}.categories`));
  wanted.forEach((code, at) => {
    if (!dimension.categories.some((one) => one.code === code))
      faults.push(problem('UNKNOWN_DIMENSION', isPlace ? field : `${field}.categories[${at}]`));
  });
  const chosen = dimension.categories.filter(({ code }) => wanted.includes(code));
  // A case with two grounds would be added twice.
  if (!isShown && dimension.overlaps && chosen.length > 1)
    faults.push(problem('STATISTICS_OVERLAPPING', `${field}.categories`));
  return chosen;
}

/** One category of a dimension, or null for its total. */
type Chosen = readonly { readonly dimension: Dimension; readonly category: Category | null }[];

class Answering {
  private readonly summed: readonly (readonly [Dimension, readonly Category[]])[];

  constructor(
    private readonly asked: Asked,
    private readonly published: ReadonlyMap<string, BundleCell>,
  ) {
    const { rows, columns, filters } = asked;
    this.summed = [...filters].filter(([dimension]) => !rows.includes(dimension) && !columns.includes(dimension));
  }

  answer(period: string): StatisticsAnswer {
    const { table, rows, columns, filters } = this.asked;
    const whole = this.numberAt([]);
    const across = this.combinations(columns);
    const cells = this.combinations(rows).flatMap((down) =>
      across.map((right): AnsweredCell => {
        const number = this.numberAt([...down, ...right]);
        return { row: placesOf(down), column: placesOf(right), ...number, share: fractionOf(number, whole) };
      }),
    );
    const shown = [...filters].map(([dimension, categories]) => ({ dimension, categories }));
    const sorted = shown.toSorted((one, other) => (one.dimension.code < other.dimension.code ? -1 : 1));
    return { table, period, geography: this.geography(), rows, columns, filters: sorted, cells, whole };
  }

  private geography(): Place {
    const { place, filters } = this.asked;
    const [only, ...rest] = (place && filters.get(place)) ?? [];
    return only && rest.length === 0
      ? { dimension: place?.code ?? '', code: only.code, de: only.de, en: only.en }
      : { dimension: 'STATE', ...total };
  }

  private combinations(dimensions: readonly Dimension[]): readonly Chosen[] {
    return dimensions.reduce<readonly Chosen[]>(
      (found, dimension) => {
        const categories = this.asked.filters.get(dimension) ?? dimension.categories;
        return found.flatMap((chosen) => [null, ...categories].map((category) => [...chosen, { dimension, category }]));
      },
      [[]],
    );
  }

  /** The number for these categories: of one cell, or the sum over the filters that are not shown. */
  private numberAt(chosen: Chosen): SaidNumber {
    const own = chosen.flatMap(({ dimension, category }) =>
      category === null ? [] : [{ dimension: dimension.code, category: category.code }],
    );
    const parts = this.summed.reduce(
      (found, [dimension, categories]) =>
        found.flatMap((before) =>
          categories.map(({ code }) => [...before, { dimension: dimension.code, category: code }]),
        ),
      [own],
    );
    return sumOf(parts.map((part) => this.cellAt(keyOf(part))));
  }

  private cellAt(key: string): BundleCell {
    const cell = this.published.get(key);
    if (!cell) throw new RangeError('A cell of the programme is missing in the release.');
    return cell;
  }
}

const placesOf = (chosen: Chosen): readonly Place[] =>
  chosen.map(({ dimension, category }) => {
    const { code, de, en } = category ?? total;
    return { dimension: dimension.code, code, de, en };
  });

/** Bounds of disjoint cells add up. */
function sumOf(cells: readonly BundleCell[]): SaidNumber {
  const [first, ...rest] = cells;
  if (first && rest.length === 0) {
    const { value, lower, upper, label, mode } = first;
    return { value, lower, upper, label, mode };
  }
  const add = (numbers: readonly (number | null)[]): number | null =>
    numbers.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
  const value = add(cells.map((cell) => cell.value));
  const lower = cells.reduce((sum, cell) => sum + cell.lower, 0);
  const upper = add(cells.map((cell) => cell.upper));
  const label = value === null ? '·' : value === 0 && upper !== null ? `${lower}-${upper}` : String(value);
  return { value, lower, upper, label, mode: 'SUM' };
}

/** Four places after the point are more than a rounded number can bear. */
const PLACES = 10_000;

function fractionOf(part: SaidNumber, whole: SaidNumber): Share {
  const { value, lower, upper } = shareOf(part, whole, PLACES);
  return { value: value === null ? null : value / PLACES, lower: lower / PLACES, upper: upper / PLACES };
}
