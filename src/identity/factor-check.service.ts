import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { problem, type Problem } from '../core/result.js';
import { asMeant, isNewStep, secondsToWait } from '../core/second-factor.js';
import { query, type Tx } from '../database/transactions.js';
import { noteFault } from '../graphql/faults.js';
import { Jobs } from '../jobs/jobs.service.js';
import { DataKeyGone, SealBroken } from '../keys/key-faults.js';
import type { FactorAnswer } from './body.js';
import { FactorSecrets } from './factor-secrets.js';
import { Passkeys } from './passkeys.js';
import {
  codesOf,
  noteCodeFailure,
  noteCodeUse,
  notePasskeyUse,
  passkeysOf,
  useRecoveryCode,
  type CodesRow,
  type PasskeyRow,
} from './second-factors.queries.js';
import { hashToken } from './secrets.js';
import { stepOf } from './totp.js';

/** What an answer was worth. Not a `Result`: a refusal would undo the transaction, and with it that the attempt was counted. */
export type Verdict = { readonly factor: 'PASSKEY' | 'TOTP' | 'RECOVERY' } | { readonly problem: Problem };

const wrong: Verdict = { problem: problem('FACTOR_FAILED') };

/** Whether an answer proves that it is this person. Counts wrong ones and uses up what may be used once. */
@Injectable()
export class FactorCheck {
  constructor(
    private readonly secrets: FactorSecrets,
    @Inject(Passkeys) private readonly passkeys: Passkeys,
    private readonly jobs: Jobs,
  ) {}

  /** `challenge`: the one that was open for this person, already taken; an answer to it counts once. */
  check(tx: Tx, actor: Actor, answer: FactorAnswer, challenge: string | null): Promise<Verdict> {
    switch (answer.kind) {
      case 'TOTP':
        return this.code(tx, actor, answer.code, null);
      case 'RECOVERY':
        return this.recovery(tx, actor, answer.code);
      case 'PASSKEY':
        return this.passkey(tx, actor, answer.response, challenge);
    }
  }

  /** A code of an app that counts, or, to confirm it, of the one that has yet to show its first. */
  async code(tx: Tx, actor: Actor, code: string, unconfirmed: string | null, now = new Date()): Promise<Verdict> {
    const rows = await query<CodesRow>(tx, codesOf(actor, unconfirmed));
    const wait = Math.max(0, ...rows.map(({ failures, failedAt }) => secondsToWait(failures, failedAt, now)));
    if (wait > 0) return { problem: problem('TRY_LATER', null, { seconds: wait }) };
    let unreadable = false;
    for (const row of rows) {
      const { id, lastStep } = row;
      const secret = await this.secretOf(actor, row);
      unreadable ||= secret === null;
      if (secret === null) continue;
      const step = stepOf(secret, code, now);
      if (step === null || !isNewStep(step, lastStep === null ? null : Number(lastStep))) continue;
      await query(tx, noteCodeUse(actor.organisationId, id, step));
      return { factor: 'TOTP' };
    }
    await query(
      tx,
      noteCodeFailure(
        actor.organisationId,
        rows.map(({ id }) => id),
      ),
    );
    return unreadable ? { problem: problem('FACTOR_UNREADABLE') } : wrong;
  }

  /** Null where it cannot be opened, which the log tells: another app of the same person still counts, and so does every other way. */
  private async secretOf(actor: Actor, { id, key, sealedSecret }: CodesRow): Promise<Buffer | null> {
    try {
      return await this.secrets.open(actor, id, key, sealedSecret);
    } catch (error) {
      if (!(error instanceof DataKeyGone || error instanceof SealBroken)) throw error;
      noteFault(error);
      return null;
    }
  }

  private async recovery(tx: Tx, actor: Actor, typed: string): Promise<Verdict> {
    const used = await query(tx, useRecoveryCode(actor, hashToken(asMeant(typed))));
    if (used.length === 0) return wrong;
    await this.jobs.enqueue(tx, {
      name: 'account.notice',
      organisationId: actor.organisationId,
      subjectId: actor.personId ?? '',
      deed: 'RECOVERY_CODE_USED',
    });
    return { factor: 'RECOVERY' };
  }

  private async passkey(tx: Tx, actor: Actor, response: object, challenge: string | null): Promise<Verdict> {
    if (challenge === null) return wrong;
    const given = 'id' in response ? response.id : undefined;
    const rows = await query<PasskeyRow>(tx, passkeysOf(actor));
    const key = rows.find(({ credentialId }) => credentialId === given);
    const counter = key && (await this.passkeys.used(response, challenge, { ...key, counter: Number(key.counter) }));
    if (!key || counter === null || counter === undefined) return wrong;
    await query(tx, notePasskeyUse(actor.organisationId, key.id, counter));
    return { factor: 'PASSKEY' };
  }
}
