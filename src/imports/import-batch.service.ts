import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { validateQuickRecord, type CaseContents } from '../core/case-rules.js';
import { importedRowProblems, openedAtOf } from '../core/import-rules.js';
import { accept, problem, refusedFor, type Accepted, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import type { ImportCandidate } from './candidate.js';
import {
  addOrigins,
  erasedAmong,
  lockRun,
  oneAtATime,
  originsOf,
  reportRows,
  type OriginRow,
  type ReportRow,
  type RunRow,
} from './imports.queries.js';
import type { RowRefused } from './table.js';

/** A row of the list after the mapping was applied to it. */
export type ReadRow = Accepted<ImportCandidate> | RowRefused;

export interface BatchOf {
  readonly runId: string;
  readonly source: string;
  readonly dryRun: boolean;
}

/** The rows of one batch: their cases, the report on them and the place where the run goes on are written together or not at all. */
@Injectable()
export class ImportBatches {
  constructor(
    private readonly transactions: Transactions,
    private readonly cases: Cases,
  ) {}

  /**
   * Takes the rows that this run has not taken yet; `along` belongs to the same transaction.
   * Null when the run has ended meanwhile or nothing was left to take.
   */
  take(
    actor: Actor,
    run: BatchOf,
    rows: readonly ReadRow[],
    along: (tx: Tx) => Promise<void>,
    now = new Date(),
  ): Promise<RunRow | null> {
    return this.transactions.run(actor, async (tx) => {
      await query(tx, oneAtATime());
      const [place] = await query<{ nextLine: number }>(tx, lockRun(run.runId));
      if (!place) return null;
      await along(tx);
      const left = rows.filter((row) => lineOf(row) >= place.nextLine);
      if (left.length === 0) return null;

      const origins: OriginRow[] = [];
      const known = await this.knownAmong(tx, run.source, left);
      const erased = await this.erasedAmong(tx, run.source, left);
      const reports: ReportRow[] = [];
      for (const row of left) {
        const report =
          row.ok && erased.has(row.value.externalId)
            ? refusedAsErased(lineOf(row))
            : await this.takeRow(tx, actor, row, known, run.dryRun, now);
        reports.push(report);
        if (report.outcome === 'IMPORTED' && report.caseId !== null && row.ok)
          origins.push({ externalId: row.value.externalId, caseId: report.caseId });
      }
      if (origins.length > 0) await query(tx, addOrigins(run.source, origins));
      const [moved] = await query<RunRow>(tx, reportRows(run.runId, reports));
      return moved ?? null;
    });
  }

  private async takeRow(
    tx: Tx,
    actor: Actor,
    row: ReadRow,
    known: ReadonlyMap<string, string>,
    dryRun: boolean,
    now: Date,
  ): Promise<ReportRow> {
    const line = lineOf(row);
    if (!row.ok) return { line, outcome: 'REFUSED', problems: row.problems, caseId: null };
    const { externalId, recordedOn, note, notices } = row.value;
    const caseId = known.get(externalId);
    if (caseId !== undefined) return { line, outcome: 'ALREADY_THERE', problems: [], caseId };
    const contents = this.check(row.value, now);
    if (!contents.ok) return { line, outcome: 'REFUSED', problems: contents.problems, caseId: null };
    if (dryRun) return { line, outcome: 'WOULD_IMPORT', problems: notices, caseId: null };
    // In nobody's hands yet: whoever imports is often no counsellor.
    const arrival = {
      id: null,
      assigneeId: null,
      openedAt: openedAtOf(recordedOn, now),
      kind: 'IMPORTED',
      note,
    } as const;
    const { id } = await this.cases.recordIn(tx, actor, contents.value, arrival, now);
    return { line, outcome: 'IMPORTED', problems: notices, caseId: id };
  }

  /** The rules of every case, and those of a row. */
  private check({ facts, texts, ...row }: ImportCandidate, now: Date): Result<CaseContents> {
    const contents = validateQuickRecord({ ...facts, ...texts }, this.cases.contextOf(now, ''));
    const problems = [...(contents.ok ? [] : contents.problems), ...importedRowProblems(row, dayOf(now))];
    return refusedFor(problems) ?? (contents.ok ? accept(contents.value) : contents);
  }

  private async erasedAmong(tx: Tx, source: string, rows: readonly ReadRow[]): Promise<ReadonlySet<string>> {
    const ids = rows.flatMap((row) => (row.ok ? [row.value.externalId] : []));
    const found = await query<Pick<OriginRow, 'externalId'>>(tx, erasedAmong(source, ids));
    return new Set(found.map(({ externalId }) => externalId));
  }

  private async knownAmong(tx: Tx, source: string, rows: readonly ReadRow[]): Promise<ReadonlyMap<string, string>> {
    const ids = rows.flatMap((row) => (row.ok ? [row.value.externalId] : []));
    const found = await query<OriginRow>(tx, originsOf(source, ids));
    return new Map(found.map(({ externalId, caseId }) => [externalId, caseId]));
  }
}

const refusedAsErased = (line: number): ReportRow => ({
  line,
  outcome: 'REFUSED',
  problems: [problem('IMPORT_ERASED', null, { line })],
  caseId: null,
});

export const lineOf = (row: ReadRow): number => (row.ok ? row.value.line : row.line);
