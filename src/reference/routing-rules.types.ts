import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Vocabulary } from '../core/codebook.js';
import type { RoutingConditions, RoutingRule } from '../core/routing-rule.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference, RoutingRules } from './reference.service.js';
import {
  DistrictOut,
  presentDistrict,
  presentRegion,
  presentWording,
  RegionOut,
  termsOf,
  Wording,
} from './reference.types.js';
import { headOf, RuleSetVersionOut, type WrittenRules } from './rule-sets.types.js';

@ObjectType('RoutingConditions', {
  description: 'All that are given must hold; a list holds when any of its values fits. Null = any.',
})
export class RoutingConditionsOut {
  @Field(() => [Term], { nullable: true, description: 'Grounds.' })
  grounds!: Term[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Two or more grounds (true) or just one (false).' })
  multipleGrounds!: boolean | null;

  @Field(() => [Term], { nullable: true, description: 'Phenomena.' })
  phenomena!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Main or further areas of life.' })
  areas!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Sub-areas.' })
  subAreas!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Respondent types.' })
  respondentTypes!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Legal regimes.' })
  regimes!: Term[] | null;

  @Field(() => [DistrictOut], { nullable: true, description: 'Districts.' })
  districts!: DistrictOut[] | null;

  @Field(() => [RegionOut], { nullable: true, description: 'Regions.' })
  regions!: RegionOut[] | null;

  @Field(() => [Term], { nullable: true, description: 'Wishes of the client.' })
  wishes!: Term[] | null;

  @Field(() => [Term], { nullable: true, description: 'Languages of the client.' })
  languages!: Term[] | null;

  @Field(() => Int, { nullable: true, description: 'A deadline is running and ends in at most so many days.' })
  deadlineWithinDays!: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the own carrier is the respondent.' })
  ownCarrierIsRespondent!: boolean | null;
}

@ObjectType('RoutingRule', {
  description: 'A row of the routing: when it holds, which office it speaks for, and how much.',
})
export class RoutingRuleOut {
  @Field({ description: 'Name of the rule; reasons give it with the version.' })
  id!: string;

  @Field(() => Int, { description: 'Version of the rule.' })
  version!: number;

  @Field(() => RoutingConditionsOut, { description: 'When it holds.' })
  when!: RoutingConditionsOut;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the one office it speaks for; null = a kind of offices.',
  })
  officeKey!: string | null;

  @Field(() => Term, { nullable: true, description: 'Kind of the offices it speaks for; null = one office.' })
  officeKind!: Term | null;

  @Field(() => Term, { description: 'Kind of referral it suggests.' })
  referralKind!: Term;

  @Field(() => Int, { description: 'Points, 1 to 100.' })
  weight!: number;

  @Field(() => Wording, {
    description: 'What the counsellor is told; {deadline} stands for the end of the next deadline.',
  })
  reason!: Wording;

  @Field({ description: 'Where the rule comes from.' })
  source!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'First day on which it counts.' })
  validFrom!: string | null;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day on which it counts.' })
  validUntil!: string | null;

  @Field({ description: 'False: switched off.' })
  active!: boolean;
}

@ObjectType({ description: 'The routing rules of one version.' })
export class RoutingRuleSet extends RuleSetVersionOut {
  @Field({ description: 'The text as written (YAML or JSON): what an edit starts from.' })
  written!: string;

  @Field(() => [RoutingRuleOut], { description: 'The rules.' })
  rules!: RoutingRuleOut[];
}

export const presentRoutingRules = (set: WrittenRules, { rules }: RoutingRules, reference: Reference): RoutingRuleSet =>
  Object.assign(new RoutingRuleSet(), headOf(set), {
    rules: rules.map((rule) => presentRoutingRule(rule, reference)),
  });

const presentRoutingRule = (rule: RoutingRule, reference: Reference): RoutingRuleOut => {
  const { id, version, weight, source, validFrom, validUntil, active, suggest } = rule;
  return Object.assign(new RoutingRuleOut(), {
    ...{ id, version, weight, source, validFrom, validUntil, active },
    when: presentConditions(rule.when, reference),
    officeKey: 'officeId' in suggest ? suggest.officeId : null,
    officeKind: 'officeKind' in suggest ? reference.term('officeKinds', suggest.officeKind) : null,
    referralKind: reference.term('referralKinds', rule.referralKind),
    reason: presentWording(rule.reason),
  });
};

const presentConditions = (when: RoutingConditions, reference: Reference): RoutingConditionsOut => {
  const { districts, regions } = reference.geography;
  const terms = (vocabulary: Vocabulary, codes: readonly string[] | undefined) =>
    termsOf(reference, vocabulary, codes ?? null);
  return Object.assign(new RoutingConditionsOut(), {
    grounds: terms('grounds', when.grounds),
    multipleGrounds: when.multipleGrounds ?? null,
    phenomena: terms('phenomena', when.phenomena),
    areas: terms('areas', when.areas),
    subAreas: terms('subAreas', when.subAreas),
    respondentTypes: terms('respondentTypes', when.respondentTypes),
    regimes: terms('regimes', when.regimes),
    districts: when.districts
      ? districts.filter(({ key }) => when.districts?.includes(key)).map(presentDistrict)
      : null,
    regions: when.regions ? regions.filter(({ key }) => when.regions?.includes(key)).map(presentRegion) : null,
    wishes: terms('wishes', when.wishes),
    languages: terms('languages', when.languages),
    deadlineWithinDays: when.deadlineWithinDays ?? null,
    ownCarrierIsRespondent: when.ownCarrierIsRespondent ?? null,
  });
};
