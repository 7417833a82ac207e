import type { CalendarDate } from './calendar.js';
import type { Codebook } from './codebook.js';
import { capacities, type Codes, type Office } from './office.js';
import {
  areasOf,
  answersTooLate,
  competenceSentence,
  conflictSentences,
  fallbackSentences,
  languageSentence,
  ruleSentence,
  warningSentences,
  type ConflictCode,
  type Sentence,
} from './routing-reasons.js';
import { holds, nextDeadline, regionOf, rulesInForce, type RoutingFacts, type RoutingRule } from './routing-rule.js';

/** What speaks for an office, and the points it brings. */
export interface RoutingReason extends Sentence {
  readonly code: 'RULE' | 'COMPETENT' | 'GENERAL' | 'NEARBY' | 'FALLBACK';
  /** The rule and version behind a `RULE`, otherwise null. */
  readonly rule: { readonly id: string; readonly version: number } | null;
  readonly points: number;
}

/** What to know before choosing an office, and the points it costs (0 or less). */
export interface RoutingWarning extends Sentence {
  readonly code: keyof typeof warningSentences | 'LANGUAGE_NOT_OFFERED';
  readonly points: number;
}

export interface Suggestion {
  readonly officeId: string;
  /** 1 is the first place. */
  readonly rank: number;
  /** The sum of the points of all reasons and warnings, nothing else. */
  readonly score: number;
  readonly referralKind: string;
  /** Weightiest first, never empty. */
  readonly reasons: readonly RoutingReason[];
  readonly warnings: readonly RoutingWarning[];
}

export interface Exclusion extends Sentence {
  readonly officeId: string;
  readonly code: ConflictCode;
}

export interface Routing {
  readonly suggestions: readonly Suggestion[];
  /** Offices that would have been suggested but for a conflict of interest. */
  readonly excluded: readonly Exclusion[];
  /** The office that catches every case: the state office, or who stands in for it; null only when no office can be suggested. */
  readonly fallbackOfficeId: string | null;
}

/** A specific match counts ten, half when only a further area fits; rules (1 to 100) outweigh it. Documented in `offices.yaml`. */
const points = {
  specific: 10,
  furtherArea: 5,
  general: 1,
  fallback: 5,
  district: 5,
  region: 3,
  full: -30,
  limited: -5,
  outside: -15,
  districtUnknown: -5,
  language: -5,
} as const;

const kindOrder = ['STATE_OFFICE', 'SPECIALISED', 'LEGAL_ADVICE', 'FEDERAL_AGENCY', 'COMPLAINTS_OFFICE'];

interface Question {
  readonly facts: RoutingFacts;
  readonly rules: readonly RoutingRule[];
  readonly codebook: Codebook;
  readonly today: CalendarDate;
  readonly due: CalendarDate | null;
}

interface Fallback {
  readonly officeId: string;
  readonly why: keyof typeof fallbackSentences;
}

/**
 * Ranks the offices for a case, with the reason for each place. Every active office that is competent, that a rule names or that is the
 * fallback gets a place, unless it is in a conflict of interest; the order of `offices` and `rules` makes no difference.
 */
export function suggestOffices(
  facts: RoutingFacts,
  offices: readonly Office[],
  rules: readonly RoutingRule[],
  codebook: Codebook,
  today: CalendarDate,
): Routing {
  const holding = rulesInForce(rules, today).filter((rule) => holds(rule.when, facts, today));
  const question: Question = { facts, rules: holding, codebook, today, due: nextDeadline(facts.deadlines, today) };
  const active = offices.filter((office) => office.active).sort(byPreference);
  const open = active.filter((office) => conflictOf(office, facts) === null);

  const rank = (fallback: Fallback | null) =>
    open
      .flatMap((office) => placeOf(office, question, fallback?.officeId === office.id ? fallback.why : null) ?? [])
      .sort((a, b) => b.score - a.score || byPreference(a.office, b.office));
  const fallback = findFallback(active, open, rank(null)[0]?.office);
  const excluded = active.flatMap((office) => {
    const code = conflictOf(office, facts);
    const relevant = isStateOffice(office) || placeOf(office, question, null) !== null;
    return code !== null && relevant ? [{ officeId: office.id, code, ...conflictSentences[code] }] : [];
  });
  return { suggestions: rank(fallback).map(ranked), excluded, fallbackOfficeId: fallback?.officeId ?? null };
}

/** Why the office must not advise in this case, or null. */
export function conflictOf(office: Office, facts: RoutingFacts): ConflictCode | null {
  const bodies = [office.belongsTo, office.carrierId].filter((body) => body !== null);
  if (facts.ownCarrierIsRespondent && bodies.includes(facts.ownCarrierId)) return 'OWN_CARRIER';
  const respondent = [facts.respondentType, facts.respondentBody];
  return bodies.some((body) => respondent.includes(body)) ? 'BELONGS_TO_RESPONDENT' : null;
}

interface Place extends Omit<Suggestion, 'rank' | 'officeId'> {
  readonly office: Office;
}

/** The place of an office in this case, or null when nothing speaks for it. */
function placeOf(office: Office, question: Question, fallback: Fallback['why'] | null): Place | null {
  const { facts, codebook, due } = question;
  const fit = coverageOf(office, facts.district) === 'OUTSIDE' ? 0 : competencePoints(office, facts);
  const rules = question.rules
    .filter(({ suggest }) =>
      'officeId' in suggest
        ? suggest.officeId === office.id
        : suggest.officeKind === office.kind && (fit > 0 || fallback === 'STATE_OFFICE'),
    )
    .sort((a, b) => b.weight - a.weight || inOrder(a.id, b.id));

  const reasons = rules.map((rule): RoutingReason => ({
    ...reason('RULE', rule.weight, ruleSentence(rule.reason, due)),
    rule: { id: rule.id, version: rule.version },
  }));
  if (fit > 0) {
    const code = fit === points.general ? 'GENERAL' : 'COMPETENT';
    reasons.push(reason(code, fit, competenceSentence(office.competence, facts, codebook)), ...nearby(office, facts));
  }
  if (fallback !== null) reasons.push(reason('FALLBACK', points.fallback, fallbackSentences[fallback]));
  if (reasons.length === 0) return null;

  // Nobody competent is free of conflict: such an office can be asked, but not be given the case.
  const mayOnlyBeAsked = rules.length === 0 && fit === 0 && fallback !== 'STATE_OFFICE';
  const referralKind = referralKindFor(office, facts, mayOnlyBeAsked ? 'ENQUIRY' : rules[0]?.referralKind);
  const warnings = warningsFor(office, question, referralKind);
  const score = [...reasons, ...warnings].reduce((sum, entry) => sum + entry.points, 0);
  return { office, score, referralKind, reasons: reasons.sort((a, b) => b.points - a.points), warnings };
}

/** 0 when one of the four dimensions does not fit; otherwise the more the office is made for such cases. */
function competencePoints({ competence }: Office, facts: RoutingFacts): number {
  const { grounds, phenomena, areas, respondentTypes } = competence;
  const includes = (codes: Codes, given: readonly string[]): boolean =>
    codes === 'ALL' || given.some((code) => codes.includes(code));
  const fits =
    includes(grounds, facts.grounds) &&
    includes(phenomena, facts.phenomena) &&
    includes(areas, areasOf(facts)) &&
    includes(respondentTypes, [facts.respondentType]);
  if (!fits) return 0;

  const specific = [grounds, phenomena, respondentTypes].filter((codes) => codes !== 'ALL').length * points.specific;
  const area = areas === 'ALL' ? 0 : areas.includes(facts.mainArea.area) ? points.specific : points.furtherArea;
  return Math.max(points.general, specific + area);
}

type Cover = 'DISTRICT' | 'REGION' | 'WIDE' | 'OUTSIDE' | 'DISTRICT_UNKNOWN';

function coverageOf({ coverage }: Office, district: string | null): Cover {
  switch (coverage.kind) {
    case 'STATE':
    case 'FEDERAL':
      return 'WIDE';
    case 'DISTRICTS':
      if (district === null) return 'DISTRICT_UNKNOWN';
      return coverage.districts.includes(district) ? 'DISTRICT' : 'OUTSIDE';
    case 'REGIONS':
      if (district === null) return 'DISTRICT_UNKNOWN';
      return coverage.regions.includes(regionOf(district)) ? 'REGION' : 'OUTSIDE';
  }
}

function nearby(office: Office, facts: RoutingFacts): RoutingReason[] {
  const cover = coverageOf(office, facts.district);
  if (cover === 'DISTRICT') {
    return [reason('NEARBY', points.district, { de: 'arbeitet im Kreis des Falls', en: 'works in the district' })];
  }
  if (cover !== 'REGION') return [];
  return [reason('NEARBY', points.region, { de: 'arbeitet in der Region des Falls', en: 'works in the region' })];
}

function warningsFor(
  office: Office,
  { facts, codebook, today, due }: Question,
  referralKind: string,
): RoutingWarning[] {
  const warnings: RoutingWarning[] = [];
  const warn = (code: keyof typeof warningSentences, cost: number) =>
    warnings.push({ code, points: cost, ...warningSentences[code] });

  if (office.capacity === 'FULL') warn('CAPACITY_FULL', points.full);
  if (office.capacity === 'LIMITED') warn('CAPACITY_LIMITED', points.limited);
  const cover = coverageOf(office, facts.district);
  if (!isStateOffice(office) && competencePoints(office, facts) === 0) warn('NOT_COMPETENT', 0);
  if (cover === 'OUTSIDE') warn('OUTSIDE_REGION', points.outside);
  if (cover === 'DISTRICT_UNKNOWN') warn('DISTRICT_UNKNOWN', points.districtUnknown);
  if (facts.language !== null && !office.languages.includes(facts.language)) {
    const text = languageSentence(codebook, facts.language);
    warnings.push({ code: 'LANGUAGE_NOT_OFFERED', points: points.language, ...text });
  }
  if (!office.takesPart) warn('NOT_CONNECTED', 0);
  if (office.takesPart && answersTooLate(office.answerDays, today, due)) warn('ANSWER_AFTER_DEADLINE', 0);
  if (referralKind === 'ENQUIRY' && wishesAnonymity(facts)) warn('ANONYMITY_WISHED', 0);
  return warnings;
}

const wishesAnonymity = (facts: RoutingFacts): boolean => facts.wishes.includes('ANONYMITY');

/** Never more disclosure than the office can receive or the client wishes; within that, the heaviest rule decides. */
function referralKindFor(office: Office, facts: RoutingFacts, decided: string | undefined): string {
  if (!office.takesPart) return 'SIGNPOSTING';
  const usual = office.kind === 'LEGAL_ADVICE' ? 'LEGAL_ADVICE' : 'CO_ADVICE';
  const kind = decided ?? usual;
  return wishesAnonymity(facts) && kind !== 'SIGNPOSTING' ? 'ENQUIRY' : kind;
}

const isStateOffice = (office: Office): boolean => office.kind === 'STATE_OFFICE';

/** The state office; when it is in conflict or missing, the federal agency, then whoever is best placed, then anyone who may help. */
function findFallback(active: readonly Office[], open: readonly Office[], best: Office | undefined): Fallback | null {
  const state = open.find(isStateOffice);
  if (state) return { officeId: state.id, why: 'STATE_OFFICE' };
  const standIn = open.find((office) => office.kind === 'FEDERAL_AGENCY') ?? best ?? open[0];
  return standIn ? { officeId: standIn.id, why: active.some(isStateOffice) ? 'CONFLICT' : 'MISSING' } : null;
}

const reason = (code: RoutingReason['code'], worth: number, text: Sentence): RoutingReason => ({
  code,
  rule: null,
  points: worth,
  de: text.de,
  en: text.en,
});

const ranked = ({ office, ...place }: Place, index: number): Suggestion => ({
  officeId: office.id,
  rank: index + 1,
  ...place,
});

/** Between offices of the same score: free capacity, then the kind, then the name; the id makes the order total. */
const byPreference = (a: Office, b: Office): number =>
  capacities.indexOf(a.capacity) - capacities.indexOf(b.capacity) ||
  kindRank(a) - kindRank(b) ||
  inOrder(a.name, b.name) ||
  inOrder(a.id, b.id);

// A kind that was added to the codebook later stands behind the known ones.
const kindRank = ({ kind }: Office): number =>
  (kindOrder.indexOf(kind) + kindOrder.length + 1) % (kindOrder.length + 1);

// By code unit, not by locale: the same order on every machine.
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
