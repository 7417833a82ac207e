import {
  dimensionsOf,
  type Condition,
  type Dimension,
  type PeriodLevel,
  type Programme,
  type ProgrammeTable,
} from './statistics-programme.js';

/** One number that the programme publishes, whichever tables show it: who is counted follows from its categories alone. */
export interface LatticeCell {
  /** Such as `AREA=WORK&REGION=071`, in the order of the codes; empty for all cases. */
  readonly key: string;
  readonly categories: readonly { readonly dimension: string; readonly category: string }[];
  readonly conditions: readonly Condition[];
  /** The cells that have one category less, as places in `cells`. */
  readonly parents: readonly number[];
  /** Whether it may be published exactly. */
  readonly mayBeExact: boolean;
}

/** All cells of the programme for one level of periods. */
export interface Lattice {
  readonly programme: Programme;
  readonly level: PeriodLevel;
  readonly cells: readonly LatticeCell[];
  readonly tables: readonly LatticeTable[];
}

export interface LatticeTable {
  readonly table: ProgrammeTable;
  readonly dimensions: readonly Dimension[];
  /** The place in `cells` for each combination, total first in each dimension, the last dimension running fastest. */
  readonly cells: readonly number[];
}

interface Drafted {
  readonly cell: Omit<LatticeCell, 'parents' | 'mayBeExact'>;
  mayBeExact: boolean;
}

/** Works out every cell of the tables that the programme publishes for this level. A cell that several tables show is there once. */
export function latticeOf(programme: Programme, level: PeriodLevel): Lattice {
  const drafted = new Map<string, Drafted>();
  const places = new Map<string, number>();
  const tables = programme.tables
    .filter(({ periods }) => periods.includes(level))
    .map((table) => {
      const dimensions = dimensionsOf(programme, table);
      const cells = combinations(dimensions).map((chosen) => {
        const cell = cellOf(chosen);
        const known = drafted.get(cell.key) ?? { cell, mayBeExact: false };
        known.mayBeExact ||= table.exactTotal && chosen.length === 0;
        drafted.set(cell.key, known);
        const place = places.get(cell.key) ?? places.size;
        places.set(cell.key, place);
        return place;
      });
      return { table, dimensions, cells };
    });
  const cells = [...drafted.values()].map(({ cell, mayBeExact }) => ({
    ...cell,
    mayBeExact,
    parents: parentKeys(cell).flatMap((key) => places.get(key) ?? []),
  }));
  return { programme, level, cells, tables };
}

type Chosen = readonly { readonly dimension: Dimension; readonly category: number }[];

/** Each dimension takes its total or one category, the total first. */
function combinations(dimensions: readonly Dimension[]): readonly Chosen[] {
  return dimensions.reduce<readonly Chosen[]>(
    (found, dimension) =>
      found.flatMap((chosen) => [
        chosen,
        ...dimension.categories.map((_, category) => [...chosen, { dimension, category }]),
      ]),
    [[]],
  );
}

function cellOf(chosen: Chosen): Drafted['cell'] {
  const sorted = chosen.toSorted((one, other) => (one.dimension.code < other.dimension.code ? -1 : 1));
  const categories = sorted.flatMap(({ dimension, category }) => {
    const code = dimension.categories[category]?.code;
    return code === undefined ? [] : [{ dimension: dimension.code, category: code }];
  });
  const conditions = sorted.flatMap(({ dimension, category }) => dimension.categories[category]?.when ?? []);
  return { key: keyOf(categories), categories, conditions };
}

/** The name of a cell: the same for every way of asking for it. */
export const keyOf = (categories: LatticeCell['categories']): string =>
  categories
    .map(({ dimension, category }) => `${dimension}=${category}`)
    .sort()
    .join('&');

const parentKeys = ({ categories }: Drafted['cell']): readonly string[] =>
  categories.map((_, left) => keyOf(categories.filter((__, at) => at !== left)));
