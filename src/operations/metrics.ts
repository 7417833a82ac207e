import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, register, Registry } from 'prom-client';
import { Jobs } from '../jobs/jobs.service.js';
import { Operations } from './operations.service.js';

/** The numbers of this process, in the format that Prometheus reads. No label ever holds an id or anything that somebody typed. */
@Injectable()
export class Metrics {
  private readonly own = new Registry();

  readonly requests = new Histogram({
    name: 'beistand_http_request_duration_seconds',
    help: 'How long requests took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.own],
  });

  private readonly queue = new Gauge({
    name: 'beistand_jobs',
    help: 'Jobs in the queue, by name: waiting (or running), or given up.',
    labelNames: ['name', 'state'],
    registers: [this.own],
  });

  private readonly lag = new Gauge({
    name: 'beistand_jobs_oldest_waiting_seconds',
    help: 'For how long the job has waited that could have run first; 0 where none waits.',
    registers: [this.own],
  });

  private readonly backupAge = new Gauge({
    name: 'beistand_backup_age_seconds',
    help: 'How long ago the newest finished backup began. Not there: there is no backup yet, or Beistand makes none.',
    registers: [this.own],
  });

  private readonly backupWaiting = new Gauge({
    name: 'beistand_backup_waiting_segments',
    help: 'Finished segments of the write-ahead log that wait to be backed up.',
    registers: [this.own],
  });

  private readonly backupFault = new Gauge({
    name: 'beistand_backup_fault',
    help: '1 while backups are not taken over; beistand backup status says why.',
    registers: [this.own],
  });

  constructor(
    private readonly jobs: Jobs,
    private readonly operations: Operations,
  ) {
    collectDefaultMetrics({ register: this.own });
  }

  get contentType(): string {
    return this.own.contentType;
  }

  /** All numbers as of now; without those of the queue when the database does not answer. */
  async text(): Promise<string> {
    this.queue.reset();
    const oldest = await this.jobs.oldestWaiting().catch(() => null);
    this.lag.set(oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1_000) : 0);
    for (const { name, waiting, failed } of await this.jobs.counts().catch(() => [])) {
      this.queue.set({ name, state: 'waiting' }, waiting);
      this.queue.set({ name, state: 'failed' }, failed);
    }
    await this.countBackups();
    // The rooms below count into the library's common register.
    return Registry.merge([register, this.own]).metrics();
  }

  /** Where no backups are made there is nothing to tell, and a zero would look like one. */
  private async countBackups(now = new Date()): Promise<void> {
    for (const gauge of [this.backupAge, this.backupWaiting, this.backupFault]) gauge.remove();
    const known = await this.operations.backups(now);
    if (!known) return;
    this.backupWaiting.set(known.waiting);
    this.backupFault.set(known.fault === null ? 0 : 1);
    if (known.newest) this.backupAge.set((now.getTime() - known.newest.getTime()) / 1_000);
  }
}
