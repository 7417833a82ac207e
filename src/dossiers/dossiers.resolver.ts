import { Inject, NotFoundException } from '@nestjs/common';
import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { PUBLIC_URL } from '../identity/links.js';
import { presentDossier, RenderDossierResult, type Dossier } from './dossier.types.js';
import { Dossiers } from './dossiers.service.js';

@Resolver()
export class DossiersResolver {
  constructor(
    private readonly dossiers: Dossiers,
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
}
