import { addDays, daysBetween, daysInMonth, type CalendarDate } from './calendar.js';
import type { CaseFacts, DeadlineSummary } from './case.js';
import { explainDeadline } from './deadline-explanation.js';
import { holidayOn } from './holidays.js';
import {
  regimesFor,
  type LegalRule,
  type LegalRules,
  type PeriodLength,
  type Regime,
  type StartKind,
  type Wording,
} from './law.js';

/** Stands on every page and in every document that shows a deadline or a regime. */
export const precaution: Wording = {
  de: 'Vorsorgliche Angabe, keine Rechtsberatung.',
  en: 'Precautionary information, no legal advice.',
};

export interface StartEvent {
  /** What starts the period; INCIDENT where the rule does not know. */
  readonly kind: StartKind | 'INCIDENT';
  readonly date: CalendarDate;
}

export interface Deadline extends DeadlineSummary {
  /** UNCLEAR: which regime applies is open; `ruleCode` names the rule that would end first. */
  readonly regime: Regime;
  readonly ruleCode: string;
  readonly ruleVersion: number;
  readonly startEvent: StartEvent;
  /** Counted from the earliest possible day of the incident, because the real start is not known. */
  readonly assumed: boolean;
  /** Why the period may not have begun at all; it is watched all the same. */
  readonly mayNotHaveBegun: 'ONGOING' | 'OFFENDER_UNKNOWN' | null;
  /** The rule has still to be confirmed by a lawyer. */
  readonly check: boolean;
  /** true = the claim was asserted in time, false = asserted too late, null = still to be acted on. */
  readonly kept: boolean | null;
  /** The English sentence beside `explanation`. */
  readonly explanationEn: string;
}

export type DeadlineFacts = Pick<
  CaseFacts,
  | 'mainArea'
  | 'furtherAreas'
  | 'respondentType'
  | 'incidentForms'
  | 'incidentEarliest'
  | 'incidentLatest'
  | 'recurrence'
  | 'knowledgeOn'
  | 'claimedOn'
>;

/**
 * The last day of a period that an event on `startEvent` sets off: that day is not counted (§ 187(1) BGB), the period ends
 * on the day with the same number (§ 188(2)) or, where the month has none, on its last day (§ 188(3)).
 */
export const periodEnd = (startEvent: CalendarDate, length: PeriodLength): CalendarDate => {
  const [year, month, day] = startEvent.split('-').map(Number) as [number, number, number];
  const months = year * 12 + (month - 1) + ('months' in length ? length.months : 12 * length.years);
  const [endYear, endMonth] = [Math.floor(months / 12), (months % 12) + 1];
  const endDay = Math.min(day, daysInMonth(endYear, endMonth));
  return `${String(endYear).padStart(4, '0')}-${String(endMonth).padStart(2, '0')}-${String(endDay).padStart(2, '0')}`;
};

/** The day itself, or the next one that is no Saturday, Sunday or public holiday in Rhineland-Palatinate (§ 193 BGB). */
export const nextWorkingDay = (date: CalendarDate): CalendarDate => {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 || holidayOn(date) ? nextWorkingDay(addDays(date, 1)) : date;
};

/**
 * Every deadline of a case, earliest first. Where it is open which regimes apply, the earliest of those still possible
 * comes along as UNCLEAR. Regimes without a period have none: show `routesWithoutDeadline` for them.
 */
export const computeDeadlines = (facts: DeadlineFacts, rules: LegalRules): readonly Deadline[] => {
  const { regimes, stillPossible } = regimesFor(facts, rules);
  const certain = withSuit(regimes).flatMap((regime) => underRegime(regime, facts, rules));
  const candidates = inOrder(withSuit(stillPossible).flatMap((regime) => underRegime(regime, facts, rules)));
  const open = candidates.filter((one) => one.kept === null);
  const unclear = [...candidates.filter((one) => one.kept !== null), ...open.slice(0, 1)];
  return inOrder([
    ...certain.map((one) => present(one, one.rule.regime, facts, [])),
    ...unclear.map((one) => present(one, 'UNCLEAR', facts, one.kept === null ? open.slice(1) : [])),
  ]);
};

/** What to show for the regimes that have no computed deadline: never "no problem", always the other routes. */
export const routesWithoutDeadline = (
  facts: DeadlineFacts,
  rules: LegalRules,
): readonly (Wording & { readonly regime: Regime })[] =>
  regimesFor(facts, rules)
    .regimes.filter((regime) => underRegime(regime, facts, rules).length === 0)
    .flatMap((regime) =>
      rules.rules.filter((rule) => rule.regime === regime).map((rule) => ({ regime, ...rule.note })),
    );

/** The deadline to act on first: not yet settled by a claim and, given today, not yet past. */
export const earliestDeadline = (deadlines: readonly Deadline[], today?: CalendarDate): Deadline | null =>
  inOrder(deadlines).find((one) => one.kept === null && (today === undefined || today <= one.movedTo)) ?? null;

export type DeadlineState = 'OPEN' | 'SOON' | 'PASSED' | 'KEPT';

/** SOON from fourteen days before the day by which to act; PASSED only after the day to which the end was moved. */
export const deadlineState = (
  deadline: Pick<Deadline, 'endsOn' | 'movedTo' | 'kept'>,
  today: CalendarDate,
): DeadlineState => {
  if (deadline.kept !== null) return deadline.kept ? 'KEPT' : 'PASSED';
  if (today > deadline.movedTo) return 'PASSED';
  return daysBetween(today, deadline.endsOn) <= 14 ? 'SOON' : 'OPEN';
};

export type DeadlineChange =
  | { readonly kind: 'ADDED'; readonly after: Deadline }
  | { readonly kind: 'REMOVED'; readonly before: Deadline }
  | { readonly kind: 'CHANGED'; readonly before: Deadline; readonly after: Deadline };

/** What became different when facts or rules changed, for showing it; the same rule is the same deadline. */
export const changedDeadlines = (
  before: readonly Deadline[],
  after: readonly Deadline[],
): readonly DeadlineChange[] => [
  ...after.flatMap((now): readonly DeadlineChange[] => {
    const old = before.find((one) => one.ruleCode === now.ruleCode);
    if (!old) return [{ kind: 'ADDED', after: now }];
    return sameDeadline(old, now) ? [] : [{ kind: 'CHANGED', before: old, after: now }];
  }),
  ...before
    .filter((old) => !after.some((now) => now.ruleCode === old.ruleCode))
    .map((old) => ({ kind: 'REMOVED', before: old }) as const),
];

/** The wording of the explanation does not count: it says in words what these fields say. */
const sameDeadline = (one: Deadline, other: Deadline): boolean =>
  one.regime === other.regime &&
  one.ruleVersion === other.ruleVersion &&
  one.endsOn === other.endsOn &&
  one.movedTo === other.movedTo &&
  one.startEvent.kind === other.startEvent.kind &&
  one.startEvent.date === other.startEvent.date &&
  one.assumed === other.assumed &&
  one.mayNotHaveBegun === other.mayNotHaveBegun &&
  one.check === other.check &&
  one.kept === other.kept &&
  one.source === other.source;

/** A period counted under one rule, before it is put into words. */
interface Counted extends Pick<Deadline, 'ruleCode' | 'endsOn' | 'movedTo' | 'startEvent' | 'assumed' | 'kept'> {
  readonly rule: LegalRule;
  readonly length: PeriodLength;
}

const underRegime = (regime: Regime, facts: DeadlineFacts, rules: LegalRules): readonly Counted[] =>
  rules.rules.filter((rule) => rule.regime === regime).flatMap((rule) => countUnder(rule, facts));

/** Empty when the rule sets no period, when what starts it has not happened, or when the rule was not valid then. */
const countUnder = (rule: LegalRule, facts: DeadlineFacts): readonly Counted[] => {
  const start = startUnder(rule, facts);
  if (!rule.length || !start || !isValidOn(rule, start.startEvent.date)) return [];

  const endsOn = periodEnd(start.startEvent.date, rule.length);
  const movedTo = rule.movedBy ? nextWorkingDay(endsOn) : endsOn;
  const kept = claimSettles(rule) && facts.claimedOn !== null ? facts.claimedOn <= movedTo : null;
  return [{ rule, ruleCode: rule.code, length: rule.length, ...start, endsOn, movedTo, kept }];
};

const startUnder = (rule: LegalRule, facts: DeadlineFacts): Pick<Counted, 'startEvent' | 'assumed'> | null => {
  const { incidentEarliest: earliest, incidentLatest: latest, knowledgeOn, claimedOn, recurrence } = facts;
  switch (rule.start) {
    case 'KNOWLEDGE':
      return { startEvent: { kind: 'KNOWLEDGE', date: knowledgeOn ?? earliest }, assumed: knowledgeOn === null };
    case 'END_OF_ACT': {
      const severalDays = earliest !== latest || recurrence === 'ONGOING' || recurrence === 'REPEATED';
      return { startEvent: { kind: 'END_OF_ACT', date: earliest }, assumed: severalDays };
    }
    case 'WRITTEN_CLAIM':
      return claimedOn === null ? null : { startEvent: { kind: 'WRITTEN_CLAIM', date: claimedOn }, assumed: false };
    case null:
      return { startEvent: { kind: 'INCIDENT', date: earliest }, assumed: true };
  }
};

const isValidOn = (rule: LegalRule, date: CalendarDate): boolean =>
  (rule.validFrom === null || rule.validFrom <= date) && (rule.validUntil === null || date <= rule.validUntil);

/** A written claim keeps the two periods of the AGG; it is no request for prosecution and starts the suit's period. */
const claimSettles = (rule: LegalRule): boolean =>
  (rule.regime === 'AGG_WORK' || rule.regime === 'AGG_CIVIL') && rule.start !== 'WRITTEN_CLAIM';

const hindrance = (one: Counted, facts: DeadlineFacts): Deadline['mayNotHaveBegun'] => {
  if (one.startEvent.kind === 'WRITTEN_CLAIM') return null;
  if (facts.recurrence === 'ONGOING') return 'ONGOING';
  return one.rule.regime === 'CRIMINAL' && facts.respondentType === 'PERSON_UNKNOWN' ? 'OFFENDER_UNKNOWN' : null;
};

const present = (one: Counted, regime: Regime, facts: DeadlineFacts, later: readonly Counted[]): Deadline => {
  const { rule, length, ...counted } = one;
  const mayNotHaveBegun = hindrance(one, facts);
  const afterRejection = [facts.mainArea, ...facts.furtherAreas].some(({ subArea }) => subArea === 'WORK_ACCESS');
  const words = explainDeadline({
    ...counted,
    rule,
    length,
    mayNotHaveBegun,
    unclear: regime === 'UNCLEAR',
    afterRejection: afterRejection && rule.regime === 'AGG_WORK',
    claimedOn: facts.claimedOn,
    later: later.map((other) => ({ name: other.rule.name, endsOn: other.endsOn })),
  });
  return {
    ...counted,
    regime,
    ruleVersion: rule.version,
    mayNotHaveBegun,
    check: rule.check,
    source: rule.source,
    explanation: words.de,
    explanationEn: words.en,
  };
};

const withSuit = (regimes: readonly Regime[]): readonly Regime[] => [
  ...new Set(regimes.flatMap((regime): Regime[] => (regime === 'AGG_WORK' ? [regime, 'AGG_WORK_SUIT'] : [regime]))),
];

const inOrder = <T extends Pick<Deadline, 'endsOn' | 'ruleCode'>>(deadlines: readonly T[]): readonly T[] =>
  [...deadlines].sort((one, other) => compare(one.endsOn, other.endsOn) || compare(one.ruleCode, other.ruleCode));

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
