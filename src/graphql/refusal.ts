import { Field, ObjectType } from '@nestjs/graphql';
import { explain } from '../core/problems.js';
import type { Problem, Refused } from '../core/result.js';

@ObjectType('Problem', { description: 'One reason why something was refused.' })
export class ProblemOut {
  @Field({
    description: 'Stable code of the reason, such as REQUIRED or RELEASE_EXPIRED. All codes: docs/problems.md.',
  })
  code!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Path of the input field concerned, such as `input.grounds[1]`; null when it is not about a field.',
  })
  field!: string | null;

  @Field({ description: 'The reason as a German sentence.' })
  de!: string;

  @Field({ description: 'The reason as an English sentence.' })
  en!: string;
}

@ObjectType({
  description:
    'Why something was not done. Nothing was written. The person can act on it; the head repeats the first problem.',
})
export class Refusal extends ProblemOut {
  @Field(() => [ProblemOut], { description: 'All problems, at least one.' })
  problems!: ProblemOut[];

  static of(refused: Refused): Refusal {
    const problems = refused.problems.map(presentProblem);
    return Object.assign(new Refusal(), problems[0], { problems });
  }
}

export const presentProblem = (problem: Problem): ProblemOut => ({
  code: problem.code,
  field: problem.field,
  de: explain(problem, 'de'),
  en: explain(problem, 'en'),
});
