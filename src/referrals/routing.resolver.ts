import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Reference } from '../reference/reference.service.js';
import { Routing } from './routing.service.js';
import { presentRouting, RoutingSuggestions } from './routing.types.js';

@Resolver()
export class RoutingResolver {
  constructor(
    private readonly routing: Routing,
    private readonly reference: Reference,
  ) {}

  @Query(() => RoutingSuggestions, {
    description:
      'To which offices a case could be referred, in an order with the reason for each place. Stores nothing.',
  })
  @Allow('case:read')
  async routingSuggestions(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('ownCarrierInvolved', {
      type: () => Boolean,
      nullable: true,
      description:
        'True: the own carrier or service is the respondent. It is recognised by its name, too; no other answer undoes that.',
    })
    ownCarrierInvolved?: boolean | null,
  ): Promise<RoutingSuggestions> {
    return presentRouting(await this.routing.suggest(actor, caseId, ownCarrierInvolved ?? false), this.reference);
  }
}
