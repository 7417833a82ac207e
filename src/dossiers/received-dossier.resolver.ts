import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { PUBLIC_URL } from '../identity/links.js';
import { ReceivedReferral } from '../referrals/received.types.js';
import { Dossier, presentDossier } from './dossier.types.js';
import { Dossiers } from './dossiers.service.js';

@Resolver(() => ReceivedReferral)
export class ReceivedDossierResolver {
  constructor(
    private readonly dossiers: Dossiers,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @ResolveField(() => Dossier, {
    nullable: true,
    description: 'The dossier, from acceptance on until the access ends; null otherwise, and where the kind has none.',
  })
  async dossier(@CurrentActor() actor: Actor, @Parent() { id }: ReceivedReferral): Promise<Dossier | null> {
    const dossier = await this.dossiers.ofReferral(actor, id);
    return dossier && presentDossier(dossier, this.publicUrl);
  }
}
