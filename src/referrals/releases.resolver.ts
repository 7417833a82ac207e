import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import type { Result } from '../core/result.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { Refusal } from '../graphql/refusal.js';
import { CalendarDateScalar } from '../graphql/scalars.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralReading } from './reading.service.js';
import { ConfidentialityRelease, presentRelease, RecordReleaseInput, ReleaseResult } from './release.types.js';
import { Releases } from './releases.service.js';

@Resolver()
export class ReleasesResolver {
  constructor(
    private readonly releases: Releases,
    private readonly reading: ReferralReading,
    private readonly reference: Reference,
  ) {}

  @Query(() => ConfidentialityRelease, {
    name: 'release',
    description: 'A release from confidentiality of your service.',
  })
  @Allow('case:read')
  async one(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The release.' }, IdPipe) id: string,
  ): Promise<ConfidentialityRelease> {
    return presentRelease(await this.reading.release(actor, id), this.reference, dayOf(new Date()));
  }

  @Mutation(() => ReleaseResult, {
    description: 'Records what the client released, towards which office, for what purpose and until when.',
  })
  @Allow('release:write')
  async recordRelease(
    @CurrentActor() actor: Actor,
    @Args('caseId', { type: () => ID, description: 'The case.' }, IdPipe) caseId: string,
    @Args('input', { description: 'The release as it was given.' }) input: RecordReleaseInput,
  ): Promise<typeof ReleaseResult> {
    return this.answer(actor, await this.releases.record(actor, caseId, input));
  }

  @Mutation(() => ReleaseResult, {
    description: 'Withdraws a release. The access of the office ends at once; what was disclosed before stays listed.',
  })
  @Allow('release:write')
  async withdrawRelease(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The release.' }, IdPipe) id: string,
    @Args('on', {
      type: () => CalendarDateScalar,
      nullable: true,
      description: 'Day on which the client said so; today unless told.',
    })
    on: string | null | undefined,
  ): Promise<typeof ReleaseResult> {
    return this.answer(actor, await this.releases.withdraw(actor, id, on ?? null));
  }

  private async answer(actor: Actor, outcome: Result<{ readonly id: string }>): Promise<typeof ReleaseResult> {
    if (!outcome.ok) return Refusal.of(outcome);
    return presentRelease(await this.reading.release(actor, outcome.value.id), this.reference, dayOf(new Date()));
  }
}
