import { isCalendarDate, type CalendarDate } from './calendar.js';
import { findTerm, type Codebook } from './codebook.js';
import { freeTextProblems, termProblems } from './release.js';
import { accept, problem, refusedFor, refuse, type Problem, type Result } from './result.js';

/**
 * The client's consent to an anonymised story (Art. 6 (1) (a), 7, 9 (2) (a) GDPR, § 22 KUG by analogy for what others may recognise): another
 * thing than counselling and than a release from confidentiality, never a condition of either, and withdrawable at any time.
 */
export interface StoryConsent {
  readonly givenOn: CalendarDate;
  /** Last day on which stories on it may be used; null = until it is withdrawn. */
  readonly validUntil: CalendarDate | null;
  /** What for: codes of `storyUses`, at least one. */
  readonly uses: readonly string[];
  readonly form: 'WRITTEN' | 'ORAL';
  readonly oralReason: string | null;
  /** Where the signed paper is kept; required with `WRITTEN`. */
  readonly documentReference: string | null;
  /** Language in which it was explained, and whether with an interpreter. */
  readonly explainedIn: string;
  readonly interpreter: string | null;
  /** Who agreed for a minor. */
  readonly guardian: string | null;
  /** Whether a story that was signed off may stay when the case is erased. Never taken for granted. */
  readonly outlivesCase: boolean;
}

/** As a counsellor records it; absent and blank mean "not said". */
export type GivenStoryConsent = Pick<StoryConsent, 'givenOn' | 'uses' | 'form' | 'explainedIn'> & {
  readonly [F in Exclude<keyof StoryConsent, 'givenOn' | 'uses' | 'form' | 'explainedIn'>]?:
    StoryConsent[F] | null | undefined;
};

export const longestInConsent = { oralReason: 1_000, documentReference: 200, interpreter: 200, guardian: 200 } as const;

const trimmed = (text: string | null | undefined): string | null => text?.trim() || null;

/** The consent, or every field that does not make one. */
export function checkStoryConsent(
  given: GivenStoryConsent,
  context: { readonly codebook: Codebook; readonly today: CalendarDate; readonly isMinor: boolean },
): Result<StoryConsent> {
  const { codebook, today } = context;
  const problems = [
    ...usesProblems(given.uses, codebook, today),
    ...daysProblems(given, today),
    ...termProblems(codebook, 'languages', given.explainedIn, 'input.explainedIn', today),
    ...formProblems(given),
    ...(context.isMinor && !trimmed(given.guardian) ? [problem('STORY_GUARDIAN_MISSING', 'input.guardian')] : []),
    ...(['oralReason', 'documentReference', 'interpreter', 'guardian'] as const).flatMap((field) =>
      freeTextProblems(`input.${field}`, given[field], longestInConsent[field]),
    ),
  ];
  return (
    refusedFor(problems) ??
    accept({
      givenOn: given.givenOn,
      validUntil: given.validUntil ?? null,
      uses: codebook.terms.storyUses.map(({ code }) => code).filter((code) => given.uses.includes(code)),
      form: given.form,
      // A written consent with a reason for being oral would contradict itself on paper.
      oralReason: given.form === 'ORAL' ? trimmed(given.oralReason) : null,
      documentReference: trimmed(given.documentReference),
      explainedIn: given.explainedIn,
      interpreter: trimmed(given.interpreter),
      guardian: trimmed(given.guardian),
      outlivesCase: given.outlivesCase ?? false,
    })
  );
}

const usesProblems = (uses: readonly string[], codebook: Codebook, today: CalendarDate): Problem[] =>
  uses.length === 0
    ? [problem('EMPTY', 'input.uses')]
    : uses.flatMap((code, at) => termProblems(codebook, 'storyUses', code, `input.uses[${at}]`, today));

function daysProblems({ givenOn, validUntil }: GivenStoryConsent, today: CalendarDate): Problem[] {
  const expected = 'YYYY-MM-DD';
  const isBadEnd = validUntil != null && !isCalendarDate(validUntil);
  const problems = isBadEnd ? [problem('INVALID_FORMAT', 'input.validUntil', { expected })] : [];
  if (!isCalendarDate(givenOn)) return [problem('INVALID_FORMAT', 'input.givenOn', { expected }), ...problems];
  if (givenOn > today) problems.push(problem('DATE_IN_FUTURE', 'input.givenOn'));
  if (!isBadEnd && validUntil != null && validUntil < givenOn)
    problems.push(problem('LATEST_BEFORE_EARLIEST', 'input.validUntil'));
  return problems;
}

function formProblems({ form, oralReason, documentReference }: GivenStoryConsent): Problem[] {
  // The type is the border's promise, and the border knows no list of these words.
  if (!(['WRITTEN', 'ORAL'] as readonly string[]).includes(form))
    return [problem('INVALID_FORMAT', 'input.form', { expected: 'WRITTEN, ORAL' })];
  if (form === 'ORAL') return trimmed(oralReason) ? [] : [problem('STORY_ORAL_REASON_MISSING', 'input.oralReason')];
  return trimmed(documentReference) ? [] : [problem('STORY_DOCUMENT_MISSING', 'input.documentReference')];
}

export type StoryConsentState = 'VALID' | 'EXPIRED' | 'WITHDRAWN';

/** Whether stories may be written and used on it on this day; its last day counts. A withdrawal outweighs every date. */
export const storyConsentState = (
  consent: Pick<StoryConsent, 'validUntil'> & { readonly withdrawnAt: Date | null },
  today: CalendarDate,
): StoryConsentState => {
  if (consent.withdrawnAt !== null) return 'WITHDRAWN';
  return consent.validUntil !== null && today > consent.validUntil ? 'EXPIRED' : 'VALID';
};

/** What keeps a story from being worked on: nothing, or the state of its consent. */
export function consentProblem(
  consent: Pick<StoryConsent, 'validUntil'> & { readonly withdrawnAt: Date | null },
  today: CalendarDate,
): Problem | null {
  switch (storyConsentState(consent, today)) {
    case 'VALID':
      return null;
    case 'EXPIRED':
      return problem('STORY_CONSENT_EXPIRED', null, { until: consent.validUntil ?? '' });
    case 'WITHDRAWN':
      return problem('STORY_CONSENT_WITHDRAWN');
  }
}

/** The day of a withdrawal as it is recorded: it takes effect at the moment of recording, whatever day the client said it on. */
export function withdrawStoryConsent(
  consent: Pick<StoryConsent, 'givenOn'> & { readonly withdrawnAt: Date | null },
  on: CalendarDate,
  today: CalendarDate,
): Result<CalendarDate> {
  if (consent.withdrawnAt !== null) return refuse('STORY_CONSENT_WITHDRAWN', 'id');
  if (!isCalendarDate(on)) return refuse('INVALID_FORMAT', 'on', { expected: 'YYYY-MM-DD' });
  if (on > today) return refuse('DATE_IN_FUTURE', 'on');
  if (on < consent.givenOn) return refuse('LATEST_BEFORE_EARLIEST', 'on');
  return accept(on);
}

/** Every code of a vocabulary that is still given, in its order. */
export const codesInForce = (codebook: Codebook, vocabulary: 'storyChecks', today: CalendarDate): readonly string[] =>
  codebook.terms[vocabulary].flatMap(({ code }) => {
    const until = findTerm(codebook, vocabulary, code)?.validUntil;
    return until !== undefined && until <= today ? [] : [code];
  });
