import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentActor } from '../access/access.decorators.js';
import type { HouseRequest } from '../access/request.js';
import { Case } from '../cases/case.types.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralReading } from './reading.service.js';
import { ReferralLoaders } from './referral.loaders.js';
import { Disclosure, presentDisclosure, presentReferral, Referral } from './referral.types.js';
import { ConfidentialityRelease, presentRelease } from './release.types.js';

/** What this room adds to a case. */
@Resolver(() => Case)
export class CaseReferralsResolver {
  constructor(
    private readonly reading: ReferralReading,
    private readonly loaders: ReferralLoaders,
    private readonly reference: Reference,
  ) {}

  @ResolveField(() => [ConfidentialityRelease], {
    description: 'Releases from confidentiality, the newest first, withdrawn and expired ones included.',
  })
  async releases(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Case,
  ): Promise<ConfidentialityRelease[]> {
    const rows = await this.loaders.rowsOf(request, 'releases', id, (ids) => this.reading.releasesOfCases(actor, ids));
    const today = dayOf(new Date());
    return rows.map((row) => presentRelease(row, this.reference, today));
  }

  @ResolveField(() => [Referral], { description: 'Referrals, the newest first, drafts included.' })
  async referrals(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Case,
  ): Promise<Referral[]> {
    const rows = await this.loaders.rowsOf(request, 'referrals', id, (ids) =>
      this.reading.referralsOfCases(actor, ids),
    );
    return rows.map((row) => presentReferral(row, this.reference));
  }

  @ResolveField(() => [Disclosure], {
    description: "The client's list: what was passed on, to whom, when and why. The oldest first.",
  })
  async disclosures(
    @CurrentActor() actor: Actor,
    @Context('req') request: HouseRequest,
    @Parent() { id }: Case,
  ): Promise<Disclosure[]> {
    const rows = await this.loaders.rowsOf(request, 'disclosures', id, (ids) =>
      this.reading.disclosuresOfCases(actor, ids),
    );
    return rows.map((row) => presentDisclosure(row, this.reference));
  }
}
