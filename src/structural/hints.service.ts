import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf, type CalendarDate } from '../core/calendar.js';
import { accept, refuse, type Result } from '../core/result.js';
import { hintRule, isHint } from '../core/structural-work.js';
import { query, Transactions } from '../database/transactions.js';
import { dismissHint, hintGrounds, recallHint, type HintRow } from './hints.queries.js';

/** "The third case against the same kind of office in this district": a pattern inside one service, and a reason for structural work. */
@Injectable()
export class StructuralHints {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** The look is on record, as any list of cases. */
  async list(actor: Actor, now = new Date()): Promise<HintRow[]> {
    const found = await this.audit.look<HintRow>(actor, hintGrounds(sinceWhen(now), hintRule.cases), {
      action: 'structural-hints.listed',
      subject: { type: 'case', id: null },
    });
    return found.filter(isHint);
  }

  /** Puts a hint aside until further cases arrive. Gives the hint that was put aside. */
  dismiss(actor: Actor, respondentType: string, district: string, now = new Date()): Promise<Result<HintRow>> {
    return this.transactions.run(actor, async (tx) => {
      const grounds = await query<HintRow>(tx, hintGrounds(sinceWhen(now), hintRule.cases));
      const hint = grounds
        .filter(isHint)
        .find((one) => one.respondentType === respondentType && one.district === district);
      if (!hint) return refuse('NO_SUCH_HINT', 'respondentType');
      await query(tx, dismissHint(hint, actor.personId));
      await this.audit.record(
        tx,
        actor,
        'structural-hint.dismissed',
        { type: 'case', id: null },
        { respondentType, district, cases: hint.cases },
      );
      return accept(hint);
    });
  }

  /** Takes a dismissal back. Gives the hint, or the refusal that there is none (any more). */
  recall(actor: Actor, respondentType: string, district: string, now = new Date()): Promise<Result<HintRow>> {
    return this.transactions.run(actor, async (tx) => {
      const grounds = await query<HintRow>(tx, hintGrounds(sinceWhen(now), hintRule.cases));
      const hint = grounds.find((one) => one.respondentType === respondentType && one.district === district);
      if (!hint) return refuse('NO_SUCH_HINT', 'respondentType');
      await query(tx, recallHint(hint));
      const details = { respondentType, district };
      await this.audit.record(tx, actor, 'structural-hint.recalled', { type: 'case', id: null }, details);
      return accept(hint);
    });
  }
}

const sinceWhen = (now: Date): CalendarDate => {
  const start = new Date(now);
  start.setUTCMonth(start.getUTCMonth() - hintRule.months);
  return dayOf(start);
};
