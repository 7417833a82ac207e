import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { fitsHistory, type CasePlace } from '../core/case-list-rules.js';
import { refuse } from '../core/result.js';
import { decodeCursor, encodeCursor, pageOf } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { CaseTimelines } from './case-timeline.service.js';
import { presentEntry, readFirst, TimelineConnection } from './case-timeline.types.js';

@Resolver()
export class CaseTimelineResolver {
  constructor(
    private readonly timelines: CaseTimelines,
    private readonly reference: Reference,
  ) {}

  @Query(() => TimelineConnection, { description: 'What happened to a case and to its referrals, newest first.' })
  @Allow('case:read')
  async caseTimeline(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The case.' }, IdPipe) id: string,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<TimelineConnection> {
    const most = readFirst(first);
    const rows = await this.timelines.page(actor, id, most + 1, after == null ? null : readPlace(after));
    return pageOf(
      rows,
      most,
      after,
      (row) => encodeCursor('TIMELINE', String(row.at), row.id),
      (row) => presentEntry(row, this.reference),
    );
  }
}

function readPlace(cursor: string): CasePlace {
  const [of, key, tie] = decodeCursor(cursor, 3) ?? [];
  const place = key != null && tie != null ? { key, tie } : null;
  if (of !== 'TIMELINE' || !place || !fitsHistory(place)) throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return place;
}
