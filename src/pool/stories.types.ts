import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { CasePerson, presentCasePerson } from '../cases/case-parts.types.js';
import { longestStory, type GivenStory, type Looked } from '../core/story.js';
import type { StoryHint as HintFound } from '../core/story-hints.js';
import { connectionOf } from '../graphql/connection.js';
import { CodeInput, CodesInput, TextInput, TextsInput } from '../graphql/inputs.js';
import { Refusal } from '../graphql/refusal.js';
import { Term } from '../graphql/term.js';
import type { Reference } from '../reference/reference.service.js';
import type { LookedThrough } from './stories.service.js';
import type { StoryRow } from './stories.queries.js';

@ObjectType({
  description:
    'A place of a story that may give somebody away, found by the house. It overlooks some: two people look, too.',
})
export class StoryHint {
  @Field(() => Term, { description: 'What it may be, from `storyHints`.' })
  kind!: Term;

  @Field(() => String, {
    nullable: true,
    description: '`title` or `text`; null: it is about grounds, area and region together.',
  })
  field!: string | null;

  @Field(() => Int, { description: 'Where it begins, in UTF-16 units.' })
  start!: number;

  @Field(() => Int, { description: 'Where it ends, not included.' })
  end!: number;

  @Field({ description: 'The words.' })
  excerpt!: string;

  @Field({ description: 'By which it is confirmed. The same words have the same key.' })
  key!: string;

  @Field({ description: 'Whether no confirmation outweighs it: then the story has to be written in other words.' })
  blocks!: boolean;
}

@ObjectType({ description: 'Region of the land, as far as a story may say where it happened.' })
export class StoryRegion {
  @Field({ description: 'Key of the region.' })
  key!: string;

  @Field({ description: 'Name.' })
  name!: string;
}

@ObjectType('StoryInList', { description: 'An anonymised story of the own service, in a list.' })
export class StoryInList {
  @Field(() => ID, { description: 'Id.' })
  id!: string;

  @Field(() => ID, { description: 'The consent on which it stands.' })
  consentId!: string;

  @Field(() => ID, { nullable: true, description: 'The case; null once it was erased.' })
  caseId!: string | null;

  @Field(() => Int, { description: 'Version, to be given back with each deed.' })
  version!: number;

  @Field({ description: 'DRAFT, SUBMITTED (waits for a second person), SIGNED_OFF (campaigns read it) or WITHDRAWN.' })
  state!: string;

  @Field(() => String, { nullable: true, description: 'Title; null once it was withdrawn.' })
  title!: string | null;

  @Field(() => Term, { description: 'Language it is written in.' })
  language!: Term;

  @Field(() => [Term], { description: 'Grounds it tells of.' })
  grounds!: Term[];

  @Field(() => Term, { nullable: true, description: 'Area of life; null = not said.' })
  area!: Term | null;

  @Field(() => StoryRegion, { nullable: true, description: 'Region; null = not said.' })
  region!: StoryRegion | null;

  @Field(() => [CasePerson], { description: 'Everybody who has written in it; none of them may sign it off.' })
  authors!: CasePerson[];

  @Field({ description: 'When it was first written.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was handed to a second person.' })
  submittedAt!: Date | null;

  @Field(() => CasePerson, { nullable: true, description: 'Who signed it off.' })
  signedOffBy!: CasePerson | null;

  @Field(() => Date, { nullable: true, description: 'Since when campaigns could read it.' })
  signedOffAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Since when nobody can read it any more.' })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'CONSENT_WITHDRAWN by the client, or RETRACTED by the service.' })
  withdrawal!: string | null;
}

@ObjectType({
  description: 'An anonymised story of the own service, with all that is to be looked at before it is signed off.',
})
export class Story extends StoryInList {
  @Field(() => String, { nullable: true, description: 'The story; null once it was withdrawn.' })
  text!: string | null;

  @Field(() => String, { nullable: true, description: 'What the second person wrote who gave it back.' })
  remark!: string | null;

  @Field(() => [Term], { description: 'Points of the checklist that its author has confirmed, from `storyChecks`.' })
  checks!: Term[];

  @Field(() => [StoryHint], { description: 'What may give somebody away; none once it is signed off or withdrawn.' })
  hints!: StoryHint[];
}

@ObjectType('StoryConnection', { description: 'A page of the stories of the own service.' })
export class StoryConnection extends connectionOf(StoryInList, 'Story') {}

@InputType({ description: 'A story, whole. It may say less than its case, never something else.' })
export class StoryInput implements GivenStory {
  @TextInput({ max: longestStory.title, description: 'Title.' })
  title!: string;

  @TextInput({ max: longestStory.text, description: 'The story: no names, no places below the region, no days.' })
  text!: string;

  @CodeInput({ description: 'Language it is written in, a code of `languages`.' })
  language!: string;

  @CodesInput({ description: 'Some of the case’s grounds, at least one.' })
  grounds!: string[];

  @CodeInput({ optional: true, description: 'The case’s main area of life; left out: not said.' })
  area?: string | null;

  @CodeInput({ optional: true, description: 'Key of the region of the case; left out: not said.' })
  region?: string | null;
}

@InputType({ description: 'What a person confirms who has looked through a story.' })
export class StoryLookInput implements Looked {
  @CodesInput({ description: 'Codes of `storyChecks`: all of them.' })
  checks!: string[];

  @TextsInput({
    max: 300,
    most: 300,
    description: 'Keys of the hints that were looked at and give nobody away: all that do not block.',
  })
  confirmed!: string[];
}

export const StoryResult = createUnionType({
  name: 'StoryResult',
  description: 'The story as it is now, or why not.',
  types: () => [Story, Refusal] as const,
});

export const presentRegion = (key: string | null, reference: Reference): StoryRegion | null => {
  if (key === null) return null;
  const name = reference.geography.regions.find((region) => region.key === key)?.name ?? key;
  return Object.assign(new StoryRegion(), { key, name });
};

const inList = (row: StoryRow, reference: Reference): StoryInList => ({
  id: row.id,
  consentId: row.consentId,
  caseId: row.caseId,
  version: row.version,
  state: row.state,
  title: row.title,
  language: reference.term('languages', row.language),
  grounds: row.grounds.map((code) => reference.term('grounds', code)),
  area: reference.termOrNull('areas', row.area),
  region: presentRegion(row.region, reference),
  authors: row.authorsNamed.map(presentCasePerson),
  createdAt: row.createdAt,
  submittedAt: row.submittedAt,
  signedOffBy: row.signedOffBy && presentCasePerson(row.signedOffBy),
  signedOffAt: row.signedOffAt,
  withdrawnAt: row.withdrawnAt,
  withdrawal: row.withdrawal,
});

export const presentInList = (row: StoryRow, reference: Reference): StoryInList =>
  Object.assign(new StoryInList(), inList(row, reference));

const presentHint = ({ kind, ...hint }: HintFound, reference: Reference): StoryHint =>
  Object.assign(new StoryHint(), { ...hint, kind: reference.term('storyHints', kind) });

export const presentStory = (row: LookedThrough, reference: Reference): Story =>
  Object.assign(new Story(), {
    ...inList(row, reference),
    text: row.text,
    remark: row.remark,
    checks: row.checks.map((code) => reference.term('storyChecks', code)),
    hints: row.hints.map((hint) => presentHint(hint, reference)),
  });
