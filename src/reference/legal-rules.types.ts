import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { LegalRule, LegalRules, RegimeAssignment } from '../core/law.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from './reference.service.js';
import { presentWording, termsOf, Wording } from './reference.types.js';
import { headOf, RuleSetVersionOut, type WrittenRules } from './rule-sets.types.js';

@ObjectType('LegalRule', { description: 'A period of the law, as data with its source.' })
export class LegalRuleOut {
  @Field({ description: 'Code of the rule.' })
  code!: string;

  @Field(() => Term, { description: 'Legal regime, from the vocabulary `regimes`.' })
  regime!: Term;

  @Field(() => Wording, { description: 'What is to be done.' })
  name!: Wording;

  @Field(() => Int, { nullable: true, description: 'Length in months; null = none, or in years.' })
  months!: number | null;

  @Field(() => Int, { nullable: true, description: 'Length in years; null = none, or in months.' })
  years!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What starts it: KNOWLEDGE, END_OF_ACT or WRITTEN_CLAIM; null = not known, then the earliest day of the incident.',
  })
  start!: string | null;

  @Field(() => String, { nullable: true, description: 'WRITTEN or LAWSUIT; null = no form required.' })
  form!: string | null;

  @Field({ description: 'Paragraph of the law.' })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What moves an end on a Saturday, Sunday or holiday; null = it is not moved.',
  })
  movedBy!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'First day on which a period may start under it.' })
  validFrom!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day on which a period may start under it.' })
  validUntil!: string | null;

  @Field(() => Int, { description: 'Version of the rule.' })
  version!: number;

  @Field({ description: 'True: written from second-hand sources, a lawyer has still to confirm it.' })
  needsCheck!: boolean;

  @Field(() => Wording, { description: 'What else to know.' })
  note!: Wording;
}

@ObjectType('RegimeAssignment', {
  description: 'A row of the truth table: for which cases which regimes apply. Null = any.',
})
export class RegimeAssignmentOut {
  @Field(() => [Term], { nullable: true, description: 'Areas of life.' })
  areas!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Sub-areas; matches only a known one.' })
  subAreas!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Respondent types.' })
  respondentTypes!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Incident forms; such a row comes beside the deciding one.' })
  incidentForms!: Term[] | null;

  @Field(() => [Term], { description: 'Regimes that apply.' })
  regimes!: Term[];

  @Field(() => [Term], { nullable: true, description: 'With UNCLEAR: what may still apply.' })
  stillPossible!: Term[] | null;

  @Field(() => [String], { description: 'With UNCLEAR: the facts that would decide it.' })
  ask!: string[];

  @Field(() => Wording, { description: 'Why.' })
  reason!: Wording;

  @Field({ description: 'Source.' })
  source!: string;
}

@ObjectType({ description: 'The legal rules of one version. Precautionary, no legal advice.' })
export class LegalRuleSet extends RuleSetVersionOut {
  @Field({ description: 'The text as written (YAML or JSON): what an edit starts from.' })
  written!: string;

  @Field(() => [LegalRuleOut], { description: 'The periods.' })
  rules!: LegalRuleOut[];

  @Field(() => [RegimeAssignmentOut], { description: 'The truth table, from top to bottom.' })
  assignments!: RegimeAssignmentOut[];
}

export const presentLegalRules = (
  set: WrittenRules,
  { rules, assignments }: LegalRules,
  reference: Reference,
): LegalRuleSet =>
  Object.assign(new LegalRuleSet(), headOf(set), {
    rules: rules.map((rule) => presentLegalRule(rule, reference)),
    assignments: assignments.map((row) => presentAssignment(row, reference)),
  });

const presentLegalRule = (rule: LegalRule, reference: Reference): LegalRuleOut => {
  const { code, start, form, source, movedBy, validFrom, validUntil, version, check } = rule;
  return Object.assign(new LegalRuleOut(), {
    ...{ code, start, form, source, movedBy, validFrom, validUntil, version },
    regime: reference.term('regimes', rule.regime),
    name: presentWording(rule.name),
    note: presentWording(rule.note),
    months: rule.length && 'months' in rule.length ? rule.length.months : null,
    years: rule.length && 'years' in rule.length ? rule.length.years : null,
    needsCheck: check,
  });
};

const presentAssignment = (row: RegimeAssignment, reference: Reference): RegimeAssignmentOut =>
  Object.assign(new RegimeAssignmentOut(), {
    areas: termsOf(reference, 'areas', row.areas),
    subAreas: termsOf(reference, 'subAreas', row.subAreas),
    respondentTypes: termsOf(reference, 'respondentTypes', row.respondentTypes),
    incidentForms: termsOf(reference, 'incidentForms', row.incidentForms),
    regimes: termsOf(reference, 'regimes', row.regimes),
    stillPossible: termsOf(reference, 'regimes', row.stillPossible),
    ask: [...row.ask],
    reason: presentWording(row.reason),
    source: row.source,
  });
