import { Field, ID, ObjectType } from '@nestjs/graphql';
import { CasePerson, presentCasePerson } from './case-parts.types.js';
import type { ReviewRow } from './case.row.js';

@ObjectType({ description: 'A step of the coding review.' })
export class CaseReview {
  @Field(() => ID, { description: 'Id of the step.' })
  id!: string;

  @Field({ description: 'REQUEST, QUERY, ANSWER or APPROVED.' })
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'Field of the case that it is about, such as `grounds`.' })
  field!: string | null;

  @Field(() => String, { nullable: true, description: 'What was said.' })
  comment!: string | null;

  @Field(() => CasePerson, { description: 'Who said it.' })
  author!: CasePerson;

  @Field({ description: 'When.' })
  createdAt!: Date;
}

export const presentReview = ({ id, verdict, field, comment, author, createdAt }: ReviewRow): CaseReview =>
  Object.assign(new CaseReview(), {
    id,
    verdict,
    field,
    comment,
    author: presentCasePerson(author),
    createdAt: new Date(createdAt),
  });
