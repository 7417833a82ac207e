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
import { ReferralLoaders } from './referral.loaders.js';
import { DueLetter, presentLetter, Referral } from './referral.types.js';

/** What hangs on a sender's referral, read only when asked for. */
@Resolver(() => Referral)
export class ReferralFieldsResolver {
  constructor(
    private readonly reading: ReferralReading,
    private readonly loaders: ReferralLoaders,
    private readonly reference: Reference,
  ) {}

  @ResolveField(() => ReferralPreview, {
    nullable: true,
    description: 'What the office saw before it accepted, frozen when it was sent; null for drafts and signposts.',
  })
  async preview(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<ReferralPreview | null> {
    const rows = await this.loaders.rowsOf(request, 'preview', id, (ids) => this.reading.previews(actor, ids));
    return rows[0] ? presentPreview(rows[0].preview, this.reference) : null;
  }

  @ResolveField(() => ReferralContent, {
    nullable: true,
    description: 'The frozen copy that the office sees from acceptance on; null for drafts and signposts.',
  })
  async content(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<ReferralContent | null> {
    const rows = await this.loaders.rowsOf(request, 'content', id, (ids) => this.reading.frozen(actor, ids));
    return rows[0] ? presentContent(rows[0], this.reference) : null;
  }

  @ResolveField(() => [ReferralMessage], { description: 'Messages, the oldest first.' })
  async messages(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<ReferralMessage[]> {
    const rows = await this.loaders.rowsOf(request, 'messages', id, (ids) => this.reading.messages(actor, ids));
    return rows.map(presentMessage);
  }

  @ResolveField(() => [ReferralNote], { description: "The own service's notes, the oldest first." })
  async notes(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<ReferralNote[]> {
    const rows = await this.loaders.rowsOf(request, 'notes', id, (ids) => this.reading.notes(actor, ids));
    return rows.map(presentReferralNote);
  }

  @ResolveField(() => [ReferralStep], { description: 'What happened, the oldest first.' })
  async steps(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<ReferralStep[]> {
    const rows = await this.loaders.rowsOf(request, 'steps', id, (ids) => this.reading.events(actor, ids));
    return rows.map((row) => presentStep(row, this.reference));
  }

  @ResolveField(() => [DueLetter], { description: 'What the client is to be told, in a language they read.' })
  async letters(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Referral,
  ): Promise<DueLetter[]> {
    const rows = await this.loaders.rowsOf(request, 'letters', id, (ids) => this.reading.letters(actor, ids));
    return rows.map((row) => presentLetter(row, this.reference));
  }
}
