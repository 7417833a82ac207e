import { stringify } from 'csv-stringify/sync';
import type { Zippable } from 'fflate';
import type { Cell, Row } from 'write-excel-file/node';
import type { BundleFiles } from '../core/bundle.js';
import type { PublishedTable } from '../core/published-table.js';
import { inertText } from '../core/spreadsheet-text.js';
import type { Citation } from '../core/statistics-citation.js';
import { flatTable, jsonStat, notesOf, type FileLanguage } from '../core/statistics-files.js';

/** A table as CSV: RFC 4180 with a byte-order mark, so that spreadsheets read umlauts; no cell begins like a formula. Notes follow after an empty line. */
export function tableCsv(table: PublishedTable, cited: Citation, language: FileLanguage): Buffer {
  const { head, rows } = flatTable(table, language);
  const lines = stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
  const notes = stringify(
    notesOf(table, cited, language).map((note) => [note]),
    { escape_formulas: true, record_delimiter: '\r\n' },
  );
  return Buffer.from(`${lines}\r\n${notes}`);
}

/** The same as XLSX, the notes on a sheet of their own. */
export async function tableWorkbook(table: PublishedTable, cited: Citation, language: FileLanguage): Promise<Buffer> {
  const { default: writeWorkbook } = await import('write-excel-file/node');
  const { head, rows } = flatTable(table, language);
  const bold = (value: string): Cell => ({ value, fontWeight: 'bold' });
  const cell = (value: string | number | null): Cell =>
    typeof value === 'string' ? { value: inertText(value), type: String } : value;
  const notes = notesOf(table, cited, language).map((value): Row => [{ value, type: String, wrap: true }]);
  return writeWorkbook([
    {
      sheet: language === 'de' ? 'Zahlen' : 'Numbers',
      data: [head.map(bold), ...rows.map((row): Row => row.map(cell))],
      columns: head.map((_, at) => ({ width: at < head.length - 4 ? 44 : 14 })),
    },
    { sheet: language === 'de' ? 'Hinweise' : 'Notes', data: notes, columns: [{ width: 110 }] },
  ]).toBuffer();
}

/** The same as JSON-stat 2.0. */
export const tableJson = (table: PublishedTable, cited: Citation, language: FileLanguage): Buffer =>
  Buffer.from(JSON.stringify(jsonStat(table, cited, language)));

/** The signed files of a release in one archive, byte for byte; always the same for a release. */
export async function bundleZip(id: string, files: BundleFiles): Promise<Buffer> {
  const { strToU8, zipSync } = await import('fflate');
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort())
    entries[`${id}/${name}`] = [strToU8(files[name] ?? ''), { mtime: '1980-01-02T00:00:00Z' }];
  return Buffer.from(zipSync(entries, { level: 9 }));
}
