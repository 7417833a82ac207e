import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { mayReassign, type Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { longestTexts } from '../core/case-rules.js';
import { mayWorkOn } from '../core/case-parts-rules.js';
import { freeTextProblems, termProblems } from '../core/release.js';
import { accept, refuse, refusedFor, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { CaseChanges, type ChangeOutcome } from './case-changes.service.js';
import { handOver, personHere, type CaseworkerRow } from './case-closing.queries.js';

/** The end of a case, its beginning anew, and in whose hands it is. */
@Injectable()
export class CaseClosing {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly changes: CaseChanges,
  ) {}

  /** Closes with a reason of the codebook and, if wanted, what came of it. */
  close(
    actor: Actor,
    id: string,
    version: number,
    reason: string,
    note: string | null,
    now = new Date(),
  ): Promise<ChangeOutcome> {
    return this.changes.change(
      actor,
      id,
      version,
      (kase) => {
        const refused = mayWorkOn(kase);
        if (refused) return refused;
        const problems = [
          ...termProblems(this.reference.codebook, 'closingReasons', reason, 'reason', dayOf(now)),
          ...freeTextProblems('note', note, longestTexts.clientView),
        ];
        return (
          refusedFor(problems) ??
          accept({
            kind: 'CLOSED',
            action: 'case.closed',
            state: {
              status: 'CLOSED',
              closedAt: now.toISOString(),
              closingReason: reason,
              closingNote: note?.trim() || null,
            },
            fields: ['status', 'closingReason', ...(note?.trim() ? ['closingNote'] : [])],
            details: { reason },
          } as const)
        );
      },
      now,
    );
  }

  reopen(actor: Actor, id: string, version: number, now = new Date()): Promise<ChangeOutcome> {
    return this.changes.change(
      actor,
      id,
      version,
      (kase) =>
        kase.status === 'OPEN'
          ? refuse('CASE_OPEN')
          : accept({
              kind: 'REOPENED',
              action: 'case.reopened',
              state: { status: 'OPEN', closedAt: null, closingReason: null, closingNote: null },
              fields: ['status', 'closingReason', ...(kase.closingNote === null ? [] : ['closingNote'])],
            }),
      now,
    );
  }

  /** Gives a case to a colleague who works on cases in the same service. */
  reassign(actor: Actor, id: string, version: number, assigneeId: string, now = new Date()): Promise<ChangeOutcome> {
    return this.changes.change(
      actor,
      id,
      version,
      async (kase, tx) => {
        const from = kase.assignee?.id ?? null;
        if (!mayReassign(actor, { assigneeId: from })) return refuse('REASSIGN_OWN_ONLY');
        const refused = mayWorkOn(kase);
        if (refused) return refused;
        if (!(await this.find(tx, assigneeId))?.works) return refuse('ASSIGNEE_NOT_HERE', 'assigneeId');
        return accept({
          kind: 'REASSIGNED',
          action: 'case.reassigned',
          state: { assigneeId },
          fields: assigneeId === from ? [] : ['assignee'],
          details: { from, to: assigneeId },
        } as const);
      },
      now,
    );
  }

  /** All open cases of somebody who leaves, in one deed. Whoever does it need not be able to read them. */
  handOver(actor: Actor, fromId: string, toId: string, now = new Date()): Promise<Result<number>> {
    return this.transactions.run(actor, async (tx) => {
      if (!(await this.find(tx, fromId))) throw new NotFoundException();
      if (fromId === toId || !(await this.find(tx, toId))?.works) return refuse('ASSIGNEE_NOT_HERE', 'toPersonId');
      const moved = await query<{ id: string }>(tx, handOver(fromId, toId, actor.personId, now));
      await this.audit.record(
        tx,
        actor,
        'case.handed-over',
        { type: 'person', id: fromId },
        { to: toId, count: moved.length, cases: moved.map(({ id }) => id) },
      );
      return accept(moved.length);
    });
  }

  private async find(tx: Tx, personId: string): Promise<CaseworkerRow | undefined> {
    const [found] = await query<CaseworkerRow>(tx, personHere(personId));
    return found;
  }
}
