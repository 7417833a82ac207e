import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { isCalendarDate } from '../core/calendar.js';
import { refuse } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Reference } from '../reference/reference.service.js';
import type { DuePlace } from './retention.queries.js';
import { RetentionClock } from './retention.service.js';
import {
  CaseRetention,
  CaseRetentionConnection,
  HeldCase,
  HoldInput,
  HoldResult,
  presentHeld,
  presentRetention,
} from './retention.types.js';

@Resolver()
export class RetentionResolver {
  constructor(
    private readonly clock: RetentionClock,
    private readonly reference: Reference,
  ) {}

  @Query(() => CaseRetention, { description: 'For how long a case is kept, and what keeps it longer.' })
  @Allow('case:read')
  async caseRetention(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
  ): Promise<CaseRetention> {
    return presentRetention(await this.clock.ofCase(actor, caseId), this.reference);
  }

  @Query(() => CaseRetentionConnection, {
    description: 'Cases of the own service that the night has found due for disposal, the longest due first.',
  })
  @Allow('case:dispose')
  async dueCases(
    @CurrentActor() actor: Actor,
    @Args('first', { type: () => Int, nullable: true, description: 'How many; 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<CaseRetentionConnection> {
    const most = pageSize(first);
    const rows = await this.clock.due(actor, most + 1, after == null ? null : readPlace(after));
    const page = pageOf(
      rows,
      most,
      after,
      ({ place }) => encodeCursor('DUE', place.since, place.id),
      (row) => presentRetention(row, this.reference),
    );
    return Object.assign(new CaseRetentionConnection(), page);
  }

  @Query(() => [HeldCase], {
    description: 'Holds in force in the own service, those to be looked at first at the top; 200 at most.',
  })
  @Allow('case:hold')
  async holds(
    @CurrentActor() actor: Actor,
    @Args('reviewUntil', {
      type: () => CalendarDateScalar,
      nullable: true,
      description: 'Only those to be looked at until this day.',
    })
    reviewUntil?: string | null,
  ): Promise<HeldCase[]> {
    const found = await this.clock.holds(actor, reviewUntil ?? null);
    if (!found.ok) throw new InputRefused(found);
    return found.value.map(presentHeld);
  }

  @Mutation(() => HoldResult, {
    description:
      'Keeps a case from being disposed of until the hold is lifted. Refuses an unknown reason and a day of review that is not ahead.',
  })
  @Allow('case:hold')
  async placeHold(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'Reason and day of review.' }) input: HoldInput,
  ): Promise<typeof HoldResult> {
    return answer(await this.clock.hold(actor, caseId, input), presentHeld);
  }

  @Mutation(() => HoldResult, { description: 'Lifts a hold. Refuses one that was lifted already.' })
  @Allow('case:hold')
  async liftHold(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The hold.' }, IdPipe) id: string,
  ): Promise<typeof HoldResult> {
    return answer(await this.clock.lift(actor, id), presentHeld);
  }
}

function readPlace(cursor: string): DuePlace {
  const [of, since, id] = decodeCursor(cursor, 3) ?? [];
  const isDay = since != null && isCalendarDate(since) && since > '1900';
  const fits = of === 'DUE' && isDay && id != null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  if (!fits) throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return { since, id };
}
