import type { Problem } from '../core/result.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

export type RunState = 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED';

export const rowOutcomes = ['IMPORTED', 'WOULD_IMPORT', 'ALREADY_THERE', 'REFUSED'] as const;

export type RowOutcome = (typeof rowOutcomes)[number];

/** A run as people see it: neither the list nor the mapping. */
export interface RunRow {
  readonly id: string;
  readonly source: string;
  readonly state: RunState;
  readonly format: 'CSV' | 'XLSX';
  readonly dryRun: boolean;
  readonly total: number | null;
  readonly imported: number;
  readonly alreadyThere: number;
  readonly refused: number;
  readonly problems: readonly Problem[];
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** What became of one row. */
export interface ReportRow {
  readonly line: number;
  readonly outcome: RowOutcome;
  readonly problems: readonly Problem[];
  readonly caseId: string | null;
}

const here = 'organisation_id = (select current_organisation())';
const runColumns = `id, source, state, format, dry_run as "dryRun", total, imported, already_there as "alreadyThere",
  refused, problems, created_at as "createdAt", ended_at as "endedAt"`;

const listKey = `${wrappedKeyOf('LISTS', '(select current_organisation())')} as key`;

/** Keeps an uploaded list, sealed, until a run takes it. */
export const keepFile = (id: string, content: Buffer, personId: string | null): Statement => ({
  name: 'import-file-keep',
  text: `insert into import_file (organisation_id, content, created_by, id)
         values ((select current_organisation()), $1, $2, $3) returning id`,
  values: [content, personId, id],
});

export const fileContent = (id: string): Statement => ({
  name: 'import-file-content',
  text: `select content, ${listKey} from import_file where ${here} and id = $1`,
  values: [id],
});

export const dropFile = (id: string): Statement => ({
  name: 'import-file-drop',
  text: `delete from import_file where ${here} and id = $1 returning id`,
  values: [id],
});

/** List and mapping are sealed. */
export const addRun = (run: {
  readonly id: string;
  readonly source: string;
  readonly format: RunRow['format'];
  readonly dryRun: boolean;
  readonly mapping: string;
  readonly content: Buffer;
  readonly personId: string | null;
}): Statement => ({
  name: 'import-run-add',
  text: `insert into import_run (organisation_id, source, format, dry_run, mapping, content, created_by, id)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7) returning ${runColumns}`,
  values: [run.source, run.format, run.dryRun, run.mapping, run.content, run.personId, run.id],
});

export const runById = (id: string): Statement => ({
  name: 'import-run',
  text: `select ${runColumns} from import_run where ${here} and id = $1`,
  values: [id],
});

/** Newest first. */
export const listRuns = (most: number, before: string | null): Statement => ({
  name: 'import-runs',
  text: `select ${runColumns} from import_run where ${here} and ($2::uuid is null or id < $2) order by id desc limit $1`,
  values: [most, before],
});

/** In the order of the file. */
export const listRows = (runId: string, most: number, after: number, outcome: RowOutcome | null): Statement => ({
  name: outcome === null ? 'import-rows' : 'import-rows-of-outcome',
  text: `select line, outcome, problems, case_id as "caseId" from import_row
         where ${here} and run_id = $1 and line > $3 ${outcome === null ? '' : 'and outcome = $4'}
         order by line limit $2`,
  values: outcome === null ? [runId, most, after] : [runId, most, after, outcome],
});

/** A run with what it works on. */
export interface WorkRow {
  readonly state: RunState;
  readonly source: string;
  readonly dryRun: boolean;
  readonly mapping: string | null;
  readonly content: Buffer | null;
  readonly total: number | null;
  readonly nextLine: number;
  readonly createdBy: string;
  readonly key: WrappedKey | null;
}

export const runToWork = (id: string): Statement => ({
  name: 'import-run-to-work',
  text: `select state, source, dry_run as "dryRun", mapping, content, total, next_line as "nextLine", created_by as "createdBy", ${listKey}
         from import_run where ${here} and id = $1`,
  values: [id],
});

/**
 * Imports of one organisation write one after the other: a batch takes the next numbers of several years, and what another
 * run of the same list has just recorded must be seen.
 */
export const oneAtATime = (): Statement => ({
  name: 'import-one-at-a-time',
  text: `select pg_advisory_xact_lock(hashtextextended('import ' || current_organisation(), 0))`,
  values: [],
});

/** Where a running import stands, locked; nothing when it has ended. */
export const lockRun = (id: string): Statement => ({
  name: 'import-run-lock',
  text: `select next_line as "nextLine" from import_run where ${here} and id = $1 and state = 'RUNNING' for no key update`,
  values: [id],
});

export const beginRun = (id: string, total: number): Statement => ({
  name: 'import-run-begin',
  text: `update import_run set state = 'RUNNING', total = $2 where ${here} and id = $1 and state = 'WAITING'`,
  values: [id, total],
});

/** Ends a run that has not ended yet, and forgets list and mapping. */
export const endRun = (id: string, state: 'DONE' | 'FAILED', problems: readonly Problem[]): Statement => ({
  name: 'import-run-end',
  text: `update import_run set state = $2, problems = $3, ended_at = now(), content = null, mapping = null
         where ${here} and id = $1 and ended_at is null returning ${runColumns}`,
  values: [id, state, JSON.stringify(problems)],
});

/** Writes what became of the rows of a batch, and moves the run behind them. */
export const reportRows = (runId: string, rows: readonly ReportRow[]): Statement => ({
  name: 'import-rows-report',
  text: `
    with reported as (
      insert into import_row (organisation_id, run_id, line, outcome, problems, case_id)
      select current_organisation(), $1, r.line, r.outcome, r.problems, r."caseId"
      from json_to_recordset($2::json) as r (line integer, outcome text, problems jsonb, "caseId" uuid)
      returning line, outcome)
    update import_run set
      next_line = greatest(next_line, (select max(line) + 1 from reported)),
      imported = imported + (select count(*) from reported where outcome in ('IMPORTED', 'WOULD_IMPORT')),
      already_there = already_there + (select count(*) from reported where outcome = 'ALREADY_THERE'),
      refused = refused + (select count(*) from reported where outcome = 'REFUSED')
    where ${here} and id = $1 returning ${runColumns}`,
  values: [runId, JSON.stringify(rows)],
});

export interface OriginRow {
  readonly externalId: string;
  readonly caseId: string;
}

/** Which of these rows of a list are cases already. */
export const originsOf = (source: string, externalIds: readonly string[]): Statement => ({
  name: 'import-origins-of',
  text: `select external_id as "externalId", case_id as "caseId" from case_origin
         where ${here} and source = $1 and external_id = any ($2::text[])`,
  values: [source, externalIds],
});

/** Which of these rows of a list were cases here once and were erased: they do not come back. */
export const erasedAmong = (source: string, externalIds: readonly string[]): Statement => ({
  name: 'import-erased-among',
  text: `select given.id as "externalId" from unnest($2::text[]) as given (id)
         join erased_origin e on e.${here} and e.origin_hash = origin_hash(current_organisation(), $1, given.id)`,
  values: [source, externalIds],
});

export const addOrigins = (source: string, origins: readonly OriginRow[]): Statement => ({
  name: 'import-origins-add',
  text: `insert into case_origin (organisation_id, source, external_id, case_id)
         select current_organisation(), $1, o."externalId", o."caseId"
         from json_to_recordset($2::json) as o ("externalId" text, "caseId" uuid)`,
  values: [source, JSON.stringify(origins)],
});
