import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import { readFirst } from '../cases/case-timeline.types.js';
import type { Actor } from '../core/access.js';
import { refuse, type Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { Stories, type LookedThrough } from './stories.service.js';
import {
  presentInList,
  presentStory,
  Story,
  StoryConnection,
  StoryInput,
  StoryLookInput,
  StoryResult,
} from './stories.types.js';

@Resolver()
export class StoriesResolver {
  constructor(
    private readonly stories: Stories,
    private readonly reference: Reference,
  ) {}

  @Query(() => StoryConnection, {
    name: 'stories',
    description: 'Anonymised stories of the own service, the newest first, page by page.',
  })
  @Allow('case:read')
  async list(
    @CurrentActor() actor: Actor,
    @Args('states', { type: () => [String], nullable: true, description: 'Only in these states; left out: all.' })
    states?: string[] | null,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<StoryConnection> {
    const most = readFirst(first);
    const found = await this.stories.page(actor, states ?? null, most + 1, after == null ? null : readPlace(after));
    if (!found.ok) throw new InputRefused(found);
    const page = pageOf(
      found.value,
      most,
      after,
      ({ id }) => encodeCursor(id),
      (row) => presentInList(row, this.reference),
    );
    return Object.assign(new StoryConnection(), page);
  }

  @Query(() => Story, { name: 'story', description: 'A story of the own service, with what may give somebody away.' })
  @Allow('case:read')
  async one(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
  ): Promise<Story> {
    return presentStory(await this.stories.find(actor, id), this.reference);
  }

  @Mutation(() => StoryResult, { description: 'Writes a first draft on a consent that holds.' })
  @Allow('story:write')
  async writeStory(
    @CurrentActor() actor: Actor,
    @Args('consentId', { type: () => ID, description: 'The consent.' }, IdPipe) consentId: string,
    @Args('input', { description: 'The story.' }) input: StoryInput,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.write(actor, consentId, input));
  }

  @Mutation(() => StoryResult, {
    description: 'Replaces all that a story says, before it is signed off. Whoever does is its author from then on.',
  })
  @Allow('story:write')
  async changeStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'The version that you had read.' }) version: number,
    @Args('input', { description: 'What it says from now on.' }) input: StoryInput,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.change(actor, id, version, input));
  }

  @Mutation(() => StoryResult, {
    description: 'Hands a story to a second person: with the whole checklist, and no hint left open.',
  })
  @Allow('story:write')
  async submitStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'The version that you had read.' }) version: number,
    @Args('input', { description: 'What you have looked at.' }) input: StoryLookInput,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.submit(actor, id, version, input));
  }

  @Mutation(() => StoryResult, { description: 'Gives a story that waits back to its authors.' })
  @Allow('story:write')
  async returnStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'The version that you had read.' }) version: number,
    @Args('remark', { type: () => String, nullable: true, description: 'What is to be written otherwise.' })
    remark?: string | null,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.giveBack(actor, id, version, remark ?? null));
  }

  @Mutation(() => StoryResult, {
    description:
      'Lets campaigns read a story. By somebody who has not written in it, who looks through all of it once more. Needs a fresh proof.',
  })
  @Allow('story:sign-off')
  @FreshProof()
  async signOffStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'The version that you had read.' }) version: number,
    @Args('input', { description: 'What you have looked at.' }) input: StoryLookInput,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.signOff(actor, id, version, input));
  }

  @Mutation(() => StoryResult, {
    description:
      'Takes a story back. It is gone from every channel at once; that there was one stays with the service.',
  })
  @Allow('story:write')
  async retractStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
  ): Promise<typeof StoryResult> {
    return this.answer(await this.stories.retract(actor, id));
  }

  private answer(outcome: Result<LookedThrough>): typeof StoryResult {
    return answer(outcome, (row) => presentStory(row, this.reference));
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): string {
  const [id] = decodeCursor(cursor, 1) ?? [];
  if (id == null || !uuid.test(id)) throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return id;
}
