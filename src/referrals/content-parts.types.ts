import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { ReleasedAttachment } from '../core/case.js';
import type { FrozenContent } from '../core/release.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';

@ObjectType({ description: 'An indication in the sense of § 22 AGG, as it was released.' })
export class ReleasedIndication {
  @Field({ description: 'What points to discrimination.' })
  description!: string;

  @Field(() => Term, { description: 'Kind of evidence.' })
  evidenceKind!: Term;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day; null = not known.' })
  occurredOn!: string | null;
}

@ObjectType({ description: 'A witness, as released.' })
export class ReleasedWitness {
  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'How to reach the witness.' })
  contact!: string | null;

  @Field(() => String, { nullable: true, description: 'What the witness saw or heard.' })
  observation!: string | null;
}

@ObjectType({ description: 'Somebody in a comparable situation who was treated otherwise, as released.' })
export class ReleasedComparisonPerson {
  @Field({ description: 'Description.' })
  description!: string;
}

@ObjectType({ description: 'A step that the service took, as released.' })
export class ReleasedMeasure {
  @Field(() => Term, { description: 'Kind of step.' })
  kind!: Term;

  @Field(() => CalendarDateScalar, { description: 'Day.' })
  takenOn!: string;

  @Field(() => String, { nullable: true, description: 'What came of it.' })
  result!: string | null;
}

@ObjectType({ description: 'A reaction of the other side, as released.' })
export class ReleasedReaction {
  @Field(() => Term, { description: 'Kind of reaction.' })
  kind!: Term;

  @Field(() => CalendarDateScalar, { description: 'Day.' })
  occurredOn!: string;

  @Field(() => String, { nullable: true, description: 'More about it.' })
  detail!: string | null;
}

@ObjectType({ description: 'A deadline as computed when the referral was sent. Precautionary, no legal advice.' })
export class ReleasedDeadline {
  @Field(() => Term, { description: 'Legal regime.' })
  regime!: Term;

  @Field(() => CalendarDateScalar, { description: 'Day on which the period ends: recommended to act by.' })
  endsOn!: string;

  @Field(() => CalendarDateScalar, {
    description: 'Next working day where § 193 BGB moves it, otherwise the same day.',
  })
  movedTo!: string;

  @Field({ description: 'Source of the rule.' })
  source!: string;

  @Field({ description: 'One German sentence that explains it.' })
  explanation!: string;
}

@ObjectType({ description: 'A file that was released, as it was then.' })
export class ReleasedFile {
  @Field({ description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it shows, where it is from.' })
  description!: string | null;

  @Field({ description: 'What it is by its content, such as application/pdf.' })
  mediaType!: string;

  @Field(() => Int, { description: 'Size in bytes.' })
  bytes!: number;

  @Field({ description: 'SHA-256 in hexadecimal digits.' })
  sha256!: string;
}

@ObjectType({ description: 'A file of a referral that can be fetched.' })
export class ReferralAttachment extends ReleasedFile {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'Where to fetch it with the same session (GET). Every download is recorded.' })
  downloadUrl!: string;
}

const presentFile = ({ name, description, mediaType, bytes, sha256 }: ReleasedAttachment): ReleasedFile =>
  Object.assign(new ReleasedFile(), { name, description, mediaType, bytes, sha256 });

export const presentReferralAttachment = (
  file: ReleasedAttachment & { readonly id: string },
  publicUrl: string,
): ReferralAttachment =>
  Object.assign(new ReferralAttachment(), presentFile(file), {
    id: file.id,
    downloadUrl: `${publicUrl}/referral-attachments/${file.id}`,
  });

/** The lists of the content; a group that was not released is null, an empty one an empty list. */
export const presentReleasedParts = (
  { indications, witnesses, measures, deadlines, attachments }: FrozenContent,
  reference: Reference,
): {
  indications: ReleasedIndication[] | null;
  witnesses: ReleasedWitness[] | null;
  comparisonPersons: ReleasedComparisonPerson[] | null;
  measures: ReleasedMeasure[] | null;
  reactions: ReleasedReaction[] | null;
  deadlines: ReleasedDeadline[] | null;
  attachments: ReleasedFile[] | null;
} => ({
  indications:
    indications?.map(({ description, evidenceKind, occurredOn }) => ({
      description,
      evidenceKind: reference.term('evidenceKinds', evidenceKind),
      occurredOn,
    })) ?? null,
  witnesses: witnesses?.witnesses.map(({ name, contact, observation }) => ({ name, contact, observation })) ?? null,
  comparisonPersons: witnesses?.comparisonPersons.map(({ description }) => ({ description })) ?? null,
  measures:
    measures?.measures.map(({ kind, takenOn, result }) => ({
      kind: reference.term('interventions', kind),
      takenOn,
      result,
    })) ?? null,
  reactions:
    measures?.reactions.map(({ kind, occurredOn, detail }) => ({
      kind: reference.term('reactions', kind),
      occurredOn,
      detail,
    })) ?? null,
  deadlines:
    deadlines?.map(({ regime, endsOn, movedTo, source, explanation }) => ({
      regime: reference.term('regimes', regime),
      endsOn,
      movedTo,
      source,
      explanation,
    })) ?? null,
  attachments: attachments?.map(presentFile) ?? null,
});
