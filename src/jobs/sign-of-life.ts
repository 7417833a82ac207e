import { connectionPool } from '../database/pool.js';

/** Seconds between two looks, and how long somebody who has just taken a job may need to show that they live. */
const EVERY = 5;
const GRACE = 15;

/**
 * Jobs that are locked by a worker of which no connection is left: it was killed, or lost its database in the middle. The library would give up its
 * locks after four hours. A live one that is taken for dead for a moment does no harm: a job may run twice.
 */
const unlockDead = `select graphile_worker.force_unlock_workers(array(
  select distinct locked_by from graphile_worker.jobs
  where locked_by is not null and locked_at < now() - interval '${GRACE} seconds'
    and not exists (select from pg_stat_activity where application_name = locked_by)))`;

/** A connection under the name of a worker: as long as it is there, the worker lives. Over it those of the dead are looked for. */
export class SignOfLife {
  private readonly pool;
  private readonly looking: NodeJS.Timeout;

  constructor(url: string, workerName: string) {
    this.pool = connectionPool(url, 1, workerName);
    this.looking = setInterval(() => this.look(), EVERY * 1_000);
    this.looking.unref();
    this.look();
  }

  /** A database that does not answer is asked again the next time, on a new connection. */
  private look(): void {
    this.pool.query(unlockDead).catch(() => undefined);
  }

  async end(): Promise<void> {
    clearInterval(this.looking);
    await this.pool.end();
  }
}
