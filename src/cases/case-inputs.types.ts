import { InputType, OmitType } from '@nestjs/graphql';
import { longestTexts } from '../core/case-rules.js';
import {
  BooleanInput,
  CodeInput,
  CodesInput,
  DayInput,
  IdInput,
  NestedInput,
  NestedInputs,
  TextInput,
} from '../graphql/inputs.js';

@InputType({ description: 'An area of life, with its sub-area where that is known.' })
export class CaseAreaInput {
  @CodeInput({ description: 'Code of `areas`.' })
  area!: string;

  @CodeInput({ optional: true, description: 'Code of `subAreas` that belongs to the area.' })
  subArea?: string | null;
}

@InputType({ description: 'What changes in a case. What is left out stays; null clears an optional field.' })
export class ChangeCaseInput {
  @CodesInput({ optional: true, description: 'Grounds, at least one.' })
  grounds?: string[] | null;

  @NestedInput(() => CaseAreaInput, { optional: true, description: 'Main area of life.' })
  mainArea?: CaseAreaInput | null;

  @CodeInput({ optional: true, description: 'Code of `respondentTypes`.' })
  respondentType?: string | null;

  @DayInput({ optional: true, description: 'Earliest possible day of the incident.' })
  incidentEarliest?: string | null;

  @DayInput({ optional: true, description: 'Latest possible day of the incident.' })
  incidentLatest?: string | null;

  @TextInput({ max: longestTexts.narrative, optional: true, description: 'What happened.' })
  narrative?: string | null;

  @CodeInput({ optional: true, description: 'Key of the district, five digits; null = not known.' })
  district?: string | null;

  @NestedInputs(() => CaseAreaInput, { max: 12, optional: true, description: 'Further areas of life.' })
  furtherAreas?: CaseAreaInput[] | null;

  @CodesInput({ optional: true, description: 'Codes of `phenomena`.' })
  phenomena?: string[] | null;

  @CodesInput({ optional: true, description: 'Codes of `incidentForms`.' })
  incidentForms?: string[] | null;

  @CodeInput({ optional: true, description: 'Code of `levels`.' })
  level?: string | null;

  @CodeInput({ optional: true, description: 'Code of `recurrence`.' })
  recurrence?: string | null;

  @CodesInput({ optional: true, description: 'Codes of `wishes`.' })
  wishes?: string[] | null;

  @CodeInput({ optional: true, description: 'Code of `affectedRoles`: who reports.' })
  affectedRole?: string | null;

  @CodeInput({ optional: true, description: 'Code of `ageBands`.' })
  ageBand?: string | null;

  @CodeInput({ optional: true, description: 'Code of `genders`.' })
  gender?: string | null;

  @CodeInput({ optional: true, description: 'Code of `languages` (BCP 47).' })
  language?: string | null;

  @BooleanInput({ optional: true, description: 'Whether an interpreter is needed.' })
  interpreterNeeded?: boolean | null;

  @CodeInput({ optional: true, description: 'Code of `accessPaths`.' })
  accessPath?: string | null;

  @CodeInput({ optional: true, description: 'Code of `channels`.' })
  channel?: string | null;

  @TextInput({ max: longestTexts.campaign, optional: true, description: 'Campaign that led here.' })
  campaign?: string | null;

  @TextInput({ max: longestTexts.clientView, optional: true, description: "The client's own view." })
  clientView?: string | null;

  @CodeInput({ optional: true, description: "Code of `assessments`: the counsellor's own assessment." })
  assessment?: string | null;

  @TextInput({ max: longestTexts.assessmentReason, optional: true, description: 'Reasons of the assessment.' })
  assessmentReason?: string | null;

  @CodeInput({ optional: true, description: 'Code of `legalForms`.' })
  legalForm?: string | null;

  @TextInput({ max: longestTexts.clientName, optional: true, description: 'Name or pseudonym of the client.' })
  clientName?: string | null;

  @TextInput({ max: longestTexts.clientContact, optional: true, description: 'How to reach the client.' })
  clientContact?: string | null;

  @TextInput({ max: longestTexts.respondentOrganisation, optional: true, description: 'Organisation responsible.' })
  respondentOrganisation?: string | null;

  @TextInput({ max: longestTexts.respondentFunction, optional: true, description: 'Function of whoever acted there.' })
  respondentFunction?: string | null;

  @TextInput({
    max: longestTexts.respondentPerson,
    optional: true,
    description: 'Name of whoever acted; only with `respondentPersonReason`.',
  })
  respondentPerson?: string | null;

  @TextInput({
    max: longestTexts.respondentPersonReason,
    optional: true,
    description: 'Why that person is recorded by name.',
  })
  respondentPersonReason?: string | null;

  @DayInput({ optional: true, description: 'When the client learned of it or received the rejection.' })
  knowledgeOn?: string | null;

  @DayInput({ optional: true, description: 'When the claim was asserted in writing.' })
  claimedOn?: string | null;
}

const required = ['grounds', 'mainArea', 'respondentType', 'incidentEarliest', 'incidentLatest', 'narrative'] as const;

@InputType({
  description:
    'A quick record of a case; everything that deepens it may come along or later. The client may be absent.',
})
export class RecordCaseInput extends OmitType(ChangeCaseInput, required, InputType) {
  @IdInput({
    optional: true,
    description: 'Id made by the client (UUID): sent again, it answers the same case and records nothing twice.',
  })
  id?: string | null;

  @CodesInput({ description: 'Grounds, at least one.' })
  grounds!: string[];

  @NestedInput(() => CaseAreaInput, { description: 'Main area of life.' })
  mainArea!: CaseAreaInput;

  @CodeInput({ description: 'Code of `respondentTypes`.' })
  respondentType!: string;

  @DayInput({ description: 'Earliest possible day of the incident.' })
  incidentEarliest!: string;

  @DayInput({ description: 'Latest possible day of the incident; the same day when it is known.' })
  incidentLatest!: string;

  @TextInput({ max: longestTexts.narrative, description: 'What happened.' })
  narrative!: string;
}
