import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import { CarrierAccounts } from './carrier-accounts.service.js';
import { CarrierSettings, type ListedSettings } from './carrier-settings.service.js';
import {
  CarrierAccount,
  CarrierSignIn,
  CarrierSignInEndResult,
  CarrierSignInResult,
  presentAccount,
  presentEnd,
  presentSettings,
  SetCarrierSignInInput,
} from './carrier-sign-in.types.js';
import { Issuers } from './issuers.js';
import { PUBLIC_URL } from './links.js';

/** Signing in through the carrier's own directory: its administrator's settings, and one's own link with it. */
@Resolver()
export class CarrierSignInResolver {
  constructor(
    private readonly settings: CarrierSettings,
    private readonly accounts: CarrierAccounts,
    private readonly issuers: Issuers,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @Query(() => CarrierSignIn, {
    nullable: true,
    description: 'How the people of the own carrier sign in through its directory; null: nothing is set up.',
  })
  @Allow('sign-in:manage')
  async carrierSignIn(@CurrentActor() actor: Actor): Promise<CarrierSignIn | null> {
    const found = await this.settings.look(actor);
    return found && this.present(found);
  }

  @Query(() => CarrierAccount, {
    nullable: true,
    description: 'How one’s own account stands to the carrier’s directory; null: the carrier has set nothing up.',
  })
  @Allow('account:own')
  async myCarrierAccount(@CurrentActor() actor: Actor): Promise<CarrierAccount | null> {
    const found = await this.accounts.mine(actor);
    return found && presentAccount(found, this.signInUrl(found.address));
  }

  @Mutation(() => CarrierSignInResult, {
    description:
      'Sets up or changes the sign-in through the carrier’s directory. The provider is asked first. Only in a carrier, or an office that is its own. Needs a fresh proof.',
  })
  @Allow('sign-in:manage')
  @FreshProof()
  async setCarrierSignIn(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'Provider, client and what counts.' }) input: SetCarrierSignInInput,
  ): Promise<typeof CarrierSignInResult> {
    return answer(await this.settings.set(actor, input), (set) => this.present(set));
  }

  @Mutation(() => CarrierSignInEndResult, {
    description:
      'Takes the sign-in through the directory away; not while it is demanded. Links stay for the same issuer. Needs a fresh proof.',
  })
  @Allow('sign-in:manage')
  @FreshProof()
  async removeCarrierSignIn(
    @CurrentActor() actor: Actor,
    @Args('version', { type: () => Int, description: 'Version that was read.' }) version: number,
  ): Promise<typeof CarrierSignInEndResult> {
    return answer(await this.settings.remove(actor, version), presentEnd);
  }

  @Mutation(() => CarrierSignInEndResult, {
    description:
      'Ends the link of one’s own account with the carrier’s directory; not where it is demanded. Needs a fresh proof.',
  })
  @Allow('account:own')
  @FreshProof()
  async unlinkMyCarrierAccount(@CurrentActor() actor: Actor): Promise<typeof CarrierSignInEndResult> {
    return answer(await this.accounts.unlink(actor), presentEnd);
  }

  @Mutation(() => CarrierSignInEndResult, {
    description:
      'Ends the link of a person with the carrier’s directory, and their sessions. Not one’s own. Needs a fresh proof.',
  })
  @Allow('people:manage')
  @FreshProof()
  async unlinkCarrierAccount(
    @CurrentActor() actor: Actor,
    @Args('personId', { type: () => ID, description: 'The person.' }, IdPipe) personId: string,
  ): Promise<typeof CarrierSignInEndResult> {
    return answer(await this.accounts.unlinkOf(actor, personId), presentEnd);
  }

  private present(settings: ListedSettings): CarrierSignIn {
    return presentSettings(settings, this.signInUrl(settings.address), this.issuers.returnAddress(settings.address));
  }

  private signInUrl(address: string): string {
    return `${this.publicUrl}/sign-in/with/${address}`;
  }
}
