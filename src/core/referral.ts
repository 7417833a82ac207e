import { type AnswerTerms, answerBy } from './answer-by.js';
import { type CalendarDate, dayOf } from './calendar.js';
import type { Codebook } from './codebook.js';
import { previewGroups } from './content.js';
import type { ProblemCode } from './problems.js';
import type { ClientLetter, Disclosure, Notice, ReferralChange, ReferralMarks } from './referral-change.js';
import {
  isAllowed,
  isDisclosed,
  isFinal,
  isPartyTo,
  isPending,
  needsRelease,
  type ReferralEventType,
  type ReferralKind,
  type ReferralParty,
  type ReferralState,
  requiredGroups,
} from './referral-states.js';
import { type FieldGroup, type Release, releaseCovers, termProblems } from './release.js';
import { accept, type Problem, problem, refuse, refusedFor, type Refused, type Result } from './result.js';

/** A referral as its rules see it. */
export interface Referral {
  readonly kind: ReferralKind;
  readonly state: ReferralState;
  readonly officeId: string;
  /** Empty for signposting and enquiry. */
  readonly fieldGroups: readonly FieldGroup[];
  /** Set when it is sent. */
  readonly answerBy: CalendarDate | null;
}

export type ReferralEvent = { readonly party: ReferralParty } & (
  | { readonly type: Exclude<ReferralEventType, 'DECLINE' | 'OFFER_RETURN' | 'COMPLETE'> }
  /** A code of `declineReasons`. */
  | { readonly type: 'DECLINE'; readonly reason: string }
  /** A code of `returnReasons`. */
  | { readonly type: 'OFFER_RETURN'; readonly reason: string }
  /** A code of `referralResults`. */
  | { readonly type: 'COMPLETE'; readonly result: string }
);

/** What the rules need to know besides the referral itself, as it is at this moment. */
export interface ReferralContext {
  readonly now: Date;
  readonly codebook: Codebook;
  readonly release: Release | null;
  /** Whether the office has an inbox here; without one only signposting is possible. */
  readonly officeTakesPart: boolean;
  readonly answerTerms: Omit<AnswerTerms, 'releaseValidUntil'>;
  readonly earliestDeadline: CalendarDate | null;
  /** The language in which the client is told; null = not known, German then. */
  readonly clientLanguage: string | null;
}

/** What becomes of a referral by an event: decides only, changes nothing, and never throws. */
export const decide = (referral: Referral, event: ReferralEvent, context: ReferralContext): Result<ReferralChange> => {
  const { kind, state } = referral;
  if (!isPartyTo(event.type, event.party)) return refuse('REFERRAL_WRONG_PARTY');
  if (!isAllowed(event.type, state, event.party, kind)) return refuseInState(event, referral);

  const { now, codebook } = context;
  const today = dayOf(now);
  switch (event.type) {
    case 'SEND':
      return send(referral, context, today);
    case 'SEE_PREVIEW':
      if (state !== 'SENT') return change(state);
      return change('PREVIEW_SEEN', { previewSeenAt: now }, [to('SENDER', 'PREVIEW_SEEN')]);
    case 'ASK':
    case 'ANSWER':
      return message(referral, event, context, today);
    case 'ACCEPT':
      return acceptReferral(referral, context, today);
    case 'DECLINE': {
      const marks = { closedAt: now, declineReason: event.reason };
      const problems = termProblems(codebook, 'declineReasons', event.reason, 'reason', today);
      return refusedFor(problems) ?? change('DECLINED', marks, [to('SENDER', 'DECLINED')]);
    }
    case 'START':
      return change('IN_PROGRESS', { startedAt: now }, [to('SENDER', 'STARTED')]);
    case 'COMPLETE': {
      const marks = { closedAt: now, result: event.result };
      const problems = termProblems(codebook, 'referralResults', event.result, 'result', today);
      return refusedFor(problems) ?? change('COMPLETED', marks, [to('SENDER', 'COMPLETED')]);
    }
    case 'OFFER_RETURN': {
      const marks = { returnOfferedAt: now, returnReason: event.reason };
      const problems = termProblems(codebook, 'returnReasons', event.reason, 'reason', today);
      return refusedFor(problems) ?? change('RETURN_OFFERED', marks, [to('SENDER', 'RETURN_OFFERED')]);
    }
    case 'ACCEPT_RETURN':
      return change('RETURNED', { closedAt: now }, [to('RECIPIENT', 'RETURN_ACCEPTED')]);
    case 'DECLINE_RETURN':
      return change('IN_PROGRESS', {}, [to('RECIPIENT', 'RETURN_DECLINED')]);
    case 'WITHDRAW':
      return change(
        'WITHDRAWN',
        { withdrawnAt: now, withdrawalReason: 'SENDER' },
        state === 'DRAFT' ? [] : [to('RECIPIENT', 'WITHDRAWN')],
      );
    case 'WITHDRAW_RELEASE':
      return withdrawRelease(referral, context);
    case 'EXPIRE':
      return expire(referral, context, today);
    case 'SOURCE_ERASED':
      return eraseSource(referral, now);
    case 'CASE_EDITED':
      return change(state);
  }
};

const to = (side: Notice['to'], kind: Notice['kind']): Notice => ({ to: side, kind });

const change = (
  state: ReferralState,
  marks: ReferralMarks = {},
  notices: readonly Notice[] = [],
  { letters = [], disclosures = [] }: Partial<Pick<ReferralChange, 'letters' | 'disclosures'>> = {},
): Result<ReferralChange> => accept({ state, marks, notices, letters, disclosures });

const letter = (kind: ClientLetter['kind'], { clientLanguage }: ReferralContext): ClientLetter => ({
  kind,
  language: clientLanguage ?? 'de',
});

const send = (referral: Referral, context: ReferralContext, today: CalendarDate): Result<ReferralChange> => {
  const problems = [...groupProblems(referral), ...releaseProblems(referral, context, referral.fieldGroups, today)];
  if (referral.kind === 'SIGNPOSTING') {
    const letters = [letter('SIGNPOSTED', context)];
    // No `sentAt`: nothing was sent, and the recipient's side is shown by that mark.
    return refusedFor(problems) ?? change('SIGNPOSTED', { closedAt: context.now }, [], { letters });
  }
  if (!context.officeTakesPart) problems.push(problem('OFFICE_TAKES_NO_PART', 'officeId'));

  const terms = { ...context.answerTerms, releaseValidUntil: context.release?.validUntil ?? null };
  const marks = { sentAt: context.now, answerBy: answerBy(today, terms, context.earliestDeadline, today) };
  return (
    refusedFor(problems) ??
    change('SENT', marks, [to('RECIPIENT', 'RECEIVED')], {
      letters: needsRelease(referral.kind) ? [letter('REFERRED', context)] : [],
      disclosures: [disclosure('PREVIEW', previewGroups(referral.fieldGroups), referral, context)],
    })
  );
};

/** The content is disclosed now and not when it was sent, so the release must hold on this day too. */
const acceptReferral = (referral: Referral, context: ReferralContext, today: CalendarDate): Result<ReferralChange> => {
  const about = needsRelease(referral.kind);
  return (
    refusedFor(releaseProblems(referral, context, referral.fieldGroups, today)) ??
    change('ACCEPTED', { acceptedAt: context.now }, [to('SENDER', 'ACCEPTED')], {
      letters: about ? [letter('DISCLOSED', context)] : [],
      disclosures: [disclosure(about ? 'CONTENT' : 'ENQUIRY', referral.fieldGroups, referral, context)],
    })
  );
};

const message = (
  referral: Referral,
  { type, party }: ReferralEvent,
  context: ReferralContext,
  today: CalendarDate,
): Result<ReferralChange> => {
  const kind = type === 'ASK' ? 'QUESTION' : 'ANSWER';
  const state = stateAfterMessage(referral.state, kind);
  if (party === 'RECIPIENT') return change(state, {}, [to('SENDER', kind)]);

  // What the sender writes is passed on like the content: it needs a release that still holds, and a line in the list.
  const groups = isPending(referral.state) ? previewGroups(referral.fieldGroups) : referral.fieldGroups;
  return (
    refusedFor(releaseProblems(referral, context, groups, today)) ??
    change(state, {}, [to('RECIPIENT', kind)], { disclosures: [disclosure('MESSAGE', groups, referral, context)] })
  );
};

/** Messages move a referral only while the office decides in time; an unanswered one stays so until it is decided. */
const stateAfterMessage = (state: ReferralState, kind: 'QUESTION' | 'ANSWER'): ReferralState => {
  if (!isPending(state) || state === 'UNANSWERED') return state;
  return kind === 'QUESTION' ? 'QUESTION_ASKED' : 'QUESTION_ANSWERED';
};

const withdrawRelease = ({ state }: Referral, context: ReferralContext): Result<ReferralChange> =>
  change(
    isDisclosed(state) ? 'RELEASE_WITHDRAWN' : 'WITHDRAWN',
    { withdrawnAt: context.now, withdrawalReason: 'RELEASE_WITHDRAWN' },
    // The sender too: the client may have said so to a colleague, or the withdrawal of one release may end several referrals.
    [to('RECIPIENT', 'RELEASE_WITHDRAWN'), to('SENDER', 'RELEASE_WITHDRAWN')],
    { letters: [letter('RELEASE_WITHDRAWN', context)] },
  );

const expire = (referral: Referral, { now }: ReferralContext, today: CalendarDate): Result<ReferralChange> => {
  const { answerBy: until } = referral;
  if (until === null || today <= until) return refuse('ANSWER_BY_NOT_PASSED', null, { until: until ?? '' });
  return change('UNANSWERED', { unansweredAt: now }, [to('SENDER', 'UNANSWERED'), to('RECIPIENT', 'UNANSWERED')]);
};

/** Before acceptance the referral ends with its source; afterwards the recipient keeps its copy and is told (Art. 19 GDPR). */
const eraseSource = ({ state }: Referral, now: Date): Result<ReferralChange> => {
  const marks: ReferralMarks = { withdrawnAt: now, withdrawalReason: 'SOURCE_ERASED' };
  const both = [to('RECIPIENT', 'SOURCE_ERASED'), to('SENDER', 'SOURCE_ERASED')];
  if (state === 'DRAFT') return change('WITHDRAWN', marks);
  if (isPending(state)) return change('WITHDRAWN', marks, both);
  const heldContent = isDisclosed(state) || state === 'RELEASE_WITHDRAWN';
  return change(state, {}, heldContent ? [to('RECIPIENT', 'SOURCE_ERASED')] : []);
};

const disclosure = (
  what: Disclosure['what'],
  groups: readonly FieldGroup[],
  { kind }: Referral,
  { release }: ReferralContext,
): Disclosure => ({ what, groups, purpose: needsRelease(kind) ? (release?.purpose ?? '') : 'anonyme Fachanfrage' });

const groupProblems = ({ kind, fieldGroups }: Referral): Problem[] => {
  if (!needsRelease(kind)) {
    return fieldGroups.length > 0 ? [problem('REFERRAL_CARRIES_NO_GROUPS', 'fieldGroups')] : [];
  }
  return requiredGroups(kind)
    .filter((oneOf) => !oneOf.some((group) => fieldGroups.includes(group)))
    .map((oneOf) => problem('RELEASE_GROUPS_INSUFFICIENT', 'fieldGroups', { groups: oneOf.join(', ') }));
};

const releaseProblems = (
  { kind, officeId }: Referral,
  { release }: ReferralContext,
  groups: readonly FieldGroup[],
  today: CalendarDate,
): Problem[] => {
  if (!needsRelease(kind)) return [];
  if (release === null) return [problem('RELEASE_MISSING', 'releaseId')];
  const covers = releaseCovers(release, { officeId, groups, today });
  return covers.ok ? [] : [...covers.problems];
};

const refuseInState = ({ type }: ReferralEvent, { kind, state }: Referral): Refused => {
  const code = ((): ProblemCode => {
    if (type === 'WITHDRAW_RELEASE' && !needsRelease(kind)) return 'NO_RELEASE_TO_WITHDRAW';
    if (state === 'WITHDRAWN' || state === 'RELEASE_WITHDRAWN') return 'REFERRAL_WITHDRAWN';
    if (type === 'SEND') return 'ALREADY_SENT';
    if (type === 'WITHDRAW' && isDisclosed(state)) return 'WITHDRAW_RELEASE_INSTEAD';
    if ((type === 'ACCEPT' || type === 'DECLINE') && isDisclosed(state)) return 'REFERRAL_ACCEPTED_ALREADY';
    if (state === 'DRAFT') return 'REFERRAL_NOT_SENT';
    return isFinal(state) ? 'REFERRAL_CLOSED' : 'REFERRAL_WRONG_STATE';
  })();
  return refuse(code, null, code === 'REFERRAL_WRONG_STATE' ? { state } : undefined);
};
