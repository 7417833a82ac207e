import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection.js';
import { BooleanInput, IdInput, TextInput } from '../graphql/inputs.js';
import { presentProblem, ProblemOut, Refusal } from '../graphql/refusal.js';
import type { ReportRow, RunRow } from './imports.queries.js';

@InputType({ description: 'The import of a list that was uploaded with `POST /imports/files`.' })
export class StartImportInput {
  @IdInput({ description: 'Id that the upload answered. A list can be used once, within a day.' })
  fileId!: string;

  @TextInput({ description: 'Text of the mapping file, YAML or JSON: docs/import.md.', max: 1_000_000 })
  mapping!: string;

  @TextInput({
    description: 'Name of the list. The same name and the same id of a row are the same case, however often it comes.',
    max: 100,
  })
  source!: string;

  @BooleanInput({ description: 'True: check everything and record nothing.', optional: true })
  dryRun?: boolean | null;
}

@ObjectType({ description: 'The import of a list. List and mapping are deleted when it ends, the report stays.' })
export class ImportRun {
  @Field(() => ID, { description: 'Id of the run.' })
  id!: string;

  @Field({ description: 'Name of the list.' })
  source!: string;

  @Field({
    description: 'WAITING, RUNNING, DONE, or FAILED: the list cannot be read as a whole, nothing was recorded.',
  })
  state!: string;

  @Field({ description: 'CSV or XLSX.' })
  format!: string;

  @Field({ description: 'Whether it only checks.' })
  dryRun!: boolean;

  @Field(() => Int, { nullable: true, description: 'Rows of the list; null while they are not counted yet.' })
  total!: number | null;

  @Field(() => Int, { description: 'Rows that are done.' })
  done!: number;

  @Field(() => Int, { description: 'Rows that have become cases; in a dry run, that would.' })
  imported!: number;

  @Field(() => Int, { description: 'Rows that were cases before.' })
  alreadyThere!: number;

  @Field(() => Int, { description: 'Rows that were refused: the report says why.' })
  refused!: number;

  @Field(() => Float, { description: 'Share of the rows that are done, from 0 to 1.' })
  progress!: number;

  @Field(() => [ProblemOut], { description: 'Why it FAILED.' })
  problems!: ProblemOut[];

  @Field({ description: 'When it was started.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it ended.' })
  endedAt!: Date | null;
}

@ObjectType({ description: 'What became of one row of a list. Never what stood in it.' })
export class ImportRow {
  @Field(() => Int, { description: 'Line in which the row begins, as an editor or a spreadsheet counts.' })
  line!: number;

  @Field({ description: 'IMPORTED, WOULD_IMPORT (dry run), ALREADY_THERE or REFUSED.' })
  outcome!: string;

  @Field(() => [ProblemOut], {
    description: 'Why it was refused; otherwise what was taken in another way than it stands there.',
  })
  problems!: ProblemOut[];

  @Field(() => ID, { nullable: true, description: 'The case; null without one, or after it was deleted.' })
  caseId!: string | null;
}

@ObjectType({ description: 'A page of the report on a list.' })
export class ImportRowConnection extends connectionOf(ImportRow, 'ImportRow') {}

@ObjectType({ description: 'A page of imports.' })
export class ImportRunConnection extends connectionOf(ImportRun, 'ImportRun') {}

export const StartImportResult = createUnionType({
  name: 'StartImportResult',
  description: 'The import that waits for its turn, or why there is none.',
  types: () => [ImportRun, Refusal] as const,
});

export const presentRun = (run: RunRow): ImportRun => {
  const { total, imported, alreadyThere, refused } = run;
  const done = imported + alreadyThere + refused;
  const { id, source, state, format, dryRun, createdAt, endedAt } = run;
  return Object.assign(new ImportRun(), {
    ...{ id, source, state, format, dryRun, createdAt, endedAt },
    ...{ total, done, imported, alreadyThere, refused },
    progress: state === 'DONE' ? 1 : total ? done / total : 0,
    problems: run.problems.map(presentProblem),
  });
};

export const presentRow = ({ line, outcome, problems, caseId }: ReportRow): ImportRow =>
  Object.assign(new ImportRow(), { line, outcome, caseId, problems: problems.map(presentProblem) });
