import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import {
  mayApprove,
  mayCancel,
  mayPrepare,
  mayWithdraw,
  quartersToChoose,
  releaseLicences,
  type ChoosableQuarter,
  type ReleaseWish,
} from '../core/release-preparation.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { dated } from './bundle-folder.js';
import * as rows from './release-rows.queries.js';
import type { ReleaseRow } from './released.js';
import { subject } from './release-runs.service.js';
import { StatisticsKeyFault, StatisticsKeys } from './statistics-keys.js';
import { STATISTICS_OPTIONS, type StatisticsOptions } from './statistics.pool.js';

/** What is wished for; what is left out follows the settings. */
export type GivenWish = Pick<ReleaseWish, 'quarter'> & Partial<Pick<ReleaseWish, 'publisher' | 'licence'>>;

/** The way of a release from the wish to its publication, and its withdrawal: what people do. The work between is `ReleaseRuns`. */
@Injectable()
export class ReleasePreparations {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly keys: StatisticsKeys,
    @Inject(STATISTICS_OPTIONS) private readonly options: StatisticsOptions,
  ) {}

  /** Every release that was ever begun, the newest first. */
  list(actor: Actor): Promise<readonly ReleaseRow[]> {
    return this.transactions.read<ReleaseRow>(actor, rows.allReleases);
  }

  /** The quarters that somebody may think of, the newest first, each with what keeps it from being prepared now. */
  async quarters(actor: Actor, now = new Date()): Promise<readonly ChoosableQuarter[]> {
    return quartersToChoose(await this.list(actor), dayOf(now));
  }

  /**
   * Begins a release, or one again that was cancelled or failed; a job does the rest.
   *
   * @param enqueues false: whoever asks does the work, a command at the terminal
   */
  prepare(actor: Actor, given: GivenWish, enqueues = true, now = new Date()): Promise<Result<ReleaseRow>> {
    const { publisher } = this.options;
    const wish = { publisher, licence: releaseLicences[0], ...given };
    return this.transactions.run(actor, async (tx) => {
      const all = await this.hold(tx);
      const decision = mayPrepare(wish, all, dayOf(now));
      if (!decision.ok) return decision;

      const [begun] = await query<ReleaseRow>(tx, rows.beginRelease(decision.value, actor));
      if (!begun) throw new Error('The release was not begun.');
      await query(tx, rows.forgetFiles(begun.id));
      await this.audit.record(tx, actor, 'statistics-release.prepared', subject, { release: begun.id });
      if (enqueues) await this.enqueue(tx, actor, begun.id);
      return accept(begun);
    });
  }

  /** Gives up what was not published; a job that is at it stops at its next step, and the records are free again. */
  cancel(actor: Actor, id: string): Promise<Result<ReleaseRow>> {
    return this.transactions.run(actor, async (tx) => {
      const release = await this.find(tx, id);
      const decision = mayCancel(release);
      if (!decision.ok) return decision;

      const [cancelled] = await query<ReleaseRow>(tx, rows.markCancelled(id));
      await query(tx, rows.forgetFiles(id));
      await query(tx, rows.thaw(id));
      await this.audit.record(tx, actor, 'statistics-release.cancelled', subject, { release: id });
      return accept(cancelled ?? release);
    });
  }

  /** Publishes: dates and signs the bundle with the day of publication. From then on nothing of it changes. */
  approve(actor: Actor, id: string, numbersSha256: string, now = new Date()): Promise<Result<ReleaseRow>> {
    return this.transactions.run(actor, async (tx) => {
      const release = await this.find(tx, id);
      const decision = mayApprove(release, actor.personId, numbersSha256);
      if (!decision.ok) return decision;

      const signingKey = this.signingKey();
      if (signingKey === null) return refuse('STATISTICS_KEYS');
      const found = await query<{ name: string; content: string }>(tx, rows.filesOf(id));
      const files = Object.fromEntries(found.map(({ name, content }) => [name, content]));
      await query(tx, rows.storeFiles(id, dated(files, dayOf(now), signingKey)));
      const [published] = await query<ReleaseRow>(tx, rows.markPublished(id, actor));
      await this.audit.record(tx, actor, 'statistics-release.published', subject, { release: id, numbersSha256 });
      return accept(published ?? release);
    });
  }

  /** Takes a published release back: it stays listed with the reason, which everybody can read, and nothing is answered from it any more. */
  withdraw(actor: Actor, id: string, reason: string): Promise<Result<ReleaseRow>> {
    return this.transactions.run(actor, async (tx) => {
      const release = await this.find(tx, id);
      const decision = mayWithdraw(release, reason);
      if (!decision.ok) return decision;

      const [withdrawn] = await query<ReleaseRow>(tx, rows.markWithdrawn(id, actor, decision.value));
      await this.audit.record(tx, actor, 'statistics-release.withdrawn', subject, { release: id });
      return accept(withdrawn ?? release);
    });
  }

  private async hold(tx: Tx): Promise<readonly ReleaseRow[]> {
    await query(tx, rows.holdReleases);
    return query<ReleaseRow>(tx, rows.allReleases);
  }

  private async find(tx: Tx, id: string): Promise<ReleaseRow> {
    const found = (await this.hold(tx)).find((one) => one.id === id);
    if (!found) throw new NotFoundException();
    return found;
  }

  /** The job's subject is the quarter: it says nothing about anybody. */
  private enqueue(tx: Tx, { organisationId }: Actor, id: string): Promise<void> {
    return this.jobs.enqueue(tx, { name: 'statistics.release', organisationId, subjectId: id });
  }

  private signingKey(): string | null {
    try {
      return this.keys.signing(false);
    } catch (error) {
      if (error instanceof StatisticsKeyFault) return null;
      throw error;
    }
  }
}
