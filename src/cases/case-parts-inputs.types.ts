import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { longest } from '../core/case-parts-rules.js';
import { CodeInput, DayInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import {
  CaseComparisonPerson,
  CaseIndication,
  CaseMeasure,
  CaseNote,
  CaseReaction,
  CaseWitness,
} from './case-parts.types.js';

@InputType({ description: 'A note. It stays as it is written.' })
export class NoteInput {
  @TextInput({ max: longest.note, description: 'What is to be noted.' })
  text!: string;
}

@InputType({ description: 'A step that was taken.' })
export class MeasureInput {
  @CodeInput({
    description:
      'What was done: a code of `interventions`. CLAIM_LETTER also fills `claimedOn` of the case when that is empty.',
  })
  kind!: string;

  @DayInput({
    description: 'The day on which it was done; not in the future. A claim letter: not before the incident.',
  })
  takenOn!: string;

  @TextInput({ max: longest.text, optional: true, description: 'What came of it.' })
  result?: string | null;
}

@InputType({ description: 'A reaction of the other side.' })
export class ReactionInput {
  @CodeInput({ description: 'How: a code of `reactions`.' })
  kind!: string;

  @DayInput({ description: 'The day of the reaction; not in the future.' })
  occurredOn!: string;

  @TextInput({ max: longest.text, optional: true, description: 'More about it, in words.' })
  detail?: string | null;
}

@InputType({ description: 'An indication in the sense of § 22 AGG.' })
export class IndicationInput {
  @TextInput({ max: longest.text, description: 'What points to discrimination.' })
  description!: string;

  @CodeInput({ description: 'By what it can be shown: a code of `evidenceKinds`.' })
  evidenceKind!: string;

  @DayInput({ optional: true, description: 'The day it is from, if known; not in the future.' })
  occurredOn?: string | null;
}

@InputType({ description: 'A witness: at least a name or what was observed.' })
export class WitnessInput {
  @TextInput({ max: longest.name, optional: true, description: 'Name.' })
  name?: string | null;

  @TextInput({ max: longest.contact, optional: true, description: 'How the witness can be reached.' })
  contact?: string | null;

  @TextInput({ max: longest.text, optional: true, description: 'What the witness saw or heard.' })
  observation?: string | null;
}

@InputType({ description: 'A comparison person.' })
export class ComparisonPersonInput {
  @TextInput({ max: longest.text, description: 'Who was treated how, in comparison.' })
  description!: string;
}

@ObjectType({ description: 'The part is removed; the history of the case still says that it was there.' })
export class CasePartRemoved {
  @Field(() => ID, { description: 'Id that the part had.' })
  id!: string;

  @Field(() => ID, { description: 'The case it belonged to.' })
  caseId!: string;
}

export const CaseNoteResult = createUnionType({
  name: 'CaseNoteResult',
  description: 'The note, or why not.',
  types: () => [CaseNote, Refusal] as const,
});
export const CaseMeasureResult = createUnionType({
  name: 'CaseMeasureResult',
  description: 'The measure, or why not.',
  types: () => [CaseMeasure, Refusal] as const,
});
export const CaseReactionResult = createUnionType({
  name: 'CaseReactionResult',
  description: 'The reaction, or why not.',
  types: () => [CaseReaction, Refusal] as const,
});
export const CaseIndicationResult = createUnionType({
  name: 'CaseIndicationResult',
  description: 'The indication, or why not.',
  types: () => [CaseIndication, Refusal] as const,
});
export const CaseWitnessResult = createUnionType({
  name: 'CaseWitnessResult',
  description: 'The witness, or why not.',
  types: () => [CaseWitness, Refusal] as const,
});
export const CaseComparisonPersonResult = createUnionType({
  name: 'CaseComparisonPersonResult',
  description: 'The comparison person, or why not.',
  types: () => [CaseComparisonPerson, Refusal] as const,
});
export const CasePartRemovedResult = createUnionType({
  name: 'CasePartRemovedResult',
  description: 'What was removed, or why not.',
  types: () => [CasePartRemoved, Refusal] as const,
});
