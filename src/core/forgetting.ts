import { addDays, type CalendarDate } from './calendar.js';
import { accept, refuse, type Result } from './result.js';
import { lastDayOf, longestMonths, shortestMonths } from './retention.js';

/**
 * For how many months after an account was closed its name and address are kept, where a carrier has decided nothing: as long as somebody may still have to
 * answer for what was done (§§ 195, 199 (1) BGB). [check] A lawyer has still to confirm it.
 */
export const defaultStaffMonths = 36;

/** What entries say from then on of who wrote, decided or looked. In both languages at once, since it stands where a name stood. */
export const forgottenName = 'ehemalige Fachkraft (former counsellor)';

export interface Leaver {
  /** Null while the account is open. */
  readonly deactivatedOn: CalendarDate | null;
  readonly isForgotten: boolean;
}

/** The first day on which somebody who left on that day may be forgotten (Art. 5 (1) (e), 17 (1) (a) GDPR). */
export const forgettableFrom = (deactivatedOn: CalendarDate, months: number): CalendarDate =>
  addDays(lastDayOf({ months, fromEndOfYear: false }, deactivatedOn), 1);

/** Gives the day since when; refuses who has not left, whose time is not over, and who is forgotten already. */
export function mayBeForgotten(
  { deactivatedOn, isForgotten }: Leaver,
  months: number,
  today: CalendarDate,
): Result<CalendarDate> {
  if (isForgotten) return refuse('PERSON_FORGOTTEN', 'id');
  if (deactivatedOn === null) return refuse('PERSON_STILL_ACTIVE', 'id');
  const from = forgettableFrom(deactivatedOn, months);
  return today < from ? refuse('FORGET_TOO_EARLY', 'id', { from }) : accept(from);
}

/** The months as a carrier may set them. */
export const checkStaffMonths = (months: number): Result<number> =>
  Number.isInteger(months) && months >= shortestMonths && months <= longestMonths
    ? accept(months)
    : refuse('OUT_OF_RANGE', 'input.staffMonths', { min: shortestMonths, max: longestMonths });
