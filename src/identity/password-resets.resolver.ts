import type { IncomingMessage } from 'node:http';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Public } from '../access/access.decorators.js';
import { answer } from '../graphql/answer.js';
import { Callers, CurrentRequest } from './caller.js';
import {
  PasswordResetRequested,
  PasswordWasReset,
  RequestPasswordResetInput,
  RequestPasswordResetResult,
  ResetPasswordInput,
  ResetPasswordResult,
} from './password-reset.types.js';
import { PasswordResets } from './password-resets.service.js';
import { Throttle } from './throttle.service.js';

@Resolver()
export class PasswordResetsResolver {
  constructor(
    private readonly resets: PasswordResets,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
  ) {}

  @Mutation(() => RequestPasswordResetResult, {
    description:
      'Mails a link for setting another password, good for 30 minutes and once. The answer is the same whether there is such an account.',
  })
  @Public()
  async requestPasswordReset(
    @Args('input', { description: 'The address.' }) input: RequestPasswordResetInput,
    @CurrentRequest() request: IncomingMessage,
  ): Promise<typeof RequestPasswordResetResult> {
    this.throttle.begin('reset', this.callers.of(request), input.email); // each counts: there is no right one
    await this.resets.request(input.email);
    return Object.assign(new PasswordResetRequested(), { requested: true });
  }

  @Mutation(() => ResetPasswordResult, {
    description: 'Sets another password by the link that was mailed, and ends all sessions and tokens of the account.',
  })
  @Public()
  async resetPassword(
    @Args('input', { description: 'Secret and new password.' }) input: ResetPasswordInput,
    @CurrentRequest() request: IncomingMessage,
  ): Promise<typeof ResetPasswordResult> {
    const attempt = this.throttle.begin('invitation', this.callers.of(request), null);
    const outcome = await this.resets.use(input.token, input.password);
    if (outcome.ok || outcome.problems[0].code !== 'LINK_USED') attempt.succeeded();
    return answer(outcome, () => Object.assign(new PasswordWasReset(), { reset: true }));
  }
}
