import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import {
  ApiToken,
  ApiTokenCreated,
  CreateApiTokenInput,
  CreateApiTokenResult,
  presentApiToken,
} from './api-token.types.js';
import { ApiTokens } from './api-tokens.service.js';

@Resolver()
export class ApiTokensResolver {
  constructor(private readonly tokens: ApiTokens) {}

  @Query(() => [ApiToken], { description: 'Your own tokens that work, newest first.' })
  @Allow('account:own')
  async ownApiTokens(@CurrentActor() actor: Actor): Promise<ApiToken[]> {
    return (await this.tokens.listOwn(actor)).map(presentApiToken);
  }

  @Query(() => [ApiToken], { description: 'The tokens that work of all people whom you manage, newest first.' })
  @Allow('people:manage')
  async apiTokens(@CurrentActor() actor: Actor): Promise<ApiToken[]> {
    return (await this.tokens.list(actor)).map(presentApiToken);
  }

  @Mutation(() => CreateApiTokenResult, {
    description:
      'Makes a token with which a program acts as you, within its scopes and until its end. The secret is shown once. In person only: no token makes another.',
  })
  @Allow('account:own')
  @FreshProof()
  async createApiToken(
    @CurrentActor() actor: Actor,
    @Args('input', { description: 'Name, scopes and last day.' }) input: CreateApiTokenInput,
  ): Promise<typeof CreateApiTokenResult> {
    return answer(await this.tokens.create(actor, input), ({ token, secret }) =>
      Object.assign(new ApiTokenCreated(), { token: presentApiToken(token), secret }),
    );
  }

  @Mutation(() => ApiToken, { description: 'Ends one of your own tokens; its next request is refused.' })
  @Allow('account:own')
  async revokeOwnApiToken(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The token.' }, IdPipe) id: string,
  ): Promise<ApiToken> {
    return presentApiToken(await this.tokens.revokeOwn(actor, id));
  }

  @Mutation(() => ApiToken, { description: 'Ends a token of somebody whom you manage; its next request is refused.' })
  @Allow('people:manage')
  async revokeApiToken(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The token.' }, IdPipe) id: string,
  ): Promise<ApiToken> {
    return presentApiToken(await this.tokens.revoke(actor, id));
  }
}
