import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import { StatisticsCitation, StatisticsFootnote } from './statistics-questions.types.js';

@ObjectType({ description: 'A published number on which a statement rests.' })
export class StatisticsStatementCell {
  @Field(() => ID, { description: 'The release that published it.' })
  release!: string;

  @Field({ description: 'The quarter or year.' })
  period!: string;

  @Field({ description: 'Its key in the bundle, such as `AREA=WORK`; empty for all cases.' })
  key!: string;
}

@ObjectType({ description: 'A number of a statement, with what it is at least and at most.' })
export class StatisticsStatementNumber {
  @Field({
    description:
      'COUNT: cases now; BEFORE: cases then; CHANGE: now less then (negative: fewer); OTHERS: cases of any other category; SHARE: whole per cent.',
  })
  name!: string;

  @Field(() => Int, { description: 'It is at least this.' })
  lower!: number;

  @Field(() => Int, { nullable: true, description: 'And at most this; null: nothing is said.' })
  upper!: number | null;
}

@ObjectType({
  description:
    'A sentence that may be printed: true whatever the counts behind the published numbers are. It says its bounds and names no cause.',
})
export class StatisticsStatement {
  @Field({
    description:
      'NUMBER, SHARE, CHANGE, LEADER, COMBINATION (grounds named together) or REFERRALS (what became of them).',
  })
  kind!: string;

  @Field({ description: 'BETWEEN, RISE, FALL, NO_DIFFERENCE (none beyond the rounding), FIRST or MAY_BE_FIRST.' })
  finding!: string;

  @Field(() => Term, { description: 'The table.' })
  table!: Term;

  @Field({ description: 'The quarter or year.' })
  period!: string;

  @Field(() => String, { nullable: true, description: 'With which quarter or year it is compared.' })
  comparedWith!: string | null;

  @Field(() => [StatisticsStatementCell], {
    description: 'On which published numbers it rests, in the order of the sentence.',
  })
  cells!: readonly StatisticsStatementCell[];

  @Field(() => [StatisticsStatementNumber], { description: 'What it says, in numbers.' })
  numbers!: readonly StatisticsStatementNumber[];

  @Field({ description: 'In German, to be printed as it is.' })
  de!: string;

  @Field({ description: 'In English, to be printed as it is.' })
  en!: string;

  @Field(() => StatisticsCitation, { description: 'To be printed with it.' })
  citation!: StatisticsCitation;
}

@ObjectType({ description: 'What could not be said, and why.' })
export class StatisticsUnsaid {
  @Field({ description: 'NOTHING_BEFORE, COUNTED_OTHERWISE, WITHHELD or TOO_CLOSE.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'The table; null: all of them.' })
  table!: string | null;

  @Field({ description: 'The quarter or year.' })
  period!: string;

  @Field(() => String, { nullable: true, description: 'With which quarter or year it would have been compared.' })
  comparedWith!: string | null;

  @Field({ description: 'In German.' })
  de!: string;

  @Field({ description: 'In English.' })
  en!: string;
}

@ObjectType({ description: 'What can be said of a release, and what cannot.' })
export class StatisticsStatements {
  @Field(() => ID, { description: 'The release.' })
  release!: string;

  @Field(() => [StatisticsStatement], { description: 'What may be printed.' })
  statements!: readonly StatisticsStatement[];

  @Field(() => [StatisticsUnsaid], { description: 'What could not be said.' })
  unsaid!: readonly StatisticsUnsaid[];

  @Field(() => [StatisticsFootnote], { description: 'To be printed with the statements.' })
  footnotes!: readonly StatisticsFootnote[];
}

export const StatisticsStatementsResult = createUnionType({
  name: 'StatisticsStatementsResult',
  description: 'The statements, or why there are none.',
  types: () => [StatisticsStatements, Refusal] as const,
});
