import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { CasePerson, presentCasePerson } from '../cases/case-parts.types.js';
import { CaseDistrict, presentDistrict } from '../cases/case.types.js';
import { longestActivity, widestReach } from '../core/structural-work.js';
import { connectionOf } from '../graphql/connection.js';
import {
  BooleanInput,
  CodeInput,
  CodesInput,
  DayInput,
  NumberInput,
  TextInput,
  TextsInput,
} from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { ActivityRow } from './activities.queries.js';

@ObjectType({ description: 'Work against discrimination that hangs on no case: a campaign, a training, a meeting ...' })
export class StructuralActivity {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => Int, { description: 'Version, to be given back when changing.' })
  version!: number;

  @Field(() => Term, { description: 'What kind of work, from `structuralActivities`.' })
  kind!: Term;

  @Field({ description: 'What it was called.' })
  title!: string;

  @Field(() => CalendarDateScalar, { description: 'First day.' })
  startsOn!: string;

  @Field(() => CalendarDateScalar, { description: 'Last day; the first one for what took a day.' })
  endsOn!: string;

  @Field(() => [String], { description: 'Organisations that took part.' })
  partners!: string[];

  @Field(() => Int, { nullable: true, description: 'How many people it reached; null = not counted.' })
  reach!: number | null;

  @Field({ description: 'Whether `reach` is an estimate.' })
  reachEstimated!: boolean;

  @Field(() => CaseDistrict, { nullable: true, description: 'Where; null = not in one district.' })
  district!: CaseDistrict | null;

  @Field(() => [Term], { description: 'Grounds it was about.' })
  grounds!: Term[];

  @Field(() => [Term], { description: 'Areas of life it was about.' })
  areas!: Term[];

  @Field(() => String, { nullable: true, description: 'Note for colleagues.' })
  note!: string | null;

  @Field({ description: 'When it was entered.' })
  createdAt!: Date;

  @Field(() => CasePerson, { description: 'Who entered it.' })
  createdBy!: CasePerson;

  @Field({ description: 'Whether it was removed; `restoreActivity` takes that back.' })
  removed!: boolean;
}

@ObjectType('StructuralActivityConnection', { description: 'A page of a list of activities.' })
export class StructuralActivityConnection extends connectionOf(StructuralActivity, 'StructuralActivity') {}

@InputType({ description: 'Which activities: all that is given must fit.' })
export class ActivityFilterInput {
  @CodeInput({ optional: true, description: 'A code of `structuralActivities`.' })
  kind?: string | null;

  @DayInput({ optional: true, description: 'It went on on this day or later.' })
  from?: string | null;

  @DayInput({ optional: true, description: 'It began on this day or earlier.' })
  to?: string | null;
}

@InputType({ description: 'An activity, whole: what is left out is not said.' })
export class ActivityInput {
  @CodeInput({ description: 'A code of `structuralActivities`.' })
  kind!: string;

  @TextInput({ max: longestActivity.title, description: 'What it is called.' })
  title!: string;

  @DayInput({ description: 'First day; may lie ahead by two years.' })
  startsOn!: string;

  @DayInput({ optional: true, description: 'Last day; left out: the first one.' })
  endsOn?: string | null;

  @TextsInput({
    optional: true,
    max: longestActivity.partner,
    most: longestActivity.partners,
    description: 'Organisations that took part; no single persons.',
  })
  partners?: string[] | null;

  @NumberInput({ optional: true, min: 0, max: widestReach, description: 'How many people it reached.' })
  reach?: number | null;

  @BooleanInput({ optional: true, description: 'Whether `reach` is an estimate; left out: it was counted.' })
  reachEstimated?: boolean | null;

  @CodeInput({ optional: true, description: 'Official key of the district; left out: not in one district.' })
  district?: string | null;

  @CodesInput({ optional: true, description: 'Grounds it was about.' })
  grounds?: string[] | null;

  @CodesInput({ optional: true, description: 'Areas of life it was about.' })
  areas?: string[] | null;

  @TextInput({ optional: true, max: longestActivity.note, description: 'Note for colleagues; no names of clients.' })
  note?: string | null;
}

export const StructuralActivityResult = createUnionType({
  name: 'StructuralActivityResult',
  description: 'The activity as it is now, or why not.',
  types: () => [StructuralActivity, Refusal] as const,
});

export const presentActivity = (row: ActivityRow, reference: Reference): StructuralActivity =>
  Object.assign(new StructuralActivity(), {
    id: row.id,
    version: row.version,
    kind: reference.term('structuralActivities', row.kind),
    title: row.title,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    partners: row.partners,
    reach: row.reach,
    reachEstimated: row.reachEstimated,
    district: presentDistrict(row.district, reference),
    grounds: row.grounds.map((code) => reference.term('grounds', code)),
    areas: row.areas.map((code) => reference.term('areas', code)),
    note: row.note,
    createdAt: new Date(row.createdAt),
    createdBy: presentCasePerson(row.createdBy),
    removed: row.removedAt !== null,
  });
