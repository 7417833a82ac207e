import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn, type Actor } from '../core/access.js';
import type { Problem } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Reference } from '../reference/reference.service.js';
import { nameDistricts } from './candidate.district.js';
import { readCandidates } from './candidates.reader.js';
import { ImportBatches, lineOf, type ReadRow } from './import-batch.service.js';
import { beginRun, dropFile, endRun, runToWork, type RunRow, type WorkRow } from './imports.queries.js';
import { ListSeals } from './list-seals.js';
import { countRows, inPieces, readMappingText } from './list.reader.js';
import type { ImportMapping } from './mapping.fields.js';

/** So many rows are recorded together or not at all. */
const BATCH_ROWS = 100;

/** After so long a job makes room for others and goes on as a new one. */
const SLICE_MS = 10_000;

/** A run that can be worked on. */
interface Work {
  readonly actor: Actor;
  readonly runId: string;
  readonly run: WorkRow & { readonly content: Buffer; readonly mapping: string };
}

export interface Watcher {
  /** Whether to stop after the batch that comes next; the rest then waits in the queue. */
  readonly isLast: () => boolean;
  readonly onProgress: (run: RunRow) => void;
}

/**
 * `import.run`: works on the run `subjectId`. It may be interrupted anywhere and run twice, even at the same time: a batch
 * looks under lock which rows are left. `import.forget`: drops an uploaded list that no run has taken.
 */
@Injectable()
export class ImportJob implements OnModuleInit, OnModuleDestroy {
  private closing = false;
  private readonly districts;

  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly batches: ImportBatches,
    private readonly seals: ListSeals,
  ) {
    this.districts = nameDistricts(reference.geography);
  }

  onModuleInit(): void {
    this.jobs.register('import.run', ({ organisationId, subjectId }) => {
      const started = performance.now();
      const isLast = (): boolean => this.closing || performance.now() - started > SLICE_MS;
      return this.work(organisationId, subjectId, { isLast, onProgress: () => undefined });
    });
    this.jobs.register('import.forget', (payload) => this.forget(payload));
  }

  onModuleDestroy(): void {
    this.closing = true;
  }

  /** Works on a run until it has ended or `isLast` says so. */
  async work(organisationId: string, runId: string, watcher: Watcher): Promise<void> {
    const work = await this.find(organisationId, runId);
    if (!work) return; // ended already, or gone
    const { codebook, geography } = this.reference;
    const mapping = readMappingText(work.run.mapping, codebook, geography);
    // The codebook may have changed since it was accepted.
    if (!mapping.ok) return this.end(work, 'FAILED', mapping.problems);
    if (work.run.state === 'WAITING') {
      const counted = await countRows(work.run.content, mapping.value, Infinity);
      if (!counted.ok) return this.end(work, 'FAILED', counted.problems);
      await this.transactions.run(work.actor, (tx) => query(tx, beginRun(runId, counted.value)));
    }
    const isThrough = await this.takeAll(work, mapping.value, watcher);
    if (isThrough) await this.end(work, 'DONE', []);
  }

  /** Whether all rows are taken now; otherwise the rest waits in the queue. */
  private async takeAll(work: Work, mapping: ImportMapping, { isLast, onProgress }: Watcher): Promise<boolean> {
    const { actor, runId, run } = work;
    const batchOf = { runId, source: run.source, dryRun: run.dryRun };
    const goOn = (tx: Tx): Promise<void> =>
      this.jobs.enqueue(tx, { name: 'import.run', organisationId: actor.organisationId, subjectId: runId });
    for await (const rows of this.batchesOf(run, mapping)) {
      const last = isLast();
      const moved = await this.batches.take(actor, batchOf, rows, last ? goOn : () => Promise.resolve());
      if (moved) onProgress(moved);
      if (last) return false;
    }
    return true;
  }

  /** The rows that are left, always read from the beginning: an id that stands twice in the list must be seen. */
  private async *batchesOf(run: Work['run'], mapping: ImportMapping): AsyncGenerator<readonly ReadRow[]> {
    const reference = { codebook: this.reference.codebook, districts: this.districts };
    let batch: ReadRow[] = [];
    for await (const row of readCandidates(inPieces(run.content), mapping, reference)) {
      // Counted through before the first batch, the list has no fault as a whole.
      if (!row.ok && row.line === null) throw new ListChanged();
      if (lineOf(row) < run.nextLine) continue;
      batch.push(row);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  private async find(organisationId: string, runId: string): Promise<Work | null> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return null;
    const house = houseIn(organisation);
    const [run] = await this.transactions.read<WorkRow>(house, runToWork(runId));
    if (!run?.content || run.mapping === null) return null;
    const sealed = { content: run.content, mapping: run.mapping, key: run.key };
    const { content, mapping } = await this.seals.openRun(organisationId, runId, sealed);
    // In the name of whoever started it: the history of each case tells it.
    return { actor: { ...house, personId: run.createdBy }, runId, run: { ...run, content, mapping } };
  }

  private async end({ actor, runId }: Work, state: 'DONE' | 'FAILED', problems: readonly Problem[]): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const [ended] = await query<RunRow>(tx, endRun(runId, state, problems));
      if (!ended) return;
      const { imported, alreadyThere, refused } = ended;
      const subject = { type: 'import', id: runId };
      await this.audit.record(tx, actor, 'import.ended', subject, { state, imported, alreadyThere, refused });
    });
  }

  private async forget({ organisationId, subjectId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (organisation) await this.transactions.run(houseIn(organisation), (tx) => query(tx, dropFile(subjectId)));
  }
}

class ListChanged extends Error {
  override readonly name = 'ListChanged';
}
