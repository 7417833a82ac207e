import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { CodeInput, CodesInput, NestedInputs, TextInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import { CalendarDateScalar } from '../graphql/scalars.js';

@InputType({ description: 'What of a dimension is looked at: shown alone where it is an axis, otherwise added up.' })
export class StatisticsFilterInput {
  @CodeInput({ description: 'A dimension of the table.' })
  dimension!: string;

  @CodesInput({
    description: 'Its categories, at least one; several of a dimension that overlaps only where it is an axis.',
  })
  categories!: string[];
}

@InputType({ description: 'A question to a published table.' })
export class StatisticsQuestionInput {
  @CodeInput({ description: 'The table, as the programme names it.' })
  table!: string;

  @CodesInput({ description: 'Dimensions that go down; left out: none.', optional: true })
  rows?: string[] | null;

  @CodesInput({ description: 'Dimensions that go across; left out: none.', optional: true })
  columns?: string[] | null;

  @NestedInputs(() => StatisticsFilterInput, {
    description: 'What is looked at; left out: everything.',
    optional: true,
    max: 4,
  })
  filters?: StatisticsFilterInput[] | null;

  @TextInput({
    description: 'A quarter (`2026-Q3`) or a year (`2026`) of the release; left out: the shortest that the table has.',
    optional: true,
    max: 10,
  })
  period?: string | null;

  @TextInput({ description: 'A place, such as region `071`; left out: the whole state.', optional: true, max: 10 })
  geography?: string | null;
}

@ObjectType({ description: 'Where a cell stands: a category of a dimension, or TOTAL.' })
export class StatisticsPlace {
  @Field({ description: 'The dimension; STATE for the whole state.' })
  dimension!: string;

  @Field({ description: 'The category, or TOTAL.' })
  code!: string;

  @Field({ description: 'German label.' })
  de!: string;

  @Field({ description: 'English label.' })
  en!: string;
}

@ObjectType({ description: 'A number with what it stands for. Small, zero and withheld ones have the same shape.' })
export class StatisticsNumber {
  @Field(() => Int, { nullable: true, description: 'As published; null where it is withheld.' })
  value!: number | null;

  @Field(() => Int, { description: 'There are at least so many.' })
  lower!: number;

  @Field(() => Int, { nullable: true, description: 'And at most so many; null: nothing is said.' })
  upper!: number | null;

  @Field({ description: 'As it is written: `25`, `0-4`, `·`.' })
  label!: string;

  @Field({
    description: 'EXACT, ROUNDED, DOMINATED, COARSE, WITHHELD, or SUM of several. docs/statistics.md explains them.',
  })
  mode!: string;
}

@ObjectType({ description: 'A part of the whole, worked out of published numbers.' })
export class StatisticsShare {
  @Field(() => Float, { nullable: true, description: 'From 0 to 1; null where one of the two numbers says nothing.' })
  value!: number | null;

  @Field(() => Float, { description: 'It is at least this.' })
  lower!: number;

  @Field(() => Float, { description: 'And at most this.' })
  upper!: number;
}

@ObjectType({ description: 'A cell of the answer.' })
export class StatisticsCell extends StatisticsNumber {
  @Field(() => [StatisticsPlace], { description: 'Its row: one place for each dimension that goes down.' })
  row!: readonly StatisticsPlace[];

  @Field(() => [StatisticsPlace], { description: 'Its column: one place for each dimension that goes across.' })
  column!: readonly StatisticsPlace[];

  @Field(() => StatisticsShare, { description: 'Which part of `whole` it is.' })
  share!: StatisticsShare;
}

@ObjectType({ description: 'What must be said beside the numbers.' })
export class StatisticsFootnote {
  @Field({ description: 'ROUNDED, MENTIONS, PER_CLIENT, EXACT, COARSE, WITHHELD or SUM.' })
  code!: string;

  @Field({ description: 'In German.' })
  de!: string;

  @Field({ description: 'In English.' })
  en!: string;
}

@ObjectType({ description: 'How the answer is cited.' })
export class StatisticsCitation {
  @Field(() => ID, { description: 'The release.' })
  release!: string;

  @Field(() => CalendarDateScalar, { nullable: true, description: 'The day of publication; null in a preview.' })
  publishedOn!: string | null;

  @Field({ description: 'Who published it.' })
  publisher!: string;

  @Field({ description: 'Under which licence it may be used.' })
  licence!: string;

  @Field({ description: 'The permanent address of the table.' })
  address!: string;

  @Field({ description: 'The citation in German.' })
  de!: string;

  @Field({ description: 'The citation in English.' })
  en!: string;
}

@ObjectType({ description: 'A filter of the answer.' })
export class StatisticsFilter {
  @Field(() => Term, { description: 'The dimension.' })
  dimension!: Term;

  @Field(() => [Term], { description: 'The categories that are looked at.' })
  categories!: readonly Term[];
}

@ObjectType({ description: 'The answer to a question: from a published release alone.' })
export class StatisticsTable {
  @Field(() => Term, { description: 'The table.' })
  table!: Term;

  @Field({ description: 'The quarter or year.' })
  period!: string;

  @Field(() => StatisticsPlace, { description: 'The place, or the whole state.' })
  geography!: StatisticsPlace;

  @Field(() => [Term], { description: 'The dimensions that go down.' })
  rows!: readonly Term[];

  @Field(() => [Term], { description: 'The dimensions that go across.' })
  columns!: readonly Term[];

  @Field(() => [StatisticsFilter], { description: 'What is looked at, where it is not everything.' })
  filters!: readonly StatisticsFilter[];

  @Field(() => StatisticsNumber, { description: 'The number of which shares are parts.' })
  whole!: StatisticsNumber;

  @Field(() => [StatisticsCell], { description: 'Row by row, totals first.' })
  cells!: readonly StatisticsCell[];

  @Field(() => [StatisticsFootnote], { description: 'To be printed with the numbers.' })
  footnotes!: readonly StatisticsFootnote[];

  @Field(() => StatisticsCitation, { description: 'To be printed with the numbers.' })
  citation!: StatisticsCitation;

  @Field({ description: 'The same for the same release and question, in whatever words: for whoever keeps answers.' })
  etag!: string;
}

@ObjectType({ description: 'A dimension of the programme.' })
export class StatisticsDimension {
  @Field({ description: 'Its code.' })
  code!: string;

  @Field({ description: 'German label.' })
  de!: string;

  @Field({ description: 'English label.' })
  en!: string;

  @Field({ description: 'Whether a case can belong to several categories: then they do not add up.' })
  overlaps!: boolean;

  @Field(() => [Term], { description: 'Its categories.' })
  categories!: readonly Term[];
}

@ObjectType({ description: 'A table of the programme.' })
export class StatisticsProgrammeTable {
  @Field({ description: 'Its code.' })
  code!: string;

  @Field({ description: 'German title.' })
  de!: string;

  @Field({ description: 'English title.' })
  en!: string;

  @Field(() => [String], { description: 'Codes of its dimensions, the place first.' })
  dimensions!: readonly string[];

  @Field({ description: 'How fine its places are: STATE, REGION or DISTRICT.' })
  geography!: string;

  @Field(() => [String], { description: 'QUARTER, YEAR or both.' })
  periods!: readonly string[];
}

@ObjectType({ description: 'All that can be asked: the same for every release of a year.' })
export class StatisticsProgramme {
  @Field(() => Int, { description: 'Its version.' })
  version!: number;

  @Field(() => [StatisticsDimension], { description: 'Ways to sort cases.' })
  dimensions!: readonly StatisticsDimension[];

  @Field(() => [StatisticsProgrammeTable], { description: 'The tables.' })
  tables!: readonly StatisticsProgrammeTable[];
}

@ObjectType({ description: 'A release that was published.' })
export class StatisticsRelease {
  @Field(() => ID, { description: 'Its quarter, such as `2026-Q3`.' })
  id!: string;

  @Field({ description: 'Who published it.' })
  publisher!: string;

  @Field({ description: 'Under which licence.' })
  licence!: string;

  @Field({ description: 'When.' })
  publishedAt!: Date;

  @Field({ description: 'Its permanent address.' })
  address!: string;

  @Field(() => Date, { nullable: true, description: 'When it was withdrawn: nothing is answered from it any more.' })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  withdrawalReason!: string | null;
}

export const StatisticsTableResult = createUnionType({
  name: 'StatisticsTableResult',
  description: 'The answer, or why the programme does not have it.',
  types: () => [StatisticsTable, Refusal] as const,
});

export const StatisticsProgrammeResult = createUnionType({
  name: 'StatisticsProgrammeResult',
  description: 'The programme, or why there is none.',
  types: () => [StatisticsProgramme, Refusal] as const,
});
