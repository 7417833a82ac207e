import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { PUBLIC_URL } from '../identity/links.js';
import { Referral } from '../referrals/referral.types.js';
import { Dossier, presentDossier } from './dossier.types.js';
import { Dossiers } from './dossiers.service.js';

@Resolver(() => Referral)
export class ReferralDossierResolver {
  constructor(
    private readonly dossiers: Dossiers,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @ResolveField(() => Dossier, {
    nullable: true,
    description:
      'The dossier, from acceptance on or from `renderDossier`; null before, where the kind has none, and once the case was erased.',
  })
  async dossier(@CurrentActor() actor: Actor, @Parent() { id }: Referral): Promise<Dossier | null> {
    const dossier = await this.dossiers.ofReferral(actor, id);
    return dossier && presentDossier(dossier, this.publicUrl);
  }
}
