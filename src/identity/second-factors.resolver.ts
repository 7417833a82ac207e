import { Inject } from '@nestjs/common';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { SECOND_FACTOR } from './links.js';
import { SecondFactors as Factors } from './second-factors.service.js';
import { presentChange, presentSecondFactors, SecondFactorResult, SecondFactors } from './second-factors.types.js';

/** The own second factors, and taking those of somebody else away. Setting them up: `POST /session/factors/...`. */
@Resolver()
export class SecondFactorsResolver {
  constructor(
    private readonly factors: Factors,
    @Inject(SECOND_FACTOR) private readonly secondFactor: 'on' | 'off',
  ) {}

  @Query(() => SecondFactors, { description: 'The own second factors.' })
  @Allow('account:own')
  async mySecondFactors(@CurrentActor() actor: Actor): Promise<SecondFactors> {
    return presentSecondFactors(await this.factors.mine(actor), this.secondFactor === 'on');
  }

  @Mutation(() => SecondFactorResult, { description: 'Gives one of the own second factors another name.' })
  @Allow('account:own')
  async renameSecondFactor(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The factor.' }, IdPipe) id: string,
    @Args('name', { description: 'The name, at most 60 characters.' }) name: string,
  ): Promise<typeof SecondFactorResult> {
    const wanted = name.trim();
    if (wanted === '') return answer(refuse('REQUIRED', 'name'), presentChange);
    if (wanted.length > 60) return answer(refuse('TOO_LONG', 'name', { max: 60 }), presentChange);
    if (wanted.includes('\0') || !wanted.isWellFormed())
      return answer(refuse('INVALID_CHARACTER', 'name'), presentChange);
    return answer(await this.factors.rename(actor, id, wanted), presentChange);
  }

  @Mutation(() => SecondFactorResult, {
    description: 'Takes one of the own second factors away; not the last one (LAST_FACTOR). Needs a fresh proof.',
  })
  @Allow('account:own')
  @FreshProof()
  async removeSecondFactor(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The factor.' }, IdPipe) id: string,
  ): Promise<typeof SecondFactorResult> {
    return answer(await this.factors.remove(actor, id), presentChange);
  }

  @Mutation(() => [String], {
    description: 'Ten new recovery codes, shown this once; those before are good for nothing. Needs a fresh proof.',
  })
  @Allow('account:own')
  @FreshProof()
  async renewRecoveryCodes(@CurrentActor() actor: Actor): Promise<string[]> {
    return this.factors.renewCodes(actor);
  }

  @Mutation(() => SecondFactorResult, {
    description:
      'For somebody who has lost them: takes all second factors of a person away and ends their sessions; at the next sign-in they set one up. Not one’s own. Needs a fresh proof.',
  })
  @Allow('people:manage')
  @FreshProof()
  async resetSecondFactors(
    @CurrentActor() actor: Actor,
    @Args('personId', { type: () => ID, description: 'The person.' }, IdPipe) personId: string,
  ): Promise<typeof SecondFactorResult> {
    return answer(await this.factors.reset(actor, personId), presentChange);
  }
}
