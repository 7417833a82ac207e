import { accept, problem, refusedFor, type Accepted, type Problem } from '../core/result.js';
import { readCsv } from './csv.reader.js';
import {
  defaultLimits,
  TableFault,
  type FileRefused,
  type RawRow,
  type RowRefused,
  type TableFormat,
  type TableLimits,
  type TableRow,
} from './table.js';

/**
 * The rows of a CSV or XLSX file (told apart by the first bytes), one by one. A row that cannot be read is a refusal
 * and the next one follows; a fault of the whole file is the last thing that comes. Blank rows are left out.
 * @param columns the headings that must be there; others may be.
 */
export async function* readTable(
  source: AsyncIterable<Uint8Array>,
  columns: readonly string[],
  format: TableFormat,
  limits: TableLimits = defaultLimits,
): AsyncGenerator<Accepted<TableRow> | RowRefused | FileRefused, void, undefined> {
  try {
    let headings: readonly string[] | null = null;
    let count = 0;
    for await (const raw of readRows(limitBytes(source, limits.bytes), format, limits)) {
      if (raw.cells.every((cell) => cell.trim() === '')) continue;
      if (!headings) {
        headings = raw.cells.map((cell) => cell.trim().normalize('NFC'));
        while (headings.at(-1) === '') headings = headings.slice(0, -1);
        const refused = refusedFor(faultsOfHeadings(headings, columns, limits));
        if (refused) return yield { ...refused, line: null };
        continue;
      }
      if (++count > limits.rows) throw new TableFault('IMPORT_TOO_MANY_ROWS', { max: limits.rows });
      yield underHeadings(raw, headings);
    }
    if (count === 0) throw new TableFault('IMPORT_EMPTY_FILE');
  } catch (fault) {
    if (!(fault instanceof TableFault)) throw fault;
    yield { ok: false, problems: [fault.problem], line: null };
  }
}

const faultsOfHeadings = (headings: readonly string[], columns: readonly string[], limits: TableLimits): Problem[] => {
  if (headings.some((heading) => heading.includes('\0'))) {
    return [problem('IMPORT_ENCODING', null, { line: 1, encoding: 'UTF-8' })];
  }
  if (headings.length > limits.columns) return [problem('IMPORT_TOO_MANY_COLUMNS', null, { max: limits.columns })];
  const missing = columns.filter((column) => !headings.includes(column));
  // Where headings are missing the first row may be a case, and nothing of it may be repeated.
  if (missing.length > 0) return missing.map((column) => problem('IMPORT_COLUMN_MISSING', null, { column }));
  return headings.flatMap((column, index) => {
    if (column === '') return [problem('IMPORT_COLUMN_UNNAMED', null, { position: index + 1 })];
    return headings.indexOf(column) < index ? [problem('IMPORT_COLUMN_DUPLICATE', null, { column })] : [];
  });
};

const underHeadings = ({ line, cells }: RawRow, headings: readonly string[]): Accepted<TableRow> | RowRefused => {
  const expected = headings.length;
  // Spreadsheets write blank cells after the last heading, or leave them out at the end of an XLSX row.
  if (cells.length < expected || cells.slice(expected).some((cell) => cell.trim() !== '')) {
    const values = { line, expected, found: cells.length };
    return { ok: false, problems: [problem('IMPORT_COLUMN_COUNT', null, values)], line };
  }
  const unstorable = headings.filter((_, index) => !isStorable(cells[index] ?? ''));
  const refused = refusedFor(unstorable.map((column) => problem('IMPORT_NUL', null, { line, column })));
  if (refused) return { ...refused, line };
  return accept({ line, values: Object.fromEntries(headings.map((column, index) => [column, cells[index] ?? ''])) });
};

/** NUL cannot be stored, half a character (an XLSX file can name one by its number) cannot be encoded. */
const isStorable = (cell: string): boolean => !cell.includes('\0') && cell.isWellFormed();

async function* limitBytes(source: AsyncIterable<Uint8Array>, max: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > max) throw new TableFault('IMPORT_FILE_TOO_LARGE', { max: Math.round(max / 100_000) / 10 });
    yield chunk;
  }
}

async function* readRows(
  source: AsyncIterable<Uint8Array>,
  format: TableFormat,
  limits: TableLimits,
): AsyncGenerator<RawRow> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = join(head, chunks);
  switch (head.subarray(0, 4).toString('hex')) {
    case '504b0304':
      yield* (await import('./xlsx.reader.js')).readXlsx(whole, format, limits);
      return;
    case 'd0cf11e0': // the old binary formats, and XLSX files with a password
      throw new TableFault('IMPORT_FORMAT');
    default:
      yield* readCsv(whole, format, limits);
  }
}

async function* join(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
