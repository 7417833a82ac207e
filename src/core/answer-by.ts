import { addDays, type CalendarDate } from './calendar.js';

const defaultAnswerDays = 14;

/** How long this office, or this referral, gives; both in days, the referral's own outweighs. */
export interface AnswerTerms {
  readonly officeDays?: number | null;
  readonly referralDays?: number | null;
  /** Last day of the release: after it nothing can be accepted any more. */
  readonly releaseValidUntil?: CalendarDate | null;
}

/**
 * The last day on which the office's answer is in time; from the next day on the referral is unanswered.
 *
 * Usually so many days after sending. A legal deadline that still runs pulls it forward to a week before that deadline, so that a
 * sender left without an answer can still write the letter that keeps it, or find another office. Where no week is left the
 * office gets the day after sending: less would be no question at all. A deadline that has passed already hurries nobody.
 * Computed again later (`today` after `sentOn`), it is never pulled to a day that has gone by: the office could not have known.
 */
export const answerBy = (
  sentOn: CalendarDate,
  terms: AnswerTerms,
  earliestDeadline: CalendarDate | null,
  today: CalendarDate,
): CalendarDate => {
  const days = terms.referralDays ?? terms.officeDays ?? defaultAnswerDays;
  const regular = addDays(sentOn, Math.max(1, Math.trunc(days)));
  const limits = [regular];
  if (earliestDeadline !== null && earliestDeadline >= today) limits.push(addDays(earliestDeadline, -7));
  if (terms.releaseValidUntil != null) limits.push(terms.releaseValidUntil);

  const soonest = latest(addDays(sentOn, 1), today);
  return earliest(regular, latest(soonest, limits.reduce(earliest)));
};

const earliest = (a: CalendarDate, b: CalendarDate): CalendarDate => (a < b ? a : b);
const latest = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b);
