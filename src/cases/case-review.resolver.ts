import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { AnswerReviewInput, CaseReviewResult, RequestReviewInput, ReviewInput } from './case-review-inputs.types.js';
import { CaseReviews } from './case-review.service.js';
import { presentReview } from './case-review.types.js';

@Resolver()
export class CaseReviewResolver {
  constructor(private readonly reviews: CaseReviews) {}

  @Mutation(() => CaseReviewResult, {
    description: 'Asks the supervisors for a review of the coding. Closed cases too.',
  })
  @Allow('case:write')
  async requestReview(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The case.' }, IdPipe) id: string,
    @Args('input', { nullable: true, description: 'What to look at.' }) input?: RequestReviewInput,
  ): Promise<typeof CaseReviewResult> {
    return answer(await this.reviews.request(actor, id, input?.comment ?? null), presentReview);
  }

  @Mutation(() => CaseReviewResult, {
    description: 'A supervisor approves the coding of a case or asks about it; never of a case of her own.',
  })
  @Allow('case:review')
  async reviewCase(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The case.' }, IdPipe) id: string,
    @Args('input', { description: 'The outcome.' }) input: ReviewInput,
  ): Promise<typeof CaseReviewResult> {
    return answer(await this.reviews.review(actor, id, input), presentReview);
  }

  @Mutation(() => CaseReviewResult, { description: 'Answers the open query; the case is with the supervisors again.' })
  @Allow('case:write')
  async answerReview(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The case.' }, IdPipe) id: string,
    @Args('input', { description: 'The answer.' }) input: AnswerReviewInput,
  ): Promise<typeof CaseReviewResult> {
    return answer(await this.reviews.answer(actor, id, input.comment), presentReview);
  }
}
