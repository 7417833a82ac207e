import type { FieldGroup } from './release.js';

/** The states of a referral, and which event may happen in which of them. What an event does: `referral.ts`. */
export const referralKinds = ['SIGNPOSTING', 'ENQUIRY', 'HANDOVER', 'CO_ADVICE', 'LEGAL_ADVICE'] as const;
export type ReferralKind = (typeof referralKinds)[number];

export const referralStates = [
  'DRAFT',
  'SENT',
  'PREVIEW_SEEN',
  'QUESTION_ASKED',
  'QUESTION_ANSWERED',
  'UNANSWERED',
  'ACCEPTED',
  'IN_PROGRESS',
  'RETURN_OFFERED',
  'COMPLETED',
  'RETURNED',
  'DECLINED',
  'WITHDRAWN',
  'RELEASE_WITHDRAWN',
  'SIGNPOSTED',
] as const;
export type ReferralState = (typeof referralStates)[number];

export const referralParties = ['SENDER', 'RECIPIENT', 'SYSTEM'] as const;
export type ReferralParty = (typeof referralParties)[number];

/** With the recipient, and not accepted yet: it sees the preview and owes an answer, late or not. */
const pending = ['SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED', 'UNANSWERED'] as const;
const working = ['ACCEPTED', 'IN_PROGRESS', 'RETURN_OFFERED'] as const;
/** The recipient holds the released content, and may look at it. */
const disclosed = [...working, 'COMPLETED', 'RETURNED'] as const;

const among = (states: readonly ReferralState[], state: ReferralState): boolean => states.includes(state);

export const isPending = (state: ReferralState): boolean => among(pending, state);

/** Whether the recipient has accepted and its access has not ended since. */
export const isDisclosed = (state: ReferralState): boolean => among(disclosed, state);

/** Nothing more is to be done by either side; only the client's withdrawal can still end the recipient's access. */
export const isFinal = (state: ReferralState): boolean =>
  state !== 'DRAFT' && !among(pending, state) && !among(working, state);

/** Signposting passes on nothing, and an enquiry is about nobody: the other kinds need the client's release. */
export const needsRelease = (kind: ReferralKind): boolean => kind !== 'SIGNPOSTING' && kind !== 'ENQUIRY';

/**
 * The groups without which a referral of this kind is of no use; of each inner list at least one.
 * Every office must know what happened and why it is taken for discrimination, to see whether it is competent. Who takes a
 * case over must be able to reach the client or to know them when they come. A lawyer must know the other side before
 * hearing more, to see a conflict of interest (§ 43a(4) BRAO).
 */
export const requiredGroups = (kind: ReferralKind): readonly (readonly FieldGroup[])[] => {
  switch (kind) {
    case 'SIGNPOSTING':
    case 'ENQUIRY':
      return [];
    case 'CO_ADVICE':
      return [['INCIDENT'], ['GROUNDS']];
    case 'HANDOVER':
      return [['INCIDENT'], ['GROUNDS'], ['CLIENT_IDENTITY', 'CLIENT_CONTACT']];
    case 'LEGAL_ADVICE':
      return [['INCIDENT'], ['GROUNDS'], ['RESPONDENT']];
  }
};

export const referralEventTypes = [
  'SEND',
  'SEE_PREVIEW',
  'ASK',
  'ANSWER',
  'ACCEPT',
  'DECLINE',
  'START',
  'COMPLETE',
  'OFFER_RETURN',
  'ACCEPT_RETURN',
  'DECLINE_RETURN',
  'WITHDRAW',
  'WITHDRAW_RELEASE',
  'EXPIRE',
  'SOURCE_ERASED',
  'CASE_EDITED',
] as const;
export type ReferralEventType = (typeof referralEventTypes)[number];

/** The states in which this party may do it, kinds apart. An empty list: it is not this party's to do. */
const statesFor = (type: ReferralEventType, party: ReferralParty): readonly ReferralState[] => {
  const only = (who: ReferralParty, ...states: readonly ReferralState[]) => (party === who ? states : []);
  switch (type) {
    case 'SEND':
      return only('SENDER', 'DRAFT');
    case 'SEE_PREVIEW':
    case 'ACCEPT':
    case 'DECLINE':
      return only('RECIPIENT', ...pending);
    case 'ASK':
      // Before acceptance it is the office that needs to know more; afterwards both work on it and both may ask.
      return [...only('RECIPIENT', ...pending, ...working), ...only('SENDER', ...working)];
    case 'ANSWER':
      return [
        ...only('SENDER', 'QUESTION_ASKED', 'QUESTION_ANSWERED', 'UNANSWERED', ...working),
        ...only('RECIPIENT', ...working),
      ];
    case 'START':
      return only('RECIPIENT', 'ACCEPTED');
    case 'COMPLETE':
    case 'OFFER_RETURN':
      return only('RECIPIENT', 'ACCEPTED', 'IN_PROGRESS');
    case 'ACCEPT_RETURN':
    case 'DECLINE_RETURN':
      return only('SENDER', 'RETURN_OFFERED');
    case 'WITHDRAW':
      return only('SENDER', 'DRAFT', ...pending);
    case 'WITHDRAW_RELEASE':
      // SYSTEM: the release itself was withdrawn, and with it every referral that stands on it.
      return [...only('SENDER', ...pending, ...disclosed), ...only('SYSTEM', ...pending, ...disclosed)];
    case 'EXPIRE':
      return only('SYSTEM', 'SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED');
    case 'SOURCE_ERASED':
    case 'CASE_EDITED':
      return only('SYSTEM', ...referralStates);
  }
};

const statesForKind = (type: ReferralEventType, party: ReferralParty, kind: ReferralKind): readonly ReferralState[] => {
  const states = statesFor(type, party);
  // A signpost is a draft and then done: nothing reaches a recipient who could act on it.
  if (kind === 'SIGNPOSTING' && party !== 'SYSTEM') return states.filter((state) => state === 'DRAFT');
  if (needsRelease(kind)) return states;
  if (type === 'WITHDRAW_RELEASE' || (kind === 'SIGNPOSTING' && type === 'EXPIRE')) return [];
  // An enquiry has no release to withdraw, so it is withdrawn itself, with the same reach.
  return kind === 'ENQUIRY' && type === 'WITHDRAW' && party === 'SENDER' ? [...states, ...disclosed] : states;
};

/** Whether this is ever up to this party. */
export const isPartyTo = (type: ReferralEventType, party: ReferralParty): boolean => statesFor(type, party).length > 0;

/** Whether this may happen now, as far as state, party and kind tell: release, office and dates are checked by `decide`. */
export const isAllowed = (
  type: ReferralEventType,
  state: ReferralState,
  party: ReferralParty,
  kind: ReferralKind,
): boolean => statesForKind(type, party, kind).includes(state);

/** What the user interface offers. */
export const allowedEvents = (
  state: ReferralState,
  party: ReferralParty,
  kind: ReferralKind,
): readonly ReferralEventType[] => referralEventTypes.filter((type) => isAllowed(type, state, party, kind));

export interface Readable {
  readonly preview: boolean;
  readonly content: boolean;
  readonly messages: boolean;
  readonly result: boolean;
}

const everything: Readable = { preview: true, content: true, messages: true, result: true };
const nothing: Readable = { preview: false, content: false, messages: false, result: false };

/**
 * What a side may read of a referral, where it exists. The sender always reads all of it: it is their client's and they answer for it.
 * The recipient reads the preview while it decides and the content once it accepted; what it declined or lost is closed to it.
 * The envelope (kind, state, dates, reasons) is apart from this: the recipient keeps it once `sentAt` is set, so that
 * it can see that a referral was withdrawn, and never has it before, nor for signposting.
 */
export const readableBy = (state: ReferralState, party: ReferralParty): Readable => {
  if (party === 'SENDER') return everything;
  if (party === 'SYSTEM') return nothing;
  if (isDisclosed(state)) return everything;
  return isPending(state) ? { ...nothing, preview: true, messages: true } : nothing;
};
