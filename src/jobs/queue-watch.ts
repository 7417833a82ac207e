import type { WorkerEvents } from 'graphile-worker';

/** In milliseconds: how often it looks; how long questions may fail one after the other, or one may stay without an answer. */
const EVERY = 5_000;
const FAILING = 30_000;
const SILENT = 60_000;

/**
 * Looks whether the workers of one runner get to the queue. The library lets them ask again for ever, and some of what goes wrong does not pass:
 * where the very first question of a runner fails, its failure is kept and given to everybody who asks later (graphile-worker 0.18, `getTaskDetails`);
 * and a database that starts up for long is waited for longer and longer.
 */
export class QueueWatch {
  /** Fulfilled when this runner will not get to the queue any more: another one must be started. */
  readonly standing: Promise<void>;

  private readonly stands: () => void;
  private readonly looking: NodeJS.Timeout;
  /** Since when each worker that has asked waits for its answer. */
  private readonly asking = new Map<string, number>();
  private wasAnswered = false;
  private failingSince: number | null = null;

  constructor(events: WorkerEvents) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.standing = promise;
    this.stands = resolve;
    events.on('worker:getJob:start', ({ worker }) => void this.asking.set(worker.workerId, performance.now()));
    events.on('worker:getJob:empty', ({ worker }) => this.answered(worker.workerId));
    events.on('job:start', ({ worker }) => this.answered(worker.workerId));
    events.on('worker:getJob:error', ({ worker }) => this.failed(worker.workerId));
    this.looking = setInterval(() => this.look(), EVERY);
    this.looking.unref();
  }

  end(): void {
    clearInterval(this.looking);
  }

  private answered(worker: string): void {
    this.asking.delete(worker);
    this.wasAnswered = true;
    this.failingSince = null;
  }

  private failed(worker: string): void {
    this.asking.delete(worker);
    this.failingSince ??= performance.now();
    if (!this.wasAnswered) this.stands();
  }

  private look(): void {
    const now = performance.now();
    const isSilent = [...this.asking.values()].some((since) => now - since > SILENT);
    if (isSilent || (this.failingSince !== null && now - this.failingSince > FAILING)) this.stands();
  }
}
