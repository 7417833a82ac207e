import { Injectable } from '@nestjs/common';
import type { CurrentSession } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { refusePassword } from '../core/password.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { commonPasswords } from './common-passwords.js';
import type { FactorAnswer } from './body.js';
import { FactorCheck } from './factor-check.service.js';
import { SecondFactors } from './second-factors.service.js';
import { hashPassword, hashToken, makeToken, passwordFits } from './secrets.js';
import { Sessions, type SignInFactor } from './sessions.service.js';

/** How often somebody at an open session may be wrong in a row before it ends. */
const MOST_FAILED = 5;

/** Proving again, within a session, who one is; and changing what one proves it with. */
@Injectable()
export class Proofs {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly check: FactorCheck,
    private readonly factors: SecondFactors,
  ) {}

  /**
   * A fresh proof by password. Gives the session's new token; the one before is good for nothing. Refuses a wrong password
   * (`PROOF_FAILED`); after five in a row the session is over.
   */
  async byPassword(actor: Actor, session: CurrentSession, password: string): Promise<Result<{ token: string }>> {
    return (await this.isPassword(actor, password))
      ? this.renew(actor, session.id, 'PASSWORD')
      : this.fail(actor, session, null);
  }

  /**
   * A fresh proof by an app's code, a recovery code or a passkey. Like `byPassword`; refuses with `FACTOR_FAILED`, or `TRY_LATER`
   * after many wrong codes.
   */
  async byFactor(actor: Actor, session: CurrentSession, answer: FactorAnswer): Promise<Result<{ token: string }>> {
    const challenge = await this.sessions.takeChallenge(actor, session);
    const verdict = await this.transactions.run(actor, (tx) => this.check.check(tx, actor, answer, challenge));
    if ('factor' in verdict) return this.renew(actor, session.id, verdict.factor);
    await this.fail(actor, session, null);
    return refuse(verdict.problem.code, null, verdict.problem.values);
  }

  /** A fresh proof by the carrier's own directory, which has just asked the person anew. Refuses where the session is over. */
  byCarrier(actor: Actor, sessionId: string): Promise<Result<{ token: string }>> {
    return this.renew(actor, sessionId, 'OIDC');
  }

  /** Another password, with the old one. All other sessions end. Refuses like `byPassword`. */
  async changePassword(
    actor: Actor,
    session: CurrentSession,
    given: { readonly password: string; readonly newPassword: string },
  ): Promise<Result<{ endedSessions: number }>> {
    if (!(await this.isPassword(actor, given.password))) return this.fail(actor, session, 'input.password');
    const refused = refusePassword(given.newPassword, await commonPasswords(), { field: 'input.newPassword' });
    if (refused) return refused;
    const passwordHash = await hashPassword(given.newPassword);
    return this.transactions.run(actor, async (tx) => {
      await query(tx, {
        name: 'password-change',
        text: 'select password_change($1, $2)',
        values: [actor.personId, passwordHash],
      });
      await this.audit.record(tx, actor, 'password.changed', { type: 'person', id: actor.personId });
      await this.factors.tell(tx, actor, 'PASSWORD_CHANGED');
      return accept({ endedSessions: await this.sessions.endOthersIn(tx, actor, session.id) });
    });
  }

  private async isPassword(actor: Actor, password: string): Promise<boolean> {
    const [row] = await this.transactions.read<{ stored: string | null }>(actor, {
      name: 'password-of',
      text: 'select password_of($1) as stored',
      values: [actor.personId],
    });
    return passwordFits(row?.stored ?? null, password);
  }

  private renew(actor: Actor, sessionId: string, factor: SignInFactor): Promise<Result<{ token: string }>> {
    const token = makeToken();
    return this.transactions.run(actor, async (tx) => {
      const [row] = await query<{ proven: boolean }>(tx, {
        name: 'session-prove',
        text: 'select session_prove($1, $2) as proven',
        values: [sessionId, hashToken(token)],
      });
      if (!row?.proven) return refuse('PROOF_FAILED');
      await this.audit.record(tx, actor, 'session.proven', { type: 'person', id: actor.personId }, { factor });
      return accept({ token });
    });
  }

  /** It is counted and on record before the answer leaves: a refusal from inside the transaction would undo both. */
  private async fail(actor: Actor, session: CurrentSession, field: string | null): Promise<Result<never>> {
    await this.transactions.run(actor, async (tx) => {
      await query(tx, {
        name: 'session-proof-failed',
        text: 'select session_proof_failed($1, $2)',
        values: [session.id, MOST_FAILED],
      });
      await this.audit.record(tx, actor, 'session.proof-failed', { type: 'person', id: actor.personId });
    });
    return refuse('PROOF_FAILED', field);
  }
}
