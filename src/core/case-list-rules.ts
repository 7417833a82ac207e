import { isCalendarDate, type CalendarDate } from './calendar.js';
import { reviewStates } from './case-review-rules.js';
import { findTerm, type Codebook, type Vocabulary } from './codebook.js';
import { referralStates } from './referral-states.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/**
 * In what order cases are listed. By deadline: only open cases that have one, because no other is waiting for anything.
 */
export const caseOrders = [
  'OPENED_AT_DESC',
  'OPENED_AT_ASC',
  'CHANGED_AT_DESC',
  'NEXT_DEADLINE_ASC',
  'NUMBER_DESC',
  'NUMBER_ASC',
] as const;

export type CaseOrder = (typeof caseOrders)[number];

/** Which cases are asked for: all that is given must fit. An empty list asks for nothing in particular. */
export interface CaseFilter {
  readonly status?: string | null | undefined;
  readonly grounds?: readonly string[] | null | undefined;
  readonly areas?: readonly string[] | null | undefined;
  readonly incidentFrom?: CalendarDate | null | undefined;
  readonly incidentTo?: CalendarDate | null | undefined;
  readonly openedFrom?: CalendarDate | null | undefined;
  readonly openedTo?: CalendarDate | null | undefined;
  readonly assigneeId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly deadlineWithinDays?: number | null | undefined;
  readonly referralStates?: readonly string[] | null | undefined;
  readonly reviewState?: string | null | undefined;
  readonly text?: string | null | undefined;
}

const caseStatuses = ['OPEN', 'CLOSED'] as const;

/** The filter, or every field of it that cannot be meant. Retired codes are fine: old cases carry them. */
export const checkFilter = (filter: CaseFilter, codebook: Codebook): Result<CaseFilter> => {
  const problems = [
    ...choiceProblems('status', filter.status, caseStatuses),
    ...choiceProblems('reviewState', filter.reviewState, reviewStates),
    ...(filter.referralStates ?? []).flatMap((state, at) =>
      choiceProblems(`referralStates[${at}]`, state, referralStates),
    ),
    ...codesProblems(codebook, 'grounds', 'grounds', filter.grounds),
    ...codesProblems(codebook, 'areas', 'areas', filter.areas),
    ...periodProblems('incidentFrom', filter.incidentFrom, 'incidentTo', filter.incidentTo),
    ...periodProblems('openedFrom', filter.openedFrom, 'openedTo', filter.openedTo),
  ];
  return refusedFor(problems) ?? accept(filter);
};

export const checkOrder = (order: string | null | undefined): Result<CaseOrder> => {
  const known = caseOrders.find((one) => one === (order ?? 'OPENED_AT_DESC'));
  const refused = refusedFor(choiceProblems('orderBy', order, caseOrders, ''));
  return known ? accept(known) : (refused ?? accept('OPENED_AT_DESC'));
};

/** Sort key and tie-breaker of the last row that was read, as the cursor holds them. */
export interface CasePlace {
  readonly key: string;
  readonly tie: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const microseconds = /^\d{1,16}$/;

/** Whether the place can be one of a list in this order: whatever else a cursor says never reaches the database. */
export const fitsOrder = ({ key, tie }: CasePlace, order: CaseOrder): boolean => {
  switch (order) {
    case 'OPENED_AT_DESC':
    case 'OPENED_AT_ASC':
    case 'CHANGED_AT_DESC':
      return microseconds.test(key) && uuid.test(tie);
    case 'NEXT_DEADLINE_ASC':
      return isCalendarDate(key) && key >= earliestDay && uuid.test(tie);
    case 'NUMBER_DESC':
    case 'NUMBER_ASC':
      return /^\d{4}$/.test(key) && /^\d{1,9}$/.test(tie);
  }
};

/** A place in a history: when, in microseconds, and which. */
export const fitsHistory = ({ key, tie }: CasePlace): boolean => microseconds.test(key) && uuid.test(tie);

const earliestDay: CalendarDate = '1900-01-01';

const choiceProblems = (
  name: string,
  given: string | null | undefined,
  allowed: readonly string[],
  prefix = 'filter.',
): Problem[] =>
  given == null || allowed.includes(given)
    ? []
    : [problem('INVALID_FORMAT', `${prefix}${name}`, { expected: allowed.join(', ') })];

const codesProblems = (
  codebook: Codebook,
  vocabulary: Vocabulary,
  name: string,
  codes: readonly string[] | null | undefined,
): Problem[] =>
  (codes ?? []).flatMap((code, at) =>
    findTerm(codebook, vocabulary, code) ? [] : [problem('UNKNOWN_CODE', `filter.${name}[${at}]`, { vocabulary })],
  );

const periodProblems = (
  fromName: string,
  from: string | null | undefined,
  toName: string,
  to: string | null | undefined,
): Problem[] => {
  const problems = [...dayProblems(fromName, from), ...dayProblems(toName, to)];
  const reversed = from != null && to != null && to < from;
  return problems.length === 0 && reversed ? [problem('LATEST_BEFORE_EARLIEST', `filter.${toName}`)] : problems;
};

const dayProblems = (name: string, day: string | null | undefined): Problem[] => {
  if (day == null) return [];
  if (!isCalendarDate(day)) return [problem('INVALID_FORMAT', `filter.${name}`, { expected: 'YYYY-MM-DD' })];
  return day < earliestDay ? [problem('DATE_TOO_EARLY', `filter.${name}`, { min: earliestDay })] : [];
};
