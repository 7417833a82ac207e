import { freeTextProblems } from './release.js';
import { accept, problem, refuse, refusedFor, type Result } from './result.js';

export const reviewStates = ['NONE', 'REQUESTED', 'QUERIED', 'APPROVED'] as const;
export type ReviewState = (typeof reviewStates)[number];

const reviewVerdicts = ['APPROVED', 'QUERY'] as const;

/** What a review can ask about: what is coded, and the texts that the codes are taken from. */
const reviewableFields = [
  'grounds',
  'mainArea',
  'furtherAreas',
  'respondentType',
  'district',
  'incidentEarliest',
  'incidentLatest',
  'phenomena',
  'incidentForms',
  'level',
  'recurrence',
  'wishes',
  'affectedRole',
  'ageBand',
  'gender',
  'language',
  'accessPath',
  'channel',
  'assessment',
  'legalForm',
  'knowledgeOn',
  'claimedOn',
  'narrative',
  'clientView',
  'assessmentReason',
  'respondentOrganisation',
  'respondentFunction',
  'indications',
  'measures',
  'reactions',
] as const;

export const longestComment = 5_000;

/** The case as its coding review sees it. A closed case may be reviewed too: that is when the coding is complete. */
export interface Reviewed {
  readonly reviewState: ReviewState;
  readonly assigneeId: string | null;
}

/** One line of the review and the state that follows from it. */
export interface ReviewStep {
  readonly state: ReviewState;
  readonly verdict: 'REQUEST' | 'QUERY' | 'ANSWER' | 'APPROVED';
  readonly field: string | null;
  readonly comment: string | null;
}

/** An approved coding may be put up for review again, after it was changed. */
export const requestReview = (kase: Reviewed, comment: string | null): Result<ReviewStep> => {
  if (kase.reviewState === 'REQUESTED') return refuse('REVIEW_REQUESTED_ALREADY');
  if (kase.reviewState === 'QUERIED') return refuse('REVIEW_QUERY_OPEN');
  const problems = freeTextProblems('input.comment', comment, longestComment);
  return (
    refusedFor(problems) ?? accept({ state: 'REQUESTED', verdict: 'REQUEST', field: null, comment: written(comment) })
  );
};

export interface GivenReview {
  readonly verdict: string;
  readonly field?: string | null | undefined;
  readonly comment?: string | null | undefined;
}

/** A second pair of eyes: never on one's own case. May be done without being asked for; a query says what is asked. */
export const reviewCoding = (kase: Reviewed, given: GivenReview, reviewerId: string | null): Result<ReviewStep> => {
  if (reviewerId === null || kase.assigneeId === reviewerId) return refuse('NOT_YOURSELF');
  const verdict = reviewVerdicts.find((known) => known === given.verdict);
  const comment = written(given.comment);
  const field = given.field ?? null;
  const problems = [
    ...(verdict ? [] : [problem('INVALID_FORMAT', 'input.verdict', { expected: reviewVerdicts.join(', ') })]),
    ...(field === null || isReviewable(field)
      ? []
      : [problem('UNKNOWN_FIELD', 'input.field', { allowed: reviewableFields.join(', ') })]),
    ...(verdict === 'QUERY' && comment === null ? [problem('REQUIRED', 'input.comment')] : []),
    ...freeTextProblems('input.comment', comment, longestComment),
  ];
  const refused = refusedFor(problems);
  if (refused || !verdict) return refused ?? refuse('REQUIRED', 'input.verdict');
  switch (verdict) {
    case 'APPROVED':
      if (kase.reviewState === 'APPROVED') return refuse('REVIEW_APPROVED_ALREADY');
      return accept({ state: 'APPROVED', verdict, field, comment });
    case 'QUERY':
      return accept({ state: 'QUERIED', verdict, field, comment });
  }
};

/** The answer to a query puts the case before the supervisor again. */
export const answerQuery = (kase: Reviewed, comment: string): Result<ReviewStep> => {
  if (kase.reviewState !== 'QUERIED') return refuse('REVIEW_NO_QUERY');
  const text = written(comment);
  if (text === null) return refuse('REQUIRED', 'input.comment');
  const problems = freeTextProblems('input.comment', text, longestComment);
  return refusedFor(problems) ?? accept({ state: 'REQUESTED', verdict: 'ANSWER', field: null, comment: text });
};

/** What was approved is no longer so once a field of the coding changes; a request or a query stays as it is. */
export const reviewAfterChange = (state: ReviewState, changed: readonly string[]): ReviewState =>
  state === 'APPROVED' && changed.some(isReviewable) ? 'NONE' : state;

const isReviewable = (field: string): boolean => (reviewableFields as readonly string[]).includes(field);

const written = (text: string | null | undefined): string | null => text?.trim() || null;
