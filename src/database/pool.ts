import pg from 'pg';

/**
 * A few connections of a role; `name` is what the database knows them by. One that dies with the database must not end the process: its
 * user connects again.
 */
export function connectionPool(url: string, max: number, name = 'beistand-jobs'): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, application_name: name });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
