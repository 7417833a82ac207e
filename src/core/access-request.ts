import { isCalendarDate, type CalendarDate } from './calendar.js';
import { accept, problem, refuse, refusedFor, type Problem, type Result } from './result.js';
import { lastDayOf } from './retention.js';

/** A client asks what is held about them (Art. 15 GDPR); somebody of the service answers. */
export const accessStates = ['OPEN', 'DRAWING', 'ANSWERED', 'WITHDRAWN'] as const;
export type AccessState = (typeof accessStates)[number];

/** What may touch the rights of others or is the service's own thought, so that somebody decides on it (Art. 15 (4) GDPR). */
export const redactables = [
  'WITNESSES',
  'COMPARISON_PERSONS',
  'RESPONDENT_PERSON',
  'NOTES',
  'REVIEWS',
  'OFFICE_MESSAGES',
  'ATTACHMENTS',
  'STORIES',
] as const;
export type Redactable = (typeof redactables)[number];

/** Why something is left out of the answer; each stands in it. */
export const redactionReasons = ['RIGHTS_OF_OTHERS', 'CONFIDENTIALITY', 'PROCEEDING'] as const;
export type RedactionReason = (typeof redactionReasons)[number];

/** On all of one kind, or on a single item of it, which then goes before the kind. */
export interface Decision {
  readonly what: Redactable;
  readonly itemId: string | null;
  /** Null: it is told. */
  readonly withheld: RedactionReason | null;
}

/** What somebody has to decide on: how many there are of each, and which. */
export type Decidable = Readonly<Record<Redactable, readonly string[]>>;

const mostDecisions = 500;

/** The last day for the answer: one month after the request arrived, three when it was extended (Art. 12 (3) GDPR). */
export const answerDue = (receivedOn: CalendarDate, isExtended: boolean): CalendarDate =>
  lastDayOf({ months: isExtended ? 3 : 1, fromEndOfYear: false }, receivedOn);

/** Why a request may be extended (Art. 12 (3), second sentence, GDPR). */
export const extensionReasons = ['COMPLEXITY', 'NUMBER'] as const;
export type ExtensionReason = (typeof extensionReasons)[number];

/** A new request: the day on which it arrived and the language of the answer. */
export function checkAccessRequest(
  given: { receivedOn: string; language: string },
  today: CalendarDate,
): Result<{ readonly receivedOn: CalendarDate; readonly language: 'de' | 'en' }> {
  const language = (['de', 'en'] as const).find((known) => known === given.language);
  const problems: Problem[] = [];
  if (!language) problems.push(problem('INVALID_FORMAT', 'input.language', { expected: 'de, en' }));
  if (!isCalendarDate(given.receivedOn))
    problems.push(problem('INVALID_FORMAT', 'input.receivedOn', { expected: 'YYYY-MM-DD' }));
  else if (given.receivedOn > today) problems.push(problem('DATE_IN_FUTURE', 'input.receivedOn'));
  else if (given.receivedOn < '2018-05-25')
    problems.push(problem('DATE_TOO_EARLY', 'input.receivedOn', { min: '2018-05-25' }));
  return refusedFor(problems) ?? accept({ receivedOn: given.receivedOn, language: language as 'de' | 'en' });
}

/** One extension, told in time: only while the first month runs. */
export function extendAccess(
  request: { readonly state: AccessState; readonly receivedOn: CalendarDate; readonly extension: string | null },
  reason: string,
  today: CalendarDate,
): Result<{ readonly reason: ExtensionReason; readonly dueOn: CalendarDate }> {
  const known = extensionReasons.find((one) => one === reason);
  if (!known) return refuse('INVALID_FORMAT', 'reason', { expected: extensionReasons.join(', ') });
  if (request.state !== 'OPEN' || request.extension !== null) return refuse('ACCESS_NOT_EXTENDABLE');
  if (today > answerDue(request.receivedOn, false)) return refuse('ACCESS_TOO_LATE');
  return accept({ reason: known, dueOn: answerDue(request.receivedOn, true) });
}

/**
 * The decisions of the person who answers: of every kind of which there is something, one on all of it or one on each item.
 * Nothing is told that nobody has decided on, and nothing is withheld without a reason.
 */
export function checkDecisions(decisions: readonly Decision[], there: Decidable): Result<readonly Decision[]> {
  const problems: Problem[] = [];
  if (decisions.length > mostDecisions) return refuse('TOO_MANY', 'input.decisions', { max: mostDecisions });
  decisions.forEach(({ what, itemId, withheld }, index) => {
    const path = `input.decisions[${index}]`;
    if (!redactables.includes(what))
      problems.push(problem('INVALID_FORMAT', `${path}.what`, { expected: redactables.join(', ') }));
    else if (itemId !== null && !there[what].includes(itemId))
      problems.push(problem('ACCESS_NO_SUCH_ITEM', `${path}.itemId`));
    if (withheld !== null && !redactionReasons.includes(withheld))
      problems.push(problem('INVALID_FORMAT', `${path}.withheld`, { expected: redactionReasons.join(', ') }));
    if (decisions.slice(0, index).some((other) => other.what === what && other.itemId === itemId))
      problems.push(problem('DUPLICATE_VALUE', path));
  });
  for (const what of redactables) {
    const decided = (id: string): boolean =>
      decisions.some((one) => one.what === what && (one.itemId === null || one.itemId === id));
    if (!there[what].every(decided)) problems.push(problem('ACCESS_UNDECIDED', 'input.decisions', { what }));
  }
  return refusedFor(problems) ?? accept(decisions);
}

/** What was decided on one item: null = told; a reason = withheld. What nobody decided on is withheld. */
export function withheldFor(decisions: readonly Decision[], what: Redactable, itemId: string): RedactionReason | null {
  const own = decisions.find((one) => one.what === what && one.itemId === itemId);
  const all = decisions.find((one) => one.what === what && one.itemId === null);
  const decision = own ?? all;
  return decision ? decision.withheld : 'RIGHTS_OF_OTHERS';
}

/** Why a data-protection officer looks at an answer, which the log keeps. */
export const officerReasons = ['COMPLAINT', 'SUPERVISORY_BODY', 'CHECK_OF_ANSWER'] as const;
