import { noFacets, type Facet, type Facets } from './counting-record.js';
import type { Lattice } from './lattice.js';
import { meets, type Dimension } from './statistics-programme.js';

/** For each dimension of a lattice the places of the categories that a record belongs to; several where they overlap. */
export type Categories = readonly (readonly number[])[];

/** Facets as bits, so that what a change touches is told by one number. */
export type FacetBits = number;

const bits = new Map(Object.keys(noFacets).map((facet, at) => [facet, 2 ** at]));

/** Which facets differ. */
export function facetsBetween(one: Facets, other: Facets): FacetBits {
  let changed = 0;
  for (const [facet, bit] of bits) {
    const [before, after] = [one[facet as Facet], other[facet as Facet]];
    if (before !== after && textOf(before) !== textOf(after)) changed |= bit;
  }
  return changed;
}

const textOf = (value: Facets[Facet]): string =>
  typeof value === 'string' ? value : value === null ? '' : value.join('|');

/** Sorts the values of one dimension; the same value is worked out once. */
class Sorter {
  readonly bit: FacetBits;
  private readonly known = new Map<string, readonly number[]>();

  constructor(private readonly dimension: Dimension) {
    this.bit = bits.get(dimension.facet) ?? 0;
  }

  categoriesOf(facets: Facets): readonly number[] {
    const text = textOf(facets[this.dimension.facet]);
    const before = this.known.get(text);
    if (before) return before;
    const sorted = this.dimension.categories.flatMap(({ when }, place) => (meets(facets, when) ? [place] : []));
    this.known.set(text, sorted);
    return sorted;
  }
}

/** The cells that have a category of the same dimensions. */
interface Family {
  readonly bits: FacetBits;
  /** The dimensions, by their places. */
  readonly dimensions: readonly number[];
  readonly widths: readonly number[];
  /** The cell for each combination, the last dimension running fastest. */
  readonly cells: Int32Array;
}

/** Finds the cells of the lattice that a record belongs to. */
export class Placing {
  private readonly sorters: readonly Sorter[];
  private readonly families: readonly Family[];

  constructor({ tables, cells }: Lattice) {
    const dimensions = [...new Set(tables.flatMap((table) => table.dimensions))];
    this.sorters = dimensions.map((dimension) => new Sorter(dimension));
    this.families = familiesOf(dimensions, cells);
  }

  categoriesOf(facets: Facets): Categories {
    return this.sorters.map((sorter) => sorter.categoriesOf(facets));
  }

  /** The categories after some of the facets have changed. */
  categoriesAfter(before: Categories, facets: Facets, changed: FacetBits): Categories {
    return this.sorters.map((sorter, at) =>
      (sorter.bit & changed) === 0 ? (before[at] ?? []) : sorter.categoriesOf(facets),
    );
  }

  /**
   * Calls `visit` with every cell of a record with these categories, each once.
   * @param changed only cells that one of these facets tells apart
   */
  visit(categories: Categories, visit: (cell: number) => void, changed: FacetBits | null = null): void {
    for (const family of this.families) {
      if (changed === null || (family.bits & changed) !== 0) this.walk(family, categories, 0, 0, visit);
    }
  }

  /** All cells of a record, in the order of the lattice. */
  cellsOf(facets: Facets): readonly number[] {
    const cells: number[] = [];
    this.visit(this.categoriesOf(facets), (cell) => cells.push(cell));
    return cells.sort((one, other) => one - other);
  }

  private walk(
    family: Family,
    categories: Categories,
    depth: number,
    offset: number,
    visit: (cell: number) => void,
  ): void {
    const dimension = family.dimensions[depth];
    if (dimension === undefined) {
      visit(family.cells[offset] ?? 0);
      return;
    }
    const from = offset * (family.widths[depth] ?? 0);
    for (const category of categories[dimension] ?? [])
      this.walk(family, categories, depth + 1, from + category, visit);
  }
}

function familiesOf(dimensions: readonly Dimension[], cells: Lattice['cells']): readonly Family[] {
  const places = new Map(dimensions.map(({ code }, at) => [code, at]));
  const families = new Map<string, Family>();
  for (const [place, { categories }] of cells.entries()) {
    const name = categories.map(({ dimension }) => dimension).join();
    const family =
      families.get(name) ??
      emptyFamily(
        dimensions,
        categories.map(({ dimension }) => places.get(dimension) ?? 0),
      );
    families.set(name, family);
    const offset = categories.reduce((sum, { category }, at) => {
      const all = dimensions[family.dimensions[at] ?? 0]?.categories ?? [];
      return sum * all.length + all.findIndex(({ code }) => code === category);
    }, 0);
    family.cells[offset] = place;
  }
  return [...families.values()];
}

function emptyFamily(dimensions: readonly Dimension[], own: readonly number[]): Family {
  const widths = own.map((at) => dimensions[at]?.categories.length ?? 0);
  return {
    bits: own.reduce((sum, at) => sum | (bits.get(dimensions[at]?.facet ?? '') ?? 0), 0),
    dimensions: own,
    widths,
    cells: new Int32Array(widths.reduce((product, width) => product * width, 1)),
  };
}
