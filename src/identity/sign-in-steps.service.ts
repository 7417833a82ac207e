import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import type { FactorAnswer } from './body.js';
import { hashToken, makeToken } from './secrets.js';
import { toActor, type ActorRow } from './sessions.service.js';

/** Long enough to find the telephone and set it up, no longer. */
const STEP_LIFETIME = '15 minutes';
const MOST_ATTEMPTS = 5;

type MaybeActorRow = { readonly [K in keyof ActorRow]: ActorRow[K] | null };

/** What lies between password and session: kept like a session (the hash of a random token), opens nothing by itself. */
@Injectable()
export class SignInSteps {
  constructor(private readonly transactions: Transactions) {}

  /** A step for whoever gave the password; null: for somebody whom a passkey will name. Gives its token. */
  async open(actor: Actor | null): Promise<string> {
    const token = makeToken();
    await this.transactions.callAsNobody({
      name: 'sign-in-step-open',
      text: 'select sign_in_step_open($1, $2, $3)',
      values: [hashToken(token), actor?.personId ?? null, STEP_LIFETIME],
    });
    return token;
  }

  /** Whose step it is, with the roles of now; null where there is none, or no longer. */
  async look(token: string): Promise<{ actor: Actor | null } | null> {
    const [row] = await this.transactions.callAsNobody<MaybeActorRow>({
      name: 'sign-in-step-look',
      text: 'select * from sign_in_step_look($1)',
      values: [hashToken(token)],
    });
    if (!row) return null;
    return { actor: row.person_id === null ? null : toActor(row as ActorRow) };
  }

  async challenge(token: string, challenge: string): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'sign-in-step-challenge',
      text: 'select sign_in_step_challenge($1, $2)',
      values: [hashToken(token), challenge],
    });
  }

  /** Counts an attempt and takes the challenge with it; null when there were too many. */
  async attempt(token: string): Promise<{ challenge: string | null } | null> {
    const [row] = await this.transactions.callAsNobody<{ challenge: string | null }>({
      name: 'sign-in-step-try',
      text: 'select challenge from sign_in_step_try($1, $2)',
      values: [hashToken(token), MOST_ATTEMPTS],
    });
    return row ?? null;
  }

  /** Ends the step with the deed. False: it was ended already, so it opens nothing more. */
  async end(tx: Tx, token: string): Promise<boolean> {
    const [row] = await query<{ ended: boolean }>(tx, {
      name: 'sign-in-step-end',
      text: 'select sign_in_step_end($1) as ended',
      values: [hashToken(token)],
    });
    return row?.ended ?? false;
  }

  /** Whose passkey an answer says it is from; nothing is proven by that yet. */
  async holderOf(answer: FactorAnswer): Promise<Actor | null> {
    const id = answer.kind === 'PASSKEY' && 'id' in answer.response ? answer.response.id : null;
    if (typeof id !== 'string' || id.length > 1400 || id.includes('\0')) return null;
    const [row] = await this.transactions.callAsNobody<ActorRow>({
      name: 'passkey-actor',
      text: 'select * from passkey_actor($1)',
      values: [id],
    });
    return row ? toActor(row) : null;
  }
}
