import { Readable } from 'node:stream';
import type { Codebook } from '../core/codebook.js';
import { problem, refusedFor, type Result } from '../core/result.js';
import type { Geography } from '../reference/geography.loader.js';
import { readMapping } from './mapping.js';
import type { ImportMapping } from './mapping.fields.js';
import { readTable } from './table.reader.js';

/** How many rows are looked at before an import is accepted. */
const headRows = 100;

/** A list in pieces, so that its head can be read without reading all of it. */
export const inPieces = (content: Buffer): AsyncIterable<Uint8Array> =>
  // One piece ahead at most: what is not read needs no look.
  Readable.from(cut(content), { highWaterMark: 1 });

function* cut(content: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}

/** XLSX files are ZIP archives; everything else is read as text. */
export const formatOf = (content: Buffer): 'CSV' | 'XLSX' =>
  content.subarray(0, 4).toString('hex') === '504b0304' ? 'XLSX' : 'CSV';

export const readMappingText = (text: string, codebook: Codebook, geography: Geography): Result<ImportMapping> => {
  // It is kept as it is until the run has ended.
  const refused = text.includes('\0') || !text.isWellFormed() ? refusedFor([problem('INVALID_CHARACTER')]) : null;
  return refused ?? readMapping(text, codebook, geography);
};

/** How many rows the list has, or why it cannot be read as a whole. `most` ends the look at the list early. */
export async function countRows(content: Buffer, mapping: ImportMapping, most = headRows): Promise<Result<number>> {
  let count = 0;
  for await (const row of readTable(inPieces(content), mapping.columns, mapping.table)) {
    if (!row.ok && row.line === null) return row;
    if (++count >= most) break;
  }
  return { ok: true, value: count };
}
