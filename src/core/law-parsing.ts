import { isCalendarDate, type CalendarDate } from './calendar.js';
import type { Area, Codebook } from './codebook.js';
import {
  askableFacts,
  claimForms,
  decidingAssignment,
  regimeCodes,
  startKinds,
  type LegalRule,
  type LegalRules,
  type PeriodLength,
  type RegimeAssignment,
  type Wording,
} from './law.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from './result.js';

/** What the table of rules needs to know of the codebook. */
export type LawVocabulary = Pick<Codebook, 'areas' | 'terms'>;

/**
 * Reads the rules as parsed from YAML or as an administrator edited them. Refuses with the path of the field, e.g.
 * `rules[3].length`. With the codebook its codes are checked, too, and that the table decides every combination.
 */
export const parseLegalRules = (raw: unknown, codebook?: LawVocabulary): Result<LegalRules> => {
  if (!isRecord(raw)) return refuse('INVALID_FORMAT', null, { expected: 'version, rules, assignments' });
  const problems: Problem[] = [];
  // `respondentGroups` only names lists inside the file (YAML anchors).
  refuseOtherKeys(raw, ['version', 'respondentGroups', 'rules', 'assignments'], '', problems);
  const version = readVersion(raw['version'], 'version', problems);
  const rules = readRows(raw['rules'], 'rules', problems, readRule);
  const assignments = readRows(raw['assignments'], 'assignments', problems, readAssignment);
  problems.push(...faultsAcross(rules, assignments), ...(codebook ? strangeCodes(assignments, codebook) : []));

  // A gap in a table that is not even well-formed would only hide the real fault.
  if (codebook && problems.length === 0) problems.push(...gapProblems(assignments, codebook));
  return refusedFor(problems) ?? accept({ version, rules, assignments });
};

/** The combinations of area, sub-area and respondent type for which no row decides. */
export const undecidedCombinations = (
  assignments: readonly RegimeAssignment[],
  codebook: LawVocabulary,
): readonly { readonly area: string; readonly subArea: string | null; readonly respondentType: string }[] =>
  codebook.areas
    .flatMap((area) => [null, ...subCodes(area)].map((subArea) => ({ area: area.code, subArea })))
    .flatMap((place) => codebook.terms.respondentTypes.map((type) => ({ ...place, respondentType: type.code })))
    .filter((one) => !decidingAssignment(assignments, one, one.respondentType));

const gapProblems = (assignments: readonly RegimeAssignment[], codebook: LawVocabulary): readonly Problem[] => {
  const gaps = undecidedCombinations(assignments, codebook);
  const [first] = gaps;
  if (!first) return [];
  const { area, respondentType } = first;
  return [problem('LEGAL_TABLE_GAP', 'assignments', { area, respondentType, count: gaps.length })];
};

const faultsAcross = (rules: readonly LegalRule[], assignments: readonly RegimeAssignment[]): readonly Problem[] => [
  ...rules.flatMap(({ code }, at) =>
    rules.findIndex((other) => other.code === code) < at ? [problem('DUPLICATE_VALUE', `rules[${at}].code`)] : [],
  ),
  ...assignments.flatMap((row, at) =>
    [...row.regimes, ...(row.stillPossible ?? [])]
      .filter((regime) => !rules.some((rule) => rule.regime === regime))
      .map((regime) => problem('LEGAL_REGIME_WITHOUT_RULE', `assignments[${at}].regimes`, { regime })),
  ),
];

const strangeCodes = (assignments: readonly RegimeAssignment[], codebook: LawVocabulary): readonly Problem[] => {
  const codesOf = (vocabulary: 'respondentTypes' | 'incidentForms') =>
    codebook.terms[vocabulary].map((term) => term.code);
  return assignments.flatMap((row, at) => {
    const areas = codebook.areas.filter((area) => row.areas === null || row.areas.includes(area.code));
    const known = {
      areas: codebook.areas.map((area) => area.code),
      subAreas: areas.flatMap(subCodes),
      respondentTypes: codesOf('respondentTypes'),
      incidentForms: codesOf('incidentForms'),
    };
    return conditionKeys.flatMap((key) =>
      (row[key] ?? []).flatMap((code, position) =>
        known[key].includes(code)
          ? []
          : [problem('UNKNOWN_CODE', `assignments[${at}].${key}[${position}]`, { vocabulary: key })],
      ),
    );
  });
};

const readRule = (row: Raw, field: string, problems: Problem[]): LegalRule => {
  refuseOtherKeys(row, ruleKeys, field, problems);
  const rule: LegalRule = {
    code: readCode(row['code'], `${field}.code`, problems),
    regime: readChoice(row['regime'], regimeCodes, `${field}.regime`, problems) ?? 'UNCLEAR',
    length: readLength(row['length'], `${field}.length`, problems),
    start: orNull(row['start'], (value) => readChoice(value, startKinds, `${field}.start`, problems)),
    form: orNull(row['form'], (value) => readChoice(value, claimForms, `${field}.form`, problems)),
    source: readText(row['source'], `${field}.source`, problems),
    movedBy: orNull(row['movedBy'], (value) => readText(value, `${field}.movedBy`, problems)),
    validFrom: orNull(row['validFrom'], (value) => readDate(value, `${field}.validFrom`, problems)),
    validUntil: orNull(row['validUntil'], (value) => readDate(value, `${field}.validUntil`, problems)),
    version: readVersion(row['version'], `${field}.version`, problems),
    check: readFlag(row['check'], `${field}.check`, problems),
    name: readWording(row['name'], `${field}.name`, problems),
    note: readWording(row['note'], `${field}.note`, problems),
  };
  if (rule.regime === 'UNCLEAR' && rule.length)
    problems.push(problem('LEGAL_UNCLEAR_HAS_NO_PERIOD', `${field}.length`));
  if (rule.validFrom && rule.validUntil && rule.validUntil < rule.validFrom)
    problems.push(problem('LATEST_BEFORE_EARLIEST', `${field}.validUntil`));
  return rule;
};

const readAssignment = (row: Raw, field: string, problems: Problem[]): RegimeAssignment => {
  refuseOtherKeys(row, assignmentKeys, field, problems);
  const codes = (key: (typeof conditionKeys)[number]) =>
    orNull(row[key], (value) => readList(value, `${field}.${key}`, problems, (one, at) => readCode(one, at, problems)));
  const regimes = (key: 'regimes' | 'stillPossible') =>
    readList(row[key], `${field}.${key}`, problems, (one, at) => readChoice(one, regimeCodes, at, problems));
  const assignment: RegimeAssignment = {
    areas: codes('areas'),
    subAreas: codes('subAreas'),
    respondentTypes: codes('respondentTypes'),
    incidentForms: codes('incidentForms'),
    regimes: regimes('regimes'),
    stillPossible: orNull(row['stillPossible'], () => regimes('stillPossible')),
    ask: asksNothing(row['ask']) ? [] : readAsk(row['ask'], `${field}.ask`, problems),
    reason: readWording(row['reason'], `${field}.reason`, problems),
    source: readText(row['source'], `${field}.source`, problems),
  };
  problems.push(...faultsIn(assignment, field));
  return assignment;
};

const faultsIn = (row: RegimeAssignment, field: string): readonly Problem[] => {
  const faults: Problem[] = [];
  const unclear = row.regimes.includes('UNCLEAR');
  if (unclear && row.ask.length === 0) faults.push(problem('LEGAL_ASK_REQUIRED', `${field}.ask`));
  if (!unclear && row.stillPossible) faults.push(problem('LEGAL_ONLY_WITH_UNCLEAR', `${field}.stillPossible`));
  if (!unclear && row.ask.length > 0) faults.push(problem('LEGAL_ONLY_WITH_UNCLEAR', `${field}.ask`));
  if (unclear && row.incidentForms) faults.push(problem('UNKNOWN_CODE', `${field}.regimes`, { vocabulary: 'regimes' }));
  if (row.stillPossible?.includes('UNCLEAR'))
    faults.push(problem('UNKNOWN_CODE', `${field}.stillPossible`, { vocabulary: 'regimes' }));
  if (row.subAreas && !row.areas) faults.push(problem('REQUIRED', `${field}.areas`));
  return faults;
};

const ruleKeys = [
  ...['code', 'regime', 'length', 'start', 'form', 'source', 'movedBy'],
  ...['validFrom', 'validUntil', 'version', 'check', 'name', 'note'],
];
const conditionKeys = ['areas', 'subAreas', 'respondentTypes', 'incidentForms'] as const;
const assignmentKeys = [...conditionKeys, 'regimes', 'stillPossible', 'ask', 'reason', 'source'];
const maxRows = 1000;
const maxText = 2000;

type Raw = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

const subCodes = (area: Area): readonly string[] => area.sub?.map((term) => term.code) ?? [];

const orNull = <T>(value: unknown, read: (value: unknown) => T): T | null =>
  value === null || value === undefined ? null : read(value);

/** A mistyped condition such as `subareas` would silently widen a row. */
const refuseOtherKeys = (row: Raw, allowed: readonly string[], field: string, problems: Problem[]): void => {
  if (Object.keys(row).some((key) => !allowed.includes(key)))
    problems.push(problem('UNKNOWN_FIELD', field || null, { allowed: allowed.join(', ') }));
};

const readRows = <T>(
  value: unknown,
  field: string,
  problems: Problem[],
  read: (row: Raw, field: string, problems: Problem[]) => T,
): readonly T[] =>
  readList(value, field, problems, (row, at) => {
    if (isRecord(row)) return read(row, at, problems);
    problems.push(problem('INVALID_FORMAT', at, { expected: '{ … }' }));
    return null;
  });

/** A list with at least one value; what could not be read is left out and has its problem. */
const readList = <T>(
  value: unknown,
  field: string,
  problems: Problem[],
  read: (one: unknown, field: string) => T | null,
): readonly T[] => {
  if (!Array.isArray(value)) problems.push(problem('INVALID_FORMAT', field, { expected: '[ … ]' }));
  else if (value.length === 0) problems.push(problem('EMPTY', field));
  else if (value.length > maxRows) problems.push(problem('TOO_MANY', field, { max: maxRows }));
  else return value.map((one, at) => read(one, `${field}[${at}]`)).filter((one) => one !== null);
  return [];
};

/** An empty list too: that is how rules that were read are written down again. */
const asksNothing = (value: unknown): boolean => value == null || (Array.isArray(value) && value.length === 0);

const readAsk = (value: unknown, field: string, problems: Problem[]) =>
  readList(value, field, problems, (one, at) => readChoice(one, askableFacts, at, problems));

const readChoice = <T extends string>(
  value: unknown,
  choices: readonly T[],
  field: string,
  problems: Problem[],
): T | null => {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) problems.push(problem('INVALID_FORMAT', field, { expected: choices.join(', ') }));
  return choice ?? null;
};

const readCode = (value: unknown, field: string, problems: Problem[]): string => {
  if (typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value)) return value;
  problems.push(problem('INVALID_FORMAT', field, { expected: 'A-Z, 0-9, _' }));
  return '';
};

const readText = (value: unknown, field: string, problems: Problem[]): string => {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') problems.push(problem('REQUIRED', field));
  if (text.length > maxText) problems.push(problem('TOO_LONG', field, { max: maxText }));
  if (text.includes('\0')) problems.push(problem('INVALID_CHARACTER', field));
  return text;
};

const readWording = (value: unknown, field: string, problems: Problem[]): Wording => {
  const wording = isRecord(value) ? value : {};
  refuseOtherKeys(wording, ['de', 'en'], field, problems);
  return {
    de: readText(wording['de'], `${field}.de`, problems),
    en: readText(wording['en'], `${field}.en`, problems),
  };
};

const readDate = (value: unknown, field: string, problems: Problem[]): CalendarDate | null => {
  if (typeof value === 'string' && isCalendarDate(value)) return value;
  problems.push(problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' }));
  return null;
};

const readVersion = (value: unknown, field: string, problems: Problem[]): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  problems.push(problem('INVALID_FORMAT', field, { expected: '1, 2, 3 …' }));
  return 1;
};

const readFlag = (value: unknown, field: string, problems: Problem[]): boolean => {
  if (typeof value !== 'boolean') problems.push(problem('INVALID_FORMAT', field, { expected: 'true, false' }));
  return value === true;
};

/** null = no period. A length that is left out is a fault: it would silently drop a deadline. */
const readLength = (value: unknown, field: string, problems: Problem[]): PeriodLength | null => {
  if (value === null) return null;
  const [unit, ...others] = isRecord(value) ? Object.keys(value) : [];
  const count = isRecord(value) && unit !== undefined ? value[unit] : null;
  if (others.length === 0 && typeof count === 'number' && Number.isInteger(count) && count >= 1) {
    if (unit === 'months' && count <= 120) return { months: count };
    if (unit === 'years' && count <= 30) return { years: count };
  }
  problems.push(problem('INVALID_FORMAT', field, { expected: '{ months: 1–120 }, { years: 1–30 }, null' }));
  return null;
};
