import { Inject, NotFoundException } from '@nestjs/common';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { PUBLIC_URL } from '../identity/links.js';
import { Reference } from '../reference/reference.service.js';
import { presentDisclosure } from '../referrals/referral.types.js';
import { DossierDisclosures } from './dossier-disclosures.service.js';
import { HandoverResult, presentDossier, RenderDossierResult, type Dossier } from './dossier.types.js';
import { Dossiers } from './dossiers.service.js';

@Resolver()
export class DossiersResolver {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly disclosures: DossierDisclosures,
    private readonly reference: Reference,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Mutation(() => RenderDossierResult, {
    description:
      'For the sender: has the dossier drawn up, from sending on, without waiting for acceptance; or again after a failure. One that is READY stays as it is.',
  })
  @Allow('referral:send')
  async renderDossier(
    @CurrentActor() actor: Actor,
    @Args('referralId', { type: () => ID, description: 'Referral.' }, IdPipe) referralId: string,
  ): Promise<Dossier | Refusal> {
    const outcome = await this.dossiers.request(actor, referralId);
    if (!outcome.ok) return Refusal.of(outcome);
    const dossier = await this.dossiers.ofReferral(actor, referralId);
    if (!dossier) throw new NotFoundException();
    return presentDossier(dossier, this.publicUrl);
  }

  @Mutation(() => HandoverResult, {
    description:
      'For the sender: records that the dossier was given to the office on paper, in whatever state the referral is now. It stands in the list of the client from then on.',
  })
  @Allow('referral:send')
  async recordPaperHandedOver(
    @CurrentActor() actor: Actor,
    @Args('referralId', { type: () => ID, description: 'Referral.' }, IdPipe) referralId: string,
    @Args('on', {
      type: () => CalendarDateScalar,
      description: 'Day on which it was handed over: not before the dossier was drawn up, and not in the future.',
    })
    on: string,
  ): Promise<typeof HandoverResult> {
    return answer(await this.disclosures.handOver(actor, referralId, on), (row) =>
      presentDisclosure(row, this.reference),
    );
  }
}
