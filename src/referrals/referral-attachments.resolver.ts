import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../access/access.decorators.js';
import { ReleasedAttachments } from '../attachments/released-attachments.service.js';
import type { Actor } from '../core/access.js';
import { PUBLIC_URL } from '../identity/links.js';
import { presentReferralAttachment, ReferralAttachment } from './content-parts.types.js';
import { ReceivedReferral } from './received.types.js';
import { Referral } from './referral.types.js';

/** The files of a sender's referral. */
@Resolver(() => Referral)
export class ReferralAttachmentsResolver {
  constructor(
    private readonly released: ReleasedAttachments,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @ResolveField(() => [ReferralAttachment], {
    description:
      'Files that went along, frozen when it was sent; what becomes of them at the case changes nothing here. Each look is recorded.',
  })
  async attachments(@CurrentActor() actor: Actor, @Parent() { id }: Referral): Promise<ReferralAttachment[]> {
    const files = await this.released.ofReferral(actor, id);
    return files.map((file) => presentReferralAttachment(file, this.publicUrl));
  }
}

/** The same for the office. */
@Resolver(() => ReceivedReferral)
export class ReceivedAttachmentsResolver {
  constructor(
    private readonly released: ReleasedAttachments,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @ResolveField(() => [ReferralAttachment], {
    description:
      'Files that went along; empty before acceptance, and once the access has ended. Each look is recorded.',
  })
  async attachments(@CurrentActor() actor: Actor, @Parent() { id }: ReceivedReferral): Promise<ReferralAttachment[]> {
    const files = await this.released.ofReferral(actor, id);
    return files.map((file) => presentReferralAttachment(file, this.publicUrl));
  }
}
