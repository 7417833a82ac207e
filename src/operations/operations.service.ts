import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';

/** What whoever runs the platform sees of it: health and counts, never contents. */
@Injectable()
export class Operations {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly keys: Keys,
  ) {}

  async failedJobs(): Promise<{ name: string; failed: number; oldest: Date }[]> {
    const counts = await this.jobs.counts();
    return counts.flatMap(({ name, failed, oldestFailed }) =>
      oldestFailed ? [{ name, failed, oldest: oldestFailed }] : [],
    );
  }

  retryFailedJobs(actor: Actor): Promise<number> {
    return this.transactions.run(actor, async (tx) => {
      const retried = await this.jobs.retryFailed(tx);
      await this.audit.record(tx, actor, 'jobs.retried', { type: 'queue', id: null }, { retried });
      return retried;
    });
  }

  /** Whether the database answers, and what of the schema it lacks; both with little patience. */
  async database(): Promise<{ answers: boolean; pendingMigrations: number }> {
    try {
      const pending = await withinSeconds(3, this.transactions.pendingMigrations());
      return { answers: true, pendingMigrations: pending.length };
    } catch {
      return { answers: await withinSeconds(3, this.transactions.isAlive()).catch(() => false), pendingMigrations: -1 };
    }
  }

  /** Whether the key service answers and holds the right keys: without them nothing can be read or written. */
  async keysAreThere(): Promise<boolean> {
    try {
      await withinSeconds(4, this.keys.check());
      return true;
    } catch {
      return false;
    }
  }

  /** Whether this process works on the queue; null when another does. */
  get queueRuns(): boolean | null {
    return this.jobs.isRunning;
  }
}

/** A database that hangs must not let the question hang. */
function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too late')), seconds * 1_000);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
