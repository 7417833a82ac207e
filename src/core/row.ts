import { isCalendarDate, type CalendarDate } from './calendar.js';
import { findTerm, type Codebook, type District, type Vocabulary } from './codebook.js';
import { problem, type Problem } from './result.js';

/** One row of reference data as an administrator wrote it. Reading a field adds to `problems` and goes on, so that every fault is shown at once. */
export interface Row {
  /** Where the row stands, such as `rules[3]`; empty for a single row. */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: Problem[];
}

/** The problem of a value that stands at `field`, or null. */
export type Check = (value: string, field: string) => Problem | null;

const maxEntries = 100;
const maxText = 500;

/** A row, or null when it is no record. A misspelt field is a problem: a condition that is overlooked would widen a rule. */
export function openRow(input: unknown, path: string, allowed: readonly string[], problems: Problem[]): Row | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    problems.push(problem('INVALID_FORMAT', path || null, { expected: allowed.join(', ') }));
    return null;
  }
  const row: Row = { path, fields: input as Record<string, unknown>, problems };
  for (const name of Object.keys(input)) {
    if (!allowed.includes(name)) {
      problems.push(problem('UNKNOWN_FIELD', fieldOf(row, name), { allowed: allowed.join(', ') }));
    }
  }
  return row;
}

export const fieldOf = (row: Row, name: string): string => (row.path ? `${row.path}.${name}` : name);

/** The value as it stands; undefined when it is absent or null. */
export const rawOf = (row: Row, name: string): unknown =>
  (Object.hasOwn(row.fields, name) ? row.fields[name] : undefined) ?? undefined;

export const isGiven = (row: Row, name: string): boolean => rawOf(row, name) !== undefined;

/** Whether the field stands there at all: a condition left blank is a mistake to point out, not a condition to drop. */
export const isWritten = (row: Row, name: string): boolean => Object.hasOwn(row.fields, name);

const complain = (row: Row, name: string, code: Problem['code'], values?: Problem['values']): void => {
  row.problems.push(problem(code, fieldOf(row, name), values));
};

export function readText(row: Row, name: string, check?: Check): string {
  const value = rawOf(row, name);
  if (value === undefined || value === '') {
    complain(row, name, 'REQUIRED');
    return '';
  }
  if (typeof value !== 'string') {
    complain(row, name, 'INVALID_FORMAT', { expected: 'text' });
    return '';
  }
  if (value.trim() === '') complain(row, name, 'REQUIRED');
  else if (value.length > maxText) complain(row, name, 'TOO_LONG', { max: maxText });
  else if (value.includes('\0')) complain(row, name, 'INVALID_CHARACTER');
  const found = check?.(value, fieldOf(row, name));
  if (found) row.problems.push(found);
  return value;
}

export const readOptionalText = (row: Row, name: string, check?: Check): string | null =>
  isGiven(row, name) ? readText(row, name, check) : null;

export function readWhole(row: Row, name: string, min: number, max: number): number {
  const value = rawOf(row, name);
  if (value === undefined) complain(row, name, 'REQUIRED');
  else if (typeof value !== 'number' || !Number.isInteger(value)) {
    complain(row, name, 'INVALID_FORMAT', { expected: '1, 2, 3 …' });
  } else if (value < min || value > max) complain(row, name, 'OUT_OF_RANGE', { min, max });
  return typeof value === 'number' ? value : 0;
}

export function readFlag(row: Row, name: string): boolean {
  const value = rawOf(row, name);
  if (value === undefined) complain(row, name, 'REQUIRED');
  else if (typeof value !== 'boolean') complain(row, name, 'INVALID_FORMAT', { expected: 'true / false' });
  return value === true;
}

export function readDay(row: Row, name: string): CalendarDate | null {
  return readOptionalText(row, name, (value, field) =>
    isCalendarDate(value) ? null : problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' }),
  );
}

/** A list of at least one value, each given once. */
export function readList(row: Row, name: string, check: Check): string[] {
  const value = rawOf(row, name);
  if (value === undefined) complain(row, name, 'REQUIRED');
  else if (!Array.isArray(value)) complain(row, name, 'INVALID_FORMAT', { expected: '[ … ]' });
  else if (value.length === 0) complain(row, name, 'EMPTY');
  else if (value.length > maxEntries) complain(row, name, 'TOO_MANY', { max: maxEntries });
  else return readEntries(row, name, value, check);
  return [];
}

function readEntries(row: Row, name: string, entries: readonly unknown[], check: Check): string[] {
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const field = `${fieldOf(row, name)}[${index}]`;
    if (typeof entry !== 'string') {
      row.problems.push(problem('INVALID_FORMAT', field, { expected: 'text' }));
      return;
    }
    const found = seen.has(entry) ? problem('DUPLICATE_VALUE', field) : check(entry, field);
    if (found) row.problems.push(found);
    seen.add(entry);
  });
  return [...seen];
}

/** Retired codes pass: a rule still has to reach the older cases that carry them. */
export const codeIn =
  (codebook: Codebook, vocabulary: Vocabulary): Check =>
  (code, field) =>
    findTerm(codebook, vocabulary, code) ? null : problem('UNKNOWN_CODE', field, { vocabulary });

export const districtIn =
  (districts: readonly District[]): Check =>
  (key, field) =>
    districts.some((district) => district.key === key) ? null : problem('UNKNOWN_DISTRICT', field);

export const regionIn =
  (districts: readonly District[]): Check =>
  (key, field) =>
    districts.some((district) => district.regionKey === key) ? null : problem('UNKNOWN_REGION', field);

export const oneOf =
  (values: readonly string[]): Check =>
  (value, field) =>
    values.includes(value) ? null : problem('INVALID_FORMAT', field, { expected: values.join(' / ') });
