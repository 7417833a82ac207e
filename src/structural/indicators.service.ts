import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { accept, type Result } from '../core/result.js';
import { checkReportYear, countedTables, type CountedTable, type IndicatorCount } from '../core/service-indicators.js';
import { Reference } from '../reference/reference.service.js';
import { Transactions } from '../database/transactions.js';
import { indicatorCounts, reportingService } from './indicators.queries.js';

/** A service's own exact numbers of a year, as of a moment. */
export interface ServiceIndicatorsOfYear {
  readonly year: number;
  readonly asOf: Date;
  readonly codebookVersion: number;
  readonly tables: readonly CountedTable[];
}

@Injectable()
export class Indicators {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
  ) {}

  /** The names of the service and of its carrier, for the head of the report. */
  async reporter(actor: Actor): Promise<{ readonly service: string; readonly carrier: string }> {
    const [found] = await this.transactions.read<{ service: string; carrier: string }>(actor, reportingService());
    if (!found) throw new NotFoundException();
    return found;
  }

  /** Counts the cases, referrals and activities of the own service; the look is on record. */
  async ofYear(actor: Actor, given: number, now = new Date()): Promise<Result<ServiceIndicatorsOfYear>> {
    const year = checkReportYear(given, Number(dayOf(now).slice(0, 4)));
    if (!year.ok) return year;
    const counts = await this.audit.look<IndicatorCount>(
      actor,
      indicatorCounts(`${year.value}-01-01`, `${year.value + 1}-01-01`),
      { action: 'indicators.read', subject: { type: 'indicators', id: null }, details: { year: year.value } },
    );
    const { version } = this.reference.codebook;
    return accept({ year: year.value, asOf: now, codebookVersion: version, tables: countedTables(counts) });
  }
}
