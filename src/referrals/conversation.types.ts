import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import { CaseArea, CaseDistrict, presentArea, presentDistrict } from '../cases/case.types.js';
import type { Preview } from '../core/release.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { MessageRow, NoteRow } from './conversation.queries.js';
import type { EventRow } from './reading.queries.js';

@ObjectType({ description: 'The one person of the sending service whom the office may ask.' })
export class ReferralContact {
  @Field({ description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email!: string | null;
}

@ObjectType({
  description: 'What the office sees before it accepts. What the release does not cover is null or empty.',
})
export class ReferralPreview {
  @Field(() => [Term], { description: 'Grounds of discrimination.' })
  grounds!: Term[];

  @Field(() => CaseArea, { description: 'Main area of life.' })
  mainArea!: CaseArea;

  @Field(() => Term, { nullable: true, description: 'Type of the respondent.' })
  respondentType!: Term | null;

  @Field(() => CaseDistrict, { nullable: true, description: 'District.' })
  district!: CaseDistrict | null;

  @Field(() => [Term], { description: 'Legal regimes that may apply.' })
  regimes!: Term[];

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: 'Earliest deadline that still ran when it was sent.',
  })
  earliestDeadline!: string | null;

  @Field(() => Term, { nullable: true, description: "The client's language." })
  language!: Term | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an interpreter is needed.' })
  interpreterNeeded!: boolean | null;
}

@ObjectType({ description: 'A message between the two sides. Who wrote it stays with that side.' })
export class ReferralMessage {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'SENDER or RECIPIENT.' })
  from!: string;

  @Field({ description: 'QUESTION, ANSWER, MESSAGE, RESULT (report), DECLINE or RETURN (with the reason).' })
  kind!: string;

  @Field({ description: 'Text.' })
  text!: string;

  @Field({ description: 'When.' })
  at!: Date;
}

@ObjectType({ description: 'A note of the own side; the other side never sees it.' })
export class ReferralNote {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'The colleague who wrote it.' })
  authorName!: string;

  @Field({ description: 'Text.' })
  text!: string;

  @Field({ description: 'When.' })
  at!: Date;
}

@ObjectType({ description: 'A step of the referral, as both sides see it.' })
export class ReferralStep {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'When.' })
  at!: Date;

  @Field(() => Term, { description: 'What happened, from the vocabulary `timelineKinds`.' })
  kind!: Term;

  @Field({ description: 'SENDER, RECIPIENT or SYSTEM.' })
  party!: string;

  @Field({ description: 'State afterwards.' })
  state!: string;

  @Field(() => Term, { nullable: true, description: 'Reason of declining or returning, or the result.' })
  reason!: Term | null;
}

export const ReferralMessageResult = createUnionType({
  name: 'ReferralMessageResult',
  description: 'The message, or why not.',
  types: () => [ReferralMessage, Refusal] as const,
});
export const ReferralNoteResult = createUnionType({
  name: 'ReferralNoteResult',
  description: 'The note, or why not.',
  types: () => [ReferralNote, Refusal] as const,
});

export const presentPreview = (preview: Preview, reference: Reference): ReferralPreview =>
  Object.assign(new ReferralPreview(), {
    grounds: preview.grounds.map((code) => reference.term('grounds', code)),
    mainArea: presentArea(preview.mainArea, reference),
    respondentType: reference.termOrNull('respondentTypes', preview.respondentType),
    district: presentDistrict(preview.district, reference),
    regimes: preview.regimes.map((code) => reference.term('regimes', code)),
    earliestDeadline: preview.earliestDeadline,
    language: reference.termOrNull('languages', preview.language),
    interpreterNeeded: preview.interpreterNeeded,
  });

export const presentMessage = ({ id, from, kind, text, at }: MessageRow): ReferralMessage =>
  Object.assign(new ReferralMessage(), { id, from, kind, text, at });

export const presentReferralNote = ({ id, authorName, text, at }: NoteRow): ReferralNote =>
  Object.assign(new ReferralNote(), { id, authorName, text, at });

export const presentStep = ({ id, at, kind, party, state, reason }: EventRow, reference: Reference): ReferralStep =>
  Object.assign(new ReferralStep(), {
    id,
    at,
    kind: reference.term('timelineKinds', `REFERRAL_${kind}`),
    party,
    state,
    reason: reason === null ? null : reference.term(vocabularyOfReason(kind), reason),
  });

const vocabularyOfReason = (kind: string): 'declineReasons' | 'returnReasons' | 'referralResults' => {
  if (kind === 'DECLINE') return 'declineReasons';
  return kind === 'OFFER_RETURN' ? 'returnReasons' : 'referralResults';
};
