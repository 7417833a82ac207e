import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { PersonResult } from '../identity/identity-inputs.types.js';
import { presentPerson } from '../identity/identity.types.js';
import { StaffForgetting } from './staff-forgetting.service.js';
import { ForgettingPreview, presentForgetting } from './staff-forgetting.types.js';

@Resolver()
export class StaffForgettingResolver {
  constructor(private readonly forgetting: StaffForgetting) {}

  @Query(() => ForgettingPreview, {
    description:
      'What would be erased of somebody of the own staff, or that of a carrier’s services, and from when on.',
  })
  @Allow('people:forget')
  async forgettingPreview(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The person.' }, IdPipe) id: string,
  ): Promise<ForgettingPreview> {
    return presentForgetting(await this.forgetting.preview(actor, id));
  }

  @Mutation(() => PersonResult, {
    description:
      'Erases who somebody was whose account was closed and whose time is over: name, address, telephone, and all that was kept for signing in. Cannot be taken back. Needs a fresh proof.',
  })
  @Allow('people:forget')
  @FreshProof()
  async forgetPerson(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The person.' }, IdPipe) id: string,
  ): Promise<typeof PersonResult> {
    return answer(await this.forgetting.forget(actor, id), presentPerson);
  }
}
