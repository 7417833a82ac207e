import type { BundleCell, BundlePeriod } from './bundle.js';
import { keyOf } from './lattice.js';
import {
  dimensionsOf,
  type Category,
  type Dimension,
  type Programme,
  type ProgrammeTable,
} from './statistics-programme.js';

/** One published number with who is counted: a category of each dimension, null = all of them. */
export interface PublishedCell extends Pick<BundleCell, 'mode' | 'value' | 'lower' | 'upper' | 'label'> {
  readonly categories: readonly (Category | null)[];
}

/** A table of the programme as a release published it for one period; the geography is the first dimension. */
export interface PublishedTable {
  readonly table: ProgrammeTable;
  readonly period: string;
  readonly dimensions: readonly Dimension[];
  /** Every combination, totals first, the last dimension running fastest. */
  readonly cells: readonly PublishedCell[];
}

/** `2026-Q3` is a quarter, `2026` a year. */
export const levelOf = (period: string): 'QUARTER' | 'YEAR' => (period.includes('Q') ? 'QUARTER' : 'YEAR');

/** The tables that a release published, for each of its periods: from its numbers alone, nothing is counted. */
export function publishedTables(programme: Programme, numbers: readonly BundlePeriod[]): readonly PublishedTable[] {
  return numbers.flatMap((period) => {
    const known = new Map(period.cells.map((cell) => [cell.key, cell]));
    return programme.tables
      .filter(({ periods }) => periods.includes(levelOf(period.period)))
      .map((table) => tableOf(programme, table, period.period, known));
  });
}

/** The table of this code for a period; null where the release has none. */
export const findTable = (
  tables: readonly PublishedTable[],
  code: string,
  period: string | null,
): PublishedTable | null =>
  tables.find((one) => one.table.code === code && (period === null || one.period === period)) ?? null;

function tableOf(
  programme: Programme,
  table: ProgrammeTable,
  period: string,
  known: ReadonlyMap<string, BundleCell>,
): PublishedTable {
  const dimensions = dimensionsOf(programme, table);
  const combinations = dimensions.reduce<readonly (readonly (Category | null)[])[]>(
    (found, { categories }) => found.flatMap((chosen) => [null, ...categories].map((one) => [...chosen, one])),
    [[]],
  );
  const cells = combinations.flatMap((categories): PublishedCell[] => {
    const key = keyOf(
      categories.flatMap((category, at) => {
        const dimension = dimensions[at];
        return category && dimension ? [{ dimension: dimension.code, category: category.code }] : [];
      }),
    );
    const cell = known.get(key);
    if (!cell) return [];
    const { mode, value, lower, upper, label } = cell;
    return [{ categories, mode, value, lower, upper, label }];
  });
  return { table, period, dimensions, cells };
}

/** The cell with these categories (null = all); undefined where the release does not have it. */
export const cellAt = ({ cells }: PublishedTable, codes: readonly (string | null)[]): PublishedCell | undefined =>
  cells.find(({ categories }) => categories.every((category, at) => (category?.code ?? null) === codes[at]));

/** A share in per cent as published values allow: the value, and the least and greatest that the bounds leave. Null where nothing can be said. */
export interface PublishedShare {
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The share of a part in a whole that contains it, from their published values and bounds alone (P10); in whole per cent, as it is told. The bounds are
 * rounded outwards: to the nearest, they could leave the true share out.
 */
export function shareOf(
  part: Pick<PublishedCell, 'value' | 'lower' | 'upper'>,
  whole: Pick<PublishedCell, 'value' | 'lower' | 'upper'>,
): PublishedShare {
  if (part.value === null || !whole.value || whole.upper === null || part.upper === null)
    return { value: null, lower: 0, upper: 100 };
  const percent = (one: number, other: number): number => (100 * one) / other;
  // The least: as little of the part as possible, and all the rest as large as possible.
  const lower = Math.min(100, percent(part.lower, Math.max(whole.upper, part.lower, 1)));
  const upper = whole.lower > 0 ? Math.min(100, percent(part.upper, Math.max(whole.lower, part.upper))) : 100;
  const value = Math.round(Math.min(100, percent(part.value, whole.value)));
  return { value, lower: Math.floor(lower), upper: Math.ceil(upper) };
}
