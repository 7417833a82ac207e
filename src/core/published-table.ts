import { canonical } from './audit-log.js';
import type { BundleCell, BundlePeriod } from './bundle.js';
import { keyOf } from './lattice.js';
import {
  dimensionsOf,
  type Category,
  type Dimension,
  type Programme,
  type ProgrammeTable,
  type Thresholds,
} from './statistics-programme.js';

/** One published number with who is counted: a category of each dimension, null = all of them. */
export interface PublishedCell extends Pick<BundleCell, 'key' | 'mode' | 'value' | 'lower' | 'upper' | 'label'> {
  readonly categories: readonly (Category | null)[];
}

/** A table of the programme as a release published it for one period; the geography is the first dimension. */
export interface PublishedTable {
  readonly table: ProgrammeTable;
  readonly period: string;
  readonly dimensions: readonly Dimension[];
  /** By which its numbers were counted and rounded. */
  readonly thresholds: Thresholds;
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
    return [{ key, categories, mode, value, lower, upper, label }];
  });
  return { table, period, dimensions, thresholds: programme.thresholds, cells };
}

/** The cell with these categories (null = all); undefined where the release does not have it. */
export const cellAt = ({ cells }: PublishedTable, codes: readonly (string | null)[]): PublishedCell | undefined =>
  cells.find(({ categories }) => categories.every((category, at) => (category?.code ?? null) === codes[at]));

/**
 * Whether two tables count the same, so that their numbers may be compared: the same level of periods, the same geography, categories with the same conditions, and
 * the same rule for how often a client counts. A table of another programme may have the same name.
 */
export const isSameTable = (one: PublishedTable, other: PublishedTable): boolean =>
  one.table.code === other.table.code &&
  levelOf(one.period) === levelOf(other.period) &&
  meaningOf(one) === meaningOf(other);

const meaningOf = ({ table, dimensions, thresholds }: PublishedTable): string =>
  canonical([table, dimensions, thresholds.perClient]);
