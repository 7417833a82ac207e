import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger as NestLogger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { run, runOnce, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { Counter } from 'prom-client';
import { connectionPool } from '../database/pool.js';
import { Transactions, query, send, type Tx } from '../database/transactions.js';
import { quiet } from './jobs.install.js';
import type { Job, JobHandler, JobPayload } from './job.js';
import { QueueWatch } from './queue-watch.js';
import { SignOfLife } from './sign-of-life.js';

export const JOBS_OPTIONS = Symbol('jobs options');

export interface JobsOptions {
  /** Connection of the role that owns the queue. */
  readonly url: string;
  /** Whether this process also works on the queue; otherwise it only adds to it. */
  readonly runs: boolean;
  /** Whether no other process works on this queue: then whatever is locked at the start was left by one that was killed. */
  readonly alone: boolean;
}

/** How many jobs of one name there are. */
export interface JobCount {
  readonly name: string;
  readonly waiting: number;
  /** Given up after the last attempt. */
  readonly failed: number;
  readonly oldestFailed: Date | null;
}

const failures = new Counter({
  name: 'beistand_job_failures_total',
  help: 'Failed attempts at a job, by job and by whether it was given up.',
  labelNames: ['name', 'given_up'],
});

const restarts = new Counter({
  name: 'beistand_queue_restarts_total',
  help: 'How often the work on the queue came to a stand and was started again.',
});

/** After a loss, in milliseconds: a database that was restarted is back by then, and one that is not is not asked without end. */
const PAUSE = 1_000;

/** Where nobody else works, nobody has to be waited for. */
const unlockAll = `select graphile_worker.force_unlock_workers(array(
  select distinct locked_by from graphile_worker.jobs where locked_by is not null))`;

/** The queue: a thin wrapper around graphile-worker. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new NestLogger('jobs');
  private readonly handlers = new Map<string, JobHandler>();
  private readonly daily = new Set<string>();
  private readonly first = new Set<string>();
  private runner: Runner | null = null;
  private stopping = false;
  private pool: ReturnType<typeof connectionPool> | null = null;
  private signOfLife: SignOfLife | null = null;
  private watch: QueueWatch | null = null;

  constructor(
    @Inject(JOBS_OPTIONS) private readonly options: JobsOptions,
    private readonly transactions: Transactions,
  ) {}

  /** A room says at its start who works on a kind of job. */
  register(name: string, handler: JobHandler): void {
    if (this.handlers.has(name)) throw new Error(`Two handlers for the job ${name}`);
    this.handlers.set(name, handler);
  }

  /** Who works on which kind of job, by its name. */
  get registered(): ReadonlyMap<string, JobHandler> {
    return this.handlers;
  }

  /** Work that the house does for itself every night, soon after the day has changed in Germany. One process does it. */
  registerDaily(name: string, handler: () => Promise<void>): void {
    this.register(name, handler);
    this.daily.add(name);
  }

  /** Work that is done before anybody is let in and before any other job, where some of it waits when the house is opened: after a restore. */
  registerFirst(name: string, handler: JobHandler): void {
    this.register(name, handler);
    this.first.add(name);
  }

  /** How many jobs of `registerFirst` are not done: they wait, or were given up until somebody lets them be tried again. */
  async firstUndone(): Promise<number> {
    const first = (await this.counts()).filter(({ name }) => this.first.has(name));
    return first.reduce((sum, { waiting, failed }) => sum + waiting + failed, 0);
  }

  /** Adds a job in the deed's own transaction: it runs if, and only if, the deed is committed. */
  async enqueue(tx: Tx, { name, organisationId, subjectId, deed, runAt, key }: Job): Promise<void> {
    const payload: JobPayload =
      deed === undefined ? { organisationId, subjectId } : { organisationId, subjectId, deed };
    await send(tx, {
      name: 'enqueue',
      text: 'select graphile_worker.enqueue($1, $2, $3, $4)',
      values: [name, JSON.stringify(payload), runAt ?? null, key ?? null],
    });
  }

  /** How many jobs wait and how many were given up, by name. Nothing of what they are about. */
  async counts(): Promise<JobCount[]> {
    const rows = await this.transactions.readAsNobody<{
      name: string;
      waiting: string;
      failed: string;
      oldest_failed: Date | null;
    }>({
      name: 'job-counts',
      text: 'select name, waiting, failed, oldest_failed from graphile_worker.job_counts() order by name',
      values: [],
    });
    return rows.map(({ name, waiting, failed, oldest_failed }) => ({
      name,
      waiting: Number(waiting),
      failed: Number(failed),
      oldestFailed: oldest_failed,
    }));
  }

  /** Since when the job has waited that could have run first, or null: one that is tried again later, or was given up, does not wait. */
  async oldestWaiting(): Promise<Date | null> {
    const [row] = await this.transactions.readAsNobody<{ since: Date | null }>({
      name: 'job-oldest-waiting',
      text: 'select graphile_worker.oldest_waiting() as since',
      values: [],
    });
    return row?.since ?? null;
  }

  /** Whether this process works on the queue; null when it is not meant to. */
  get isRunning(): boolean | null {
    return this.options.runs ? this.runner !== null : null;
  }

  /** Gives every given-up job new attempts. Returns how many. */
  async retryFailed(tx: Tx): Promise<number> {
    const rows = await query<{ count: string }>(tx, {
      name: 'retry-failed',
      text: 'select graphile_worker.retry_failed() as count',
      values: [],
    });
    return Number(rows[0]?.count ?? 0);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.doFirst();
    if (this.options.runs) await this.start();
  }

  /** What fails here stays in the queue, is tried again as every job, and keeps the house from being ready. */
  private async doFirst(): Promise<void> {
    // Where the queue cannot be asked, nobody is served either (`/ready`).
    if ((await this.firstUndone().catch(() => 0)) === 0) return;
    const pool = connectionPool(this.options.url, 2);
    try {
      if (this.options.alone) await pool.query(unlockAll);
      const events: WorkerEvents = new EventEmitter();
      events.on('job:error', ({ job, error }) => this.noteFailure(job, error));
      const own = [...this.handlers].filter(([name]) => this.first.has(name));
      await runOnce({ pgPool: pool, taskList: taskListOf(own), events, noHandleSignals: true, logger: quiet });
    } finally {
      await pool.end();
    }
  }

  private async start(): Promise<void> {
    const pool = connectionPool(this.options.url, 4);
    try {
      if (this.options.alone) await pool.query(unlockAll);
      await this.startOn(pool);
    } catch (error) {
      await this.endConnections(pool);
      throw error;
    }
  }

  private async startOn(pool: NonNullable<Jobs['pool']>): Promise<void> {
    const taskList = taskListOf([...this.handlers]);
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => {
      this.signOfLife = new SignOfLife(this.options.url, workerPool.id);
    });
    this.watch = new QueueWatch(events);
    const { standing } = this.watch;
    const runner = await run({
      pgPool: pool,
      taskList,
      events,
      // In batches, though of one: what fails otherwise in noting how a job ended is nobody's to catch, and would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      // In UTC: between midnight and half past one in Berlin, in summer and in winter.
      crontab: [...this.daily].map((name) => `20 23 * * * ${name}`).join('\n'),
      concurrency: 2,
      pollInterval: 2_000,
      noHandleSignals: true,
      logger: quiet,
    });
    if (this.stopping) {
      await runner.stop().catch(() => undefined);
      throw new Error('The house was closed meanwhile.');
    }
    this.pool = pool;
    this.runner = runner;
    events.on('job:error', ({ job, error }) => this.noteFailure(job, error));
    const ended = (): void => void this.startAgain(runner);
    runner.promise.then(ended, ended);
    // Its end may never come: where noting the end of two jobs has failed, the library waits for more than there is.
    events.on('pool:gracefulShutdown', ended);
    void standing.then(() => this.startAgain(runner, true));
  }

  /**
   * The library ends its runner when the database stays away; ours comes back when the database does. One that lives and does not get to the
   * queue any more is ended first; what it may still be working on is done by then, or done twice.
   */
  private async startAgain(ended: Runner, lives = false): Promise<void> {
    if (this.runner !== ended) return; // it was stopped on purpose
    this.runner = null;
    restarts.inc();
    this.log.warn('the queue has stopped and is started again');
    if (lives) void ended.stop().catch(() => undefined);
    await this.endConnections(this.pool);
    while (!this.stopping && !this.runner) {
      await setTimeout(PAUSE, undefined, { ref: false });
      if (!this.stopping) await this.start().catch(() => undefined);
    }
  }

  private noteFailure(job: { task_identifier: string; attempts: number; max_attempts: number }, error: unknown): void {
    const givenUp = job.attempts >= job.max_attempts;
    failures.inc({ name: job.task_identifier, given_up: String(givenUp) });
    // Only the error's kind: its message may repeat what the handler was working on.
    const kind = error instanceof Error ? error.name : 'unknown';
    this.log.error({ job: job.task_identifier, attempt: job.attempts, givenUp, error: kind }, 'job failed');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const { runner, pool } = this;
    this.runner = null;
    this.pool = null;
    await runner?.stop().catch(() => undefined);
    await this.endConnections(pool);
  }

  private async endConnections(pool: Jobs['pool']): Promise<void> {
    const { signOfLife, watch } = this;
    this.signOfLife = null;
    this.watch = null;
    watch?.end();
    // A connection that was lost in use may never be given back.
    const patience = setTimeout(5_000, undefined, { ref: false });
    await Promise.race([Promise.allSettled([pool?.end(), signOfLife?.end()]), patience]);
  }
}

const taskListOf = (handlers: readonly (readonly [string, JobHandler])[]): TaskList =>
  Object.fromEntries(
    handlers.map(([name, handler]) => [name, (payload) => attempt(handler, payload as JobPayload)] as const),
  );

/** For whoever looks for a fault on a machine of one's own: the error as it is. */
const faults = channel('beistand:fault');

/** The queue keeps the text of the last error, and that of others may repeat an address or a value: it gets the kind alone. */
async function attempt(handler: JobHandler, payload: JobPayload): Promise<void> {
  try {
    await handler(payload);
  } catch (error) {
    faults.publish(error);
    const { name = 'unknown', code } = error as { name?: string; code?: string | number };
    throw Object.assign(new Error(code === undefined ? name : `${name} ${code}`), { name, stack: undefined });
  }
}
