import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Reference } from '../reference/reference.service.js';
import type { ConsentRow } from './consents.queries.js';
import { StoryConsents } from './story-consents.service.js';
import { presentConsent, StoryConsent, StoryConsentInput, StoryConsentResult } from './story-consents.types.js';

@Resolver()
export class StoryConsentsResolver {
  constructor(
    private readonly consents: StoryConsents,
    private readonly reference: Reference,
  ) {}

  @Query(() => [StoryConsent], {
    description: 'Consents of the client of a case to anonymised stories, the newest first, withdrawn ones too.',
  })
  @Allow('case:read')
  async storyConsents(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
  ): Promise<StoryConsent[]> {
    return (await this.consents.ofCase(actor, caseId)).map(this.present);
  }

  @Mutation(() => StoryConsentResult, {
    description: 'Records what the client agreed to: an anonymised story, for these uses. The case may be closed.',
  })
  @Allow('story:write')
  async recordStoryConsent(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'The consent as it was given.' }) input: StoryConsentInput,
  ): Promise<typeof StoryConsentResult> {
    return answer(await this.consents.record(actor, caseId, input), this.present);
  }

  @Mutation(() => StoryConsentResult, {
    description:
      'Withdraws a consent. Every story on it is gone from every channel at once; that there was one stays with the service.',
  })
  @Allow('story:write')
  async withdrawStoryConsent(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The consent.' }, IdPipe) id: string,
    @Args('on', {
      type: () => CalendarDateScalar,
      nullable: true,
      description: 'Day on which the client said so; today unless told.',
    })
    on: string | null | undefined,
  ): Promise<typeof StoryConsentResult> {
    return answer(await this.consents.withdraw(actor, id, on ?? null), this.present);
  }

  private readonly present = (row: ConsentRow): StoryConsent => presentConsent(row, this.reference, dayOf(new Date()));
}
