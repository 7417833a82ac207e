import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { Refusal } from '../graphql/refusal.js';

@ObjectType({ description: 'That offices were told of a rectification: that there was one, not what.' })
export class RectificationTold {
  @Field(() => Int, { description: 'How many referrals it concerned.' })
  referrals!: number;
}

export const RectificationResult = createUnionType({
  name: 'RectificationResult',
  description: 'Whom it concerned, or why not.',
  types: () => [RectificationTold, Refusal] as const,
});
