import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { ComparisonPerson, Indication, Measure, Reaction, Witness } from '../core/case.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { NoteRow, PersonRow } from './case.row.js';

@ObjectType({ description: 'A person of the service, by name.' })
export class CasePerson {
  @Field(() => ID, { description: 'Id of the person.' })
  id!: string;

  @Field({ description: 'Name as colleagues see it.' })
  name!: string;
}

@ObjectType({ description: 'A note in the course of the case. Notes are added and never changed.' })
export class CaseNote {
  @Field(() => ID, { description: 'Id of the note.' })
  id!: string;

  @Field({ description: 'What was noted.' })
  text!: string;

  @Field(() => CasePerson, { description: 'Who wrote it.' })
  author!: CasePerson;

  @Field({ description: 'When it was written.' })
  createdAt!: Date;
}

@ObjectType({ description: 'A step that was taken in the case (intervention).' })
export class CaseMeasure {
  @Field(() => ID, { description: 'Id of the measure.' })
  id!: string;

  @Field(() => Term, { description: 'What was done: a code of `interventions`.' })
  kind!: Term;

  @Field(() => CalendarDateScalar, { description: 'The day on which it was done.' })
  takenOn!: string;

  @Field(() => String, { nullable: true, description: 'What came of it; null while that is open.' })
  result!: string | null;
}

@ObjectType({ description: 'How the other side reacted.' })
export class CaseReaction {
  @Field(() => ID, { description: 'Id of the reaction.' })
  id!: string;

  @Field(() => Term, { description: 'How: a code of `reactions`.' })
  kind!: Term;

  @Field(() => CalendarDateScalar, { description: 'The day of the reaction.' })
  occurredOn!: string;

  @Field(() => String, { nullable: true, description: 'More about it, in words.' })
  detail!: string | null;
}

@ObjectType({ description: 'An indication in the sense of § 22 AGG: a fact that points to discrimination.' })
export class CaseIndication {
  @Field(() => ID, { description: 'Id of the indication.' })
  id!: string;

  @Field({ description: 'What points to discrimination.' })
  description!: string;

  @Field(() => Term, { description: 'By what it can be shown: a code of `evidenceKinds`.' })
  evidenceKind!: Term;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'The day it is from; null when not known.' })
  occurredOn!: string | null;
}

@ObjectType({ description: 'Somebody who saw or heard something.' })
export class CaseWitness {
  @Field(() => ID, { description: 'Id of the witness.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name; null when not known or not wanted.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'How the witness can be reached.' })
  contact!: string | null;

  @Field(() => String, { nullable: true, description: 'What the witness saw or heard.' })
  observation!: string | null;
}

@ObjectType({ description: 'Somebody in a comparable situation who was treated otherwise (§ 3 AGG).' })
export class CaseComparisonPerson {
  @Field(() => ID, { description: 'Id of the comparison person.' })
  id!: string;

  @Field({ description: 'Who was treated how, in comparison.' })
  description!: string;
}

type Part<T> = T & { readonly id: string };

export const presentCasePerson = ({ id, name }: PersonRow): CasePerson => Object.assign(new CasePerson(), { id, name });

export const presentNote = ({ id, text, author, createdAt }: NoteRow): CaseNote =>
  Object.assign(new CaseNote(), { id, text, author: presentCasePerson(author), createdAt: new Date(createdAt) });

export const presentMeasure = ({ id, kind, takenOn, result }: Part<Measure>, reference: Reference): CaseMeasure =>
  Object.assign(new CaseMeasure(), { id, kind: reference.term('interventions', kind), takenOn, result });

export const presentReaction = ({ id, kind, occurredOn, detail }: Part<Reaction>, reference: Reference): CaseReaction =>
  Object.assign(new CaseReaction(), { id, kind: reference.term('reactions', kind), occurredOn, detail });

export const presentIndication = (
  { id, description, evidenceKind, occurredOn }: Part<Indication>,
  reference: Reference,
): CaseIndication =>
  Object.assign(new CaseIndication(), {
    id,
    description,
    evidenceKind: reference.term('evidenceKinds', evidenceKind),
    occurredOn,
  });

export const presentWitness = ({ id, name, contact, observation }: Part<Witness>): CaseWitness =>
  Object.assign(new CaseWitness(), { id, name, contact, observation });

export const presentComparisonPerson = ({ id, description }: Part<ComparisonPerson>): CaseComparisonPerson =>
  Object.assign(new CaseComparisonPerson(), { id, description });
