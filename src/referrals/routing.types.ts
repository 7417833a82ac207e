import { Field, Int, ObjectType } from '@nestjs/graphql';
import type { Exclusion, RoutingReason, RoutingWarning } from '../core/routing.js';
import { Term } from '../graphql/term.js';
import { Office, presentOffice } from '../offices/offices.types.js';
import type { Reference } from '../reference/reference.service.js';
import type { RoutingAnswer } from './routing.service.js';

@ObjectType({ description: 'A rule of the routing, by name and version.' })
export class NamedRoutingRule {
  @Field({ description: 'Name of the rule.' })
  id!: string;

  @Field(() => Int, { description: 'Version of the rule.' })
  version!: number;
}

@ObjectType('RoutingReason', { description: 'What speaks for an office.' })
export class RoutingReasonOut {
  @Field({ description: 'RULE, COMPETENT, GENERAL, NEARBY or FALLBACK.' })
  code!: string;

  @Field({ description: 'The reason as a German sentence.' })
  de!: string;

  @Field({ description: 'The reason as an English sentence.' })
  en!: string;

  @Field(() => NamedRoutingRule, { nullable: true, description: 'With RULE: which.' })
  rule!: NamedRoutingRule | null;

  @Field(() => Int, { description: 'Points it brings.' })
  points!: number;
}

@ObjectType('RoutingWarning', { description: 'What to know before choosing an office.' })
export class RoutingWarningOut {
  @Field({ description: 'Code, such as CAPACITY_FULL or NOT_CONNECTED.' })
  code!: string;

  @Field({ description: 'The warning as a German sentence.' })
  de!: string;

  @Field({ description: 'The warning as an English sentence.' })
  en!: string;

  @Field(() => Int, { description: 'Points it costs, 0 or less.' })
  points!: number;
}

@ObjectType({ description: 'An office for a case, with its place and what speaks for it.' })
export class RoutingSuggestion {
  @Field(() => Office, { description: 'The office.' })
  office!: Office;

  @Field(() => Int, { description: 'Place; 1 is the first.' })
  rank!: number;

  @Field(() => Int, { description: 'The sum of the points of all reasons and warnings.' })
  score!: number;

  @Field(() => Term, { description: 'Suggested kind of referral, from the vocabulary `referralKinds`.' })
  referralKind!: Term;

  @Field(() => [RoutingReasonOut], { description: 'Why it has this place, weightiest first; never empty.' })
  reasons!: RoutingReasonOut[];

  @Field(() => [RoutingWarningOut], { description: 'What to know before choosing it.' })
  warnings!: RoutingWarningOut[];
}

@ObjectType({ description: 'An office that would have been suggested but for a conflict of interest.' })
export class RoutingExclusion {
  @Field(() => Office, { description: 'The office.' })
  office!: Office;

  @Field({ description: 'OWN_CARRIER or BELONGS_TO_RESPONDENT.' })
  code!: string;

  @Field({ description: 'Why, as a German sentence.' })
  de!: string;

  @Field({ description: 'Why, as an English sentence.' })
  en!: string;
}

@ObjectType({
  description: 'To which offices a case could be referred. A suggestion: the counsellor and the client decide.',
})
export class RoutingSuggestions {
  @Field(() => [RoutingSuggestion], { description: 'The ranking, best first.' })
  suggestions!: RoutingSuggestion[];

  @Field(() => [RoutingExclusion], { description: 'Who must not advise in this case.' })
  excluded!: RoutingExclusion[];

  @Field(() => Office, {
    nullable: true,
    description: 'The office that catches every case; null only when the directory has none that may.',
  })
  fallbackOffice!: Office | null;

  @Field({
    description: 'Whether the own carrier or service counts as the respondent: said, or recognised by its name.',
  })
  ownCarrierInvolved!: boolean;

  @Field(() => Int, { description: 'Version of the routing rules behind it.' })
  rulesVersion!: number;
}

export const presentRouting = (answer: RoutingAnswer, reference: Reference): RoutingSuggestions =>
  Object.assign(new RoutingSuggestions(), {
    suggestions: answer.suggestions.map(({ office, rank, score, referralKind, reasons, warnings }) =>
      Object.assign(new RoutingSuggestion(), {
        ...{ rank, score },
        office: presentOffice(office, reference),
        referralKind: Object.assign(new Term(), reference.term('referralKinds', referralKind)),
        reasons: reasons.map(presentReason),
        warnings: warnings.map(presentWarning),
      }),
    ),
    excluded: answer.excluded.map(({ office, ...exclusion }) => ({
      ...presentExclusion(exclusion),
      office: presentOffice(office, reference),
    })),
    fallbackOffice: answer.fallbackOffice && presentOffice(answer.fallbackOffice, reference),
    ownCarrierInvolved: answer.ownCarrierInvolved,
    rulesVersion: answer.rulesVersion,
  });

const presentReason = ({ code, de, en, rule, points }: RoutingReason): RoutingReasonOut =>
  Object.assign(new RoutingReasonOut(), {
    ...{ code, de, en, points },
    rule: rule && Object.assign(new NamedRoutingRule(), { id: rule.id, version: rule.version }),
  });

const presentWarning = ({ code, de, en, points }: RoutingWarning): RoutingWarningOut =>
  Object.assign(new RoutingWarningOut(), { code, de, en, points });

const presentExclusion = ({ code, de, en }: Exclusion): Omit<RoutingExclusion, 'office'> => ({ code, de, en });
