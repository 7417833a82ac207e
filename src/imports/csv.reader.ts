import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { TableFault, type RawRow, type TableFormat, type TableLimits } from './table.js';

/** The rows of a CSV text. Line breaks inside cells come out as `\n`, whatever the file uses. */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  format: TableFormat,
  limits: TableLimits,
): AsyncGenerator<RawRow> {
  const pieces = decode(source, format.encoding);
  const first = await pieces.next();
  if (first.done) return;
  let lastLine = 0;
  let emptyLines = 0;
  const parser = parse({
    delimiter: format.delimiter === 'auto' ? detectDelimiter(first.value) : format.delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: limits.charactersPerRow,
    // The stream may drop finished rows when a later one is faulty, so lines are counted here and not while reading.
    // Only cells can be handed on from here: the line goes with them as the first.
    on_record: (cells, { lines, empty_lines }) => {
      const line = lastLine + (empty_lines - emptyLines) + 1;
      [lastLine, emptyLines] = [lines, empty_lines];
      return [String(line), ...cells];
    },
  });
  try {
    const records = Readable.from(prepend(first.value, pieces)).compose(parser) as AsyncIterable<string[]>;
    for await (const [line, ...cells] of records) yield { line: Number(line), cells };
  } catch (error) {
    if (error instanceof CsvError) throw faultOf(error, lastLine + 1, limits);
    throw error;
  }
}

const faultOf = (error: CsvError, line: number, limits: TableLimits): Error => {
  const { code } = error;
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_INVALID_CLOSING_QUOTE')
    return new TableFault('IMPORT_UNCLOSED_QUOTE', { line });
  if (code === 'INVALID_OPENING_QUOTE') return new TableFault('IMPORT_STRAY_QUOTE', { line });
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new TableFault('IMPORT_ROW_TOO_LONG', { line, max: limits.charactersPerRow });
  // The message may quote the cell, so it goes no further.
  return new Error(`csv-parse: ${code}`);
};

/** The candidate that stands most often in the first row, outside quotes; a comma where none does. */
const detectDelimiter = (text: string): string => {
  const counts = new Map([
    [',', 0],
    [';', 0],
    ['\t', 0],
  ]);
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '\n') break;
    const count = counts.get(character);
    if (count !== undefined) counts.set(character, count + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
};

/**
 * Decodes strictly, in pieces of whole lines so that a fault can name its line, without byte-order mark and with `\n`
 * for every line break. In both encodings the byte 0x0A is a line break and nothing else.
 */
async function* decode(
  source: AsyncIterable<Uint8Array>,
  encoding: TableFormat['encoding'],
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let lines = 0;
  let first = true;
  for await (const bytes of wholeLines(source)) {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      const line = lines + 1 + firstUndecodable(bytes, decoder);
      throw new TableFault('IMPORT_ENCODING', { line, encoding: encoding.toUpperCase() });
    }
    if (first) text = text.replace(/^\uFEFF/, '');
    text = text.replace(/\r\n?/g, '\n');
    lines += countLineBreaks(text);
    first = false;
    yield text;
  }
}

/** How many lines of these bytes can be decoded before the first that cannot. */
const firstUndecodable = (bytes: Uint8Array, decoder: TextDecoder): number => {
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(start, next));
    } catch {
      return line;
    }
    start = next;
  }
  return line;
};

const countLineBreaks = (text: string): number => text.split('\n').length - 1;

async function* wholeLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = [];
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(0x0a) + 1;
    if (end > 0) {
      yield Buffer.concat([...open, chunk.subarray(0, end)]);
      open = [];
    }
    if (end < chunk.length) open.push(chunk.subarray(end));
  }
  if (open.length > 0) yield Buffer.concat(open);
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
