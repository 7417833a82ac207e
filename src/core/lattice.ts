import type { CountingRecord, Facets } from './counting-record.js';
import {
  dimensionsOf,
  meets,
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

/** For each dimension the categories of a record; the same facets are worked out once. */
class Sorter {
  private readonly known: Map<string, readonly number[]>[];

  constructor(private readonly dimensions: readonly Dimension[]) {
    this.known = dimensions.map(() => new Map<string, readonly number[]>());
  }

  /** The categories that the record belongs to, by place; several where they overlap. */
  categoriesOf(facets: Facets, at: number): readonly number[] {
    const dimension = this.dimensions[at];
    const known = this.known[at];
    if (!dimension || !known) return [];
    const value = facets[dimension.facet];
    const text = typeof value === 'string' ? value : value === null ? '' : value.join('|');
    const before = known.get(text);
    if (before) return before;
    const sorted = dimension.categories.flatMap(({ when }, place) => (meets(facets, when) ? [place] : []));
    known.set(text, sorted);
    return sorted;
  }
}

interface Walk {
  readonly cells: readonly number[];
  /** For each dimension its place among all dimensions, and how many columns it has with the total. */
  readonly steps: readonly { readonly dimension: number; readonly width: number }[];
}

/** Calls `visit` with every cell a record belongs to, each once, by its place in the lattice. */
export class Placing {
  private readonly sorter: Sorter;
  private readonly walks: readonly Walk[];
  private readonly count: number;
  private readonly marks: Int32Array;
  private turn = 0;

  constructor({ tables, cells }: Lattice) {
    const dimensions = [...new Set(tables.flatMap((table) => table.dimensions))];
    this.sorter = new Sorter(dimensions);
    this.count = dimensions.length;
    this.walks = tables.map((table) => ({
      cells: table.cells,
      steps: table.dimensions.map((one) => ({ dimension: dimensions.indexOf(one), width: one.categories.length + 1 })),
    }));
    this.marks = new Int32Array(cells.length);
  }

  visit(facets: Facets, visit: (cell: number) => void): void {
    this.turn++;
    const categories: (readonly number[])[] = [];
    for (let at = 0; at < this.count; at++) categories.push(this.sorter.categoriesOf(facets, at));
    for (const walk of this.walks) this.walk(walk, categories, 0, 0, visit);
  }

  /** All cells of a record, in the order of the lattice. */
  cellsOf(facets: CountingRecord['facets']): readonly number[] {
    const cells: number[] = [];
    this.visit(facets, (cell) => cells.push(cell));
    return cells.sort((one, other) => one - other);
  }

  private walk(
    walk: Walk,
    categories: readonly (readonly number[])[],
    depth: number,
    offset: number,
    visit: (cell: number) => void,
  ): void {
    const step = walk.steps[depth];
    if (!step) {
      const cell = walk.cells[offset];
      if (cell === undefined || this.marks[cell] === this.turn) return;
      this.marks[cell] = this.turn;
      visit(cell);
      return;
    }
    this.walk(walk, categories, depth + 1, offset * step.width, visit);
    for (const category of categories[step.dimension] ?? []) {
      this.walk(walk, categories, depth + 1, offset * step.width + category + 1, visit);
    }
  }
}
