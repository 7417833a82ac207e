import { daysInMonth, isCalendarDate, type CalendarDate } from '../core/calendar.js';

/** What a cell says about a day: from the first to the last possible one; the same day when it is exact. */
export interface DayRange {
  readonly earliest: CalendarDate;
  readonly latest: CalendarDate;
}

export interface DatePattern {
  /** As it stands in the mapping. */
  readonly text: string;
  readonly read: (cell: string) => DayRange | null;
}

/** Two figures (`DD`) or one or two (`D`); hours, minutes and seconds must be there and are not kept. */
const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '\\d{2}',
  H: '\\d{1,2}',
  hh: '\\d{2}',
  h: '\\d{1,2}',
  mm: '\\d{2}',
  ss: '\\d{2}',
  A: '[AaPp]\\.?[Mm]\\.?',
};

const piece = /'([^']*)'|(YYYY|YY|MM?|DD?|HH?|hh?|mm|ss|A)|([^\p{L}\p{N}'])|(.)/gu;

/**
 * A pattern such as `DD.MM.YYYY`, `M/D/YYYY h:mm:ss A` or `MM/YYYY` (a whole month), or null when it is none: every
 * letter belongs to a token or stands in single quotes, and a year is there, with a month where there is a day.
 */
export const compileDatePattern = (text: string): DatePattern | null => {
  const used = new Set<string>();
  let source = '';
  for (const [, literal, token, mark, unknown] of text.matchAll(piece)) {
    if (unknown !== undefined) return null;
    if (token !== undefined) {
      const kind = token.charAt(0);
      if ('YMD'.includes(kind) && used.has(kind)) return null;
      used.add(kind);
      source += tokens[token];
    } else {
      source += (literal ?? mark ?? '').replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+');
    }
  }
  if (!used.has('Y') || (used.has('D') && !used.has('M'))) return null;
  const shape = new RegExp(`^${source}$`, 'u');
  return { text, read: (cell) => rangeOf(shape.exec(cell.trim())?.groups) };
};

/** What XLSX cells hold when they are true dates; read everywhere, since it cannot mean anything else. */
export const isoDate: DatePattern = {
  text: 'YYYY-MM-DD',
  read: (cell) => rangeOf(/^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ][\d:.]+Z?)?$/.exec(cell.trim())?.groups),
};

const rangeOf = (groups: Record<string, string> | undefined): DayRange | null => {
  if (!groups) return null;
  const { month, day } = groups;
  const year = groups['year'] ?? centuryOf(groups['shortYear'] ?? '') + (groups['shortYear'] ?? '');
  const from = `${year}-${(month ?? '1').padStart(2, '0')}-${(day ?? '1').padStart(2, '0')}`;
  if (!isCalendarDate(from)) return null;
  const lastMonth = month ?? '12';
  const lastDay = day ?? String(daysInMonth(Number(year), Number(lastMonth)));
  return { earliest: from, latest: `${year}-${lastMonth.padStart(2, '0')}-${lastDay.padStart(2, '0')}` };
};

/** Two figures of a year: 70 to 99 are of the last century. */
const centuryOf = (year: string): string => (year >= '70' ? '19' : '20');
