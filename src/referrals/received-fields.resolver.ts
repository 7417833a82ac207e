import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../access/access.decorators.js';
import type { HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { Reference } from '../reference/reference.service.js';
import { presentContent, ReferralContent } from './content.types.js';
import {
  presentMessage,
  presentPreview,
  presentReferralNote,
  presentStep,
  ReferralMessage,
  ReferralNote,
  ReferralPreview,
  ReferralStep,
} from './conversation.types.js';
import { ReferralReading } from './reading.service.js';
import { ReceivedReferrals } from './received.service.js';
import { ReceivedReferral } from './received.types.js';
import { ReferralLoaders } from './referral.loaders.js';

/** What hangs on a received referral, as far as it is open to the office at this moment. */
@Resolver(() => ReceivedReferral)
export class ReceivedReferralFieldsResolver {
  constructor(
    private readonly received: ReceivedReferrals,
    private readonly reading: ReferralReading,
    private readonly loaders: ReferralLoaders,
    private readonly reference: Reference,
  ) {}

  @ResolveField(() => ReferralPreview, {
    nullable: true,
    description: 'What you decide on; null once it was declined, or taken back.',
  })
  async preview(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id, knownPreview }: ReceivedReferral,
  ): Promise<ReferralPreview | null> {
    if (knownPreview !== undefined) return knownPreview;
    const rows = await this.loaders.rowsOf(request, 'preview', id, (ids) => this.reading.previews(actor, ids));
    return rows[0] ? presentPreview(rows[0].preview, this.reference) : null;
  }

  @ResolveField(() => ReferralContent, {
    nullable: true,
    description:
      'What was passed on, as it was when it was sent. Null before acceptance, and once the access has ended. Each reading is logged.',
  })
  async content(@CurrentActor() actor: Actor, @Parent() { id }: ReceivedReferral): Promise<ReferralContent | null> {
    const content = await this.received.content(actor, id);
    return content && presentContent(content, this.reference);
  }

  @ResolveField(() => [ReferralMessage], {
    description: 'Messages, the oldest first; empty once the referral is closed to you.',
  })
  async messages(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: ReceivedReferral,
  ): Promise<ReferralMessage[]> {
    const rows = await this.loaders.rowsOf(request, 'messages', id, (ids) => this.reading.messages(actor, ids));
    return rows.map(presentMessage);
  }

  @ResolveField(() => [ReferralNote], { description: "The own office's notes, the oldest first." })
  async notes(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: ReceivedReferral,
  ): Promise<ReferralNote[]> {
    const rows = await this.loaders.rowsOf(request, 'notes', id, (ids) => this.reading.notes(actor, ids));
    return rows.map(presentReferralNote);
  }

  @ResolveField(() => [ReferralStep], { description: 'What happened, the oldest first.' })
  async steps(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: ReceivedReferral,
  ): Promise<ReferralStep[]> {
    const rows = await this.loaders.rowsOf(request, 'steps', id, (ids) => this.reading.events(actor, ids));
    return rows.map((row) => presentStep(row, this.reference));
  }
}
