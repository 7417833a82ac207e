import { randomBytes } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { accept, refuse, type Result } from '../core/result.js';
import { RECOVERY_CODES, recoveryCodeOf } from '../core/second-factor.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Audit } from '../audit/audit.service.js';
import { Jobs } from '../jobs/jobs.service.js';
import { People } from './people.service.js';
import {
  countRecoveryCodes,
  factorsOf,
  holdFactors,
  removeAllFactors,
  removeFactor,
  renameFactor,
  replaceRecoveryCodes,
  type SecondFactor,
} from './second-factors.queries.js';
import { hashToken } from './secrets.js';

/** What is told about somebody's account by mail; never to whom, from where or with what. */
type AccountDeed = 'FACTOR_ADDED' | 'FACTOR_REMOVED' | 'FACTORS_RESET' | 'RECOVERY_CODES_RENEWED' | 'PASSWORD_CHANGED';

/** The ways in which people prove, beside the password, who they are: looking at them and taking them away. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly people: People,
  ) {}

  /** The own factors and how many recovery codes are left. */
  mine(actor: Actor): Promise<{ factors: SecondFactor[]; recoveryCodesLeft: number }> {
    return this.transactions.run(actor, async (tx) => ({
      factors: await this.of(tx, actor),
      recoveryCodesLeft: await this.codesLeft(tx, actor),
    }));
  }

  of(tx: Tx, actor: Actor): Promise<SecondFactor[]> {
    return query<SecondFactor>(tx, factorsOf(actor));
  }

  async codesLeft(tx: Tx, actor: Actor): Promise<number> {
    const [row] = await query<{ left: number }>(tx, countRecoveryCodes(actor));
    return row?.left ?? 0;
  }

  /** Another name for one of the own factors. */
  rename(actor: Actor, id: string, name: string): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const renamed = await query(tx, renameFactor(actor, id, name.trim()));
      if (renamed.length === 0) throw new NotFoundException();
      return accept({ id });
    });
  }

  /** Takes one of the own factors away. Refuses the last one (`LAST_FACTOR`): whoever has none cannot sign in. */
  remove(actor: Actor, id: string): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      await query(tx, holdFactors(actor));
      const factors = await this.of(tx, actor);
      const factor = factors.find((each) => each.id === id);
      if (!factor) throw new NotFoundException();
      if (factors.length === 1) return refuse('LAST_FACTOR');
      await query(tx, removeFactor(actor, id));
      await this.audit.record(
        tx,
        actor,
        'factor.removed',
        { type: 'person', id: actor.personId },
        { kind: factor.kind },
      );
      await this.tell(tx, actor, 'FACTOR_REMOVED');
      return accept({ id });
    });
  }

  /** Ten new recovery codes, shown once; those before are good for nothing. */
  renewCodes(actor: Actor): Promise<string[]> {
    return this.transactions.run(actor, async (tx) => {
      const codes = await this.makeCodes(tx, actor);
      await this.audit.record(tx, actor, 'recovery-codes.renewed', { type: 'person', id: actor.personId });
      await this.tell(tx, actor, 'RECOVERY_CODES_RENEWED');
      return codes;
    });
  }

  /** The same as part of a larger deed. */
  async makeCodes(tx: Tx, actor: Actor): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(randomBytes(10)));
    await query(tx, replaceRecoveryCodes(actor, codes.map(hashToken)));
    return codes;
  }

  /**
   * Takes all factors of a person away whom the actor may manage, and ends their sessions: at the next sign-in they set up anew.
   * Nobody does this for themselves; at the terminal the house does it (`beistand person reset-factors`).
   */
  reset(actor: Actor, personId: string): Promise<Result<{ id: string }>> {
    return this.transactions.run(actor, async (tx) => {
      const person = await this.people.managed(tx, personId);
      if (person.id === actor.personId) return refuse('NOT_YOURSELF');
      const theirs = { organisationId: person.organisationId, personId: person.id };
      await query(tx, removeAllFactors(theirs));
      await query(tx, { name: 'sessions-end-of', text: 'select sessions_end_of($1)', values: [person.id] });
      await query(tx, { name: 'sign-in-steps-end-of', text: 'select sign_in_steps_end_of($1)', values: [person.id] });
      await this.audit.record(tx, actor, 'factors.reset', { type: 'person', id: person.id });
      await this.tell(tx, theirs, 'FACTORS_RESET');
      return accept({ id: person.id });
    });
  }

  tell(
    tx: Tx,
    { organisationId, personId }: Pick<Actor, 'organisationId' | 'personId'>,
    deed: AccountDeed,
  ): Promise<void> {
    return this.jobs.enqueue(tx, { name: 'account.notice', organisationId, subjectId: personId ?? '', deed });
  }
}
