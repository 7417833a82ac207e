import type {
  AreaOfLife,
  ComparisonPerson,
  DeadlineSummary,
  Indication,
  Measure,
  Reaction,
  Witness,
  ReleasedAttachment,
} from './case.js';
import { addDays, type CalendarDate, isCalendarDate } from './calendar.js';
import { type Codebook, findTerm, type Vocabulary } from './codebook.js';
import { accept, type Problem, problem, refusedFor, type Result } from './result.js';

/** What a client releases is ticked by these groups; a referral carries whole groups only. Labels: vocabulary `fieldGroups`. */
export const fieldGroups = [
  'CLIENT_IDENTITY',
  'CLIENT_CONTACT',
  'CLIENT_PROFILE',
  'INCIDENT',
  'GROUNDS',
  'RESPONDENT',
  'RESPONDENT_PERSON',
  'CLIENT_VIEW',
  'ASSESSMENT',
  'INDICATIONS',
  'WITNESSES',
  'MEASURES',
  'DEADLINES',
  'ATTACHMENTS',
] as const;

export type FieldGroup = (typeof fieldGroups)[number];

/** Release from the duty of confidentiality (Schweigepflichtentbindung, § 203 StGB), towards one office. */
export interface Release {
  readonly officeId: string;
  readonly fieldGroups: readonly FieldGroup[];
  readonly purpose: string;
  /** Language in which it was explained (vocabulary `languages`), and whether with an interpreter. */
  readonly explainedIn: string;
  readonly interpreter: string | null;
  readonly givenOn: CalendarDate;
  /** Last day on which it may be used. */
  readonly validUntil: CalendarDate;
  readonly form: 'WRITTEN' | 'ORAL';
  /** Why it was given orally; required with `ORAL`. */
  readonly oralReason: string | null;
  /** Where the signed paper is kept, or its file name in the service's own words; required with `WRITTEN`. */
  readonly documentReference: string | null;
  /** Who signed for a minor. */
  readonly guardian: string | null;
  /** The consent under data-protection law is another thing than the release; both are recorded. */
  readonly dataProtectionConsent: boolean;
  readonly withdrawnAt: Date | null;
}

/**
 * What leaves the house with a referral: a frozen copy, group by group. A group that was not released is absent.
 * Also the JSON attachment of the dossier (`docs/dossier.schema.json`). Holds no internal ids and no staff names.
 */
export interface FrozenContent {
  readonly format: 'beistand-dossier';
  readonly version: 1;
  readonly codebookVersion: number;
  readonly fieldGroups: readonly FieldGroup[];
  readonly clientIdentity?: { readonly name: string | null };
  readonly clientContact?: { readonly contact: string | null };
  readonly clientProfile?: {
    readonly affectedRole: string | null;
    readonly ageBand: string | null;
    readonly gender: string | null;
    readonly language: string | null;
    readonly interpreterNeeded: boolean | null;
  };
  readonly incident?: {
    readonly narrative: string;
    readonly earliest: CalendarDate;
    readonly latest: CalendarDate;
    readonly district: string | null;
    readonly mainArea: AreaOfLife;
    readonly furtherAreas: readonly AreaOfLife[];
    readonly incidentForms: readonly string[];
    readonly recurrence: string | null;
  };
  readonly grounds?: {
    readonly grounds: readonly string[];
    readonly phenomena: readonly string[];
    readonly multiple: boolean;
  };
  readonly respondent?: {
    readonly type: string;
    readonly organisation: string | null;
    readonly function: string | null;
  };
  readonly respondentPerson?: { readonly name: string | null; readonly reason: string | null };
  readonly clientView?: { readonly view: string | null; readonly wishes: readonly string[] };
  readonly assessment?: {
    readonly assessment: string | null;
    readonly reason: string | null;
    readonly legalForm: string | null;
    readonly level: string | null;
    readonly regimes: readonly string[];
  };
  readonly indications?: readonly Indication[];
  readonly witnesses?: {
    readonly witnesses: readonly Witness[];
    readonly comparisonPersons: readonly ComparisonPerson[];
  };
  readonly measures?: { readonly measures: readonly Measure[]; readonly reactions: readonly Reaction[] };
  readonly deadlines?: readonly DeadlineSummary[];
  /** The files that went along; their bytes are fetched one by one. */
  readonly attachments?: readonly ReleasedAttachment[];
}

/**
 * What the office sees before it accepts: enough to decide, nothing that names or describes a person.
 * What the release does not cover is null or empty here too.
 */
export interface Preview {
  readonly grounds: readonly string[];
  readonly mainArea: AreaOfLife;
  readonly respondentType: string | null;
  readonly district: string | null;
  readonly regimes: readonly string[];
  readonly earliestDeadline: CalendarDate | null;
  readonly language: string | null;
  readonly interpreterNeeded: boolean | null;
}

/** What a counsellor enters for a release; texts and dates as they came in. */
export interface ReleaseInput {
  readonly officeId: string;
  readonly fieldGroups: readonly string[];
  readonly purpose: string;
  readonly explainedIn: string;
  readonly interpreter?: string | null;
  readonly givenOn: string;
  /** Left out: twelve months, or what the client said. */
  readonly validUntil?: string | null;
  readonly form: 'WRITTEN' | 'ORAL';
  readonly oralReason?: string | null;
  readonly documentReference?: string | null;
  readonly guardian?: string | null;
  readonly dataProtectionConsent?: boolean;
}

/**
 * The release as it may be recorded, texts trimmed. A release describes what a client said on a day: it cannot lie in the
 * future, and it ends after twelve months at the latest, because nobody can foresee longer what they agree to.
 * A release that has run out already may be recorded (a paper found later); `releaseCovers` keeps it from being used.
 * `isMinor`: leave it out where the age is not known.
 */
export const validateRelease = (
  input: ReleaseInput,
  today: CalendarDate,
  { codebook, isMinor = false }: { readonly codebook: Codebook; readonly isMinor?: boolean },
): Result<Release> => {
  const problems: Problem[] = [
    ...groupProblems(input.fieldGroups),
    ...freeTextProblems('purpose', input.purpose, 1000),
    ...termProblems(codebook, 'languages', input.explainedIn, 'explainedIn', today),
    ...validityProblems(input, today),
    ...freeTextProblems('interpreter', input.interpreter, 200),
    ...freeTextProblems('oralReason', input.oralReason, 1000),
    ...freeTextProblems('documentReference', input.documentReference, 200),
    ...freeTextProblems('guardian', input.guardian, 200),
  ];
  if (!trimmed(input.officeId)) problems.push(problem('REQUIRED', 'officeId'));
  if (!trimmed(input.purpose)) problems.push(problem('REQUIRED', 'purpose'));
  // The type is the border's promise, and the border knows no list of these words.
  if (!(['WRITTEN', 'ORAL'] as readonly string[]).includes(input.form)) {
    problems.push(problem('INVALID_FORMAT', 'form', { expected: 'WRITTEN, ORAL' }));
  }
  if (input.form === 'ORAL' && !trimmed(input.oralReason)) {
    problems.push(problem('RELEASE_ORAL_REASON_MISSING', 'oralReason'));
  }
  if (input.form === 'WRITTEN' && !trimmed(input.documentReference)) {
    problems.push(problem('RELEASE_DOCUMENT_MISSING', 'documentReference'));
  }
  if (isMinor && !trimmed(input.guardian)) problems.push(problem('RELEASE_GUARDIAN_MISSING', 'guardian'));

  return (
    refusedFor(problems) ??
    accept({
      officeId: input.officeId,
      fieldGroups: inOrder(input.fieldGroups),
      purpose: input.purpose.trim(),
      explainedIn: input.explainedIn,
      interpreter: trimmed(input.interpreter),
      givenOn: input.givenOn,
      validUntil: input.validUntil ?? lastPossibleDay(input.givenOn),
      form: input.form,
      // A written release with a reason for being oral would contradict itself on paper.
      oralReason: input.form === 'ORAL' ? trimmed(input.oralReason) : null,
      documentReference: trimmed(input.documentReference),
      guardian: trimmed(input.guardian),
      dataProtectionConsent: input.dataProtectionConsent ?? false,
      withdrawnAt: null,
    })
  );
};

export type ReleaseState = 'VALID' | 'EXPIRED' | 'WITHDRAWN' | 'NOT_YET';

/** Whether the release may be used on this day; its last day counts. A withdrawal outweighs every date. */
export const releaseState = (
  release: Pick<Release, 'givenOn' | 'validUntil' | 'withdrawnAt'>,
  today: CalendarDate,
): ReleaseState => {
  if (release.withdrawnAt !== null) return 'WITHDRAWN';
  if (today < release.givenOn) return 'NOT_YET';
  return today > release.validUntil ? 'EXPIRED' : 'VALID';
};

/** The groups that may go to this office today, or every reason why not. */
export const releaseCovers = (
  release: Release,
  use: { readonly officeId: string; readonly groups: readonly FieldGroup[]; readonly today: CalendarDate },
): Result<readonly FieldGroup[]> => {
  const problems = stateProblems(release, use.today);
  if (release.officeId !== use.officeId) problems.push(problem('RELEASE_OTHER_OFFICE', 'officeId'));
  for (const group of use.groups) {
    if (!release.fieldGroups.includes(group))
      problems.push(problem('RELEASE_GROUP_NOT_COVERED', 'fieldGroups', { group }));
  }
  return refusedFor(problems) ?? accept(inOrder(use.groups));
};

const stateProblems = (release: Release, today: CalendarDate): Problem[] => {
  const state = releaseState(release, today);
  switch (state) {
    case 'VALID':
      return [];
    case 'EXPIRED':
      return [problem('RELEASE_EXPIRED', 'releaseId', { until: release.validUntil })];
    case 'NOT_YET':
      return [problem('RELEASE_NOT_YET_VALID', 'releaseId', { from: release.givenOn })];
    case 'WITHDRAWN':
      return [problem('RELEASE_WITHDRAWN', 'releaseId')];
  }
};

/** The groups once each, in the order of the form, so that the same release always gives the same dossier. */
export const inOrder = (groups: readonly string[]): readonly FieldGroup[] =>
  fieldGroups.filter((group) => groups.includes(group));

const groupProblems = (groups: readonly string[]): Problem[] => {
  if (groups.length === 0) return [problem('EMPTY', 'fieldGroups')];
  return groups.flatMap((group, at): Problem[] => {
    const field = `fieldGroups[${at}]`;
    if (!isFieldGroup(group)) return [problem('UNKNOWN_CODE', field, { vocabulary: 'fieldGroups' })];
    return groups.indexOf(group) < at ? [problem('DUPLICATE_VALUE', field)] : [];
  });
};

const isFieldGroup = (code: string): code is FieldGroup => (fieldGroups as readonly string[]).includes(code);

const validityProblems = ({ givenOn, validUntil }: ReleaseInput, today: CalendarDate): Problem[] => {
  const expected = 'YYYY-MM-DD';
  const badEnd = validUntil != null && !isCalendarDate(validUntil);
  const problems = badEnd ? [problem('INVALID_FORMAT', 'validUntil', { expected })] : [];
  if (!isCalendarDate(givenOn)) return [problem('INVALID_FORMAT', 'givenOn', { expected }), ...problems];
  if (givenOn > today) problems.push(problem('DATE_IN_FUTURE', 'givenOn'));
  if (badEnd || validUntil == null) return problems;
  const max = lastPossibleDay(givenOn);
  if (validUntil < givenOn) problems.push(problem('RELEASE_ENDS_BEFORE_START', 'validUntil'));
  if (validUntil > max) problems.push(problem('RELEASE_TOO_LONG', 'validUntil', { max }));
  return problems;
};

/** Twelve months on: the same day of the next year, 28 February for 29 February (§ 188(3) BGB). */
const lastPossibleDay = (givenOn: CalendarDate): CalendarDate => {
  const sameDay = `${String(Number(givenOn.slice(0, 4)) + 1).padStart(4, '0')}${givenOn.slice(4)}`;
  return isCalendarDate(sameDay) ? sameDay : addDays(givenOn, 365);
};

const trimmed = (text: string | null | undefined): string | null => text?.trim() || null;

/** What keeps a free text from being stored; an absent text has no problems. Length counts characters as people see code points. */
export const freeTextProblems = (field: string, text: string | null | undefined, max: number): Problem[] => {
  if (text == null) return [];
  // Half of a surrogate pair cannot be encoded, just as NUL cannot be stored.
  const problems = text.includes('\0') || !text.isWellFormed() ? [problem('INVALID_CHARACTER', field)] : [];
  if (text.length > max && [...text].length > max) problems.push(problem('TOO_LONG', field, { max }));
  return problems;
};

/** Why this code cannot be given to a new record: unknown, or retired by that day. */
export const termProblems = (
  codebook: Codebook,
  vocabulary: Vocabulary,
  code: string,
  field: string,
  today: CalendarDate,
): Problem[] => {
  const term = findTerm(codebook, vocabulary, code);
  if (!term) return [problem('UNKNOWN_CODE', field, { vocabulary })];
  return term.validUntil !== undefined && term.validUntil <= today
    ? [problem('RETIRED_CODE', field, { vocabulary })]
    : [];
};
