import { Field, ObjectType } from '@nestjs/graphql';
import { CaseArea, CaseDistrict, presentArea, presentDistrict } from '../cases/case.types.js';
import type { EnquiryContent } from '../core/content.js';
import type { FrozenContent } from '../core/release.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import {
  presentReleasedParts,
  ReleasedComparisonPerson,
  ReleasedDeadline,
  ReleasedFile,
  ReleasedIndication,
  ReleasedMeasure,
  ReleasedReaction,
  ReleasedWitness,
} from './content-parts.types.js';

@ObjectType({ description: 'Group CLIENT_PROFILE.' })
export class ReleasedClientProfile {
  @Field(() => Term, { nullable: true, description: 'Role of the affected person.' })
  affectedRole!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Age band.' })
  ageBand!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Gender.' })
  gender!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Language.' })
  language!: Term | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an interpreter is needed; null = not asked.' })
  interpreterNeeded!: boolean | null;
}

@ObjectType({ description: 'Group INCIDENT: what happened, when and where.' })
export class ReleasedIncident {
  @Field({ description: 'What happened.' })
  narrative!: string;

  @Field(() => CalendarDateScalar, { description: 'Earliest possible day.' })
  earliest!: string;

  @Field(() => CalendarDateScalar, { description: 'Latest possible day.' })
  latest!: string;

  @Field(() => CaseDistrict, { nullable: true, description: 'District; null = not known.' })
  district!: CaseDistrict | null;

  @Field(() => CaseArea, { description: 'Main area of life.' })
  mainArea!: CaseArea;

  @Field(() => [CaseArea], { description: 'Further areas of life.' })
  furtherAreas!: CaseArea[];

  @Field(() => [Term], { description: 'Forms of the incident.' })
  incidentForms!: Term[];

  @Field(() => Term, { nullable: true, description: 'Once or again and again.' })
  recurrence!: Term | null;
}

@ObjectType({ description: 'Group GROUNDS.' })
export class ReleasedGrounds {
  @Field(() => [Term], { description: 'Grounds of discrimination.' })
  grounds!: Term[];

  @Field(() => [Term], { description: 'Phenomena, such as antisemitism.' })
  phenomena!: Term[];

  @Field({ description: 'Whether there are several grounds; computed.' })
  multiple!: boolean;
}

@ObjectType({ description: 'Groups RESPONDENT and RESPONDENT_PERSON.' })
export class ReleasedRespondent {
  @Field(() => Term, { nullable: true, description: 'Type of the respondent; null = not released.' })
  type!: Term | null;

  @Field(() => String, { nullable: true, description: 'Organisation.' })
  organisation!: string | null;

  @Field(() => String, { nullable: true, description: 'Function of the person who acted.' })
  function!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the person who acted; null = not known or not released.',
  })
  personName!: string | null;

  @Field(() => String, { nullable: true, description: 'Why that person is recorded by name.' })
  personReason!: string | null;
}

@ObjectType({ description: "Group ASSESSMENT: the counsellor's view." })
export class ReleasedAssessment {
  @Field(() => Term, { nullable: true, description: 'Whether it is taken for discrimination.' })
  assessment!: Term | null;

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason!: string | null;

  @Field(() => Term, { nullable: true, description: 'Legal form of the discrimination.' })
  legalForm!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Level.' })
  level!: Term | null;

  @Field(() => [Term], { description: 'Legal regimes that may apply.' })
  regimes!: Term[];
}

@ObjectType({ description: 'An anonymous enquiry: facts without persons, places and days only roughly.' })
export class EnquiryFacts {
  @Field({ description: 'The question.' })
  question!: string;

  @Field(() => [Term], { description: 'Grounds of discrimination.' })
  grounds!: Term[];

  @Field(() => [Term], { description: 'Phenomena.' })
  phenomena!: Term[];

  @Field(() => CaseArea, { description: 'Main area of life.' })
  mainArea!: CaseArea;

  @Field(() => [CaseArea], { description: 'Further areas of life.' })
  furtherAreas!: CaseArea[];

  @Field(() => [Term], { description: 'Forms of the incident.' })
  incidentForms!: Term[];

  @Field(() => Term, { nullable: true, description: 'Level.' })
  level!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Once or again and again.' })
  recurrence!: Term | null;

  @Field(() => Term, { nullable: true, description: 'Legal form.' })
  legalForm!: Term | null;

  @Field(() => Term, { description: 'Type of the respondent.' })
  respondentType!: Term;

  @Field(() => String, { nullable: true, description: 'Region: 071 Koblenz, 072 Trier, 073 Rheinhessen-Pfalz.' })
  regionKey!: string | null;

  @Field({ description: 'Quarter of the earliest possible day, e.g. 2026-Q1.' })
  incidentQuarter!: string;

  @Field(() => [Term], { description: 'Legal regimes that may apply.' })
  regimes!: Term[];

  @Field({ description: 'NONE, RUNNING, NEAR (within two weeks) or PASSED: never the day itself.' })
  deadline!: string;
}

@ObjectType({
  description:
    'The frozen copy of what was passed on, group by group. A group that was not released is null; `fieldGroups` tells which there are.',
})
export class ReferralContent {
  @Field(() => [Term], { description: 'Released groups, in the order of the form.' })
  fieldGroups!: Term[];

  @Field({ description: 'For what purpose the client released it.' })
  purpose!: string;

  @Field(() => String, { nullable: true, description: "The client's name." })
  clientName!: string | null;

  @Field(() => String, { nullable: true, description: "The client's contact details." })
  clientContact!: string | null;

  @Field(() => ReleasedClientProfile, { nullable: true, description: 'Age, gender, language.' })
  clientProfile!: ReleasedClientProfile | null;

  @Field(() => ReleasedIncident, { nullable: true, description: 'What happened, when and where.' })
  incident!: ReleasedIncident | null;

  @Field(() => ReleasedGrounds, { nullable: true, description: 'Grounds of discrimination.' })
  grounds!: ReleasedGrounds | null;

  @Field(() => ReleasedRespondent, { nullable: true, description: 'The respondent.' })
  respondent!: ReleasedRespondent | null;

  @Field(() => String, { nullable: true, description: "The client's own view." })
  clientView!: string | null;

  @Field(() => [Term], { nullable: true, description: 'What the client wishes for.' })
  wishes!: Term[] | null;

  @Field(() => ReleasedAssessment, { nullable: true, description: "The counsellor's assessment." })
  assessment!: ReleasedAssessment | null;

  @Field(() => [ReleasedIndication], { nullable: true, description: 'Indications (§ 22 AGG).' })
  indications!: ReleasedIndication[] | null;

  @Field(() => [ReleasedWitness], { nullable: true, description: 'Witnesses.' })
  witnesses!: ReleasedWitness[] | null;

  @Field(() => [ReleasedComparisonPerson], { nullable: true, description: 'Comparison persons.' })
  comparisonPersons!: ReleasedComparisonPerson[] | null;

  @Field(() => [ReleasedMeasure], { nullable: true, description: 'Steps taken.' })
  measures!: ReleasedMeasure[] | null;

  @Field(() => [ReleasedReaction], { nullable: true, description: 'Reactions of the other side.' })
  reactions!: ReleasedReaction[] | null;

  @Field(() => [ReleasedDeadline], {
    nullable: true,
    description: 'Deadlines as computed when it was sent. No legal advice.',
  })
  deadlines!: ReleasedDeadline[] | null;

  @Field(() => [ReleasedFile], {
    nullable: true,
    description: 'Files that went along; `attachments` of the referral tells where to fetch them.',
  })
  attachments!: ReleasedFile[] | null;

  @Field(() => EnquiryFacts, { nullable: true, description: 'The facts of an anonymous enquiry; it has no groups.' })
  enquiry!: EnquiryFacts | null;
}

export const presentContent = (
  { content, purpose }: { readonly content: FrozenContent | EnquiryContent; readonly purpose: string },
  reference: Reference,
): ReferralContent =>
  content.format === 'beistand-enquiry'
    ? Object.assign(presentReleased(noGroups(content), purpose, reference), {
        enquiry: presentEnquiry(content, reference),
      })
    : presentReleased(content, purpose, reference);

const noGroups = ({ codebookVersion }: EnquiryContent): FrozenContent => ({
  format: 'beistand-dossier',
  version: 1,
  codebookVersion,
  fieldGroups: [],
});

const presentReleased = (content: FrozenContent, purpose: string, reference: Reference): ReferralContent => {
  const { clientIdentity, clientContact, clientProfile, incident, grounds, clientView, assessment } = content;
  return Object.assign(new ReferralContent(), {
    fieldGroups: content.fieldGroups.map((code) => reference.term('fieldGroups', code)),
    purpose,
    clientName: clientIdentity?.name ?? null,
    clientContact: clientContact?.contact ?? null,
    clientProfile: clientProfile
      ? {
          affectedRole: reference.termOrNull('affectedRoles', clientProfile.affectedRole),
          ageBand: reference.termOrNull('ageBands', clientProfile.ageBand),
          gender: reference.termOrNull('genders', clientProfile.gender),
          language: reference.termOrNull('languages', clientProfile.language),
          interpreterNeeded: clientProfile.interpreterNeeded,
        }
      : null,
    incident: incident
      ? {
          narrative: incident.narrative,
          earliest: incident.earliest,
          latest: incident.latest,
          district: presentDistrict(incident.district, reference),
          mainArea: presentArea(incident.mainArea, reference),
          furtherAreas: incident.furtherAreas.map((area) => presentArea(area, reference)),
          incidentForms: incident.incidentForms.map((code) => reference.term('incidentForms', code)),
          recurrence: reference.termOrNull('recurrence', incident.recurrence),
        }
      : null,
    grounds: grounds
      ? {
          grounds: grounds.grounds.map((code) => reference.term('grounds', code)),
          phenomena: grounds.phenomena.map((code) => reference.term('phenomena', code)),
          multiple: grounds.multiple,
        }
      : null,
    respondent: presentRespondent(content, reference),
    clientView: clientView?.view ?? null,
    wishes: clientView?.wishes.map((code) => reference.term('wishes', code)) ?? null,
    assessment: assessment
      ? {
          assessment: reference.termOrNull('assessments', assessment.assessment),
          reason: assessment.reason,
          legalForm: reference.termOrNull('legalForms', assessment.legalForm),
          level: reference.termOrNull('levels', assessment.level),
          regimes: assessment.regimes.map((code) => reference.term('regimes', code)),
        }
      : null,
    ...presentReleasedParts(content, reference),
    enquiry: null,
  });
};

const presentRespondent = (
  { respondent, respondentPerson }: FrozenContent,
  reference: Reference,
): ReleasedRespondent | null =>
  respondent || respondentPerson
    ? {
        type: reference.termOrNull('respondentTypes', respondent?.type ?? null),
        organisation: respondent?.organisation ?? null,
        function: respondent?.function ?? null,
        personName: respondentPerson?.name ?? null,
        personReason: respondentPerson?.reason ?? null,
      }
    : null;

const presentEnquiry = (content: EnquiryContent, reference: Reference): EnquiryFacts =>
  Object.assign(new EnquiryFacts(), {
    question: content.question,
    grounds: content.grounds.map((code) => reference.term('grounds', code)),
    phenomena: content.phenomena.map((code) => reference.term('phenomena', code)),
    mainArea: presentArea(content.mainArea, reference),
    furtherAreas: content.furtherAreas.map((area) => presentArea(area, reference)),
    incidentForms: content.incidentForms.map((code) => reference.term('incidentForms', code)),
    level: reference.termOrNull('levels', content.level),
    recurrence: reference.termOrNull('recurrence', content.recurrence),
    legalForm: reference.termOrNull('legalForms', content.legalForm),
    respondentType: reference.term('respondentTypes', content.respondentType),
    regionKey: content.regionKey,
    incidentQuarter: content.incidentQuarter,
    regimes: content.regimes.map((code) => reference.term('regimes', code)),
    deadline: content.deadline,
  });
