import type { Cell, Row, SheetData } from 'write-excel-file/node';
import { germanDate } from '../core/document.js';
import { inertText } from '../core/spreadsheet-text.js';
import { howCounted, internalNotice, type ReportTable, type YearlyReport } from '../core/yearly-report.js';

const bold = (value: string): Cell => ({ value, fontWeight: 'bold' });
const text = (value: string): Cell => ({ value: inertText(value), type: String, wrap: true });
const head = (...titles: readonly string[]): Row => titles.map(bold);

/** The yearly report as XLSX: a sheet of notes, one with all counts, one with the activities. */
export async function yearlyReportWorkbook(report: YearlyReport): Promise<Buffer> {
  const { default: writeWorkbook } = await import('write-excel-file/node');
  const sheets: { sheet: string; data: SheetData; columns: { width: number }[] }[] = [
    { sheet: 'Hinweise', data: notes(report), columns: [{ width: 24 }, { width: 90 }] },
    { sheet: 'Zahlen', data: counts(report.tables), columns: [{ width: 48 }, { width: 48 }, { width: 12 }] },
    {
      sheet: 'Aktivitäten',
      data: activities(report),
      columns: [14, 14, 36, 44, 40, 12, 12, 24].map((width) => ({ width })),
    },
  ];
  return writeWorkbook(sheets).toBuffer();
}

const notes = (report: YearlyReport): SheetData => [
  [bold(`Jahresbericht ${report.year}`)],
  [null, text(internalNotice)],
  ...howCounted(report).map(([term, said]): Row => [bold(term), text(said)]),
];

const counts = (tables: readonly ReportTable[]): SheetData => [
  head('Tabelle', 'Angabe', 'Anzahl'),
  ...tables.flatMap(({ title, rows }) => rows.map(({ label, count }): Row => [text(title), text(label), count])),
];

const activities = ({ activities: done }: YearlyReport): SheetData => [
  head('Beginn', 'Ende', 'Art', 'Was', 'Mit wem', 'Erreicht', 'geschätzt', 'Kreis'),
  ...done.map((one): Row => [
    text(germanDate(one.startsOn)),
    text(germanDate(one.endsOn)),
    text(one.kind),
    text(one.title),
    text(one.partners.join('; ')),
    one.reach,
    one.reachEstimated ? 'ja' : 'nein',
    text(one.place ?? ''),
  ]),
];
