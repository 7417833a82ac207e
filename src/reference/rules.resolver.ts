import { NotFoundException } from '@nestjs/common';
import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { LegalRuleSet, presentLegalRules } from './legal-rules.types.js';
import { Reference } from './reference.service.js';
import { presentRoutingRules, RoutingRuleSet } from './routing-rules.types.js';
import { RuleSets } from './rule-sets.service.js';
import {
  presentReplaced,
  presentVersion,
  ReplaceRulesInput,
  ReplaceRulesResult,
  RuleSetVersionOut,
} from './rule-sets.types.js';

@Resolver()
export class RulesResolver {
  constructor(
    private readonly reference: Reference,
    private readonly ruleSets: RuleSets,
  ) {}

  @Query(() => LegalRuleSet, {
    description:
      'The legal regimes, periods and their truth table: the version in force, or an older one. No legal advice.',
  })
  @Allow('signed-in')
  async legalRules(
    @Args('version', {
      type: () => Int,
      nullable: true,
      description: 'An older version; the one in force unless told.',
    })
    version?: number | null,
  ): Promise<LegalRuleSet> {
    const wanted = version ?? null;
    const [set, rules] = [await this.ruleSets.written('LEGAL', wanted), await this.reference.legalRulesOf(wanted)];
    if (!set || !rules) throw new NotFoundException();
    return presentLegalRules(set, rules, this.reference);
  }

  @Query(() => RoutingRuleSet, { description: 'The rules of the routing: the version in force, or an older one.' })
  @Allow('signed-in')
  async routingRules(
    @Args('version', {
      type: () => Int,
      nullable: true,
      description: 'An older version; the one in force unless told.',
    })
    version?: number | null,
  ): Promise<RoutingRuleSet> {
    const wanted = version ?? null;
    const [set, rules] = [await this.ruleSets.written('ROUTING', wanted), await this.reference.routingRulesOf(wanted)];
    if (!set || !rules) throw new NotFoundException();
    return presentRoutingRules(set, rules, this.reference);
  }

  @Query(() => [RuleSetVersionOut], { description: 'All versions of the legal rules, newest first.' })
  @Allow('signed-in')
  async legalRuleVersions(): Promise<RuleSetVersionOut[]> {
    return (await this.ruleSets.versions('LEGAL')).map(presentVersion);
  }

  @Query(() => [RuleSetVersionOut], { description: 'All versions of the routing rules, newest first.' })
  @Allow('signed-in')
  async routingRuleVersions(): Promise<RuleSetVersionOut[]> {
    return (await this.ruleSets.versions('ROUTING')).map(presentVersion);
  }

  @Mutation(() => ReplaceRulesResult, {
    description:
      'Puts a new version of the legal rules in force, or only checks it. The deadlines of all open cases are recomputed by a job.',
  })
  @Allow('rules:edit')
  async replaceLegalRules(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'The new set.' }) input: ReplaceRulesInput,
  ): Promise<typeof ReplaceRulesResult> {
    return answer(await this.ruleSets.replace(actor, 'LEGAL', rulesOf(input)), presentReplaced);
  }

  @Mutation(() => ReplaceRulesResult, {
    description: 'Puts a new version of the routing rules in force, or only checks it. Counts for the next suggestion.',
  })
  @Allow('rules:edit')
  async replaceRoutingRules(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'The new set.' }) input: ReplaceRulesInput,
  ): Promise<typeof ReplaceRulesResult> {
    return answer(await this.ruleSets.replace(actor, 'ROUTING', rulesOf(input)), presentReplaced);
  }
}

const rulesOf = ({ content, basedOn, note = null, dryRun }: ReplaceRulesInput) => ({
  content,
  basedOn,
  note,
  dryRun: dryRun ?? false,
});
