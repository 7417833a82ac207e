import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseErasure } from '../cases/case-erasure.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import type { Actor } from '../core/access.js';
import { caseNumber } from '../core/case-number.js';
import {
  approveDisposal,
  disposalStates,
  isExpired,
  proposeDisposal,
  withdrawDisposal,
  type DisposalBasis,
} from '../core/disposal.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { StoryErasure } from '../pool/story-erasure.service.js';
import {
  addDisposal,
  approveRow,
  disposalById,
  disposalsPage,
  handedOverOf,
  lockDisposal,
  openDisposalOf,
  referralsHeld,
  withdrawRow,
  type DisposalRow,
  type PassedOn,
  type ReferralsHeld,
} from './disposals.queries.js';
import { RetentionClock, type CaseRetention } from './retention.service.js';

/** What erasing a case would take, and what would stay. */
export interface ErasurePreview extends CaseRetention {
  readonly goes: readonly { readonly what: string; readonly count: number }[];
  readonly referrals: ReferralsHeld;
  /** Anonymised stories that their client wanted to stay. */
  readonly storiesStay: number;
  readonly handedOver: readonly PassedOn[];
  readonly open: DisposalRow | null;
}

/** Two persons let a case go; the house carries it out a day later, and until then it can be undone. */
@Injectable()
export class Disposals {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly clock: RetentionClock,
    private readonly events: CaseEvents,
    private readonly erasure: CaseErasure,
    private readonly stories: StoryErasure,
  ) {}

  /** What would go and what must stay. Nothing is changed. */
  preview(actor: Actor, caseId: string, now = new Date()): Promise<ErasurePreview> {
    return this.transactions.run(actor, async (tx) => {
      const found = await this.clock.locked(tx, actor, caseId, now);
      const holdings = await this.erasure.holdings(tx, caseId);
      if (!found || !holdings) throw new NotFoundException();
      const [referrals = { pending: 0, accepted: 0, other: 0 }] = await query<ReferralsHeld>(tx, referralsHeld(caseId));
      const handedOver = await query<PassedOn>(tx, handedOverOf(caseId));
      await this.audit.record(tx, actor, 'case.erasure-previewed', { type: 'case', id: caseId });
      const { stay: storiesStay, ...written } = await this.stories.holdings(tx, caseId, now);
      const goes = Object.entries({ ...holdings, ...written }).map(([what, count]) => ({ what, count: Number(count) }));
      return { ...found, goes, referrals, storiesStay, handedOver, open: await this.openOf(tx, caseId) };
    });
  }

  /** The first person. A proposal that nobody approved in time makes room for a new one. */
  propose(actor: Actor, caseId: string, basis: string, now = new Date()): Promise<Result<DisposalRow>> {
    return this.transactions.run(actor, async (tx) => {
      const found = await this.clock.locked(tx, actor, caseId, now);
      if (!found || !actor.personId) throw new NotFoundException();
      const { kase, retention } = found;
      const decision = proposeDisposal({ retention, stamp: kase.stamp }, basis);
      if (!decision.ok) return decision;
      const earlier = await this.openOf(tx, caseId);
      if (earlier && !isExpired(earlier, now)) return refuse('DISPOSAL_ALREADY', 'caseId');
      if (earlier) await query(tx, withdrawRow(earlier.id, null, now));

      const rule = decision.value === 'RETENTION' && retention.kind === 'due' ? retention.rule : null;
      const [made] = await query<{ id: string }>(
        tx,
        addDisposal({
          carrierId: actor.carrierId,
          caseId,
          caseNumber: caseNumber(kase),
          caseStamp: kase.stamp,
          openedOn: kase.openedOn,
          closedOn: kase.closedOn,
          basis: decision.value,
          ruleCode: rule?.code ?? null,
          ruleSource: rule?.source ?? null,
          proposedBy: actor.personId,
          proposedAt: now,
        }),
      );
      const id = made?.id ?? '';
      await this.events.record(tx, actor, kase, 'DISPOSAL_PROPOSED', { reason: decision.value });
      await this.announce(tx, actor, id);
      await this.tell(tx, actor, 'disposal.proposed', id, decision.value);
      return accept(await this.findIn(tx, id));
    });
  }

  /** The second person, never the first. From then on a day is left to undo it. */
  approve(actor: Actor, id: string, now = new Date()): Promise<Result<DisposalRow>> {
    return this.transactions.run(actor, async (tx) => {
      const disposal = await this.lock(tx, id);
      const found = await this.clock.locked(tx, actor, disposal.caseId, now);
      if (!found) return refuse('DISPOSAL_NOT_PROPOSED');
      const { kase, retention } = found;
      const decision = approveDisposal(disposal, { retention, stamp: kase.stamp }, actor.personId, now);
      if (!decision.ok) return decision;
      const { approvedAt, executeAfter } = decision.value;
      await query(tx, approveRow(id, actor.personId ?? '', approvedAt, executeAfter));
      await this.jobs.enqueue(tx, {
        name: 'case.dispose',
        organisationId: actor.organisationId,
        subjectId: id,
        runAt: executeAfter,
        key: `case.dispose:${id}`,
      });
      await this.events.record(tx, actor, kase, 'DISPOSAL_APPROVED', { reason: disposal.basis });
      await this.tell(tx, actor, 'disposal.approved', id, disposal.basis);
      return accept(await this.findIn(tx, id));
    });
  }

  /** Anybody of the service who could propose it can stop it, until it is executed. */
  withdraw(actor: Actor, id: string, now = new Date()): Promise<Result<DisposalRow>> {
    return this.transactions.run(actor, async (tx) => {
      const disposal = await this.lock(tx, id);
      const decision = withdrawDisposal(disposal);
      if (!decision.ok) return decision;
      const found = await this.clock.locked(tx, actor, disposal.caseId, now);
      await query(tx, withdrawRow(id, actor.personId, now));
      if (found) await this.events.record(tx, actor, found.kase, 'DISPOSAL_WITHDRAWN', { reason: disposal.basis });
      await this.tell(tx, actor, 'disposal.withdrawn', id, disposal.basis);
      return accept(await this.findIn(tx, id));
    });
  }

  /** The newest first; numbers and days alone. A carrier's data-protection officer sees those of its services. */
  async page(
    actor: Actor,
    states: readonly string[] | null,
    most: number,
    before: string | null,
  ): Promise<Result<DisposalRow[]>> {
    const unknown = states?.findIndex((state) => !(disposalStates as readonly string[]).includes(state)) ?? -1;
    if (unknown >= 0) return refuse('UNKNOWN_CODE', `states[${unknown}]`, { vocabulary: disposalStates.join(', ') });
    const looked = { action: 'disposals.listed', subject: { type: 'disposal', id: null } };
    return accept(await this.audit.look<DisposalRow>(actor, disposalsPage(states, most, before), looked));
  }

  /** Somebody has to know that it waits: the second person in the service, and the carrier's data-protection officer. */
  private async announce(tx: Tx, { organisationId, carrierId }: Actor, id: string): Promise<void> {
    for (const told of new Set([organisationId, carrierId]))
      await this.jobs.enqueue(tx, {
        name: 'disposal.notice',
        organisationId: told,
        subjectId: id,
        key: `disposal.notice:${told}:${id}`,
      });
  }

  private async openOf(tx: Tx, caseId: string): Promise<DisposalRow | null> {
    const [open] = await query<DisposalRow>(tx, openDisposalOf(caseId));
    return open ?? null;
  }

  private async lock(tx: Tx, id: string): Promise<DisposalRow> {
    // One that has ended cannot be changed any more, so row security does not give it out for changing.
    const [disposal] = await query<DisposalRow>(tx, lockDisposal(id));
    return disposal ?? this.findIn(tx, id);
  }

  private async findIn(tx: Tx, id: string): Promise<DisposalRow> {
    const [disposal] = await query<DisposalRow>(tx, disposalById(id));
    if (!disposal) throw new NotFoundException();
    return disposal;
  }

  /** The subject is the disposal and not the case: this stays in the log when the case is forgotten. */
  private tell(tx: Tx, actor: Actor, action: string, id: string, basis: DisposalBasis): Promise<void> {
    return this.audit.record(tx, actor, action, { type: 'disposal', id }, { basis });
  }
}
