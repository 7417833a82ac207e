import {
  Inject,
  Injectable,
  Logger as NestLogger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { run, type Runner, type TaskList } from 'graphile-worker';
import { Counter } from 'prom-client';
import { connectionPool } from '../database/pool.js';
import { Transactions, query, type Tx } from '../database/transactions.js';
import { quiet } from './jobs.install.js';
import type { Job, JobHandler, JobPayload } from './job.js';

export const JOBS_OPTIONS = Symbol('jobs options');

export interface JobsOptions {
  /** Connection of the role that owns the queue. */
  readonly url: string;
  /** Whether this process also works on the queue; otherwise it only adds to it. */
  readonly runs: boolean;
}

export interface FailedJobs {
  readonly name: string;
  readonly failed: number;
  readonly oldest: Date;
}

const failures = new Counter({
  name: 'beistand_job_failures_total',
  help: 'Failed attempts at a job, by job and by whether it was given up.',
  labelNames: ['name', 'given_up'],
});

/** The queue: a thin wrapper around graphile-worker. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new NestLogger('jobs');
  private readonly handlers = new Map<string, JobHandler>();
  private runner: Runner | null = null;
  private pool: ReturnType<typeof connectionPool> | null = null;

  constructor(
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
    private readonly transactions: Transactions,
  ) {}

  /** A room says at its start who works on a kind of job. */
  register(name: string, handler: JobHandler): void {
    if (this.handlers.has(name)) throw new Error(`Two handlers for the job ${name}`);
    this.handlers.set(name, handler);
  }

  /** Adds a job in the deed's own transaction: it runs if, and only if, the deed is committed. */
  async enqueue(tx: Tx, { name, organisationId, subjectId, deed, runAt, key }: Job): Promise<void> {
    const payload: JobPayload =
      deed === undefined ? { organisationId, subjectId } : { organisationId, subjectId, deed };
    await query(tx, {
      name: 'enqueue',
      text: 'select graphile_worker.enqueue($1, $2, $3, $4)',
      values: [name, JSON.stringify(payload), runAt ?? null, key ?? null],
    });
  }

  /** Jobs that were given up, by name: the operator's list. */
  async failed(): Promise<FailedJobs[]> {
    const rows = await this.transactions.readAsNobody<{ name: string; failed: string; oldest: Date }>({
      name: 'failed-jobs',
      text: 'select name, failed, oldest from graphile_worker.failed_jobs() order by name',
      values: [],
    });
    return rows.map((row) => ({ ...row, failed: Number(row.failed) }));
  }

  /** Gives every given-up job new attempts. Returns how many. */
  async retryFailed(): Promise<number> {
    return this.transactions.runAsNobody(async (tx) => {
      const rows = await query<{ count: string }>(tx, {
        name: 'retry-failed',
        text: 'select graphile_worker.retry_failed() as count',
        values: [],
      });
      return Number(rows[0]?.count ?? 0);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.options.runs) return;
    this.pool = connectionPool(this.options.url, 4);
    const taskList: TaskList = Object.fromEntries(
      [...this.handlers].map(([name, handler]) => [name, (payload) => handler(payload as JobPayload)]),
    );
    this.runner = await run({
      pgPool: this.pool,
      taskList,
      concurrency: 2,
      pollInterval: 2_000,
      noHandleSignals: true,
      logger: quiet,
    });
    this.runner.events.on('job:error', ({ job, error }) => {
      const givenUp = job.attempts >= job.max_attempts;
      failures.inc({ name: job.task_identifier, given_up: String(givenUp) });
      // Only the error's kind: its message may repeat what the handler was working on.
      this.log.error(
        {
          job: job.task_identifier,
          attempt: job.attempts,
          givenUp,
          error: error instanceof Error ? error.name : 'unknown',
        },
        'job failed',
      );
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner?.stop().catch(() => undefined);
    this.runner = null;
    await this.pool?.end();
    this.pool = null;
  }
}
