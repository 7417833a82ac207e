import { latticeOf } from './lattice.js';
import {
  dimensionsOf,
  periodLevels,
  type PeriodLevel,
  type Programme,
  type ProgrammeTable,
} from './statistics-programme.js';

/** What a table of the programme costs and how full its cells are. */
export interface TableFigures {
  readonly table: ProgrammeTable;
  readonly level: PeriodLevel;
  /** Cells with a category in every dimension. */
  readonly cells: number;
  /** Cases in such a cell on average, at the number of cases that the programme expects. */
  readonly mean: number;
  readonly isTooFine: boolean;
}

export interface ProgrammeFigures {
  readonly tables: readonly TableFigures[];
  /** Different cells, totals included, for each level of periods. */
  readonly latticeCells: { readonly [L in PeriodLevel]: number };
  /** In how many cells a record is counted at least. */
  readonly countsPerRecord: { readonly [L in PeriodLevel]: number };
}

const periodsInYear: { readonly [L in PeriodLevel]: number } = { QUARTER: 4, YEAR: 1 };

/** Works out lattice, cost and mean cell sizes from the programme alone. */
export function programmeFigures(programme: Programme, casesPerYear = programme.expectedPerYear): ProgrammeFigures {
  const lattices = { QUARTER: latticeOf(programme, 'QUARTER'), YEAR: latticeOf(programme, 'YEAR') };
  const tables = programme.tables.flatMap((table) =>
    table.periods.map((level) => {
      const cells = dimensionsOf(programme, table).reduce((product, one) => product * one.categories.length, 1);
      const mean = casesPerYear / periodsInYear[level] / cells;
      return { table, level, cells, mean, isTooFine: mean < programme.thresholds.meanFrom };
    }),
  );
  const each = <T>(of: (level: PeriodLevel) => T): { readonly [L in PeriodLevel]: T } =>
    Object.fromEntries(periodLevels.map((level) => [level, of(level)])) as { [L in PeriodLevel]: T };
  return {
    tables,
    latticeCells: each((level) => lattices[level].cells.length),
    // Equal cells of several tables count once: a set of dimensions is one count, whichever tables have it.
    countsPerRecord: each(
      (level) =>
        new Set(lattices[level].cells.map(({ categories }) => categories.map(({ dimension }) => dimension).join()))
          .size,
    ),
  };
}
