import { explain } from '../core/problems.js';
import type { ReportRow } from './imports.queries.js';

const headings = ['line', 'outcome', 'case', 'code', 'field', 'de', 'en'];

/** The head of the report as CSV: with byte-order mark and semicolons, as spreadsheets on German machines read it. */
export const reportHead = `\uFEFF${headings.join(';')}\r\n`;

/** One row of the list, a line for each of its problems. Names of columns come from the list: no formula runs from them. */
export const reportLines = ({ line, outcome, problems, caseId }: ReportRow): string => {
  const reasons =
    problems.length === 0
      ? [['', '', '', '']]
      : problems.map((problem) => [problem.code, problem.field ?? '', explain(problem, 'de'), explain(problem, 'en')]);
  return reasons
    .map((reason) => [String(line), outcome, caseId ?? '', ...reason].map(cell).join(';'))
    .map((text) => `${text}\r\n`)
    .join('');
};

const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};
