import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { dataProtectionLaws, type DataProtectionLaw } from '../core/data-protection-law.js';
import { longestMonths, shortestMonths, type RetentionRule as Rule } from '../core/retention.js';
import {
  BooleanInput,
  CodeInput,
  CodesInput,
  EmailInput,
  NestedInputs,
  NumberInput,
  TextInput,
} from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { SettingsInForce } from './privacy-settings.service.js';

@ObjectType({ description: 'The data-protection law that a carrier works under, with what its paragraphs are called.' })
export class PrivacyLaw {
  @Field({ description: 'GDPR, KDG or DSG_EKD.' })
  code!: string;

  @Field({ description: 'German name.' })
  de!: string;

  @Field({ description: 'English name.' })
  en!: string;

  @Field({ description: 'Consent to special categories.' })
  consent!: string;

  @Field({ description: 'Right of access.' })
  access!: string;

  @Field({ description: 'Right to rectification.' })
  rectification!: string;

  @Field({ description: 'Right to erasure.' })
  erasure!: string;

  @Field({ description: 'Telling recipients of rectification and erasure.' })
  notifyingRecipients!: string;

  @Field({ description: 'Right to complain to the supervisory body.' })
  complaint!: string;

  @Field({ description: 'Record of processing activities.' })
  record!: string;

  @Field({ description: 'True: a lawyer has still to confirm these paragraphs.' })
  check!: boolean;
}

@ObjectType({ description: 'For how long closed cases are kept. The first rule that fits a case holds.' })
export class RetentionRule {
  @Field({ description: "The carrier's own code, such as CLOSED_CASE." })
  code!: string;

  @Field(() => [Term], { nullable: true, description: 'Only cases closed for these reasons; null = all.' })
  closingReasons!: Term[] | null;

  @Field(() => Int, { description: 'Months.' })
  months!: number;

  @Field({ description: 'True: counted from the end of the year in which the case was closed.' })
  fromEndOfYear!: boolean;

  @Field({ description: 'What the period rests on.' })
  source!: string;
}

@ObjectType({ description: "A carrier's settings for data protection." })
export class PrivacySettingsInForce {
  @Field({ description: 'The carrier, who is the controller.' })
  carrier!: string;

  @Field(() => PrivacyLaw, { description: 'The law; changed with `changeOrganisation`.' })
  law!: PrivacyLaw;

  @Field(() => String, { nullable: true, description: 'Address of the controller.' })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the data-protection officer.' })
  officerName!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of the data-protection officer.' })
  officerEmail!: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number of the data-protection officer.' })
  officerPhone!: string | null;

  @Field({ description: 'Supervisory body; the usual one where the carrier has entered none.' })
  supervisoryBody!: string;

  @Field(() => String, { nullable: true, description: 'How the supervisory body is reached.' })
  supervisoryContact!: string | null;

  @Field(() => [RetentionRule], { description: 'Rules of retention in order.' })
  retention!: RetentionRule[];

  @Field({ description: 'False: the rules that ship, since the carrier has decided nothing.' })
  retentionIsOwn!: boolean;

  @Field(() => Int, {
    description: 'For how many months after an account was closed name and address of its person are kept.',
  })
  staffMonths!: number;

  @Field(() => Int, { description: 'Version, to be given back when changing; 0 = nothing is stored yet.' })
  version!: number;
}

@InputType({ description: 'A rule of retention.' })
export class RetentionRuleInput {
  @CodeInput({ description: 'Own code: capital letters, digits, underscores.' })
  code!: string;

  @CodesInput({ optional: true, description: 'Codes of closingReasons; left out: every closed case.' })
  closingReasons?: string[] | null;

  @NumberInput({ min: shortestMonths, max: longestMonths, description: 'Months, 1 to 360.' })
  months!: number;

  @BooleanInput({ description: 'Whether it is counted from the end of the year of closing.' })
  fromEndOfYear!: boolean;

  @TextInput({ max: 500, description: 'Law or decision that it rests on.' })
  source!: string;
}

@InputType({ description: 'Settings for data protection; what is left out stays, null clears.' })
export class ChangePrivacySettingsInput {
  @TextInput({ max: 500, optional: true, description: 'Address of the controller.' })
  address?: string | null;

  @TextInput({ max: 200, optional: true, description: 'Name of the data-protection officer.' })
  officerName?: string | null;

  @EmailInput({ optional: true, description: 'E-mail address of the data-protection officer.' })
  officerEmail?: string | null;

  @TextInput({ max: 60, optional: true, description: 'Telephone number of the data-protection officer.' })
  officerPhone?: string | null;

  @TextInput({ max: 300, optional: true, description: 'Supervisory body.' })
  supervisoryBody?: string | null;

  @TextInput({ max: 500, optional: true, description: 'How the supervisory body is reached.' })
  supervisoryContact?: string | null;

  @NestedInputs(() => RetentionRuleInput, {
    max: 20,
    optional: true,
    description: 'All rules of retention from now on, in order; null: those that ship.',
  })
  retention?: RetentionRuleInput[] | null;

  @NumberInput({
    min: shortestMonths,
    max: longestMonths,
    optional: true,
    description: 'Months after an account was closed, 1 to 360; null: those that ship.',
  })
  staffMonths?: number | null;
}

export const PrivacySettingsResult = createUnionType({
  name: 'PrivacySettingsResult',
  description: 'The settings, or why not.',
  types: () => [PrivacySettingsInForce, Refusal] as const,
});

export const presentRule = (rule: Rule, reference: Reference): RetentionRule =>
  Object.assign(new RetentionRule(), {
    code: rule.code,
    closingReasons: rule.closingReasons?.map((code) => reference.term('closingReasons', code)) ?? null,
    months: rule.months,
    fromEndOfYear: rule.fromEndOfYear,
    source: rule.source,
  });

const presentLaw = (code: string, law: DataProtectionLaw): PrivacyLaw =>
  Object.assign(new PrivacyLaw(), {
    code,
    de: law.name,
    en: law.nameEn,
    consent: law.consent,
    access: law.access,
    rectification: law.rectification,
    erasure: law.erasure,
    notifyingRecipients: law.notifyingRecipients,
    complaint: law.complaint,
    record: law.record,
    check: law.check,
  });

export const presentSettings = (settings: SettingsInForce, reference: Reference): PrivacySettingsInForce =>
  Object.assign(new PrivacySettingsInForce(), {
    carrier: settings.carrier,
    law: presentLaw(settings.legalBasis, dataProtectionLaws[settings.legalBasis]),
    address: settings.address,
    officerName: settings.officerName,
    officerEmail: settings.officerEmail,
    officerPhone: settings.officerPhone,
    supervisoryBody: settings.supervisoryBody ?? settings.law.usualBody,
    supervisoryContact: settings.supervisoryContact,
    retention: settings.retention.map((rule) => presentRule(rule, reference)),
    retentionIsOwn: settings.retentionIsOwn,
    staffMonths: settings.staffMonths,
    version: settings.version,
  });

/** The rules of an input as the core has them. */
export const rulesOf = (given: readonly RetentionRuleInput[]): Rule[] =>
  given.map(({ code, closingReasons, months, fromEndOfYear, source }) => ({
    code,
    closingReasons: closingReasons ?? null,
    months,
    fromEndOfYear,
    source: source.trim(),
  }));
