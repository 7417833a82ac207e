import { isCalendarDate, type CalendarDate } from './calendar.js';
import type { ComparisonPerson, Indication, Measure, Reaction, Witness } from './case.js';
import type { Codebook, Vocabulary } from './codebook.js';
import { freeTextProblems, termProblems } from './release.js';
import { accept, problem, refuse, refusedFor, type Problem, type Refused, type Result } from './result.js';

/** What the rules of the parts need to know of the case they belong to, and of the day. */
export interface PartsContext {
  readonly codebook: Codebook;
  readonly today: CalendarDate;
  readonly incidentEarliest: CalendarDate;
  /** The code that the part carries already: it may stay, though it has been retired since. */
  readonly keptCode?: string | null;
}

/** As a person typed it: blanks around texts, empty texts and absent values all mean "not said". */
type Given<T> = { readonly [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  readonly [K in keyof T as null extends T[K] ? K : never]?: T[K] | undefined;
};

export type GivenMeasure = Given<Measure>;
export type GivenReaction = Given<Reaction>;
export type GivenIndication = Given<Indication>;
export type GivenWitness = Given<Witness>;
export type GivenComparisonPerson = Given<ComparisonPerson>;

/** The longest texts of the parts, in characters. */
export const longest = { note: 20_000, text: 5_000, name: 200, contact: 500 } as const;

/** Before that nobody who can still be advised was born; a date that early is a slip. */
const earliestDay: CalendarDate = '1900-01-01';

/** A closed case is read, not worked on: whoever wants to go on reopens it. */
export const mayWorkOn = (kase: { readonly status: 'OPEN' | 'CLOSED' }): Refused | null =>
  kase.status === 'CLOSED' ? refuse('CASE_CLOSED') : null;

export const checkNote = (text: string): Result<string> => {
  const problems = requiredTextProblems('text', text, longest.note);
  return refusedFor(problems) ?? accept(text.trim());
};

/** A claim letter speaks of what has happened: it cannot be older than the incident (§ 15(4), § 21(5) AGG). */
export const checkMeasure = (given: GivenMeasure, context: PartsContext): Result<Measure> => {
  const problems = [
    ...codeProblems(context, 'interventions', given.kind, 'input.kind'),
    ...dayProblems('takenOn', given.takenOn, context.today),
    ...(given.kind === 'CLAIM_LETTER' && isCalendarDate(given.takenOn) && given.takenOn < context.incidentEarliest
      ? [problem('BEFORE_INCIDENT', 'input.takenOn', { min: context.incidentEarliest })]
      : []),
    ...freeTextProblems('input.result', given.result, longest.text),
  ];
  return refusedFor(problems) ?? accept({ kind: given.kind, takenOn: given.takenOn, result: written(given.result) });
};

export const checkReaction = (given: GivenReaction, context: PartsContext): Result<Reaction> => {
  const problems = [
    ...codeProblems(context, 'reactions', given.kind, 'input.kind'),
    ...dayProblems('occurredOn', given.occurredOn, context.today),
    ...freeTextProblems('input.detail', given.detail, longest.text),
  ];
  return (
    refusedFor(problems) ?? accept({ kind: given.kind, occurredOn: given.occurredOn, detail: written(given.detail) })
  );
};

/** An indication may be older than the incident (an earlier remark); only the future is impossible. */
export const checkIndication = (given: GivenIndication, context: PartsContext): Result<Indication> => {
  const problems = [
    ...requiredTextProblems('description', given.description, longest.text),
    ...codeProblems(context, 'evidenceKinds', given.evidenceKind, 'input.evidenceKind'),
    ...(given.occurredOn == null ? [] : dayProblems('occurredOn', given.occurredOn, context.today)),
  ];
  return (
    refusedFor(problems) ??
    accept({
      description: given.description.trim(),
      evidenceKind: given.evidenceKind,
      occurredOn: given.occurredOn ?? null,
    })
  );
};

/** A witness may stay unnamed, but something must be known: a name or what was observed. */
export const checkWitness = (given: GivenWitness): Result<Witness> => {
  const [name, contact, observation] = [written(given.name), written(given.contact), written(given.observation)];
  const problems = [
    ...freeTextProblems('input.name', name, longest.name),
    ...freeTextProblems('input.contact', contact, longest.contact),
    ...freeTextProblems('input.observation', observation, longest.text),
    ...(name === null && observation === null ? [problem('REQUIRED', 'input.observation')] : []),
  ];
  return refusedFor(problems) ?? accept({ name, contact, observation });
};

export const checkComparisonPerson = (given: GivenComparisonPerson): Result<ComparisonPerson> => {
  const problems = requiredTextProblems('description', given.description, longest.text);
  return refusedFor(problems) ?? accept({ description: given.description.trim() });
};

/**
 * The day on which the claim was asserted, when this measure tells it and the case does not know it yet; otherwise null.
 * It opens the time limit for the suit (§ 61b ArbGG). A day that was entered by a person is never overwritten, and removing
 * the letter does not take the day away: the letter may have been entered twice, and a deadline must not vanish silently.
 */
export const claimedOnFrom = (measure: Measure, claimedOn: CalendarDate | null): CalendarDate | null =>
  measure.kind === 'CLAIM_LETTER' && claimedOn === null ? measure.takenOn : null;

const codeProblems = (
  { codebook, today, keptCode }: PartsContext,
  vocabulary: Vocabulary,
  code: string,
  field: string,
): Problem[] => (code === keptCode ? [] : termProblems(codebook, vocabulary, code, field, today));

const written = (text: string | null | undefined): string | null => text?.trim() || null;

const requiredTextProblems = (field: string, text: string, max: number): Problem[] =>
  text.trim() === '' ? [problem('REQUIRED', `input.${field}`)] : freeTextProblems(`input.${field}`, text.trim(), max);

const dayProblems = (name: string, day: string, today: CalendarDate): Problem[] => {
  const field = `input.${name}`;
  if (!isCalendarDate(day)) return [problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' })];
  if (day > today) return [problem('DATE_IN_FUTURE', field)];
  return day < earliestDay ? [problem('DATE_TOO_EARLY', field, { min: earliestDay })] : [];
};
