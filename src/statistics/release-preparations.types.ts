import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { TextInput } from '../graphql/inputs.js';
import { presentProblem, ProblemOut, Refusal } from '../graphql/refusal.js';
import type { ChoosableQuarter } from '../core/release-preparation.js';
import type { ReleaseRow } from './released.js';

@InputType({ description: 'What is to be published.' })
export class StatisticsReleaseInput {
  @TextInput({ description: 'The quarter, such as `2026-Q3`; from 14 days after its end.', max: 10 })
  quarter!: string;

  @TextInput({
    description: 'In whose name it is published; left out: as the house is set up.',
    optional: true,
    max: 200,
  })
  publisher?: string | null;

  @TextInput({
    description: 'CC BY 4.0 (unless told), CC0 1.0, dl-de/by-2-0 or dl-de/zero-2-0.',
    optional: true,
    max: 40,
  })
  licence?: string | null;
}

@ObjectType({ description: 'How far the preparation of a release is.' })
export class StatisticsProgress {
  @Field({
    description:
      'WAITING, FREEZING, COUNTING, AUDITING (what everybody could find out), INSIDERS (what a service or a client could who knows her own cases), SIGNING or DONE.',
  })
  step!: string;

  @Field(() => Int, { nullable: true, description: 'Records that are counted; a client counts at most twice a year.' })
  records!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Round of the audit, from 0: after each, what is not shown to be safe is made coarser.',
  })
  round!: number | null;

  @Field(() => Int, { nullable: true, description: 'What the latest round could not show to be safe yet.' })
  open!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Services whose own knowledge was played in this round; what each client knows is played after the last of them.',
  })
  servicesDone!: number | null;

  @Field(() => Int, { nullable: true, description: 'Of so many.' })
  services!: number | null;

  @Field({ description: 'When this was noted.' })
  at!: Date;
}

@ObjectType({ description: 'A release of statistics on its way: who looks after it sees how far it is.' })
export class StatisticsPreparation {
  @Field(() => ID, { description: 'Its quarter, such as `2026-Q3`.' })
  id!: string;

  @Field({
    description:
      'PREPARING, READY (waits for a second person), PUBLISHED, WITHDRAWN, CANCELLED or FAILED. The last two can be prepared again.',
  })
  state!: string;

  @Field({ description: 'In whose name it is published.' })
  publisher!: string;

  @Field({ description: 'Under which licence.' })
  licence!: string;

  @Field({ description: 'Whether you prepared it yourself: then somebody else has to approve it.' })
  preparedByMe!: boolean;

  @Field({ description: 'When it was begun.' })
  preparedAt!: Date;

  @Field(() => StatisticsProgress, { description: 'How far it is.' })
  progress!: StatisticsProgress;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it FAILED: UNDECIDED (it could not be made safe), or the setting of a key that is missing, unusable or another one.',
  })
  failure!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of `numbers.json`, once it is READY: whoever approves says by it what she looked at.',
  })
  numbersSha256!: string | null;

  @Field(() => Date, { nullable: true, description: 'When it was published.' })
  publishedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was withdrawn.' })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn.' })
  withdrawalReason!: string | null;
}

@ObjectType({ description: 'A quarter that may be prepared, or why not.' })
export class StatisticsQuarter {
  @Field(() => ID, { description: 'The quarter, such as `2026-Q3`.' })
  id!: string;

  @Field(() => [ProblemOut], { description: 'What keeps it from being prepared now; empty: nothing does.' })
  problems!: ProblemOut[];
}

export const presentQuarter = ({ id, problems }: ChoosableQuarter): StatisticsQuarter =>
  Object.assign(new StatisticsQuarter(), { id, problems: problems.map(presentProblem) });

export const StatisticsPreparationResult = createUnionType({
  name: 'StatisticsPreparationResult',
  description: 'The release, or why not.',
  types: () => [StatisticsPreparation, Refusal] as const,
});

export const presentPreparation =
  (personId: string | null) =>
  (row: ReleaseRow): StatisticsPreparation =>
    Object.assign(new StatisticsPreparation(), {
      id: row.id,
      state: row.state,
      publisher: row.publisher,
      licence: row.licence,
      preparedByMe: row.preparedBy !== null && row.preparedBy === personId,
      preparedAt: row.preparedAt,
      progress: Object.assign(new StatisticsProgress(), {
        step: row.step,
        records: row.records,
        round: row.round,
        open: row.openTargets,
        servicesDone: row.servicesDone,
        services: row.services,
        at: row.steppedAt,
      }),
      failure: row.failure,
      numbersSha256: row.numbersSha256,
      publishedAt: row.publishedAt,
      withdrawnAt: row.withdrawnAt,
      withdrawalReason: row.withdrawalReason,
    });
