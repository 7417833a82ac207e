import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import type { ReferralEvent } from '../core/referral.js';
import { readableBy } from '../core/referral-states.js';
import { accept, type Result } from '../core/result.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { type MessageKind, writeReport } from './conversation.queries.js';
import { ReferralSteps } from './referral-steps.service.js';
import type { ReferralEntity } from './referral.entity.js';
import { ReferralSeals } from './referral-seals.service.js';
import { type ContentRow, lockReceived } from './referrals.queries.js';
import { inArgument } from './rules.js';

/** The office's side of a referral. */
@Injectable()
export class ReceivedReferrals {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly steps: ReferralSteps,
    private readonly seals: ReferralSeals,
  ) {}

  /** Looks at a referral; the sender is told of the first look. */
  look(actor: Actor, id: string, now = new Date()): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.lock(tx, actor, id);
      if (referral.state !== 'SENT') return accept(referral);
      const event: ReferralEvent = { type: 'SEE_PREVIEW', party: 'RECIPIENT' };
      return this.steps.take(tx, actor, referral, event, this.steps.contextOf(referral, now));
    });
  }

  /** Takes it on: the content is open to the office from now on, and the client's list tells so. */
  accept(actor: Actor, id: string): Promise<Result<ReferralEntity>> {
    return this.step(actor, id, { type: 'ACCEPT', party: 'RECIPIENT' });
  }

  /** `text` is for the sender; the code alone is counted. */
  decline(actor: Actor, id: string, reason: string, text: string | null): Promise<Result<ReferralEntity>> {
    return this.say(actor, id, { type: 'DECLINE', party: 'RECIPIENT', reason }, { kind: 'DECLINE', text });
  }

  start(actor: Actor, id: string): Promise<Result<ReferralEntity>> {
    return this.step(actor, id, { type: 'START', party: 'RECIPIENT' });
  }

  /** Ends the office's work with a result and a report for the sender. */
  complete(actor: Actor, id: string, result: string, report: string): Promise<Result<ReferralEntity>> {
    return this.say(actor, id, { type: 'COMPLETE', party: 'RECIPIENT', result }, { kind: 'RESULT', text: report });
  }

  /** Offers the case back: a new offer, which the sender accepts or declines. */
  offerReturn(actor: Actor, id: string, reason: string, text: string | null): Promise<Result<ReferralEntity>> {
    return this.say(actor, id, { type: 'OFFER_RETURN', party: 'RECIPIENT', reason }, { kind: 'RETURN', text });
  }

  /** The frozen copy, while it is open to the office; each reading is logged. Null before acceptance and after the access ended. */
  content(actor: Actor, id: string): Promise<ContentRow | null> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.lock(tx, actor, id);
      if (!readableBy(referral.state, 'RECIPIENT').content) return null;
      const content = await this.seals.contentOf(tx, id);
      if (content) await this.audit.record(tx, actor, 'referral.content-read', { type: 'referral', id });
      return content;
    });
  }

  private step(actor: Actor, id: string, event: ReferralEvent, now = new Date()): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.lock(tx, actor, id);
      return this.steps.take(tx, actor, referral, event, this.steps.contextOf(referral, now));
    });
  }

  /** A step with a reason or result that was given in `input`, and a text for the sender. */
  private say(
    actor: Actor,
    id: string,
    event: ReferralEvent,
    said: { readonly kind: MessageKind; readonly text: string | null },
    now = new Date(),
  ): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.lock(tx, actor, id);
      const text = said.text?.trim();
      // Before the step: it may take the office's keys away.
      const key =
        text && readableBy(referral.state, 'RECIPIENT').preview ? await this.seals.conversation(tx, id) : null;
      const taken = await this.steps.take(tx, actor, referral, event, this.steps.contextOf(referral, now));
      if (!taken.ok) return inArgument('input', taken);
      if (text && key) await writeReport(tx, actor, referral, said.kind, text, key);
      return taken;
    });
  }

  private async lock(tx: Tx, actor: Actor, id: string): Promise<ReferralEntity> {
    const referral = await lockReceived(tx, actor.organisationId, id);
    if (!referral) throw new NotFoundException();
    return referral;
  }
}
