import { Logger, runMigrations } from 'graphile-worker';
import { connectionPool } from '../database/pool.js';

/** The library's own log lines could repeat payloads; what matters of a job is logged by `Jobs`. */
export const quiet = new Logger(() => () => undefined);

/**
 * Brings the queue's schema up to date, as the role that owns it, and opens two functions to the application:
 * it can add a job and see how many failed, and can neither read nor change the queue itself.
 */
export async function installQueue(jobsUrl: string): Promise<void> {
  const pool = connectionPool(jobsUrl, 2);
  try {
    await runMigrations({ pgPool: pool, logger: quiet });
    await pool.query(`
      create or replace function graphile_worker.enqueue(name text, payload json, run_at timestamptz, job_key text) returns void
        language sql security definer set search_path = pg_catalog as $$
          select graphile_worker.add_job(identifier => name, payload => payload, run_at => run_at, max_attempts => 8, job_key => job_key);
        $$;
      create or replace function graphile_worker.failed_jobs() returns table (name text, failed bigint, oldest timestamptz)
        language sql stable security definer set search_path = pg_catalog as $$
          select task_identifier, count(*), min(created_at) from graphile_worker.jobs
          where attempts >= max_attempts group by task_identifier;
        $$;
      create or replace function graphile_worker.retry_failed() returns bigint
        language sql security definer set search_path = pg_catalog as $$
          select count(*) from graphile_worker.jobs j, graphile_worker.reschedule_jobs(array[j.id], run_at => now(), attempts => 0)
          where j.attempts >= j.max_attempts;
        $$;
      revoke all on all functions in schema graphile_worker from public;
      grant usage on schema graphile_worker to beistand_app;
      grant execute on function graphile_worker.enqueue(text, json, timestamptz, text) to beistand_app;
      grant execute on function graphile_worker.failed_jobs() to beistand_app;
      grant execute on function graphile_worker.retry_failed() to beistand_app;
    `);
  } finally {
    await pool.end();
  }
}
