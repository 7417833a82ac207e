import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Reference } from '../reference/reference.service.js';
import { Drafts } from './drafts.service.js';
import { ReferralReading } from './reading.service.js';
import { DraftReferralInput, SignpostInput } from './referral-inputs.types.js';
import {
  Disclosure,
  ForesightResult,
  presentDisclosure,
  presentForesight,
  presentReferral,
  Referral,
  ReferralResult,
} from './referral.types.js';
import { Referrals } from './referrals.service.js';

@Resolver()
export class ReferralsResolver {
  constructor(
    private readonly drafts: Drafts,
    private readonly referrals: Referrals,
    private readonly reading: ReferralReading,
    private readonly reference: Reference,
  ) {}

  @Query(() => Referral, { description: 'A referral that your service drafted or sent.' })
  @Allow('case:read')
  async referral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<Referral> {
    return presentReferral(await this.reading.sent(actor, id), this.reference);
  }

  @Query(() => [Disclosure], {
    description: "The client's list: what was passed on of a case, to whom, when and why. The oldest first.",
  })
  @Allow('case:read')
  async disclosures(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
  ): Promise<Disclosure[]> {
    await this.reading.mustHaveCase(actor, caseId);
    const rows = (await this.reading.disclosuresOfCases(actor, [caseId])).get(caseId) ?? [];
    return rows.map((row) => presentDisclosure(row, this.reference));
  }

  @Query(() => ForesightResult, {
    description:
      'Exactly what the office would see of a draft before and after it accepts, and what keeps it from being sent.',
  })
  @Allow('referral:send')
  async previewReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The draft.' }, IdPipe) id: string,
  ): Promise<typeof ForesightResult> {
    return answer(await this.drafts.foresee(actor, id), (value) => presentForesight(value, this.reference));
  }

  @Mutation(() => ReferralResult, { description: 'Prepares a referral. Nothing leaves the house yet.' })
  @Allow('referral:send')
  async draftReferral(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'Kind, office, release, contact.' }) input: DraftReferralInput,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.drafts.draft(actor, caseId, input));
  }

  @Mutation(() => ReferralResult, {
    description: 'Sends a draft. The office sees the preview now, and the content, as it is now, when it accepts.',
  })
  @Allow('referral:send')
  @FreshProof()
  async sendReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The draft.' }, IdPipe) id: string,
    @Args('version', { type: () => Int, description: 'Version that was read.' }) version: number,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.referrals.send(actor, id, version));
  }

  @Mutation(() => ReferralResult, {
    description: 'Notes that the client was pointed to an office. Nothing is passed on; it is complete at once.',
  })
  @Allow('referral:send')
  async signpost(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'The office, and why.' }) input: SignpostInput,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.referrals.signpost(actor, caseId, input));
  }

  @Mutation(() => ReferralResult, {
    description:
      'Takes a referral back before it is accepted; afterwards withdraw the release. An enquiry can be withdrawn at any time.',
  })
  @Allow('referral:send')
  async withdrawReferral(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.referrals.withdraw(actor, id));
  }

  @Mutation(() => ReferralResult, { description: "Accepts the office's offer to return the case; the referral ends." })
  @Allow('referral:send')
  async acceptReturn(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.referrals.acceptReturn(actor, id));
  }

  @Mutation(() => ReferralResult, { description: 'Declines the offer to return the case; the office goes on.' })
  @Allow('referral:send')
  async declineReturn(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The referral.' }, IdPipe) id: string,
  ): Promise<typeof ReferralResult> {
    return this.answer(await this.referrals.declineReturn(actor, id));
  }

  private answer(
    outcome: Parameters<typeof answer<Parameters<typeof presentReferral>[0], Referral>>[0],
  ): typeof ReferralResult {
    return answer(outcome, (value) => presentReferral(value, this.reference));
  }
}
