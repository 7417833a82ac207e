import { isCalendarDate, type CalendarDate } from './calendar.js';
import type { AreaOfLife, CaseFacts, CaseTexts } from './case.js';
import type { Codebook, District, Vocabulary } from './codebook.js';
import { freeTextProblems, termProblems } from './release.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/** Everything that is said about a case itself, its parts left aside. */
export type CaseContents = CaseFacts & CaseTexts;

export type CaseField = keyof CaseContents;

interface GivenArea {
  readonly area: string;
  readonly subArea?: string | null | undefined;
}

type Given<T> = T extends AreaOfLife ? GivenArea : T extends readonly AreaOfLife[] ? readonly GivenArea[] : T;

/** A change as a person sends it: what is left out stays, null clears. */
export type CaseChange = { readonly [F in CaseField]?: Given<CaseContents[F]> | null | undefined };

/** What a new case needs at least; everything else may be given at once or later. */
export type QuickRecord = CaseChange & {
  readonly [
    F in 'grounds' | 'mainArea' | 'respondentType' | 'incidentEarliest' | 'incidentLatest' | 'narrative'
  ]: Given<CaseContents[F]>;
};

export interface CaseRulesContext {
  readonly codebook: Codebook;
  readonly districts: readonly District[];
  readonly today: CalendarDate;
  /** What leads the names of fields in problems, such as `input`; empty for none. */
  readonly argument: string;
}

/** The longest texts, in characters. */
export const longestTexts = {
  narrative: 100_000,
  clientView: 20_000,
  assessmentReason: 20_000,
  clientName: 200,
  clientContact: 500,
  respondentOrganisation: 300,
  respondentFunction: 200,
  respondentPerson: 200,
  respondentPersonReason: 2_000,
  campaign: 200,
} as const satisfies Record<keyof CaseTexts, number>;

/** The vocabulary of each coded field, areas and districts left aside. */
const vocabularyOf = {
  grounds: 'grounds',
  respondentType: 'respondentTypes',
  phenomena: 'phenomena',
  incidentForms: 'incidentForms',
  level: 'levels',
  recurrence: 'recurrence',
  wishes: 'wishes',
  affectedRole: 'affectedRoles',
  ageBand: 'ageBands',
  gender: 'genders',
  language: 'languages',
  accessPath: 'accessPaths',
  channel: 'channels',
  assessment: 'assessments',
  legalForm: 'legalForms',
} as const satisfies Partial<Record<keyof CaseFacts, Vocabulary>>;

/** Nobody who is advised today was wronged before; a day that early is a slip of the keyboard. */
const earliestDay: CalendarDate = '1950-01-01';

const nothingYet: CaseContents = {
  grounds: [],
  mainArea: { area: '', subArea: null },
  furtherAreas: [],
  respondentType: '',
  district: null,
  incidentEarliest: '',
  incidentLatest: '',
  phenomena: [],
  incidentForms: [],
  level: null,
  recurrence: null,
  wishes: [],
  affectedRole: null,
  ageBand: null,
  gender: null,
  language: null,
  interpreterNeeded: null,
  accessPath: null,
  channel: null,
  assessment: null,
  legalForm: null,
  knowledgeOn: null,
  claimedOn: null,
  narrative: '',
  clientView: null,
  assessmentReason: null,
  clientName: null,
  clientContact: null,
  respondentOrganisation: null,
  respondentFunction: null,
  respondentPerson: null,
  respondentPersonReason: null,
  campaign: null,
};

/** The fields of a case, in the order in which changes are listed. */
export const caseFields = Object.keys(nothingYet) as readonly CaseField[];

/** A new case from a quick record; refuses with every problem at once, each with its field. */
export const validateQuickRecord = (given: QuickRecord, context: CaseRulesContext): Result<CaseContents> => {
  const contents = merge(nothingYet, given);
  return refusedFor(problemsOf(contents, nothingYet, context)) ?? accept(contents);
};

export interface ChangedCase {
  readonly contents: CaseContents;
  /** The fields that are really different now; empty when nothing changed. */
  readonly changed: readonly CaseField[];
}

/** A case after a change. A code that was retired since it was recorded may stay, and may not be given anew. */
export const validateCaseChange = (
  before: CaseContents,
  change: CaseChange,
  context: CaseRulesContext,
): Result<ChangedCase> => {
  const contents = merge(before, change);
  const changed = caseFields.filter((field) => !same(before[field], contents[field]));
  return refusedFor(problemsOf(contents, before, context)) ?? accept({ contents, changed });
};

/** Blanks around a text and texts of blanks alone mean nothing; null clears a list as an empty one does. */
const merge = (before: CaseContents, change: CaseChange): CaseContents => {
  const entries = caseFields.map((field) => {
    const given = change[field];
    return [field, given === undefined ? before[field] : read(field, given)];
  });
  return Object.fromEntries(entries) as CaseContents;
};

const read = (field: CaseField, given: CaseChange[CaseField]): unknown => {
  if (given === null) return nothingYet[field];
  if (typeof given === 'string') return given.trim() || nothingYet[field];
  if (field === 'mainArea') return area(given as GivenArea);
  if (field === 'furtherAreas') return (given as readonly GivenArea[]).map(area);
  return Array.isArray(given) ? [...(given as readonly string[])] : given;
};

const area = ({ area: code, subArea }: GivenArea): AreaOfLife => ({ area: code, subArea: subArea ?? null });

const problemsOf = (contents: CaseContents, before: CaseContents, context: CaseRulesContext): Problem[] => {
  const named = (found: Problem): Problem =>
    context.argument === '' ? found : { ...found, field: `${context.argument}.${found.field}` };
  return [
    ...codeProblems(contents, before, context),
    ...areaProblems(contents, before, context),
    ...districtProblems(contents, context),
    ...dateProblems(contents, context.today),
    ...textProblems(contents),
  ].map(named);
};

const codeProblems = (contents: CaseContents, before: CaseContents, context: CaseRulesContext): Problem[] => {
  const missing = [
    ...(contents.grounds.length === 0 ? [problem('EMPTY', 'grounds')] : []),
    ...(contents.respondentType === '' ? [problem('REQUIRED', 'respondentType')] : []),
  ];
  const fields = Object.keys(vocabularyOf) as (keyof typeof vocabularyOf)[];
  return [
    ...missing,
    ...fields.flatMap((field) => {
      const [now, kept] = [codesIn(contents[field]), codesIn(before[field])];
      const path = (index: number): string => (Array.isArray(contents[field]) ? `${field}[${index}]` : field);
      return now.flatMap((code, index) => {
        if (now.indexOf(code) < index) return [problem('DUPLICATE_VALUE', path(index))];
        return kept.includes(code) ? [] : strange(vocabularyOf[field], code, path(index), context);
      });
    }),
  ];
};

const codesIn = (value: string | readonly string[] | null): readonly string[] =>
  typeof value === 'string' ? [value].filter((code) => code !== '') : (value ?? []);

const strange = (vocabulary: Vocabulary, code: string, field: string, context: CaseRulesContext): Problem[] =>
  termProblems(context.codebook, vocabulary, code, field, context.today);

const areaProblems = (contents: CaseContents, before: CaseContents, context: CaseRulesContext): Problem[] => {
  const kept = [before.mainArea, ...before.furtherAreas];
  const { mainArea, furtherAreas } = contents;
  const main = mainArea.area === '' ? [problem('REQUIRED', 'mainArea')] : oneArea(mainArea, 'mainArea', kept, context);
  const further = furtherAreas.flatMap((place, index) => {
    const field = `furtherAreas[${index}]`;
    if (saidAlready(place, mainArea)) return [problem('AREA_REPEATED', field)];
    if (furtherAreas.slice(0, index).some((earlier) => same(earlier, place)))
      return [problem('DUPLICATE_VALUE', field)];
    return oneArea(place, field, kept, context);
  });
  return [...main, ...further];
};

/** A further area repeats the main one when it says the same, or less. */
const saidAlready = (place: AreaOfLife, main: AreaOfLife): boolean =>
  place.area === main.area && (place.subArea === null || place.subArea === main.subArea);

const oneArea = (
  place: AreaOfLife,
  field: string,
  kept: readonly AreaOfLife[],
  context: CaseRulesContext,
): Problem[] => {
  if (kept.some((known) => same(known, place))) return [];
  const found = strange('areas', place.area, `${field}.area`, context);
  if (found.length > 0 || place.subArea === null) return found;
  const subArea = strange('subAreas', place.subArea, `${field}.subArea`, context);
  if (subArea.length > 0) return subArea;
  const own = context.codebook.areas.find(({ code }) => code === place.area)?.sub ?? [];
  return own.some(({ code }) => code === place.subArea) ? [] : [problem('SUB_AREA_ELSEWHERE', `${field}.subArea`)];
};

const districtProblems = ({ district }: CaseContents, { districts }: CaseRulesContext): Problem[] =>
  district === null || districts.some(({ key }) => key === district) ? [] : [problem('UNKNOWN_DISTRICT', 'district')];

const dateProblems = (contents: CaseContents, today: CalendarDate): Problem[] => {
  const { incidentEarliest, incidentLatest, knowledgeOn, claimedOn } = contents;
  const incident = [
    ...dayProblems('incidentEarliest', incidentEarliest, today),
    ...dayProblems('incidentLatest', incidentLatest, today),
  ];
  if (incident.length === 0 && incidentLatest < incidentEarliest)
    incident.push(problem('LATEST_BEFORE_EARLIEST', 'incidentLatest'));
  // Compared with a day that is no day, everything would be wrong twice.
  const since = incident.length === 0 ? incidentEarliest : earliestDay;
  return [
    ...incident,
    ...(knowledgeOn === null ? [] : laterProblems('knowledgeOn', knowledgeOn, since, today)),
    ...(claimedOn === null ? [] : laterProblems('claimedOn', claimedOn, since, today)),
  ];
};

const dayProblems = (field: CaseField, day: string, today: CalendarDate): Problem[] => {
  if (day === '') return [problem('REQUIRED', field)];
  if (!isCalendarDate(day)) return [problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' })];
  if (day > today) return [problem('DATE_IN_FUTURE', field)];
  return day < earliestDay ? [problem('DATE_TOO_EARLY', field, { min: earliestDay })] : [];
};

/** Nobody learns of a wrong, or claims for it, before it was done (AGG § 15(4), § 21(5)). */
const laterProblems = (field: CaseField, day: string, since: CalendarDate, today: CalendarDate): Problem[] => {
  const found = dayProblems(field, day, today);
  return found.length === 0 && day < since ? [problem('BEFORE_INCIDENT', field, { min: since })] : found;
};

const textProblems = (contents: CaseContents): Problem[] => {
  const fields = Object.keys(longestTexts) as (keyof CaseTexts)[];
  return [
    ...(contents.narrative === '' ? [problem('REQUIRED', 'narrative')] : []),
    ...fields.flatMap((field) => freeTextProblems(field, contents[field], longestTexts[field])),
    ...(contents.respondentPerson !== null && contents.respondentPersonReason === null
      ? [problem('PERSON_REASON_MISSING', 'respondentPersonReason')]
      : []),
  ];
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
