import { Injectable, NotFoundException } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import type { CasePlace } from '../core/case-list-rules.js';
import { Transactions } from '../database/transactions.js';
import { timelineOf, type TimelineRow } from './case-timeline.queries.js';

@Injectable()
export class CaseTimelines {
  constructor(private readonly transactions: Transactions) {}

  /** Up to `most` entries behind a place, newest first. */
  async page(actor: Actor, caseId: string, most: number, after: CasePlace | null): Promise<readonly TimelineRow[]> {
    const [row] = await this.transactions.read<{ found: boolean; lines: readonly TimelineRow[] }>(
      actor,
      timelineOf(caseId, most, after),
    );
    if (!row?.found) throw new NotFoundException();
    return row.lines;
  }
}
