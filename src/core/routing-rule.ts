import { daysBetween, type CalendarDate } from './calendar.js';
import type { CaseFacts, DeadlineSummary } from './case.js';
import { hasMultipleGrounds } from './codebook.js';
import type { OfficeVocabulary } from './office.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';
import {
  codeIn,
  districtIn,
  fieldOf,
  isGiven,
  isWritten,
  openRow,
  rawOf,
  readDay,
  readFlag,
  readList,
  readText,
  readWhole,
  regionIn,
  type Check,
  type Row,
} from './row.js';

/** What the routing looks at: codes, days and who is involved; nothing that names the client. */
export interface RoutingFacts extends Pick<
  CaseFacts,
  'grounds' | 'phenomena' | 'mainArea' | 'furtherAreas' | 'respondentType' | 'district' | 'wishes' | 'language'
> {
  readonly regimes: readonly string[];
  readonly deadlines: readonly Pick<DeadlineSummary, 'endsOn' | 'movedTo'>[];
  /** The carrier of the service that holds the case. */
  readonly ownCarrierId: string;
  readonly ownCarrierIsRespondent: boolean;
  /** The respondent's key in the directory when it is known there, to be compared with `Office.belongsTo` and `carrierId`. */
  readonly respondentBody: string | null;
}

/** All conditions that are given must hold; a list holds when any of its values fits. None given: the rule always holds. */
export interface RoutingConditions {
  readonly grounds?: readonly string[];
  /** Two or more grounds (true) or just one (false). */
  readonly multipleGrounds?: boolean;
  readonly phenomena?: readonly string[];
  /** The main or a further area of life. */
  readonly areas?: readonly string[];
  readonly subAreas?: readonly string[];
  readonly respondentTypes?: readonly string[];
  readonly regimes?: readonly string[];
  readonly districts?: readonly string[];
  readonly regions?: readonly string[];
  readonly wishes?: readonly string[];
  readonly languages?: readonly string[];
  /** A deadline is running and ends in at most so many days. */
  readonly deadlineWithinDays?: number;
  readonly ownCarrierIsRespondent?: boolean;
}

/** One row of the routing, edited as data. Of several versions of an id the highest that is valid on the day counts. */
export interface RoutingRule {
  readonly id: string;
  readonly version: number;
  readonly when: RoutingConditions;
  /** One office, whatever its competence says; or those of a kind that are competent for the case. */
  readonly suggest: { readonly officeId: string } | { readonly officeKind: string };
  /** A code of `referralKinds`; of the rules that hold for an office, the heaviest decides it. */
  readonly referralKind: string;
  /** Points for the ranking, 1 to 100. */
  readonly weight: number;
  /** Shown to the counsellor. `{deadline}` stands for the day on which the next deadline ends. */
  readonly reason: { readonly de: string; readonly en: string };
  readonly source: string;
  readonly validFrom: CalendarDate | null;
  readonly validUntil: CalendarDate | null;
  readonly active: boolean;
}

export interface RoutingVocabulary extends OfficeVocabulary {
  readonly officeIds: readonly string[];
}

/** The first three digits of a district's official key. */
export const regionOf = (district: string): string => district.slice(0, 3);

/** The first day by which something must be done, today included; null when no deadline is running. */
export function nextDeadline(deadlines: RoutingFacts['deadlines'], today: CalendarDate): CalendarDate | null {
  const running = deadlines
    .map(({ endsOn, movedTo }) => (endsOn >= today ? endsOn : movedTo))
    .filter((day) => day >= today)
    .sort();
  return running[0] ?? null;
}

/** Of each rule the highest version that is valid today, unless that one is switched off. */
export function rulesInForce(rules: readonly RoutingRule[], today: CalendarDate): RoutingRule[] {
  const current = new Map<string, RoutingRule>();
  for (const rule of rules) {
    const begun = rule.validFrom === null || rule.validFrom <= today;
    const over = rule.validUntil !== null && rule.validUntil < today;
    const known = current.get(rule.id);
    if (begun && !over && (!known || known.version < rule.version)) current.set(rule.id, rule);
  }
  return [...current.values()].filter((rule) => rule.active);
}

/** Whether every condition holds for the case. */
export function holds(when: RoutingConditions, facts: RoutingFacts, today: CalendarDate): boolean {
  const areas = [facts.mainArea, ...facts.furtherAreas];
  const due = nextDeadline(facts.deadlines, today);
  const { deadlineWithinDays, multipleGrounds, ownCarrierIsRespondent } = when;
  return (
    meets(when.grounds, facts.grounds) &&
    meets(when.phenomena, facts.phenomena) &&
    meets(
      when.areas,
      areas.map(({ area }) => area),
    ) &&
    meets(
      when.subAreas,
      areas.map(({ subArea }) => subArea),
    ) &&
    meets(when.respondentTypes, [facts.respondentType]) &&
    meets(when.regimes, facts.regimes) &&
    meets(when.districts, [facts.district]) &&
    meets(when.regions, [facts.district && regionOf(facts.district)]) &&
    meets(when.wishes, facts.wishes) &&
    meets(when.languages, [facts.language]) &&
    (multipleGrounds === undefined || multipleGrounds === hasMultipleGrounds(facts.grounds)) &&
    (ownCarrierIsRespondent === undefined || ownCarrierIsRespondent === facts.ownCarrierIsRespondent) &&
    (deadlineWithinDays === undefined || (due !== null && daysBetween(today, due) <= deadlineWithinDays))
  );
}

const meets = (wanted: readonly string[] | undefined, given: readonly (string | null)[]): boolean =>
  wanted === undefined || given.some((code) => code !== null && wanted.includes(code));

const ruleFields = [
  'id',
  'version',
  'when',
  'suggest',
  'referralKind',
  'weight',
  'reason',
  'source',
  'validFrom',
  'validUntil',
  'active',
] as const;

/** A rule from a row of unknown shape, or every problem with its field (`when.grounds[1]`). */
export function validateRoutingRule(input: unknown, vocabulary: RoutingVocabulary): Result<RoutingRule> {
  const problems: Problem[] = [];
  const rule = readRule(input, '', vocabulary, problems);
  return refusedFor(problems) ?? accept(rule as RoutingRule);
}

/** A list of rules, each id and version once, or every problem with its field (`rules[3].weight`). */
export function parseRoutingRules(input: unknown, vocabulary: RoutingVocabulary): Result<readonly RoutingRule[]> {
  if (!Array.isArray(input)) {
    return { ok: false, problems: [problem('INVALID_FORMAT', 'rules', { expected: '[ … ]' })] };
  }
  const problems: Problem[] = [];
  const rules = input.map((row: unknown, index) => readRule(row, `rules[${index}]`, vocabulary, problems));
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const key = rule ? JSON.stringify([rule.id, rule.version]) : '';
    if (rule && seen.has(key)) problems.push(problem('DUPLICATE_VALUE', `rules[${index}].id`));
    if (rule) seen.add(key);
  });
  return refusedFor(problems) ?? accept(rules as RoutingRule[]);
}

function readRule(
  input: unknown,
  path: string,
  vocabulary: RoutingVocabulary,
  problems: Problem[],
): RoutingRule | null {
  const row = openRow(input, path, ruleFields, problems);
  if (!row) return null;
  const when = readConditions(row, vocabulary);
  const [validFrom, validUntil] = [readDay(row, 'validFrom'), readDay(row, 'validUntil')];
  if (validFrom !== null && validUntil !== null && validUntil < validFrom) {
    problems.push(problem('ROUTING_VALIDITY_REVERSED', fieldOf(row, 'validUntil')));
  }
  return {
    id: readText(row, 'id'),
    version: readWhole(row, 'version', 1, 100_000),
    when,
    suggest: readTarget(row, vocabulary),
    referralKind: readText(row, 'referralKind', codeIn(vocabulary.codebook, 'referralKinds')),
    weight: readWhole(row, 'weight', 1, 100),
    reason: readReason(row, when),
    source: readText(row, 'source'),
    validFrom,
    validUntil,
    active: readFlag(row, 'active'),
  };
}

function readConditions(rule: Row, { codebook, districts }: RoutingVocabulary): RoutingConditions {
  const checks = {
    grounds: codeIn(codebook, 'grounds'),
    phenomena: codeIn(codebook, 'phenomena'),
    areas: codeIn(codebook, 'areas'),
    subAreas: codeIn(codebook, 'subAreas'),
    respondentTypes: codeIn(codebook, 'respondentTypes'),
    regimes: codeIn(codebook, 'regimes'),
    districts: districtIn(districts),
    regions: regionIn(districts),
    wishes: codeIn(codebook, 'wishes'),
    languages: codeIn(codebook, 'languages'),
  } as const satisfies Record<string, Check>;
  const flags = ['multipleGrounds', 'ownCarrierIsRespondent'] as const;
  const allowed = [...Object.keys(checks), ...flags, 'deadlineWithinDays'];

  const row = openRow(rawOf(rule, 'when'), fieldOf(rule, 'when'), allowed, rule.problems);
  if (!row) return {};
  const lists = Object.entries(checks).filter(([name]) => isWritten(row, name));
  return {
    ...Object.fromEntries(lists.map(([name, check]) => [name, readList(row, name, check)])),
    ...Object.fromEntries(flags.filter((name) => isWritten(row, name)).map((name) => [name, readFlag(row, name)])),
    ...(isWritten(row, 'deadlineWithinDays')
      ? { deadlineWithinDays: readWhole(row, 'deadlineWithinDays', 0, 366) }
      : {}),
  };
}

function readTarget(rule: Row, { codebook, officeIds }: RoutingVocabulary): RoutingRule['suggest'] {
  const field = fieldOf(rule, 'suggest');
  const row = openRow(rawOf(rule, 'suggest'), field, ['officeId', 'officeKind'], rule.problems);
  if (!row) return { officeKind: '' };
  if (isGiven(row, 'officeId') === isGiven(row, 'officeKind')) {
    row.problems.push(problem('ROUTING_ONE_TARGET', field));
    return { officeKind: '' };
  }
  if (isGiven(row, 'officeKind')) return { officeKind: readText(row, 'officeKind', codeIn(codebook, 'officeKinds')) };
  const known: Check = (id, at) => (officeIds.includes(id) ? null : problem('ROUTING_UNKNOWN_OFFICE', at));
  return { officeId: readText(row, 'officeId', known) };
}

function readReason(rule: Row, when: RoutingConditions): RoutingRule['reason'] {
  const row = openRow(rawOf(rule, 'reason'), fieldOf(rule, 'reason'), ['de', 'en'], rule.problems);
  // Without the condition there may be no running deadline, and the sentence would have a hole.
  const fillable = when.deadlineWithinDays === undefined ? '' : '{deadline}';
  const check: Check = (text, field) =>
    (text.match(/\{[^}]*\}/g) ?? []).every((placeholder) => placeholder === fillable)
      ? null
      : problem('ROUTING_PLACEHOLDER', field);
  return row ? { de: readText(row, 'de', check), en: readText(row, 'en', check) } : { de: '', en: '' };
}
