import { Logger, runMigrations } from 'graphile-worker';
import { connectionPool } from '../database/pool.js';

/** The library's own log lines could repeat payloads; what matters of a job is logged by `Jobs`. */
export const quiet = new Logger(() => () => undefined);

/**
 * Brings the queue's schema up to date, as the role that owns it, and opens a few functions to the application:
 * it can add a job, see how many wait and how many were given up, and give those new attempts, and can neither read nor change the queue itself.
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
      create or replace function graphile_worker.job_counts() returns table (name text, waiting bigint, failed bigint, oldest_failed timestamptz)
        language sql stable security definer set search_path = pg_catalog as $$
          select task_identifier, count(*) filter (where not given_up), count(*) filter (where given_up), min(created_at) filter (where given_up)
          from (select task_identifier, created_at, attempts >= max_attempts and locked_at is null as given_up from graphile_worker.jobs)
          group by task_identifier;
        $$;
      create or replace function graphile_worker.oldest_waiting() returns timestamptz
        language sql stable security definer set search_path = pg_catalog as $$
          select min(run_at) from graphile_worker.jobs where attempts < max_attempts and run_at <= now() and locked_at is null;
        $$;
      create or replace function graphile_worker.retry_failed() returns bigint
        language sql security definer set search_path = pg_catalog as $$
          select count(*) from graphile_worker.jobs j, graphile_worker.reschedule_jobs(array[j.id], run_at => now(), attempts => 0)
          where j.attempts >= j.max_attempts;
        $$;
      revoke all on all functions in schema graphile_worker from public;
      grant usage on schema graphile_worker to beistand_app;
      grant execute on function graphile_worker.enqueue(text, json, timestamptz, text) to beistand_app;
      grant execute on function graphile_worker.job_counts() to beistand_app;
      grant execute on function graphile_worker.oldest_waiting() to beistand_app;
      grant execute on function graphile_worker.retry_failed() to beistand_app;
    `);
  } finally {
    await pool.end();
  }
}
