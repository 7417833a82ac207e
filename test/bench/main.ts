import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EmbeddedServer } from '../../src/database/embedded.js';
import type { KeySettings } from '../../src/config.js';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import { bringUpToDate } from '../../src/server.js';
import { counsellorsOf, fill } from './fill.js';
import { operations, type Operation } from './operations.js';
import { Bench } from './bench.js';
import { machine, table, write, type Figures } from './report.js';
import { compare, type Compared } from './rounds.js';
import { Served } from './served.js';
import { steps } from './steps.js';

/**
 * `npm run bench`: the operations of the design page on speed, served and as bare statements, in turn. Flags: `--scale` compares with
 * ten times as many cases, `--write` puts the figures into docs/benchmarks.md. Environment: CASES, ROUNDS, SECONDS (of a round), ONLY
 * (operations, by commas), BENCH_FOLDER (keeps the filled database for the next run), BENCH_PROFILE (a folder for CPU profiles).
 */
const flags = new Set(process.argv.slice(2));
const cases = Number(process.env.CASES ?? 100_000);
const moreCases = Number(process.env.SCALE_CASES ?? cases * 10);
const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.SECONDS ?? 4);
const chosen = operations.filter((name) => !process.env.ONLY || process.env.ONLY.split(',').includes(name));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const kept = process.env.BENCH_FOLDER;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'beistand-bench-'));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755); // PostgreSQL may run as another user
  const cluster = await EmbeddedServer.start(folder);
  process.once('SIGINT', () => void cluster.stop().then(() => process.exit(130)));
  try {
    const figures = await measure(cluster, folder);
    process.stdout.write(`\n${machine(figures)}\n\n${table(figures)}\n`);
    if (flags.has('--write')) write('docs/benchmarks.md', figures);
  } finally {
    await cluster.stop();
    if (!kept) rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(cluster: EmbeddedServer, folder: string): Promise<Figures> {
  const few = await open(cluster, folder, cases);
  try {
    say('The server rests 45 seconds: it gives memory back when nobody worked for 20 (src/operations/quiet.ts) ...');
    await setTimeout(45_000);
    const idle = few.served.memory();
    const compared: Partial<Record<Operation, Compared>> = {};
    for (const name of chosen) {
      compared[name] = await compare(few.raw(name), few.through(name), rounds, seconds, () =>
        few.served.processorTime(),
      );
      say(line(name, compared[name]));
    }
    const after = few.served.memory();
    const stepped =
      flags.has('--steps') || flags.has('--write') ? await steps(few, `${folder}-keys`, rounds, seconds, say) : [];
    const scale = flags.has('--scale') ? await compareWithMore(cluster, folder, few) : null;
    return { cases, compared, steps: stepped, memory: { idle, after }, scale, database: await few.version() };
  } finally {
    await few.close();
  }
}

async function compareWithMore(cluster: EmbeddedServer, folder: string, few: Bench): Promise<Figures['scale']> {
  const many = await open(cluster, folder, moreCases);
  try {
    const compared: Partial<Record<Operation, Compared>> = {};
    for (const name of chosen) {
      compared[name] = await compare(few.through(name), many.through(name), rounds, seconds);
      say(line(name, compared[name]));
    }
    return { cases: moreCases, compared };
  } finally {
    await many.close();
  }
}

/** A database with so many cases, and the server in front of it. */
async function open(cluster: EmbeddedServer, folder: string, count: number): Promise<Bench> {
  const name = `bench_${count}`;
  const urls = await cluster.database(name);
  const keys = { kind: 'files', folder: `${folder}-keys` } as const;
  await bringUpToDate(urls, keys, null);
  const superuser = cluster.superuserUrl(name);
  if ((await counsellorsOf(superuser)).length === 0) {
    const began = performance.now();
    await fill(superuser, count, (done) =>
      process.stderr.write(
        `\r  ${done.toLocaleString('en')} of ${count.toLocaleString('en')} cases, ${Math.round((performance.now() - began) / 1000)} s `,
      ),
    );
    process.stderr.write('\n');
  }
  await sealFilled(String(urls.owner), keys);
  const served = await Served.start(urls, folder);
  try {
    return await Bench.open(served, superuser, urls.application, await counsellorsOf(superuser));
  } catch (error) {
    await served.stop();
    throw error;
  }
}

/** What was filled in plain, as the house seals at its start what an earlier version has written. */
async function sealFilled(owner: string, keys: KeySettings): Promise<void> {
  const began = performance.now();
  const took = (rows: number): string => {
    const s = (performance.now() - began) / 1000;
    return `${rows.toLocaleString('en')} rows sealed, ${Math.round(s)} s, ${Math.round(rows / s).toLocaleString('en')} a second`;
  };
  const rows = await sealPlainRows(owner, keys, (done) => process.stderr.write(`\r  ${took(done)} `));
  if (rows > 0) say(`\r  ${took(rows)}, the tables written anew `);
}

const line = (name: string, { base, other, ratio, cost }: Compared): string =>
  `  ${name.padEnd(8)} ${Math.round(base)}/s, ${Math.round(other)}/s, ratio ${ratio.toFixed(2)}${Number.isNaN(cost) ? '' : `, ${cost.toFixed(2)} ms of processor time each`}`;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
