import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { BooleanInput, NumberInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import type { Replaced, RuleSetVersion } from './rule-sets.service.js';

@ObjectType('RuleSetVersion', { description: 'A version of a set of rules. Versions are never changed or deleted.' })
export class RuleSetVersionOut {
  @Field(() => Int, { description: 'Number; the highest is in force.' })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Why it was made, as its author wrote.' })
  note!: string | null;

  @Field(() => Date, { nullable: true, description: 'Since when; null = ships with the product and was never edited.' })
  createdAt!: Date | null;

  @Field({ description: 'True: came with the product. False: edited by an operator.' })
  shipped!: boolean;
}

@InputType({ description: 'A whole new set of rules.' })
export class ReplaceRulesInput {
  @TextInput({
    max: 200_000,
    description: 'The set as YAML or JSON, in the form of `written`. A version at its head is ignored.',
  })
  content!: string;

  @NumberInput({ min: 1, max: 1_000_000, description: 'The version that was read before editing.' })
  basedOn!: number;

  @TextInput({ max: 500, optional: true, description: 'Why it is changed.' })
  note?: string | null;

  @BooleanInput({ optional: true, description: 'True: only check and tell what would change; nothing is written.' })
  dryRun?: boolean | null;
}

@ObjectType('RuleChange', { description: 'What an edit does to one rule.' })
export class RuleChangeOut {
  @Field({ description: 'Code or id of the rule.' })
  id!: string;

  @Field({ description: 'ADDED, CHANGED or REMOVED.' })
  change!: string;
}

@ObjectType({ description: 'The set was accepted.' })
export class RulesReplaced {
  @Field(() => Int, { description: 'The version that is in force now, or would be after a dry run.' })
  version!: number;

  @Field({ description: 'True: only checked, nothing was written.' })
  dryRun!: boolean;

  @Field(() => [RuleChangeOut], { description: 'What changes, rule by rule.' })
  changes!: RuleChangeOut[];
}

export const ReplaceRulesResult = createUnionType({
  name: 'ReplaceRulesResult',
  description: 'What changes, or every fault of the set with its field.',
  types: () => [RulesReplaced, Refusal] as const,
});

export const presentVersion = ({ version, note, createdAt, shipped }: RuleSetVersion): RuleSetVersionOut =>
  Object.assign(new RuleSetVersionOut(), { version, note, createdAt, shipped });

export const presentReplaced = ({ version, dryRun, changes }: Replaced): RulesReplaced =>
  Object.assign(new RulesReplaced(), {
    version,
    dryRun,
    changes: changes.map(({ id, change }) => Object.assign(new RuleChangeOut(), { id, change })),
  });

/** A version with its text. */
export type WrittenRules = RuleSetVersion & { readonly written: string };

export const headOf = ({ version, note, createdAt, shipped, written }: WrittenRules): WrittenRules => ({
  version,
  note,
  createdAt,
  shipped,
  written,
});
