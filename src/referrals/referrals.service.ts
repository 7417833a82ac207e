import { Injectable, NotFoundException } from '@nestjs/common';
import { ReleasedAttachments } from '../attachments/released-attachments.service.js';
import { measures } from '../cases/case-parts.kinds.js';
import { CaseParts } from '../cases/case-parts.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import type { ReferralEvent } from '../core/referral.js';
import { isDisclosed } from '../core/referral-states.js';
import { accept, refuse, refusedFor, type Result } from '../core/result.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { type DraftInput, Drafts } from './drafts.service.js';
import { ReferralEntity } from './referral.entity.js';
import { ReferralSeals } from './referral-seals.service.js';
import { ReferralSteps } from './referral-steps.service.js';
import { forgetCopies, forgetNotes, lockOfCase, lockSent, lockToPassOn } from './referrals.queries.js';
import { compose, purposeOf, waitingProblems } from './rules.js';
import { Situations } from './situations.service.js';

/** The sender's side of a referral. */
@Injectable()
export class Referrals {
  constructor(
    private readonly transactions: Transactions,
    private readonly reference: Reference,
    private readonly drafts: Drafts,
    private readonly situations: Situations,
    private readonly caseParts: CaseParts,
    private readonly steps: ReferralSteps,
    private readonly attachments: ReleasedAttachments,
    private readonly seals: ReferralSeals,
  ) {}

  /**
   * Sends a draft: freezes what the office will see now and after acceptance, and sets the answer-by date.
   * A signpost passes on nothing and is complete at once.
   */
  send(actor: Actor, id: string, version: number, now = new Date()): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.seals.withQuestion(tx, await lockToPassOn(tx, actor.organisationId, id));
      if (!draft) throw new NotFoundException();
      if (draft.state === 'DRAFT' && draft.version !== version) return refuse('VERSION_CONFLICT', 'version');
      return this.leave(tx, actor, draft, now);
    });
  }

  /** Notes that the client was pointed to an office: draft and completion in one. */
  signpost(
    actor: Actor,
    caseId: string,
    input: Pick<DraftInput, 'officeId' | 'reasons'>,
    now = new Date(),
  ): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.drafts.write(tx, actor, caseId, { ...input, kind: 'SIGNPOSTING' }, now);
      return draft.ok ? this.leave(tx, actor, draft.value, now) : draft;
    });
  }

  /** Takes a referral back before the office accepted it; an enquiry at any time. */
  withdraw(actor: Actor, id: string): Promise<Result<ReferralEntity>> {
    return this.step(actor, id, { type: 'WITHDRAW', party: 'SENDER' });
  }

  acceptReturn(actor: Actor, id: string): Promise<Result<ReferralEntity>> {
    return this.step(actor, id, { type: 'ACCEPT_RETURN', party: 'SENDER' });
  }

  declineReturn(actor: Actor, id: string): Promise<Result<ReferralEntity>> {
    return this.step(actor, id, { type: 'DECLINE_RETURN', party: 'SENDER' });
  }

  /**
   * Before a case is erased: closes what is pending, tells both sides, and forgets every copy that no office holds. The
   * envelope and the list of disclosures stay with the sender; what an office has accepted stays with the office (Art. 19 GDPR).
   */
  async sourceErased(tx: Tx, actor: Actor, caseId: string, now = new Date()): Promise<void> {
    const { organisationId } = actor;
    for (const referral of await lockOfCase(tx, organisationId, caseId)) {
      const event: ReferralEvent = { type: 'SOURCE_ERASED', party: 'SYSTEM' };
      const taken = await this.steps.take(tx, actor, referral, event, this.steps.contextOf(referral, now));
      const state = taken.ok ? taken.value.state : referral.state;
      await this.seals.forget(tx, actor, referral, !isDisclosed(state));
      if (!isDisclosed(state)) await forgetCopies(tx, organisationId, referral.id);
      await forgetNotes(tx, organisationId, referral.id);
      if (referral.question !== null)
        await tx.update(ReferralEntity, { organisationId, id: referral.id }, { question: null });
    }
  }

  private step(actor: Actor, id: string, event: ReferralEvent, now = new Date()): Promise<Result<ReferralEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const referral = await this.lock(tx, actor, id);
      return this.steps.take(tx, actor, referral, event, this.steps.contextOf(referral, now));
    });
  }

  private async leave(tx: Tx, actor: Actor, draft: ReferralEntity, now: Date): Promise<Result<ReferralEntity>> {
    const event: ReferralEvent = { type: 'SEND', party: 'SENDER' };
    if (draft.state !== 'DRAFT') return this.steps.take(tx, actor, draft, event, this.steps.contextOf(draft, now));
    const { file, office, release, context, waitingAttachments } = await this.situations.of(tx, draft, now);
    if (!office) return refuse('OFFICE_UNKNOWN', 'officeId');
    const sent = await this.steps.take(tx, actor, draft, event, context, {
      question: null,
      officeName: office.name,
      // The inbox of today: an office may have joined, or moved, since the draft.
      recipientOrganisationId: draft.kind === 'SIGNPOSTING' ? null : office.inboxOrganisationId,
      releaseGivenOn: release?.givenOn ?? null,
      releaseValidUntil: release?.validUntil ?? null,
    });
    if (!sent.ok) return sent;
    const composed = compose(draft, file, this.reference.codebook, dayOf(now));
    if (!composed.ok) return composed;
    const waiting = refusedFor(waitingProblems(draft, waitingAttachments));
    if (waiting) return waiting;
    if (composed.value) {
      await this.seals.freeze(tx, actor, sent.value, { ...composed.value, purpose: purposeOf(release) });
      await this.releaseAttachments(tx, sent.value);
    } else if (draft.caseId) {
      const measure = { kind: 'SIGNPOSTING', takenOn: dayOf(now), result: office.name };
      const noted = await this.caseParts.addAlongWith(tx, actor, measures, draft.caseId, measure, now);
      if (!noted.ok) return noted;
    }
    return accept(sent.value);
  }

  private async releaseAttachments(tx: Tx, referral: ReferralEntity): Promise<void> {
    const { organisationId, id: referralId, recipientOrganisationId, caseId, fieldGroups } = referral;
    if (caseId && recipientOrganisationId && fieldGroups.includes('ATTACHMENTS'))
      await this.attachments.release(tx, caseId, { organisationId, referralId, recipientOrganisationId });
  }

  private async lock(tx: Tx, actor: Actor, id: string): Promise<ReferralEntity> {
    const referral = await this.seals.withQuestion(tx, await lockSent(tx, actor.organisationId, id));
    if (!referral) throw new NotFoundException();
    return referral;
  }
}
