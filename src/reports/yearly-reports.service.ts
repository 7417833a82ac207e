import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { accept, type Result } from '../core/result.js';
import { yearlyReportPages, type ReportActivity, type YearlyReport } from '../core/yearly-report.js';
import { Transactions } from '../database/transactions.js';
import { DrawingRoom } from '../dossiers/drawing-room.js';
import { Reference } from '../reference/reference.service.js';
import { Activities, type ActivityRow } from '../structural/activities.service.js';
import { Indicators } from '../structural/indicators.service.js';
import { rowTerm } from '../structural/row-terms.js';
import { yearlyReportWorkbook } from './workbook.js';

export type ReportFormat = 'pdf' | 'xlsx';

/** The most activities that a report lists; a service that did more has them in `structuralActivities`. */
const mostActivities = 2_000;

/** A service's yearly report to funder and ministry, from its own exact numbers: internal. */
@Injectable()
export class YearlyReports {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly indicators: Indicators,
    private readonly activities: Activities,
    private readonly room: DrawingRoom,
  ) {}

  /** The report as a file; refused for a year that has none. That it was drawn is on record before it leaves. */
  async draw(actor: Actor, year: number, format: ReportFormat, now = new Date()): Promise<Result<Buffer>> {
    const report = await this.compose(actor, year, now);
    if (!report.ok) return report;
    const file =
      format === 'pdf'
        ? await this.room.draw({ kind: 'report', document: yearlyReportPages(report.value), createdAt: now })
        : await yearlyReportWorkbook(report.value);
    const subject = { type: 'indicators', id: null };
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, actor, 'yearly-report.drawn', subject, { year, format }),
    );
    return accept(file);
  }

  private async compose(actor: Actor, year: number, now: Date): Promise<Result<YearlyReport>> {
    const found = await this.indicators.ofYear(actor, year, now);
    if (!found.ok) return found;
    const { tables, codebookVersion } = found.value;
    const period = { kind: null, from: `${year}-01-01`, to: `${year}-12-31` };
    const done = await this.activities.page(actor, period, mostActivities, null);
    const named = await this.indicators.reporter(actor);
    return accept({
      year,
      ...named,
      asOf: dayOf(now),
      codebookVersion,
      tables: tables.map(({ table, rows }) => ({
        title: table.de,
        mentions: table.mentions,
        rows: rows.map((row) => ({ label: rowTerm(table, row, this.reference).de, count: row.count })),
      })),
      // What began in an earlier year was counted there; the list shows it, too, as long as it went on.
      activities: done.map((row) => this.presentActivity(row)).reverse(),
    });
  }

  private presentActivity(row: ActivityRow): ReportActivity {
    return {
      startsOn: row.startsOn,
      endsOn: row.endsOn,
      kind: this.reference.term('structuralActivities', row.kind).de,
      title: row.title,
      partners: row.partners,
      reach: row.reach,
      reachEstimated: row.reachEstimated,
      place: row.district === null ? null : (this.reference.district(row.district)?.name ?? row.district),
    };
  }
}
