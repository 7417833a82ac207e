import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import type { CasePlace } from '../core/case-list-rules.js';
import { Transactions } from '../database/transactions.js';
import { goneOrNotFound, stubOf, type StubRow } from './case-stub.queries.js';
import { timelineOf, type TimelineRow } from './case-timeline.queries.js';

@Injectable()
export class CaseTimelines {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /** Up to `most` entries behind a place, newest first. */
  async page(actor: Actor, caseId: string, most: number, after: CasePlace | null): Promise<readonly TimelineRow[]> {
    const [row] = await this.audit.look<{ found: boolean; lines: readonly TimelineRow[] }>(
      actor,
      timelineOf(caseId, most, after),
      {
        action: 'case.timeline-read',
        inVain: 'case.read-in-vain',
        foundBy: 'found',
        subject: { type: 'case', id: caseId },
      },
    );
    if (!row?.found) throw goneOrNotFound((await this.transactions.read<StubRow>(actor, stubOf(caseId)))[0]);
    return row.lines;
  }
}
