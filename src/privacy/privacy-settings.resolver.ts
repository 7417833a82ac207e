import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { Reference } from '../reference/reference.service.js';
import { PrivacySettings } from './privacy-settings.service.js';
import {
  ChangePrivacySettingsInput,
  presentSettings,
  PrivacySettingsInForce,
  PrivacySettingsResult,
  rulesOf,
} from './privacy-settings.types.js';

@Resolver()
export class PrivacySettingsResolver {
  constructor(
    private readonly settings: PrivacySettings,
    private readonly reference: Reference,
  ) {}

  @Query(() => PrivacySettingsInForce, {
    description:
      'The data-protection settings of the own carrier: law, officer, supervisory body, retention. An office reads its own.',
  })
  @Allow('privacy:settings')
  async privacySettings(@CurrentActor() actor: Actor): Promise<PrivacySettingsInForce> {
    return presentSettings(await this.settings.read(actor), this.reference);
  }

  @Mutation(() => PrivacySettingsResult, {
    description:
      "Changes the own carrier's settings for data protection. Refuses a service's administrator, an old version and rules that would never hold.",
  })
  @Allow('privacy:set')
  async changePrivacySettings(
    @CurrentActor() actor: Actor,
    @Args('version', { type: () => Int, description: 'Version that was read.' }) version: number,
    @Args('input', { description: 'What changes.' }) { retention, ...rest }: ChangePrivacySettingsInput,
  ): Promise<typeof PrivacySettingsResult> {
    const change = { ...rest, ...(retention === undefined ? {} : { retention: retention && rulesOf(retention) }) };
    return answer(await this.settings.change(actor, version, change), (value) =>
      presentSettings(value, this.reference),
    );
  }
}
