import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn, type Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { query, Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from '../reference/reference.service.js';
import { CaseChanges } from './case-changes.service.js';
import { deadlineChanges, legalPosition } from './case-deadlines.js';
import { openCases, serviceOfJob, writePosition, type ServiceRow } from './case-deadlines.queries.js';
import { recordEvent } from './case-timeline.queries.js';
import { replaceDeadlines } from './cases.queries.js';

/** When the rules of law change, every open case of a service gets its deadlines anew, and its history shows what moved. */
@Injectable()
export class CaseDeadlinesJob implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly reference: Reference,
    private readonly changes: CaseChanges,
  ) {}

  onModuleInit(): void {
    this.jobs.register('deadlines.recompute', ({ organisationId }) => this.recomputeAll(organisationId));
  }

  /** Each case in a transaction of its own: whoever edits one waits for that one alone. */
  private async recomputeAll(organisationId: string, now = new Date()): Promise<void> {
    const [service] = await this.transactions.readAsNobody<ServiceRow>(serviceOfJob(organisationId));
    if (!service) return;
    // Another process may have put the rules in force a moment ago.
    await this.reference.renewRules();
    const actor = houseIn(service);
    for (let last: string | null = null; ;) {
      const found: { id: string }[] = await this.transactions.read<{ id: string }>(actor, openCases(last));
      for (const { id } of found) await this.recompute(actor, id, now);
      last = found.at(-1)?.id ?? null;
      if (last === null) return;
    }
  }

  private recompute(actor: Actor, id: string, now: Date): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const kase = await this.changes.lock(tx, id);
      const rules = await this.reference.legalRules();
      const position = legalPosition(kase.facts, rules, dayOf(now));
      const moved = deadlineChanges(kase.deadlines, position.deadlines);
      await query(tx, writePosition(id, position));
      if (moved.length === 0) return;

      await query(tx, replaceDeadlines(id, position.deadlines));
      const details = { deadlines: moved, rules: rules.version };
      await recordEvent(tx, actor, { caseId: id, kind: 'DEADLINES_CHANGED', version: kase.version, details });
      await this.audit.record(tx, actor, 'case.deadlines-recomputed', { type: 'case', id }, { rules: rules.version });
    });
  }
}
