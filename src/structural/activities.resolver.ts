import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import { readFirst } from '../cases/case-timeline.types.js';
import type { Actor } from '../core/access.js';
import { isCalendarDate } from '../core/calendar.js';
import { refuse, type Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import type { ActivityPlace, ActivityRow } from './activities.queries.js';
import { Activities } from './activities.service.js';
import {
  ActivityFilterInput,
  ActivityInput,
  presentActivity,
  StructuralActivity,
  StructuralActivityConnection,
  StructuralActivityResult,
} from './activities.types.js';

@Resolver()
export class ActivitiesResolver {
  constructor(
    private readonly activities: Activities,
    private readonly reference: Reference,
  ) {}

  @Query(() => StructuralActivityConnection, {
    description: 'What the own service did besides its cases, the newest first, page by page.',
  })
  @Allow('structural:read')
  async structuralActivities(
    @CurrentActor() actor: Actor,
    @Args('filter', { nullable: true, description: 'Which; left out: all.' }) filter?: ActivityFilterInput,
    @Args('first', { type: () => Int, nullable: true, description: 'How many: 1 to 100, 20 unless told.' })
    first?: number | null,
    @Args('after', { type: () => String, nullable: true, description: '`endCursor` of the page before.' })
    after?: string | null,
  ): Promise<StructuralActivityConnection> {
    const wanted = { kind: filter?.kind ?? null, from: day(filter?.from, 'from'), to: day(filter?.to, 'to') };
    const most = readFirst(first);
    const rows = await this.activities.page(actor, wanted, most + 1, after == null ? null : readPlace(after));
    const page = pageOf(rows, most, after, ({ startsOn, id }) => encodeCursor(startsOn, id), this.present);
    return Object.assign(new StructuralActivityConnection(), page);
  }

  @Query(() => StructuralActivity, { description: 'An activity of the own service, a removed one included.' })
  @Allow('structural:read')
  async structuralActivity(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The activity.' }, IdPipe) id: string,
  ): Promise<StructuralActivity> {
    return this.present(await this.activities.find(actor, id));
  }

  @Mutation(() => StructuralActivityResult, { description: 'Enters an activity.' })
  @Allow('structural:write')
  async recordActivity(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'The activity.' }) input: ActivityInput,
  ): Promise<typeof StructuralActivityResult> {
    return this.answer(await this.activities.record(actor, input));
  }

  @Mutation(() => StructuralActivityResult, { description: 'Replaces all that is said of an activity.' })
  @Allow('structural:write')
  async changeActivity(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The activity.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'The version that you had read.' }) version: number,
    @Args('input', { description: 'What it says from now on.' }) input: ActivityInput,
  ): Promise<typeof StructuralActivityResult> {
    return this.answer(await this.activities.change(actor, id, version, input));
  }

  @Mutation(() => StructuralActivityResult, {
    description: 'Takes an activity out of lists and counts. `restoreActivity` takes that back.',
  })
  @Allow('structural:write')
  async removeActivity(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The activity.' }, IdPipe) id: string,
  ): Promise<typeof StructuralActivityResult> {
    return this.answer(await this.activities.remove(actor, id));
  }

  @Mutation(() => StructuralActivityResult, { description: 'Brings a removed activity back.' })
  @Allow('structural:write')
  async restoreActivity(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The activity.' }, IdPipe) id: string,
  ): Promise<typeof StructuralActivityResult> {
    return this.answer(await this.activities.restore(actor, id));
  }

  private readonly present = (row: ActivityRow): StructuralActivity => presentActivity(row, this.reference);

  private answer(outcome: Result<ActivityRow>): typeof StructuralActivityResult {
    return answer(outcome, this.present);
  }
}

function day(given: string | null | undefined, name: string): string | null {
  if (given == null || isCalendarDate(given)) return given ?? null;
  throw new InputRefused(refuse('INVALID_FORMAT', `filter.${name}`, { expected: 'YYYY-MM-DD' }));
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readPlace(cursor: string): ActivityPlace {
  const [startsOn, id] = decodeCursor(cursor, 2) ?? [];
  if (startsOn == null || id == null || !isCalendarDate(startsOn) || !uuid.test(id))
    throw new InputRefused(refuse('INVALID_CURSOR', 'after'));
  return { startsOn, id };
}
