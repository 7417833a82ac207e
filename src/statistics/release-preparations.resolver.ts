import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import type { Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { ReleasePreparations } from './release-preparations.service.js';
import {
  presentPreparation,
  presentQuarter,
  StatisticsPreparation,
  StatisticsPreparationResult,
  StatisticsQuarter,
  StatisticsReleaseInput,
} from './release-preparations.types.js';
import type { ReleaseRow } from './released.js';

@Resolver()
export class ReleasePreparationsResolver {
  constructor(private readonly preparations: ReleasePreparations) {}

  @Query(() => [StatisticsPreparation], {
    description: 'Every release of statistics that was ever begun, the newest first, with how far it is.',
  })
  @Allow('statistics:release')
  async statisticsPreparations(@CurrentActor() actor: Actor): Promise<StatisticsPreparation[]> {
    return (await this.preparations.list(actor)).map(presentPreparation(actor.personId));
  }

  @Query(() => [StatisticsQuarter], {
    description:
      'The current quarter and the eleven before it, the newest first: which may be prepared now, and why others may not.',
  })
  @Allow('statistics:release')
  async statisticsQuarters(@CurrentActor() actor: Actor): Promise<StatisticsQuarter[]> {
    return (await this.preparations.quarters(actor)).map(presentQuarter);
  }

  @Mutation(() => StatisticsPreparationResult, {
    description:
      'Begins a release: records are frozen, numbers rounded and audited by a job (`statisticsPreparations` says how far it is). What was cancelled or failed begins anew. ' +
      'Refuses a quarter that ended less than 14 days ago or was published, and a second release at a time.',
  })
  @Allow('statistics:release')
  async prepareStatisticsRelease(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'What is to be published.' }) input: StatisticsReleaseInput,
  ): Promise<typeof StatisticsPreparationResult> {
    const { quarter, publisher, licence } = input;
    const wish = { quarter, ...(publisher == null ? {} : { publisher }), ...(licence == null ? {} : { licence }) };
    return this.answer(actor, await this.preparations.prepare(actor, wish));
  }

  @Mutation(() => StatisticsPreparationResult, {
    description: 'Gives up a release that is not published. Its records are free again, and it can be prepared anew.',
  })
  @Allow('statistics:release')
  async cancelStatisticsRelease(
    @CurrentActor() actor: Actor,
    @Args('id', { description: 'The quarter of the release.' }) id: string,
  ): Promise<typeof StatisticsPreparationResult> {
    return this.answer(actor, await this.preparations.cancel(actor, id));
  }

  @Mutation(() => StatisticsPreparationResult, {
    description:
      'Publishes a release that is READY, for everybody and for ever. By another person than who prepared it, who looked at the numbers first (`previewStatisticsTable`).',
  })
  @Allow('statistics:release')
  @FreshProof()
  async approveStatisticsRelease(
    @CurrentActor() actor: Actor,
    @Args('id', { description: 'The quarter of the release.' }) id: string,
    @Args('numbersSha256', { description: '`numbersSha256` of what you looked at: refused when it has changed since.' })
    numbersSha256: string,
  ): Promise<typeof StatisticsPreparationResult> {
    return this.answer(actor, await this.preparations.approve(actor, id, numbersSha256));
  }

  @Mutation(() => StatisticsPreparationResult, {
    description:
      'Withdraws a published release: it stays listed with the reason, and nothing is answered from it any more. It cannot be published again.',
  })
  @Allow('statistics:release')
  @FreshProof()
  async withdrawStatisticsRelease(
    @CurrentActor() actor: Actor,
    @Args('id', { description: 'The quarter of the release.' }) id: string,
    @Args('reason', { description: 'Why; everybody can read it. 1 to 2000 characters, no names of persons.' })
    reason: string,
  ): Promise<typeof StatisticsPreparationResult> {
    return this.answer(actor, await this.preparations.withdraw(actor, id, reason));
  }

  private answer(actor: Actor, outcome: Result<ReleaseRow>): typeof StatisticsPreparationResult {
    return answer(outcome, presentPreparation(actor.personId));
  }
}
