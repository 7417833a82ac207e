import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { allowedEvents, readableBy } from '../core/referral-states.js';
import type { Preview } from '../core/release.js';
import { connectionOf } from '../graphql/connection.js';
import { CodesInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import { presentPreview, ReferralContact, ReferralPreview } from './conversation.types.js';
import type { ReferralEntity } from './referral.entity.js';

@ObjectType({
  description: "A referral as the office sees it: nothing of the sender's case, and of its staff only the contact.",
})
export class ReceivedReferral {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'What both sides call it on the phone.' })
  reference!: string;

  @Field(() => Term, { description: 'Kind, from the vocabulary `referralKinds`.' })
  kind!: Term;

  @Field({
    description:
      'SENT, PREVIEW_SEEN, QUESTION_ASKED, QUESTION_ANSWERED, UNANSWERED, ACCEPTED, IN_PROGRESS, RETURN_OFFERED, COMPLETED, RETURNED, DECLINED, WITHDRAWN or RELEASE_WITHDRAWN.',
  })
  state!: string;

  @Field(() => [String], { description: 'What you may do now, e.g. ACCEPT, DECLINE, ASK, COMPLETE.' })
  nextSteps!: string[];

  @Field({ description: 'The sending service.' })
  senderName!: string;

  @Field(() => ReferralContact, { description: 'Whom you may ask there.' })
  contact!: ReferralContact;

  @Field(() => [Term], { description: 'Reasons, from the vocabulary `referralReasons`.' })
  reasons!: Term[];

  @Field(() => [Term], { description: 'Groups that acceptance opens; empty once there is nothing to open any more.' })
  fieldGroups!: Term[];

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day on which an answer is in time.' })
  answerBy!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it was sent.' })
  sentAt!: Date | null;

  @Field({ description: 'Since when it has been in this state.' })
  stateSince!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was accepted.' })
  acceptedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was declined, completed or returned.' })
  closedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the sender, or the client, took it back.' })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'SENDER, RELEASE_WITHDRAWN or SOURCE_ERASED.' })
  withdrawalReason!: string | null;

  @Field(() => Term, { nullable: true, description: 'Why it was declined.' })
  declineReason!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Why it was offered back.' })
  returnReason!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Result.' })
  result!: Term | null;

  @Field(() => Int, { description: 'Version.' })
  version!: number;

  /** Where the row brought it along; otherwise the field reads it. */
  knownPreview?: ReferralPreview | null;
}

export const InboxConnection = connectionOf(ReceivedReferral, 'ReceivedReferral');

@InputType({ description: 'Which referrals of the inbox.' })
export class InboxFilter {
  @CodesInput({ optional: true, description: 'In one of these states; left out: all that is not over.' })
  states?: string[] | null;
}

export const ReceivedReferralResult = createUnionType({
  name: 'ReceivedReferralResult',
  description: 'The referral, or why not.',
  types: () => [ReceivedReferral, Refusal] as const,
});

export const presentReceived = (
  row: ReferralEntity & { readonly preview?: Preview | null },
  reference: Reference,
): ReceivedReferral =>
  Object.assign(new ReceivedReferral(), {
    id: row.id,
    reference: row.reference,
    kind: reference.term('referralKinds', row.kind),
    state: row.state,
    nextSteps: [...allowedEvents(row.state, 'RECIPIENT', row.kind)],
    senderName: row.senderName,
    contact: { name: row.contactName, phone: row.contactPhone, email: row.contactEmail },
    reasons: row.reasons.map((code) => reference.term('referralReasons', code)),
    fieldGroups: readableBy(row.state, 'RECIPIENT').preview
      ? row.fieldGroups.map((code) => reference.term('fieldGroups', code))
      : [],
    answerBy: row.answerBy,
    sentAt: row.sentAt,
    stateSince: row.stateSince,
    acceptedAt: row.acceptedAt,
    closedAt: row.closedAt,
    withdrawnAt: row.withdrawnAt,
    withdrawalReason: row.withdrawalReason,
    declineReason: reference.termOrNull('declineReasons', row.declineReason),
    returnReason: reference.termOrNull('returnReasons', row.returnReason),
    result: reference.termOrNull('referralResults', row.result),
    version: row.version,
    ...(row.preview === undefined ? {} : { knownPreview: row.preview && presentPreview(row.preview, reference) }),
  });
