import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor, FreshProof } from '../access/access.decorators.js';
import { sessionOf, type HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { answer } from '../graphql/answer.js';
import { IdPipe } from '../graphql/id.pipe.js';
import {
  ChangePasswordInput,
  ChangePasswordResult,
  PasswordChanged,
  presentSession,
  Session,
} from './account.types.js';
import { Proofs } from './proofs.service.js';
import { Sessions } from './sessions.service.js';

interface Asked {
  readonly req: HouseRequest;
}

/** What somebody sees and decides of their own account. */
@Resolver()
export class AccountResolver {
  constructor(
    private readonly sessions: Sessions,
    private readonly proofs: Proofs,
  ) {}

  @Query(() => [Session], { description: 'Where one is signed in, the session used last first.' })
  @Allow('account:own')
  async mySessions(@CurrentActor() actor: Actor, @Context() { req }: Asked): Promise<Session[]> {
    const current = req.session?.id ?? null;
    return (await this.sessions.list(actor)).map((session) => presentSession(session, current));
  }

  @Mutation(() => ID, { description: 'Ends one of the own sessions; its next request is not signed in. Gives its id.' })
  @Allow('account:own')
  async endSession(
    @CurrentActor() actor: Actor,
    @Args('id', { type: () => ID, description: 'The session.' }, IdPipe) id: string,
  ): Promise<string> {
    await this.sessions.endOne(actor, id);
    return id;
  }

  @Mutation(() => Int, { description: 'Ends all own sessions but this one. Gives how many there were.' })
  @Allow('account:own')
  async endOtherSessions(@CurrentActor() actor: Actor, @Context() { req }: Asked): Promise<number> {
    return this.sessions.endOthers(actor, sessionOf(req).id);
  }

  @Mutation(() => ChangePasswordResult, {
    description:
      'Changes the own password; all other sessions end. Wrong five times in a row, this session ends too. Needs a fresh proof.',
  })
  @Allow('account:own')
  @FreshProof()
  async changePassword(
    @CurrentActor() actor: Actor,
    @Context() { req }: Asked,
    @Args('input', { description: 'The password until now and the new one.' }) input: ChangePasswordInput,
  ): Promise<typeof ChangePasswordResult> {
    const outcome = await this.proofs.changePassword(actor, sessionOf(req), input);
    return answer(outcome, (value) => Object.assign(new PasswordChanged(), value));
  }
}
