import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import { readFirst } from '../cases/case-timeline.types.js';
import type { Actor } from '../core/access.js';
import { refuse } from '../core/result.js';
import { decodeCursor, encodeCursor, pageOf } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import type { PoolPlace } from './pool.queries.js';
import { StoryPool } from './pool.service.js';
import { PoolFilterInput, PoolStory, PoolStoryConnection, presentPoolStory } from './pool.types.js';

@Resolver()
export class PoolResolver {
  constructor(
    private readonly pool: StoryPool,
    private readonly reference: Reference,
  ) {}

  @Query(() => PoolStoryConnection, {
    description: 'Anonymised stories that campaigns may use, of all services, the newest quarter first, page by page.',
  })
  @Allow('pool:read')
  async poolStories(
    @CurrentActor() actor: Actor,
    @Args('filter', { nullable: true, description: 'Which; left out: all.' }) filter?: PoolFilterInput,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<PoolStoryConnection> {
    const { ground = null, area = null, region = null, use = null, language = null } = filter ?? {};
    const most = readFirst(first);
    const wanted = { ground, area, region, use, language };
    const rows = await this.pool.page(actor, wanted, most + 1, after == null ? null : readPlace(after));
    const page = pageOf(
      rows,
      most,
      after,
      ({ quarter, id }) => encodeCursor(quarter, id),
      (row) => presentPoolStory(row, this.reference),
    );
    return Object.assign(new PoolStoryConnection(), page);
  }

  @Query(() => PoolStory, { description: 'A story of the pool. One that was withdrawn is not there.' })
  @Allow('pool:read')
  async poolStory(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The story.' }, IdPipe) id: string,
  ): Promise<PoolStory> {
    return presentPoolStory(await this.pool.find(actor, id), this.reference);
  }
}

const place = /^\d{4}-Q[1-4]$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): PoolPlace {
  const [quarter, id] = decodeCursor(cursor, 2) ?? [];
  if (quarter == null || id == null || !place.test(quarter) || !uuid.test(id))
    throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return { quarter, id };
}
