import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { namesPerson } from '../core/content.js';
import type { ReferralEvent } from '../core/referral.js';
import { isPending, needsRelease } from '../core/referral-states.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { ReferralSteps } from './referral-steps.service.js';
import type { ReferralEntity } from './referral.entity.js';
import { addNote, type MessageKind, type MessageRow, type NoteRow, writeMessage } from './conversation.queries.js';
import { lockReceived, lockToPassOn } from './referrals.queries.js';
import { ReferralSeals } from './referral-seals.service.js';
import { Situations } from './situations.service.js';

/** What the two sides say to each other, and what each keeps to itself. */
@Injectable()
export class Messages {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly situations: Situations,
    private readonly steps: ReferralSteps,
    private readonly seals: ReferralSeals,
  ) {}

  /** The office asks before it decides; while both work on it, either side may. */
  ask(actor: Actor, id: string, text: string): Promise<Result<MessageRow>> {
    return this.say(actor, id, 'QUESTION', text);
  }

  answer(actor: Actor, id: string, text: string): Promise<Result<MessageRow>> {
    return this.say(actor, id, 'ANSWER', text);
  }

  send(actor: Actor, id: string, text: string): Promise<Result<MessageRow>> {
    return this.say(actor, id, 'MESSAGE', text);
  }

  /** A note of the own side; the other side never sees it. It may be added in every state. */
  note(actor: Actor, id: string, text: string): Promise<Result<NoteRow>> {
    return this.transactions.run(actor, async (tx) => {
      const { referral } = await this.lock(tx, actor, id);
      const note = await addNote(tx, actor, referral, text.trim(), await this.seals.notes(tx, actor, referral.id));
      await this.audit.record(tx, actor, 'referral.noted', { type: 'referral', id });
      return accept(note);
    });
  }

  private say(
    actor: Actor,
    id: string,
    kind: MessageKind,
    text: string,
    now = new Date(),
  ): Promise<Result<MessageRow>> {
    return this.transactions.run(actor, async (tx) => {
      const { referral, party } = await this.lock(tx, actor, id);
      const event: ReferralEvent = { type: kind === 'QUESTION' ? 'ASK' : 'ANSWER', party };
      const situation = party === 'SENDER' && referral.caseId ? await this.situations.of(tx, referral, now) : null;
      const context = situation?.context ?? this.steps.contextOf(referral, now);
      const taken = await this.steps.take(tx, actor, referral, event, context);
      if (!taken.ok) return taken;
      // What leaves without a release, or before the content does, must not be about a person by name.
      if (situation && namesPerson(situation.file, text)) {
        if (!needsRelease(referral.kind)) return refuse('QUESTION_NAMES_PERSON', 'text');
        if (isPending(referral.state)) return refuse('ANSWER_NAMES_PERSON', 'text');
      }
      const key = await this.seals.conversation(tx, id);
      return accept(await writeMessage(tx, actor, referral, kind, text.trim(), key));
    });
  }

  private async lock(
    tx: Tx,
    actor: Actor,
    id: string,
  ): Promise<{ referral: ReferralEntity; party: 'SENDER' | 'RECIPIENT' }> {
    const sent = await lockToPassOn(tx, actor.organisationId, id);
    const referral = sent ?? (await lockReceived(tx, actor.organisationId, id));
    if (!referral) throw new NotFoundException();
    return { referral, party: sent ? 'SENDER' : 'RECIPIENT' };
  }
}
