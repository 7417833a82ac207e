import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { BackupHealth } from '../backup/health.js';
import type { BackupSettings } from '../config/backup.js';
import type { ReadinessLimits } from '../config/readiness.js';
import type { Actor } from '../core/access.js';
import { backupWarning, type BackupWarning } from '../core/backup-age.js';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { leastFree } from './disks.js';
import { PatientQuestion } from './patient-question.js';

export const READINESS = Symbol('readiness');

export interface ReadinessOptions {
  readonly limits: ReadinessLimits;
  /** The folders that the house writes to on this machine. */
  readonly folders: readonly string[];
  /** Where this data folder is backed up; null: Beistand makes no backups here. */
  readonly backup:
    (Pick<BackupSettings, 'folder' | 'maxAgeHours' | 'isRequired'> & { readonly dataFolder: string }) | null;
}

/** What is known of the backups, and what is wrong with it. */
export interface WatchedBackups extends BackupHealth {
  readonly warning: BackupWarning | null;
  /** Whether the house is to take no requests while there is something wrong. */
  readonly isRequired: boolean;
}

/** What whoever runs the platform sees of it: health and counts, never contents. */
@Injectable()
export class Operations {
  private readonly ofDatabase = new PatientQuestion(() => this.askDatabase());
  private readonly ofKeys = new PatientQuestion(() => this.keys.check());
  private readonly ofQueue = new PatientQuestion(() => this.jobs.oldestWaiting());
  private readonly ofErasure = new PatientQuestion(() => this.jobs.firstUndone());
  private readonly ofBackups = new PatientQuestion(() => this.askBackups());

  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly keys: Keys,
    @Inject(READINESS) private readonly readiness: ReadinessOptions,
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

  /** Whether the database answers, and what of the schema it lacks (-1 where it does not say). */
  async database(): Promise<{ answers: boolean; pendingMigrations: number }> {
    try {
      return await this.ofDatabase.answer();
    } catch {
      return { answers: false, pendingMigrations: -1 };
    }
  }

  private async askDatabase(): Promise<{ answers: boolean; pendingMigrations: number }> {
    try {
      return { answers: true, pendingMigrations: (await this.transactions.pendingMigrations()).length };
    } catch {
      return { answers: await this.transactions.isAlive(), pendingMigrations: -1 };
    }
  }

  /** How old the newest backup is and what waits to be backed up; null where Beistand makes none. A folder that hangs is one that is away. */
  async backups(now = new Date()): Promise<WatchedBackups | null> {
    const { backup } = this.readiness;
    if (!backup) return null;
    const { maxAgeHours, isRequired } = backup;
    const away = { newest: null, waiting: 0, fault: 'BACKUP_DIR_AWAY', lookedAt: null };
    const health = (await this.ofBackups.answer().catch(() => away)) ?? away;
    return { ...health, warning: backupWarning(health, maxAgeHours, now), isRequired };
  }

  private async askBackups(): Promise<BackupHealth | null> {
    const { backup } = this.readiness;
    if (!backup) return null;
    const { backupHealth } = await import('../backup/health.js');
    return backupHealth(backup.dataFolder, backup.folder);
  }

  /** Whether the key service answers and holds the right keys: without them nothing can be read or written. */
  async keysAreThere(): Promise<boolean> {
    try {
      await this.ofKeys.answer();
      return true;
    } catch {
      return false;
    }
  }

  /** Whether there is room on every disk that the house writes to. */
  async hasRoom(): Promise<boolean> {
    const { folders, limits } = this.readiness;
    return (await leastFree(folders)) >= limits.freeBytes;
  }

  /** Whether this process works on the queue; null when another does. */
  get queueRuns(): boolean | null {
    return this.jobs.isRunning;
  }

  /** Whether something waits that has to be gone before anybody is let in, after a restore. A database that does not answer says so itself. */
  async erasureWaits(): Promise<boolean> {
    return (await this.ofErasure.answer().catch(() => 0)) > 0;
  }

  /** Whether a job that could run waits for longer than the settings allow. A database that does not answer is not the queue's fault. */
  async queueLags(now = new Date()): Promise<boolean> {
    const oldest = await this.ofQueue.answer().catch(() => null);
    return oldest !== null && now.getTime() - oldest.getTime() > this.readiness.limits.queueLagSeconds * 1_000;
  }
}
