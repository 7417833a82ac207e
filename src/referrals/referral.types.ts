import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { allowedEvents } from '../core/referral-states.js';
import { ProblemOut, presentProblem, Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import { presentContent, ReferralContent } from './content.types.js';
import { presentPreview, ReferralContact, ReferralPreview } from './conversation.types.js';
import type { Foresight } from './drafts.service.js';
import type { DisclosureRow, LetterRow } from './reading.queries.js';
import type { ReferralEntity } from './referral.entity.js';

@ObjectType({ description: 'A referral as its sender sees it. The office sees a type of its own, `ReceivedReferral`.' })
export class Referral {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'What both sides call it on the phone. Random.' })
  reference!: string;

  @Field(() => ID, { nullable: true, description: 'The case; null once it was erased.' })
  caseId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The release it stands on; null for signposting and enquiry.' })
  releaseId!: string | null;

  @Field(() => ID, { description: 'The office.' })
  officeId!: string;

  @Field({ description: 'Name of the office when it was sent.' })
  officeName!: string;

  @Field(() => Term, { description: 'Kind, from the vocabulary `referralKinds`.' })
  kind!: Term;

  @Field({
    description:
      'DRAFT, SENT, PREVIEW_SEEN, QUESTION_ASKED, QUESTION_ANSWERED, UNANSWERED, ACCEPTED, IN_PROGRESS, RETURN_OFFERED, COMPLETED, RETURNED, DECLINED, WITHDRAWN, RELEASE_WITHDRAWN or SIGNPOSTED.',
  })
  state!: string;

  @Field(() => [String], { description: 'What you may do now, e.g. SEND, WITHDRAW, ANSWER, ACCEPT_RETURN.' })
  nextSteps!: string[];

  @Field(() => [Term], { description: 'Reasons, from the vocabulary `referralReasons`.' })
  reasons!: Term[];

  @Field(() => [Term], { description: 'Groups that are passed on at acceptance.' })
  fieldGroups!: Term[];

  @Field(() => ReferralContact, { description: 'Whom the office may ask.' })
  contact!: ReferralContact;

  @Field(() => String, { nullable: true, description: "Question of an enquiry's draft; once sent it is in `content`." })
  question!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day on which an answer is in time.' })
  answerBy!: string | null;

  @Field({ description: 'When it was drafted.' })
  createdAt!: Date;

  @Field({ description: 'Since when it has been in this state.' })
  stateSince!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was sent.' })
  sentAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the office first looked at the preview.' })
  previewSeenAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the office accepted, and the content was disclosed.' })
  acceptedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the answer-by date had passed in silence.' })
  unansweredAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was signposted, declined, completed or returned.' })
  closedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: "When the office's access ended." })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'SENDER, RELEASE_WITHDRAWN or SOURCE_ERASED.' })
  withdrawalReason!: string | null;

  @Field(() => Term, { nullable: true, description: 'Why the office declined.' })
  declineReason!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Why the office offered it back.' })
  returnReason!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Result; the report is among the messages.' })
  result!: Term | null;

  @Field(() => Int, { description: 'Version, to be given back when sending.' })
  version!: number;
}

@ObjectType({ description: 'Exactly what the office would see, were the draft sent now.' })
export class ReferralForesight {
  @Field(() => ReferralPreview, { nullable: true, description: 'Before it accepts; null for a signpost.' })
  before!: ReferralPreview | null;

  @Field(() => ReferralContent, { nullable: true, description: 'After it accepted; null for a signpost.' })
  after!: ReferralContent | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Until when it would have to answer.' })
  answerBy!: string | null;

  @Field(() => [ProblemOut], { description: 'What sending would be refused for; empty = it can be sent.' })
  problems!: ProblemOut[];
}

@ObjectType({ description: 'Something that the client is to be told. Another text than the office gets.' })
export class DueLetter {
  @Field({ description: 'SIGNPOSTED, REFERRED, DISCLOSED or RELEASE_WITHDRAWN.' })
  kind!: string;

  @Field(() => Term, { description: 'Language that the client reads; German where it is not known.' })
  language!: Term;

  @Field({ description: 'Since when it is due.' })
  at!: Date;
}

@ObjectType({ description: "A line of the client's list: what was passed on, to whom, when and why." })
export class Disclosure {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { description: 'The referral.' })
  referralId!: string;

  @Field({ description: 'Reference of the referral.' })
  reference!: string;

  @Field({
    description:
      'PREVIEW, CONTENT, ENQUIRY, MESSAGE, DOSSIER or ATTACHMENT (downloaded by the office), PAPER (handed over by hand) or OWN_COPY (fetched by the service itself while it was closed to the office).',
  })
  what!: string;

  @Field(() => [Term], { description: 'Groups concerned.' })
  fieldGroups!: Term[];

  @Field({ description: 'To which office.' })
  officeName!: string;

  @Field({ description: 'For what purpose.' })
  purpose!: string;

  @Field({ description: 'When.' })
  at!: Date;
}

export const ReferralResult = createUnionType({
  name: 'ReferralResult',
  description: 'The referral, or why not.',
  types: () => [Referral, Refusal] as const,
});
export const ForesightResult = createUnionType({
  name: 'ForesightResult',
  description: 'What the office would see, or why nothing can be shown (it was sent already).',
  types: () => [ReferralForesight, Refusal] as const,
});

export const presentReferral = (row: ReferralEntity, reference: Reference): Referral =>
  Object.assign(new Referral(), {
    id: row.id,
    reference: row.reference,
    caseId: row.caseId,
    releaseId: row.releaseId,
    officeId: row.officeId,
    officeName: row.officeName,
    kind: reference.term('referralKinds', row.kind),
    state: row.state,
    nextSteps: [...allowedEvents(row.state, 'SENDER', row.kind)],
    reasons: row.reasons.map((code) => reference.term('referralReasons', code)),
    fieldGroups: row.fieldGroups.map((code) => reference.term('fieldGroups', code)),
    contact: { name: row.contactName, phone: row.contactPhone, email: row.contactEmail },
    question: row.question,
    answerBy: row.answerBy,
    createdAt: row.createdAt,
    stateSince: row.stateSince,
    sentAt: row.sentAt,
    previewSeenAt: row.previewSeenAt,
    acceptedAt: row.acceptedAt,
    unansweredAt: row.unansweredAt,
    closedAt: row.closedAt,
    withdrawnAt: row.withdrawnAt,
    withdrawalReason: row.withdrawalReason,
    declineReason: reference.termOrNull('declineReasons', row.declineReason),
    returnReason: reference.termOrNull('returnReasons', row.returnReason),
    result: reference.termOrNull('referralResults', row.result),
    version: row.version,
  });

export const presentForesight = (
  { composed, purpose, answerBy, problems }: Foresight,
  reference: Reference,
): ReferralForesight =>
  Object.assign(new ReferralForesight(), {
    before: composed ? presentPreview(composed.preview, reference) : null,
    after: composed ? presentContent({ content: composed.content, purpose }, reference) : null,
    answerBy,
    problems: problems.map(presentProblem),
  });

export const presentLetter = ({ kind, language, at }: LetterRow, reference: Reference): DueLetter =>
  Object.assign(new DueLetter(), { kind, language: reference.term('languages', language ?? 'de'), at });

export const presentDisclosure = (row: DisclosureRow, reference: Reference): Disclosure =>
  Object.assign(new Disclosure(), {
    id: row.id,
    referralId: row.referralId,
    reference: row.reference,
    what: row.what,
    fieldGroups: row.fieldGroups.map((code) => reference.term('fieldGroups', code)),
    officeName: row.officeName,
    purpose: row.purpose,
    at: row.at,
  });
