import { randomUUID } from 'node:crypto';
import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { CurrentSession } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { accept, refuse, type Problem, type Result } from '../core/result.js';
import { MOST_FACTORS } from '../core/second-factor.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { FactorCheck } from './factor-check.service.js';
import { FactorSecrets } from './factor-secrets.js';
import { Passkeys } from './passkeys.js';
import { People } from './people.service.js';
import {
  addCodes,
  addPasskey,
  forgetUnconfirmed,
  holdFactors,
  passkeysOf,
  type PasskeyRow,
} from './second-factors.queries.js';
import { SecondFactors } from './second-factors.service.js';
import { Sessions } from './sessions.service.js';
import { SignInSteps } from './sign-in-steps.service.js';
import { makeSecret, setupOf, type Setup } from './totp.js';

/** Who sets up a factor: somebody at a session with a fresh proof, or whoever gave the password and has none yet. */
export type Enrollee = { readonly actor: Actor } & (
  { readonly session: CurrentSession } | { readonly step: string; readonly device: string | null }
);

/** A factor is there. The first one brings recovery codes, and, for whoever came from the password, the session. */
export interface Enrolled {
  readonly id: string;
  readonly recoveryCodes: readonly string[];
  readonly token: string | null;
}

/** Inside a transaction: a refusal that must not undo what was counted. */
type Outcome = Enrolled | { readonly problem: Problem };

/** Setting up second factors. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly people: People,
    private readonly sessions: Sessions,
    private readonly steps: SignInSteps,
    private readonly factors: SecondFactors,
    private readonly check: FactorCheck,
    private readonly secrets: FactorSecrets,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
  ) {}

  /** Somebody with the password alone may set up a factor only while there is none: otherwise null. */
  enrolleeAt(step: string, device: string | null): Promise<Enrollee | null> {
    return this.steps.look(step).then(async (found) => {
      const actor = found?.actor;
      if (!actor) return null;
      const factors = await this.transactions.run(actor, (tx) => this.factors.of(tx, actor));
      return factors.length === 0 ? { actor, step, device } : null;
    });
  }

  /** An authenticator app: its secret, shown once. It counts when it has shown a code (`confirmCodes`). */
  beginCodes({ actor }: Enrollee, name: string): Promise<Result<Setup & { id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      if ((await this.factors.of(tx, actor)).length >= MOST_FACTORS)
        return refuse('TOO_MANY', null, { max: MOST_FACTORS });
      const { email } = await this.people.managed(tx, actor.personId ?? '');
      const [id, secret] = [randomUUID(), makeSecret()];
      await query(tx, forgetUnconfirmed(actor));
      await query(tx, addCodes(actor, id, name, await this.secrets.seal(tx, actor, id, secret)));
      return accept({ id, ...setupOf(secret, email) });
    });
  }

  /** The first code of an app. Refuses a wrong one (`FACTOR_FAILED`). */
  confirmCodes(enrollee: Enrollee, id: string, code: string): Promise<Result<Enrolled>> {
    const { actor } = enrollee;
    return this.enrol(enrollee, 'TOTP', async (tx) => {
      const verdict = await this.check.code(tx, actor, code, id);
      return 'problem' in verdict ? verdict : { id };
    });
  }

  /** What a browser needs to make a passkey. */
  async passkeyOptions(enrollee: Enrollee): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { actor } = enrollee;
    const options = await this.transactions.run(actor, async (tx) => {
      const { id, email, name } = await this.people.managed(tx, actor.personId ?? '');
      return this.passkeys.creation({ id, email, name }, await query<PasskeyRow>(tx, passkeysOf(actor)));
    });
    if ('session' in enrollee) await this.sessions.challenge(actor, enrollee.session, options.challenge);
    else await this.steps.challenge(enrollee.step, options.challenge);
    return options;
  }

  /** The passkey that a browser made. Refuses an answer that does not fit (`FACTOR_FAILED`) and a key that is known (`PASSKEY_KNOWN`). */
  async addPasskey(enrollee: Enrollee, name: string, response: object): Promise<Result<Enrolled>> {
    const { actor } = enrollee;
    const challenge =
      'session' in enrollee
        ? await this.sessions.takeChallenge(actor, enrollee.session)
        : ((await this.steps.attempt(enrollee.step))?.challenge ?? null);
    const key = challenge === null ? null : await this.passkeys.made(response, challenge);
    if (!key) return refuse('FACTOR_FAILED');
    return this.enrol(enrollee, 'PASSKEY', async (tx) => {
      const [added] = await query<{ id: string }>(tx, addPasskey(actor, name, key));
      return added ?? { problem: { code: 'PASSKEY_KNOWN', field: null } };
    });
  }

  /** One deed: the factor, its record, the mail, recovery codes with the first one, the session for whoever had none. */
  private async enrol(
    enrollee: Enrollee,
    kind: 'TOTP' | 'PASSKEY',
    add: (tx: Tx) => Promise<{ id: string } | { problem: Problem }>,
  ): Promise<Result<Enrolled>> {
    const { actor } = enrollee;
    const outcome = await this.transactions.run(actor, async (tx): Promise<Outcome> => {
      await query(tx, holdFactors(actor));
      const before = await this.factors.of(tx, actor);
      // Two windows with the password alone: the second came too late, and proves with the factor that is there.
      if ('step' in enrollee && before.length > 0) return { problem: { code: 'SIGN_IN_AGAIN', field: null } };
      if (before.length >= MOST_FACTORS)
        return { problem: { code: 'TOO_MANY', field: null, values: { max: MOST_FACTORS } } };
      const added = await add(tx);
      if ('problem' in added) return added;
      await this.audit.record(tx, actor, 'factor.added', { type: 'person', id: actor.personId }, { kind });
      await this.factors.tell(tx, actor, 'FACTOR_ADDED');
      const recoveryCodes = before.length === 0 ? await this.factors.makeCodes(tx, actor) : [];
      return { id: added.id, recoveryCodes, token: await this.arrive(tx, enrollee, kind) };
    });
    return 'problem' in outcome ? refuse(outcome.problem.code, null, outcome.problem.values) : accept(outcome);
  }

  private async arrive(tx: Tx, enrollee: Enrollee, kind: 'TOTP' | 'PASSKEY'): Promise<string | null> {
    if ('session' in enrollee) return null;
    // Ended by somebody else in the meantime: nothing of this happened.
    if (!(await this.steps.end(tx, enrollee.step))) throw new UnauthorizedException();
    return this.sessions.startIn(tx, enrollee.actor, kind, enrollee.device);
  }
}
