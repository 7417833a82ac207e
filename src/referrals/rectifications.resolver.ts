import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Rectifications } from './rectifications.service.js';
import { RectificationResult, RectificationTold } from './rectifications.types.js';

@Resolver()
export class RectificationsResolver {
  constructor(private readonly rectifications: Rectifications) {}

  @Mutation(() => RectificationResult, {
    description:
      'Tells the offices that hold one of these groups of a case that something in it was rectified (Art. 16, 19 GDPR). First correct the case with `updateCase`: its timeline says which field was changed by whom.',
  })
  @Allow('case:write')
  async tellRectification(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('fieldGroups', { type: () => [String], description: 'Codes of fieldGroups in which something was wrong.' })
    fieldGroups: string[],
  ): Promise<typeof RectificationResult> {
    return answer(await this.rectifications.tell(actor, caseId, fieldGroups), (referrals) =>
      Object.assign(new RectificationTold(), { referrals }),
    );
  }
}
