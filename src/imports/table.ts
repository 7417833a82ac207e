import { problem, type Problem, type Refused } from '../core/result.js';
import type { ProblemCode } from '../core/problems.js';

/** One row under its headings; `line` is where it begins in the file, as an editor or a spreadsheet counts. */
export interface TableRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/** A row that cannot be taken; the next one follows. */
export interface RowRefused extends Refused {
  readonly line: number;
}

/** A file that cannot be read: the last thing that comes. */
export interface FileRefused extends Refused {
  readonly line: null;
}

/** The cells of one row as they stand in the file, before the headings are known. */
export interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface TableFormat {
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly delimiter: 'auto' | ',' | ';' | '\t';
  /** The sheet of an XLSX file; null = the first. */
  readonly sheet: string | null;
}

export interface TableLimits {
  readonly bytes: number;
  readonly rows: number;
  readonly columns: number;
  readonly charactersPerRow: number;
  /** What an XLSX file may grow to when unpacked; the library holds all of it in memory, some ten times over. */
  readonly unpackedBytes: number;
}

export const defaultLimits: TableLimits = {
  bytes: 20_000_000,
  rows: 100_000,
  columns: 200,
  charactersPerRow: 1_000_000,
  unpackedBytes: 50_000_000,
};

/** Carries a problem with the whole file out of the streams, up to `readTable`, which turns it into a refusal. */
export class TableFault extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, values?: Problem['values']) {
    super(code);
    this.problem = problem(code, null, values);
  }
}
