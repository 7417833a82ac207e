import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { CurrentSession } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { accept, problem, refuse, type Problem, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import type { FactorAnswer } from './body.js';
import { FactorCheck } from './factor-check.service.js';
import { Passkeys } from './passkeys.js';
import { SecondFactors } from './second-factors.service.js';
import { passkeysOf, type PasskeyRow } from './second-factors.queries.js';
import { Sessions } from './sessions.service.js';
import { SignInSteps } from './sign-in-steps.service.js';

/** What comes after the password. */
export interface NextStep {
  /** `FACTOR`: prove with one of `ways`. `ENROL`: set one up first. */
  readonly next: 'FACTOR' | 'ENROL';
  readonly ways: readonly ('PASSKEY' | 'TOTP' | 'RECOVERY')[];
}

/** The way from the password, or from a passkey alone, to a session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly steps: SignInSteps,
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly check: FactorCheck,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
  ) {}

  /** After the password: a step, which is no session, and what to do next. */
  async begin(actor: Actor): Promise<NextStep & { token: string }> {
    const token = await this.steps.open(actor);
    return { token, ...(await this.nextFor(actor)) };
  }

  /** What to do next in a step that is open; null where there is none, or where nobody has said yet who they are. */
  async next(token: string): Promise<NextStep | null> {
    const actor = (await this.steps.look(token))?.actor;
    return actor ? this.nextFor(actor) : null;
  }

  private nextFor(actor: Actor): Promise<NextStep> {
    return this.transactions.run(actor, async (tx): Promise<NextStep> => {
      const kinds = new Set((await this.factors.of(tx, actor)).map(({ kind }) => kind));
      if (kinds.size === 0) return { next: 'ENROL', ways: [] };
      const codes = (await this.factors.codesLeft(tx, actor)) > 0;
      return { next: 'FACTOR', ways: [...kinds, ...(codes ? (['RECOVERY'] as const) : [])] };
    });
  }

  /** What a browser needs to answer with a passkey: within a step, or as the beginning of one where nobody has said yet who they are. */
  async challenge(token: string | null): Promise<{ token: string; options: PublicKeyCredentialRequestOptionsJSON }> {
    const known = token ? await this.steps.look(token) : null;
    const step = token && known ? token : await this.steps.open(null);
    const options = await this.passkeys.request(known?.actor ? await this.keysOf(known.actor) : []);
    await this.steps.challenge(step, options.challenge);
    return { token: step, options };
  }

  /** The same within a session, for a fresh proof. */
  async challengeIn(actor: Actor, session: CurrentSession): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const options = await this.passkeys.request(await this.keysOf(actor));
    await this.sessions.challenge(actor, session, options.challenge);
    return options;
  }

  /**
   * The second factor, or a passkey alone: gives a session's token. Refuses with `FACTOR_FAILED`, with `TRY_LATER` after many wrong
   * codes; five attempts a step, then it begins again with the password (`SIGN_IN_AGAIN`).
   */
  async answer(token: string, answer: FactorAnswer, device: string | null): Promise<Result<{ token: string }>> {
    const step = await this.steps.look(token);
    if (!step) return refuse('SIGN_IN_AGAIN');
    const attempt = await this.steps.attempt(token);
    if (!attempt) return refuse('SIGN_IN_AGAIN');
    const actor = step.actor ?? (await this.steps.holderOf(answer));
    if (!actor) return refuse('FACTOR_FAILED');
    // A passkey alone is a way past the carrier's directory; after it, or after the password, a step knows whose it is.
    const closed = step.actor === null && (await this.sessions.mustComeByCarrier(actor));
    const outcome = await this.transactions.run(actor, async (tx) => {
      const verdict = await this.check.check(tx, actor, answer, attempt.challenge);
      if ('problem' in verdict) return this.note(tx, actor, verdict.problem);
      if (closed) return { problem: problem('CARRIER_SIGN_IN_DEMANDED') };
      if (!(await this.steps.end(tx, token))) return { problem: problem('SIGN_IN_AGAIN') };
      return { token: await this.sessions.startIn(tx, actor, verdict.factor, device) };
    });
    return 'problem' in outcome ? refuse(outcome.problem.code, null, outcome.problem.values) : accept(outcome);
  }

  /** On record, and committed: whoever guesses is seen. */
  private async note(tx: Tx, actor: Actor, found: Problem): Promise<{ problem: Problem }> {
    await this.audit.record(tx, actor, 'factor.failed', { type: 'person', id: actor.personId });
    return { problem: found };
  }

  private keysOf(actor: Actor): Promise<PasskeyRow[]> {
    if (actor.personId === null) throw new UnauthorizedException();
    return this.transactions.run(actor, (tx) => query<PasskeyRow>(tx, passkeysOf(actor)));
  }
}
