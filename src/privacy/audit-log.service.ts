import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { isCalendarDate } from '../core/calendar.js';
import { findTerm } from '../core/codebook.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Transactions } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import {
  auditPage,
  newestCheckpoints,
  type AuditFilter,
  type AuditPlace,
  type AuditRow,
  type CheckpointSummaryRow,
} from './audit-log.queries.js';

/** The log as the data-protection officer reads it. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
  ) {}

  /** Up to `most` entries behind a place; the reading is an entry itself. */
  async page(actor: Actor, filter: AuditFilter, most: number, after: AuditPlace | null): Promise<Result<AuditRow[]>> {
    for (const name of ['from', 'to'] as const) {
      const day = filter[name];
      if (day != null && !isCalendarDate(day))
        return refuse('INVALID_FORMAT', `filter.${name}`, { expected: 'YYYY-MM-DD' });
    }
    if (filter.action != null && !findTerm(this.reference.codebook, 'auditActions', filter.action))
      return refuse('UNKNOWN_CODE', 'filter.action', { vocabulary: 'auditActions' });
    const names = Object.entries(filter).flatMap(([name, value]) => (value == null ? [] : [name]));
    const looked = { action: 'audit.read', subject: { type: 'audit-log', id: null }, details: { filter: names } };
    return accept(await this.audit.look<AuditRow>(actor, auditPage(filter, most, after), looked));
  }

  checkpoints(actor: Actor, most: number, below: number | null): Promise<CheckpointSummaryRow[]> {
    return this.transactions.read<CheckpointSummaryRow>(actor, newestCheckpoints(most, below));
  }
}
