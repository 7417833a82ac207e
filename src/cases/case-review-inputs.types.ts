import { createUnionType, InputType } from '@nestjs/graphql';
import { longestComment } from '../core/case-review-rules.js';
import { CodeInput, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CaseReview } from './case-review.types.js';

@InputType({ description: 'What accompanies the request for a coding review.' })
export class RequestReviewInput {
  @TextInput({ max: longestComment, optional: true, description: 'What to look at in particular.' })
  comment?: string | null;
}

@InputType({ description: 'The outcome of a coding review.' })
export class ReviewInput {
  @CodeInput({ description: 'APPROVED, or QUERY: something is to be answered or corrected first.' })
  verdict!: string;

  @CodeInput({ optional: true, description: 'Field of the case that it is about, such as `grounds`.' })
  field?: string | null;

  @TextInput({ max: longestComment, optional: true, description: 'What is to be said; required with QUERY.' })
  comment?: string | null;
}

@InputType({ description: 'The answer to a query about the coding.' })
export class AnswerReviewInput {
  @TextInput({ max: longestComment, description: 'The answer.' })
  comment!: string;
}

export const CaseReviewResult = createUnionType({
  name: 'CaseReviewResult',
  description: 'The step of the coding review, or why not.',
  types: () => [CaseReview, Refusal] as const,
});
