import type { CalendarDate } from './calendar.js';
import type { ReferralState } from './referral-states.js';
import type { FieldGroup } from './release.js';

/** A mail or a mark in the inbox: "there is something for you". */
export interface Notice {
  readonly to: 'SENDER' | 'RECIPIENT';
  readonly kind:
    | 'RECEIVED'
    | 'PREVIEW_SEEN'
    | 'QUESTION'
    | 'ANSWER'
    | 'ACCEPTED'
    | 'DECLINED'
    | 'STARTED'
    | 'COMPLETED'
    | 'RETURN_OFFERED'
    | 'RETURN_ACCEPTED'
    | 'RETURN_DECLINED'
    | 'UNANSWERED'
    | 'WITHDRAWN'
    | 'RELEASE_WITHDRAWN'
    | 'SOURCE_ERASED'
    | 'RECTIFIED';
}

/** To the client, in a language they read: what goes where. Another text than the office gets, never a copy of it. */
export interface ClientLetter {
  readonly kind: 'SIGNPOSTED' | 'REFERRED' | 'DISCLOSED' | 'RELEASE_WITHDRAWN';
  readonly language: string;
}

/** One line of the client's list of disclosures; to whom and when, the caller knows. */
export interface Disclosure {
  readonly what: 'PREVIEW' | 'CONTENT' | 'ENQUIRY' | 'MESSAGE';
  readonly groups: readonly FieldGroup[];
  readonly purpose: string;
}

/** What is written to the referral beside its state. */
export interface ReferralMarks {
  readonly sentAt?: Date;
  readonly answerBy?: CalendarDate;
  readonly previewSeenAt?: Date;
  readonly acceptedAt?: Date;
  readonly startedAt?: Date;
  readonly returnOfferedAt?: Date;
  readonly returnReason?: string;
  /** Signposted, declined, completed or returned. */
  readonly closedAt?: Date;
  readonly declineReason?: string;
  readonly result?: string;
  readonly unansweredAt?: Date;
  /** The recipient's access ended then; `closedAt` of a completed referral stays. */
  readonly withdrawnAt?: Date;
  readonly withdrawalReason?: 'SENDER' | 'RELEASE_WITHDRAWN' | 'SOURCE_ERASED';
}

/** All that follows from an event, to be written in one transaction. */
export interface ReferralChange {
  readonly state: ReferralState;
  readonly marks: ReferralMarks;
  readonly notices: readonly Notice[];
  readonly letters: readonly ClientLetter[];
  readonly disclosures: readonly Disclosure[];
}
