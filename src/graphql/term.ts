import { Field, ObjectType } from '@nestjs/graphql';

/** A code with its labels, as everything coded leaves the house. */
@ObjectType({ description: 'A value of the codebook: a stable code with its German and English label.' })
export class Term {
  @Field({ description: 'Stable code, never deleted, only retired.' })
  code!: string;

  @Field({ description: 'German label.' })
  de!: string;

  @Field({ description: 'English label.' })
  en!: string;
}
