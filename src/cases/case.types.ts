import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { dayOf } from '../core/calendar.js';
import type { AreaOfLife } from '../core/case.js';
import { caseNumber } from '../core/case-number.js';
import { hasMultipleGrounds, type Vocabulary } from '../core/codebook.js';
import { regimesFor, type LegalRules } from '../core/law.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import {
  CaseDeadline,
  CaseRoute,
  DeadlineShift,
  presentDeadline,
  presentDeadlineShift,
  presentRoutes,
} from './case-deadlines.types.js';
import {
  CaseComparisonPerson,
  CaseIndication,
  CaseMeasure,
  CaseNote,
  CasePerson,
  CaseReaction,
  CaseWitness,
  presentCasePerson,
  presentComparisonPerson,
  presentIndication,
  presentMeasure,
  presentNote,
  presentReaction,
  presentWitness,
} from './case-parts.types.js';
import { CaseReview, presentReview } from './case-review.types.js';
import type { CaseRow } from './case.row.js';

@ObjectType({ description: 'An area of life, with its sub-area where that is known.' })
export class CaseArea {
  @Field(() => Term, { description: 'Area, from the vocabulary `areas`.' })
  area!: Term;

  @Field(() => Term, { nullable: true, description: 'Sub-area; null = not given.' })
  subArea!: Term | null;
}

@ObjectType({ description: 'One of the 36 districts of Rhineland-Palatinate.' })
export class CaseDistrict {
  @Field({ description: 'Official key (AGS), five digits.' })
  key!: string;

  @Field({ description: 'Name.' })
  name!: string;

  @Field({ description: 'Key of its region: 071, 072 or 073.' })
  regionKey!: string;

  @Field({ description: 'Name of its region.' })
  regionName!: string;
}

@ObjectType({ description: 'A case of discrimination, as the own service documents it. Null: not asked yet.' })
export class Case {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field({ description: 'Number for people, per service and year, such as NORD-2026-0007.' })
  number!: string;

  @Field(() => Int, { description: 'Version, to be given back when changing.' })
  version!: number;

  @Field({ description: 'OPEN or CLOSED.' })
  status!: string;

  @Field(() => CasePerson, { nullable: true, description: 'Who works on it.' })
  assignee!: CasePerson | null;

  @Field({ description: 'When it was recorded.' })
  openedAt!: Date;

  @Field({ description: 'When it was changed last.' })
  changedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was closed.' })
  closedAt!: Date | null;

  @Field(() => Term, { nullable: true, description: 'Why it was closed, from `closingReasons`.' })
  closingReason!: Term | null;

  @Field(() => String, { nullable: true, description: 'What came of it.' })
  closingNote!: string | null;

  @Field({ description: 'State of the coding review: NONE, REQUESTED, QUERIED or APPROVED.' })
  reviewState!: string;

  @Field(() => [Term], { description: 'Grounds, at least one.' })
  grounds!: Term[];

  @Field({ description: 'Whether there are two or more grounds; always computed.' })
  multipleGrounds!: boolean;

  @Field(() => CaseArea, { description: 'Main area of life.' })
  mainArea!: CaseArea;

  @Field(() => [CaseArea], { description: 'Further areas of life.' })
  furtherAreas!: CaseArea[];

  @Field(() => Term, { description: 'Type of the respondent; with the area it decides the legal regime.' })
  respondentType!: Term;

  @Field(() => CaseDistrict, { nullable: true, description: 'Where it happened; null = not known.' })
  district!: CaseDistrict | null;

  @Field(() => CalendarDateScalar, { description: 'Earliest possible day of the incident.' })
  incidentEarliest!: string;

  @Field(() => CalendarDateScalar, { description: 'Latest possible day of the incident.' })
  incidentLatest!: string;

  @Field({ description: 'What happened.' })
  narrative!: string;

  @Field(() => [Term], { description: 'Phenomena of racism.' })
  phenomena!: Term[];

  @Field(() => [Term], { description: 'Forms of the incident.' })
  incidentForms!: Term[];

  @Field(() => Term, { nullable: true, description: 'Level.' })
  level!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Whether it happened once or more often.' })
  recurrence!: Term | null;

  @Field(() => [Term], { description: 'What the client wishes.' })
  wishes!: Term[];

  @Field(() => Term, { nullable: true, description: 'Role of the person who reports.' })
  affectedRole!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Age band of the client.' })
  ageBand!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Gender of the client.' })
  gender!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Language of the client (BCP 47).' })
  language!: Term | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an interpreter is needed.' })
  interpreterNeeded!: boolean | null;

  @Field(() => Term, { nullable: true, description: 'How the client found the service.' })
  accessPath!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Channel of the first contact.' })
  channel!: Term | null;

  @Field(() => String, { nullable: true, description: 'Campaign that led here.' })
  campaign!: string | null;

  @Field(() => String, { nullable: true, description: "The client's own view." })
  clientView!: string | null;

  @Field(() => Term, { nullable: true, description: "The counsellor's assessment: is it discrimination?" })
  assessment!: Term | null;

  @Field(() => String, { nullable: true, description: 'Reasons of the assessment.' })
  assessmentReason!: string | null;

  @Field(() => Term, { nullable: true, description: 'Legal form (AGG § 3, § 16).' })
  legalForm!: Term | null;

  @Field(() => String, { nullable: true, description: 'Name or pseudonym of the client.' })
  clientName!: string | null;

  @Field(() => String, { nullable: true, description: 'How to reach the client.' })
  clientContact!: string | null;

  @Field(() => String, { nullable: true, description: 'Organisation that is responsible.' })
  respondentOrganisation!: string | null;

  @Field(() => String, { nullable: true, description: 'Function of whoever acted there.' })
  respondentFunction!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of whoever acted; only with a reason.' })
  respondentPerson!: string | null;

  @Field(() => String, { nullable: true, description: 'Why that person is recorded by name.' })
  respondentPersonReason!: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: 'When the client learned of it or received the rejection; null = not known.',
  })
  knowledgeOn!: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: 'When the claim was asserted in writing; null = not yet.',
  })
  claimedOn!: string | null;

  @Field(() => [Term], { description: 'Legal regimes that apply, never empty.' })
  regimes!: Term[];

  @Field(() => [String], {
    description: 'Facts to ask for, because they would decide which regime applies, such as `mainArea.subArea`.',
  })
  missingFacts!: string[];

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Day by which to act first.' })
  nextDeadline!: string | null;

  @Field(() => [CaseDeadline], { description: 'Deadlines, earliest first.' })
  deadlines!: CaseDeadline[];

  @Field(() => [CaseRoute], { description: 'Other routes, for the regimes without a known deadline.' })
  routesWithoutDeadline!: CaseRoute[];

  @Field(() => [DeadlineShift], { description: 'How the change that made this version moved the deadlines.' })
  deadlineChanges!: DeadlineShift[];

  @Field(() => [CaseIndication], { description: 'Indications in the sense of § 22 AGG.' })
  indications!: CaseIndication[];

  @Field(() => [CaseWitness], { description: 'Witnesses.' })
  witnesses!: CaseWitness[];

  @Field(() => [CaseComparisonPerson], { description: 'Comparison persons.' })
  comparisonPersons!: CaseComparisonPerson[];

  @Field(() => [CaseMeasure], { description: 'Measures, oldest first.' })
  measures!: CaseMeasure[];

  @Field(() => [CaseReaction], { description: 'Reactions of the other side, oldest first.' })
  reactions!: CaseReaction[];

  @Field(() => [CaseNote], { description: 'Notes of the service, oldest first. They are never passed on.' })
  notes!: CaseNote[];

  @Field(() => [CaseReview], { description: 'Coding review, oldest first.' })
  reviews!: CaseReview[];
}

/** What leaves the house of a case, for whoever may read it; labels and routes come from memory. */
export function presentCase(row: CaseRow, reference: Reference, rules: LegalRules, now = new Date()): Case {
  const { facts, texts } = row;
  const today = dayOf(now);
  const terms = (vocabulary: Vocabulary, codes: readonly string[]): Term[] =>
    codes.map((code) => reference.term(vocabulary, code));

  return Object.assign(new Case(), {
    id: row.id,
    number: caseNumber(row),
    version: row.version,
    status: row.status,
    assignee: row.assignee && presentCasePerson(row.assignee),
    openedAt: new Date(row.openedAt),
    changedAt: new Date(row.changedAt),
    closedAt: row.closedAt === null ? null : new Date(row.closedAt),
    closingReason: reference.termOrNull('closingReasons', row.closingReason),
    closingNote: row.closingNote,
    reviewState: row.reviewState,
    grounds: terms('grounds', facts.grounds),
    multipleGrounds: hasMultipleGrounds(facts.grounds),
    mainArea: presentArea(facts.mainArea, reference),
    furtherAreas: facts.furtherAreas.map((area) => presentArea(area, reference)),
    respondentType: reference.term('respondentTypes', facts.respondentType),
    district: presentDistrict(facts.district, reference),
    incidentEarliest: facts.incidentEarliest,
    incidentLatest: facts.incidentLatest,
    narrative: texts.narrative,
    phenomena: terms('phenomena', facts.phenomena),
    incidentForms: terms('incidentForms', facts.incidentForms),
    level: reference.termOrNull('levels', facts.level),
    recurrence: reference.termOrNull('recurrence', facts.recurrence),
    wishes: terms('wishes', facts.wishes),
    affectedRole: reference.termOrNull('affectedRoles', facts.affectedRole),
    ageBand: reference.termOrNull('ageBands', facts.ageBand),
    gender: reference.termOrNull('genders', facts.gender),
    language: reference.termOrNull('languages', facts.language),
    interpreterNeeded: facts.interpreterNeeded,
    accessPath: reference.termOrNull('accessPaths', facts.accessPath),
    channel: reference.termOrNull('channels', facts.channel),
    campaign: texts.campaign,
    clientView: texts.clientView,
    assessment: reference.termOrNull('assessments', facts.assessment),
    assessmentReason: texts.assessmentReason,
    legalForm: reference.termOrNull('legalForms', facts.legalForm),
    clientName: texts.clientName,
    clientContact: texts.clientContact,
    respondentOrganisation: texts.respondentOrganisation,
    respondentFunction: texts.respondentFunction,
    respondentPerson: texts.respondentPerson,
    respondentPersonReason: texts.respondentPersonReason,
    knowledgeOn: facts.knowledgeOn,
    claimedOn: facts.claimedOn,
    regimes: terms('regimes', row.regimes),
    missingFacts: [...regimesFor(facts, rules).missing],
    nextDeadline: row.nextDeadline,
    deadlines: row.deadlines.map((deadline) => presentDeadline(deadline, reference, today)),
    routesWithoutDeadline: presentRoutes(facts, rules, reference),
    deadlineChanges: row.deadlineChanges.map((change) => presentDeadlineShift(change, reference)),
    indications: row.indications.map((part) => presentIndication(part, reference)),
    witnesses: row.witnesses.map(presentWitness),
    comparisonPersons: row.comparisonPersons.map(presentComparisonPerson),
    measures: row.measures.map((part) => presentMeasure(part, reference)),
    reactions: row.reactions.map((part) => presentReaction(part, reference)),
    notes: row.notes.map(presentNote),
    reviews: row.reviews.map(presentReview),
  });
}

export const presentArea = ({ area, subArea }: AreaOfLife, reference: Reference): CaseArea =>
  Object.assign(new CaseArea(), {
    area: reference.term('areas', area),
    subArea: reference.termOrNull('subAreas', subArea),
  });

/** Null is "not known". */
export const presentDistrict = (key: string | null, reference: Reference): CaseDistrict | null => {
  const found = key === null ? undefined : reference.district(key);
  return found
    ? Object.assign(new CaseDistrict(), {
        key: found.key,
        name: found.name,
        regionKey: found.regionKey,
        regionName: found.regionName,
      })
    : null;
};
