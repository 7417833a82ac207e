import { randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import pg from 'pg';
import { prepareDatabase } from '../../src/database/cluster.js';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { bringUpToDate } from '../../src/server.js';
import { Served } from '../bench/served.js';
import { openTestHouse } from '../support/app.js';
import { fuzz, report } from './fuzz.js';
import { setStage } from './stage.js';

/**
 * `npm run fuzz`: sends 100,000 malformed, deep, wide, huge and mistyped requests to a server of its own (the program itself, production
 * profile), as people of every role and as nobody. Environment: REQUESTS, SEED (to meet the same requests again).
 */
const requests = Number(process.env.REQUESTS ?? 100_000);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'beistand-fuzz-'));
  chmodSync(folder, 0o755); // PostgreSQL may run as another user
  const cluster = await EmbeddedServer.start(folder);
  process.once('SIGINT', () => void cluster.stop().then(() => process.exit(130)));
  try {
    return await run(cluster, folder);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}-keys`, { recursive: true, force: true });
  }
}

async function run(cluster: EmbeddedServer, folder: string): Promise<number> {
  await prepareDatabase(cluster.superuserUrl('postgres'), 'template_test');
  await bringUpToDate(cluster.urls('template_test'), { kind: 'files', folder: `${folder}-keys` }, null);
  process.env.TEST_SUPERUSER_URL = cluster.superuserUrl('postgres');
  process.env.TEST_URLS = JSON.stringify(cluster.urls('DATABASE'));
  const house = await openTestHouse({ BEISTAND_JOBS: 'off', KEYS_FOLDER: `${folder}-keys` });
  const stage = await setStage(house);
  await house.close();

  const database = new pg.Pool({ connectionString: superuserOf(cluster, house.urls.application), max: 2 });
  const served = await Served.start(house.urls, folder);
  const began = performance.now();
  const say = (line: string): void => void process.stderr.write(line);
  say(`Seed ${seed}, ${requests.toLocaleString('en')} requests\n`);
  try {
    const outcome = await fuzz({
      port: Number(served.url.port),
      pid: served.pid,
      schema: buildSchema(readFileSync('docs/schema.graphql', 'utf8')),
      stage,
      database,
      requests,
      seed,
      lives: () => served.lives,
      progress: (sent) => {
        if (sent % 400 === 0)
          say(`\r  ${sent.toLocaleString('en')} sent, ${Math.round((performance.now() - began) / 1000)} s `);
      },
    });
    say('\n');
    const answers = [...outcome.answers].sort().map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(
      `${outcome.sent} sent; answered ${answers.join(', ')}; ${outcome.answersWithData} with data; slowest health check ${Math.round(outcome.slowestHealth.took)} ms (without what the machine did beside: ${Math.round(outcome.slowestHealth.own)} ms), slowest answer ${Math.round(outcome.slowest.took)} ms (${outcome.slowest.what})\n`,
    );
    if (!outcome.found) return 0;
    process.stdout.write(`${report(outcome.found, seed)}\n`);
    return 1;
  } finally {
    await served.stop();
    await database.end();
  }
}

function superuserOf(cluster: EmbeddedServer, url: string): string {
  return cluster.superuserUrl(new URL(url).pathname.slice(1));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
