import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { failToOpen } from './closing.js';
import { ConfigError, readConfig } from './config.js';
import { Transactions } from './database/transactions.js';
import { listeningFault } from './http/listening.js';
import { buildApp, checkDurability } from './server.js';

/** The second door: works on the queue beside a server that does not (`BEISTAND_JOBS=off`). Over HTTP it answers of its health alone. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.database)
    throw new ConfigError([
      'DATABASE_URL is missing: a worker shares a PostgreSQL with its server (docs/operations.md)',
    ]);
  const app = await buildApp({ ...config, runsJobs: true }, config.database);
  const closing = closeOnSignal();
  await upToDate(app.get(Transactions), closing.signal);
  if (closing.signal.aborted) return app.close();
  await checkDurability(config.database);
  await app.init();

  const house = app.getHttpAdapter().getInstance() as RequestListener;
  const open = new Set(['/health', '/ready', '/metrics']);
  const http = createServer((request, response) => {
    if (open.has(request.url ?? '')) return void house(request, response);
    response.writeHead(404).end();
  });
  http.listen(config.workerPort, config.host);
  await once(http, 'listening').catch(async (error: unknown) => {
    await app.close();
    throw listeningFault(error, 'WORKER_PORT', config.workerPort);
  });
  process.stdout.write('The worker runs. Stop with Ctrl-C.\n');

  if (!closing.signal.aborted) await once(closing.signal, 'abort');
  process.stdout.write('Stopping ...\n');
  http.close();
  http.closeIdleConnections();
  await app.close(); // lets the jobs at hand finish
  process.stdout.write('Stopped.\n');
}

/** Jobs of this version want the tables of this version: waits for the server, which migrates. */
async function upToDate(transactions: Transactions, signal: AbortSignal): Promise<void> {
  const missing = (): Promise<boolean> => transactions.pendingMigrations().then(({ length }) => length > 0);
  let said = false;
  while (!signal.aborted && (await missing().catch(() => true))) {
    if (!said) process.stdout.write('Waiting for the database to be there and up to date ...\n');
    said = true;
    await setTimeout(1_000);
  }
}

function closeOnSignal(): AbortController {
  const closing = new AbortController();
  process.on('SIGINT', () => closing.abort());
  process.on('SIGTERM', () => closing.abort());
  return closing;
}

main().then(
  () => process.exit(0),
  (error: unknown) => failToOpen(error),
);
