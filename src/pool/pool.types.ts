import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { connectionOf } from '../graphql/connection.js';
import { CodeInput } from '../graphql/inputs.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { PoolStoryRow } from './pool.queries.js';
import { presentRegion, StoryRegion } from './stories.types.js';

@ObjectType({
  description:
    'An anonymised story that campaigns may use as far as its client agreed. It names neither case nor service nor author. Look again before each use: a consent can be withdrawn.',
})
export class PoolStory {
  @Field(() => ID, { description: 'Id, made for the pool alone.' })
  id!: string;

  @Field({ description: 'Title.' })
  title!: string;

  @Field({ description: 'The story.' })
  text!: string;

  @Field(() => Term, { description: 'Language it is written in.' })
  language!: Term;

  @Field(() => [Term], { description: 'Grounds it tells of.' })
  grounds!: Term[];

  @Field(() => Term, { nullable: true, description: 'Area of life; null = not said.' })
  area!: Term | null;

  @Field(() => StoryRegion, { nullable: true, description: 'Region; null = not said.' })
  region!: StoryRegion | null;

  @Field(() => [Term], { description: 'What the client agreed to, from `storyUses`: for nothing else.' })
  uses!: Term[];

  @Field(() => CalendarDateScalar, { nullable: true, description: 'Last day of use; null = until it is withdrawn.' })
  usableUntil!: string | null;

  @Field({ description: 'The quarter since which it is here, such as `2026-Q3`.' })
  quarter!: string;
}

@ObjectType('PoolStoryConnection', { description: 'A page of the pool.' })
export class PoolStoryConnection extends connectionOf(PoolStory, 'PoolStory') {}

@InputType({ description: 'Which stories: all that is given must fit.' })
export class PoolFilterInput {
  @CodeInput({ optional: true, description: 'A code of `grounds`.' })
  ground?: string | null;

  @CodeInput({ optional: true, description: 'A code of `areas`.' })
  area?: string | null;

  @CodeInput({ optional: true, description: 'Key of a region.' })
  region?: string | null;

  @CodeInput({ optional: true, description: 'A code of `storyUses`: only those that may be used for it.' })
  use?: string | null;

  @CodeInput({ optional: true, description: 'A code of `languages`.' })
  language?: string | null;
}

export const presentPoolStory = (row: PoolStoryRow, reference: Reference): PoolStory =>
  Object.assign(new PoolStory(), {
    id: row.id,
    title: row.title,
    text: row.text,
    language: reference.term('languages', row.language),
    grounds: row.grounds.map((code) => reference.term('grounds', code)),
    area: reference.termOrNull('areas', row.area),
    region: presentRegion(row.region, reference),
    uses: row.uses.map((code) => reference.term('storyUses', code)),
    usableUntil: row.usableUntil,
    quarter: row.quarter,
  });
