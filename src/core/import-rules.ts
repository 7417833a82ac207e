import { dayOf, type CalendarDate } from './calendar.js';
import { longest } from './case-parts-rules.js';
import { freeTextProblems } from './release.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/** What a row of a list says beside the case itself. */
export interface ImportedRow {
  /** The row's own key in its list: recorded once, however often the list comes. */
  readonly externalId: string;
  readonly recordedOn: CalendarDate | null;
  readonly note: string | null;
}

const longestId = 200;
const longestSource = 100;
const earliestDay: CalendarDate = '1950-01-01';

/** The name of the list: together with the row's key it says which case a row has become. */
export const checkSource = (source: string, field: string): Result<string> => {
  const name = source.trim().normalize('NFC');
  const problems = name === '' ? [problem('REQUIRED', field)] : freeTextProblems(field, name, longestSource);
  return refusedFor(problems) ?? accept(name);
};

export const importedRowProblems = ({ externalId, recordedOn, note }: ImportedRow, today: CalendarDate): Problem[] => [
  ...freeTextProblems('externalId', externalId, longestId),
  ...(recordedOn !== null && recordedOn > today ? [problem('DATE_IN_FUTURE', 'recordedOn')] : []),
  ...(recordedOn !== null && recordedOn < earliestDay
    ? [problem('DATE_TOO_EARLY', 'recordedOn', { min: earliestDay })]
    : []),
  ...freeTextProblems('note', note, longest.note),
];

/** The moment from which an imported case counts: about noon of the day that the list tells, or now. */
export const openedAtOf = (recordedOn: CalendarDate | null, now: Date): Date =>
  recordedOn === null || recordedOn === dayOf(now) ? now : new Date(`${recordedOn}T11:00:00Z`);
