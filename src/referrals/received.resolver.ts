import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { isCalendarDate } from '../core/calendar.js';
import { refuse, type Result } from '../core/result.js';
import { answer } from '../graphql/answer.js';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../graphql/connection.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { InputRefused } from '../graphql/input-refused.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralReading } from './reading.service.js';
import { ReceivedReferrals } from './received.service.js';
import {
  InboxConnection,
  InboxFilter,
  presentReceived,
  ReceivedReferral,
  ReceivedReferralResult,
} from './received.types.js';
import { CompleteReferralInput, DeclineReferralInput, OfferReturnInput } from './referral-inputs.types.js';
import type { ReferralEntity } from './referral.entity.js';

@Resolver()
export class ReceivedReferralsResolver {
  constructor(
    private readonly received: ReceivedReferrals,
    private readonly reading: ReferralReading,
    private readonly reference: Reference,
  ) {}

  @Query(() => InboxConnection, { description: 'What was sent to your office, the most urgent answer first.' })
  @Allow('referral:receive')
  async inbox(
    @CurrentActor() actor: Actor,
    @Args('filter', { type: () => InboxFilter, nullable: true, description: 'Which; left out: all that is not over.' })
    filter: InboxFilter | null,
    @Args('first', { type: () => Int, nullable: true, description: 'Size of the page, 1 to 100; 20 unless told.' })
    first: number | null,
    @Args('after', { type: () => String, nullable: true, description: 'Cursor of the edge after which to go on.' })
    after: string | null,
  ): Promise<InstanceType<typeof InboxConnection>> {
    const size = pageSize(first);
    const rows = await this.reading.inbox(actor, filter?.states ?? null, size + 1, placeOf(after));
    // A connection is no union: what cannot be asked for is an error that carries the problems.
    if (!rows.ok) throw new InputRefused(rows);
    return pageOf(
      rows.value,
      size,
      after,
      ({ answerBy, id }) => encodeCursor(answerBy, id),
      (row) => presentReceived(row, this.reference),
    );
  }

  @Query(() => ReceivedReferral, {
    description: 'A referral that was sent to your office. The first look is told to the sender.',
  })
  @Allow('referral:receive')
  async receivedReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<ReceivedReferral> {
    const seen = await this.received.look(actor, id);
    if (!seen.ok) throw new InputRefused(seen);
    return presentReceived(seen.value, this.reference);
  }

  @Mutation(() => ReceivedReferralResult, {
    description: 'Takes a referral on: its content is open to you from now on.',
  })
  @Allow('referral:receive')
  async acceptReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<typeof ReceivedReferralResult> {
    return this.answer(await this.received.accept(actor, id));
  }

  @Mutation(() => ReceivedReferralResult, { description: 'Declines a referral with a reason.' })
  @Allow('referral:receive')
  async declineReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'Why.' }) input: DeclineReferralInput,
  ): Promise<typeof ReceivedReferralResult> {
    return this.answer(await this.received.decline(actor, id, input.reason, input.text ?? null));
  }

  @Mutation(() => ReceivedReferralResult, { description: 'Says that work has begun.' })
  @Allow('referral:receive')
  async startReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<typeof ReceivedReferralResult> {
    return this.answer(await this.received.start(actor, id));
  }

  @Mutation(() => ReceivedReferralResult, { description: 'Ends the work with a result and a report for the sender.' })
  @Allow('referral:receive')
  async completeReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'Result and report.' }) input: CompleteReferralInput,
  ): Promise<typeof ReceivedReferralResult> {
    return this.answer(await this.received.complete(actor, id, input.result, input.report));
  }

  @Mutation(() => ReceivedReferralResult, {
    description: 'Offers the case back. It stays with you until the sender has accepted.',
  })
  @Allow('referral:receive')
  async offerReturn(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
    @Args('input', { description: 'Why.' }) input: OfferReturnInput,
  ): Promise<typeof ReceivedReferralResult> {
    return this.answer(await this.received.offerReturn(actor, id, input.reason, input.text ?? null));
  }

  private answer(outcome: Result<ReferralEntity>): typeof ReceivedReferralResult {
    return answer(outcome, (value) => presentReceived(value, this.reference));
  }
}

/** Where a page goes on; a cursor that is none of ours is refused. */
const placeOf = (after: string | null | undefined): { answerBy: string; id: string } | null => {
  if (after == null) return null;
  const [answerBy, id] = decodeCursor(after, 2) ?? [];
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  if (!answerBy || !id || !isCalendarDate(answerBy) || !uuid.test(id))
    throw new InputRefused(refuse('INVALID_FORMAT', 'after', { expected: 'endCursor' }));
  return { answerBy, id };
};
