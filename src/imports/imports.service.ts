import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { checkSource } from '../core/import-rules.js';
import { accept, refuse, refusedFor, type Problem, type Refused, type Result } from '../core/result.js';
import { newId } from '../database/new-id.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import type { WrappedKey } from '../keys/wrapped-key.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from '../reference/reference.service.js';
import {
  addRun,
  dropFile,
  fileContent,
  keepFile,
  listRows,
  listRuns,
  runById,
  type ReportRow,
  type RowOutcome,
  type RunRow,
} from './imports.queries.js';
import { ListSeals } from './list-seals.js';
import { countRows, formatOf, readMappingText } from './list.reader.js';
import { defaultLimits } from './table.js';

/** How far a run has come, and what became of one of its rows. */
export type ImportProgress = RunRow;
export type ImportReportRow = ReportRow;

/** An import as somebody asks for it. */
export interface NewImport {
  /** Name of the list: the same name and the same row id are the same case. */
  readonly source: string;
  /** Text of the mapping file. */
  readonly mapping: string;
  /** Checks everything and records nothing. */
  readonly dryRun: boolean;
}

/** What the inputs are called where they came from, for the fields of problems. */
export interface InputNames {
  readonly file: string;
  readonly mapping: string;
  readonly source: string;
}

const oneDay = 24 * 60 * 60 * 1000;

/** Lists on their way into the house: uploaded, started, looked at. The work itself is that of `ImportJob`. */
@Injectable()
export class Imports {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly reference: Reference,
    private readonly seals: ListSeals,
  ) {}

  /** Keeps a list for a day, for `startWithFile`. Gives its id. */
  async upload(actor: Actor, content: Buffer, field: string, now = new Date()): Promise<Result<string>> {
    const refused = mayImport(actor) ?? refusedFor(sizeProblems(content, field));
    if (refused) return refused;
    return this.transactions.run(actor, async (tx) => {
      const id = newId();
      const sealed = await this.seals.sealFile(tx, actor, id, content);
      const [kept] = await query<{ id: string }>(tx, keepFile(id, sealed, actor.personId));
      if (!kept) throw new Error('The list was not kept.');
      const { organisationId } = actor;
      const runAt = new Date(now.getTime() + oneDay);
      await this.jobs.enqueue(tx, { name: 'import.forget', organisationId, subjectId: kept.id, runAt });
      return accept(kept.id);
    });
  }

  /** Starts with a list that was uploaded before; a foreign or forgotten one is as good as none. */
  async startWithFile(actor: Actor, fileId: string, asked: NewImport, names: InputNames): Promise<Result<RunRow>> {
    const refused = mayImport(actor);
    if (refused) return refused;
    const earlier = await this.transactions.doneBefore<Result<RunRow>>(actor);
    if (earlier) return earlier.outcome;
    const [file] = await this.transactions.read<{ content: Buffer; key: WrappedKey | null }>(
      actor,
      fileContent(fileId),
    );
    if (!file) throw new NotFoundException();
    const content = await this.seals.openFile(actor, fileId, file.content, file.key);
    return this.start(actor, content, asked, names, async (tx) => {
      // Started twice at the same moment: the other one has it.
      if ((await query(tx, dropFile(fileId))).length === 0) throw new NotFoundException();
    });
  }

  /** Refuses what is wrong with mapping, name or the first rows of the list; the rest is checked by the run. */
  async start(
    actor: Actor,
    content: Buffer,
    asked: NewImport,
    names: InputNames,
    along: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<Result<RunRow>> {
    const checked = await this.check(actor, content, asked, names);
    if (!checked.ok) return checked;
    const run = {
      id: newId(),
      source: checked.value,
      format: formatOf(content),
      dryRun: asked.dryRun,
      mapping: asked.mapping,
      content,
      personId: actor.personId,
    };
    return this.transactions.run(actor, async (tx) => {
      await along(tx);
      const [added] = await query<RunRow>(tx, addRun(await this.seals.sealRun(tx, actor, run)));
      if (!added) throw new Error('The run was not written.');
      const { format, dryRun } = run;
      await this.audit.record(tx, actor, 'import.started', { type: 'import', id: added.id }, { format, dryRun });
      const { organisationId } = actor;
      await this.jobs.enqueue(tx, { name: 'import.run', organisationId, subjectId: added.id });
      return accept(added);
    });
  }

  async find(actor: Actor, id: string): Promise<RunRow> {
    const [found] = await this.transactions.read<RunRow>(actor, runById(id));
    if (!found) throw new NotFoundException();
    return found;
  }

  /** Newest first, `most` runs behind a place. */
  list(actor: Actor, most: number, before: string | null): Promise<RunRow[]> {
    return this.transactions.read<RunRow>(actor, listRuns(most, before));
  }

  /** What became of the rows, in the order of the list: `most` of them behind a line. */
  rows(
    actor: Actor,
    runId: string,
    most: number,
    afterLine: number,
    outcome: RowOutcome | null = null,
  ): Promise<ReportRow[]> {
    return this.transactions.read<ReportRow>(actor, listRows(runId, most, afterLine, outcome));
  }

  /** The name of the list, when name, mapping and the head of the list are sound. */
  private async check(actor: Actor, content: Buffer, asked: NewImport, names: InputNames): Promise<Result<string>> {
    const refused = mayImport(actor);
    if (refused) return refused;
    const source = checkSource(asked.source, names.source);
    const mapping = readMappingText(asked.mapping, this.reference.codebook, this.reference.geography);
    const problems = [
      ...(source.ok ? [] : source.problems),
      ...(mapping.ok ? [] : mapping.problems.map((found) => below(names.mapping, found))),
      ...sizeProblems(content, names.file),
    ];
    if (problems.length === 0 && mapping.ok) {
      const head = await countRows(content, mapping.value);
      if (!head.ok) problems.push(...head.problems.map((found) => below(names.file, found)));
    }
    return refusedFor(problems) ?? source;
  }
}

/** An administrator of a carrier or an office holds the same role, and has no cases. */
const mayImport = (actor: Actor): Refused | null =>
  actor.organisationKind === 'SERVICE' ? null : refuse('IMPORT_NOT_A_SERVICE');

const sizeProblems = ({ length }: Buffer, field: string): Problem[] => {
  if (length === 0) return [...refuse('IMPORT_EMPTY_FILE', field).problems];
  const max = defaultLimits.bytes;
  return length > max ? [...refuse('IMPORT_FILE_TOO_LARGE', field, { max: max / 1_000_000 }).problems] : [];
};

const below = (argument: string, found: Problem): Problem => ({
  ...found,
  field: found.field === null ? argument : `${argument}.${found.field}`,
});
