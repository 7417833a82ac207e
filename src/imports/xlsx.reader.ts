import { InvalidInputError, InvalidSpreadsheetError, readSheet, SheetNotFoundError } from 'read-excel-file/node';
import { TableFault, type RawRow, type TableFormat, type TableLimits } from './table.js';
import { repackWorkbook } from './xlsx.archive.js';

/** The rows of one sheet of a workbook; dates come out as ISO 8601, numbers in plain figures. */
export async function* readXlsx(
  source: AsyncIterable<Uint8Array>,
  format: TableFormat,
  limits: TableLimits,
): AsyncGenerator<RawRow> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  const workbook = await repackWorkbook(Buffer.concat(chunks), limits);
  const rows = await readCells(workbook, format.sheet);
  for (const [index, row] of rows.entries()) {
    const cells = row.map(asText);
    const line = index + 1;
    if (cells.reduce((sum, { length }) => sum + length, 0) > limits.charactersPerRow) {
      throw new TableFault('IMPORT_ROW_TOO_LONG', { line, max: limits.charactersPerRow });
    }
    yield { line, cells };
  }
}

const readCells = async (workbook: Buffer, sheet: string | null): Promise<readonly (readonly unknown[])[]> => {
  const options = { trim: false, parseNumber: asFigures };
  try {
    return await (sheet === null ? readSheet(workbook, options) : readSheet(workbook, sheet, options));
  } catch (error) {
    if (error instanceof SheetNotFoundError) throw new TableFault('IMPORT_SHEET_MISSING', { sheet: sheet ?? '1' });
    if (error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError) {
      throw new TableFault('IMPORT_XLSX_DAMAGED');
    }
    throw error;
  }
};

/** Long whole numbers (file numbers) keep every figure; others lose the noise of binary fractions. */
const asFigures = (text: string): string => {
  const figures = String(text);
  return /^-?\d+$/.test(figures) ? figures : String(Number(Number(figures).toPrecision(15)));
};

const asText = (cell: unknown): string => {
  if (typeof cell === 'string') return cell.replace(/\r\n?/g, '\n');
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (!(cell instanceof Date)) return '';
  const iso = cell.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
};
