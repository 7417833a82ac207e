import { addDays, daysBetween, daysInMonth, isCalendarDate, type CalendarDate } from './calendar.js';
import { findTerm, type Codebook } from './codebook.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/** For how long a closed case is kept. The rules of a carrier are rows in order; the first that fits a case holds. */
export interface RetentionRule {
  readonly code: string;
  /** Codes of `closingReasons`; null = every closed case. */
  readonly closingReasons: readonly string[] | null;
  readonly months: number;
  /** Counted from the end of the year in which the case was closed, as the limitation period is (§ 199 (1) BGB). */
  readonly fromEndOfYear: boolean;
  /** The law or the decision that the period rests on. */
  readonly source: string;
}

/** What holds where a carrier has decided nothing. [check] A lawyer has still to confirm it. */
export const defaultRetention: readonly RetentionRule[] = [
  {
    code: 'CLOSED_CASE',
    closingReasons: null,
    months: 36,
    fromEndOfYear: true,
    source:
      'Art. 5 Abs. 1 Buchst. e DSGVO (Speicherbegrenzung), Dauer nach der regelmäßigen Verjährung, §§ 195, 199 Abs. 1 BGB [zu prüfen]',
  },
];

export const shortestMonths = 1;
export const longestMonths = 360;
const mostRules = 20;

/** Why a case must not go. A hold has no end, but a day on which it is looked at again. */
export const holdReasons = ['PROCEEDING', 'CLIENT_WISH', 'LEGAL_DUTY'] as const;
export type HoldReason = (typeof holdReasons)[number];

const longestReviewDays = 731;

export interface Hold {
  readonly reason: HoldReason;
  readonly reviewOn: CalendarDate;
}

/** A case as its retention sees it. */
export interface Kept {
  readonly status: 'OPEN' | 'CLOSED';
  readonly closedOn: CalendarDate | null;
  readonly closingReason: string | null;
}

export type Retention =
  | { readonly kind: 'open' }
  | { readonly kind: 'without-rule' }
  | { readonly kind: 'running'; readonly rule: RetentionRule; readonly endsOn: CalendarDate }
  /** No end: it lasts until every hold is lifted, whatever day its review falls on. */
  | { readonly kind: 'held'; readonly holds: readonly [Hold, ...Hold[]]; readonly reviewOn: CalendarDate }
  | { readonly kind: 'due'; readonly rule: RetentionRule; readonly since: CalendarDate };

/** The first rule that fits, or null: a case that no rule names is kept. */
export const ruleFor = (kase: Kept, rules: readonly RetentionRule[]): RetentionRule | null =>
  rules.find(
    ({ closingReasons }) =>
      closingReasons === null || (kase.closingReason !== null && closingReasons.includes(kase.closingReason)),
  ) ?? null;

/** The last day on which a case that was closed then is kept. */
export function lastDayOf(rule: Pick<RetentionRule, 'months' | 'fromEndOfYear'>, closedOn: CalendarDate): CalendarDate {
  const from = rule.fromEndOfYear ? `${closedOn.slice(0, 4)}-12-31` : closedOn;
  const [year, month, day] = from.split('-').map(Number) as [number, number, number];
  const months = year * 12 + month - 1 + rule.months;
  const [endYear, endMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const endDay = Math.min(day, daysInMonth(endYear, endMonth));
  return `${String(endYear).padStart(4, '0')}-${String(endMonth).padStart(2, '0')}-${String(endDay).padStart(2, '0')}`;
}

/** Where a case stands. A hold comes before everything; an open case never becomes due. */
export function retentionOf(
  kase: Kept,
  rules: readonly RetentionRule[],
  holds: readonly Hold[],
  today: CalendarDate,
): Retention {
  const [first, ...others] = holds;
  if (first) {
    const reviewOn = others.reduce((day, hold) => (hold.reviewOn < day ? hold.reviewOn : day), first.reviewOn);
    return { kind: 'held', holds: [first, ...others], reviewOn };
  }
  if (kase.status === 'OPEN' || kase.closedOn === null) return { kind: 'open' };
  const rule = ruleFor(kase, rules);
  if (!rule) return { kind: 'without-rule' };
  const endsOn = lastDayOf(rule, kase.closedOn);
  return today > endsOn ? { kind: 'due', rule, since: addDays(endsOn, 1) } : { kind: 'running', rule, endsOn };
}

/** A hold as it may be placed: a known reason and a day of review that lies ahead, not further than two years. */
export function checkHold(given: { reason: string; reviewOn: string }, today: CalendarDate): Result<Hold> {
  const reason = holdReasons.find((known) => known === given.reason);
  const problems: Problem[] = [];
  if (!reason) problems.push(problem('INVALID_FORMAT', 'input.reason', { expected: holdReasons.join(', ') }));
  if (!isCalendarDate(given.reviewOn)) {
    problems.push(problem('INVALID_FORMAT', 'input.reviewOn', { expected: 'YYYY-MM-DD' }));
  } else if (given.reviewOn <= today) {
    problems.push(problem('REVIEW_NOT_AHEAD', 'input.reviewOn'));
  } else if (daysBetween(today, given.reviewOn) > longestReviewDays) {
    problems.push(problem('REVIEW_TOO_FAR', 'input.reviewOn', { max: addDays(today, longestReviewDays) }));
  }
  return refusedFor(problems) ?? accept({ reason: reason as HoldReason, reviewOn: given.reviewOn });
}

/** The rules of a carrier as they may be set, or every fault with its field (`retention[1].months`). */
export function checkRetentionRules(
  rules: readonly RetentionRule[],
  codebook: Codebook,
  argument: string,
): Result<readonly RetentionRule[]> {
  const problems: Problem[] = [];
  if (rules.length === 0) problems.push(problem('EMPTY', argument));
  if (rules.length > mostRules) problems.push(problem('TOO_MANY', argument, { max: mostRules }));
  rules.forEach((rule, index) =>
    problems.push(...ruleProblems(rule, rules.slice(0, index), codebook, `${argument}[${index}]`)),
  );
  return refusedFor(problems) ?? accept(rules);
}

function ruleProblems(
  rule: RetentionRule,
  earlier: readonly RetentionRule[],
  codebook: Codebook,
  path: string,
): Problem[] {
  const problems: Problem[] = [];
  if (!/^[A-Z][A-Z0-9_]{1,39}$/.test(rule.code))
    problems.push(problem('INVALID_FORMAT', `${path}.code`, { expected: 'CODE' }));
  if (earlier.some(({ code }) => code === rule.code)) problems.push(problem('DUPLICATE_VALUE', `${path}.code`));
  if (!Number.isInteger(rule.months) || rule.months < shortestMonths || rule.months > longestMonths)
    problems.push(problem('OUT_OF_RANGE', `${path}.months`, { min: shortestMonths, max: longestMonths }));
  if (rule.source.trim() === '') problems.push(problem('REQUIRED', `${path}.source`));
  if (rule.closingReasons?.length === 0) problems.push(problem('EMPTY', `${path}.closingReasons`));
  rule.closingReasons?.forEach((code, index) => {
    if (!findTerm(codebook, 'closingReasons', code))
      problems.push(problem('UNKNOWN_CODE', `${path}.closingReasons[${index}]`, { vocabulary: 'closingReasons' }));
  });
  // A rule behind one that takes every case would never hold, and nobody would notice.
  if (earlier.some(({ closingReasons }) => closingReasons === null))
    problems.push(problem('RETENTION_UNREACHABLE', path));
  return problems;
}
