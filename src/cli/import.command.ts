import { openSync, readFileSync, writeSync, closeSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { may, type Actor } from '../core/access.js';
import { explain } from '../core/problems.js';
import type { Problem } from '../core/result.js';
import { Sessions } from '../identity/sessions.service.js';
import { ImportJob } from '../imports/import.job.js';
import { Imports, type ImportReportRow, type ImportProgress } from '../imports/imports.service.js';
import { reportHead, reportLines } from '../imports/report.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

interface Options {
  readonly mapping: string;
  readonly source: string;
  readonly as: string;
  readonly dryRun?: boolean;
  readonly report?: string;
}

const shownRows = 50;

export function addImportCommand(program: Command): void {
  program
    .command('import <file>')
    .description('record the cases of a list (CSV or XLSX) in a service; docs/import.md')
    .requiredOption('--mapping <file>', 'which column is what')
    .requiredOption('--source <name>', 'name of the list: the same name and row id are the same case')
    .requiredOption('--as <email>', 'in whose name: a supervisor or an administrator of the service')
    .option('--dry-run', 'check everything and record nothing')
    .option('--report <file>', 'write what became of each row to a CSV file')
    .action(importList);
}

/** Works on the run in this process; where a server runs on the same database, its queue may take a part. */
const importList = (file: string, options: Options): Promise<void> =>
  inTheHouse(async (house) => {
    const list = readInput(file);
    const mapping = readInput(options.mapping).toString('utf8');
    const actor = await importer(house, options.as);
    const imports = house.get(Imports, { strict: false });
    const asked = { mapping, source: options.source, dryRun: options.dryRun ?? false };
    const names = { file: 'file', mapping: 'mapping', source: 'source' };
    const started = await imports.start(actor, list, asked, names);
    if (!started.ok) throw new Failure(`Nothing was imported.\n${started.problems.map(sentence).join('\n')}`);

    const isThrough = await workOn(house, actor, started.value.id);
    const run = await imports.find(actor, started.value.id);
    if (!isThrough && run.endedAt === null) {
      throw new Failure('Stopped. The rest is recorded when the server runs, or by the same command once more.');
    }
    if (run.state === 'FAILED') throw new Failure(`Nothing was imported.\n${run.problems.map(sentence).join('\n')}`);
    await report(imports, actor, run.id, options.report);
    const imported = run.dryRun ? 'would be imported' : 'imported';
    say(`${run.imported} ${imported}, ${run.alreadyThere} were there already, ${run.refused} refused.`);
    if (run.refused > 0)
      throw new Failure('Some rows were refused: correct them or the mapping, and import the list again.');
  });

const readInput = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
};

const importer = async (house: INestApplicationContext, email: string): Promise<Actor> => {
  const actor = await house.get(Sessions, { strict: false }).actorWith(email);
  if (!actor) throw new Failure('Nobody with an active account has this e-mail address.');
  if (!may(actor, 'case:import')) throw new Failure('Only supervisors and administrators of a service import lists.');
  return actor;
};

/** Whether it came to the end: Ctrl-C stops it between two batches. */
async function workOn(house: INestApplicationContext, actor: Actor, runId: string): Promise<boolean> {
  const format = '{bar} {percentage}% | {value} of {total} rows | {eta_formatted} left';
  const bar = new SingleBar({ format, etaBuffer: 20, hideCursor: true });
  let isStopped = false;
  const stop = (): void => void (isStopped = true);
  process.once('SIGINT', stop);
  try {
    await house.get(ImportJob, { strict: false }).work(actor.organisationId, runId, {
      isLast: () => isStopped,
      onProgress: (run) => show(bar, run),
    });
  } finally {
    process.off('SIGINT', stop);
    bar.stop();
  }
  return !isStopped;
}

const show = (bar: SingleBar, { total, imported, alreadyThere, refused }: ImportProgress): void => {
  if (!bar.isActive) bar.start(total ?? 0, 0);
  bar.update(imported + alreadyThere + refused);
};

/** The rows that something is to be said of: the first at the terminal, all of them in the file. */
async function report(imports: Imports, actor: Actor, runId: string, file: string | undefined): Promise<void> {
  const target = file === undefined ? null : openSync(file, 'w');
  let told = 0;
  try {
    if (target !== null) writeSync(target, reportHead);
    for await (const row of allRows(imports, actor, runId)) {
      if (target !== null) writeSync(target, reportLines(row));
      if (row.problems.length > 0 && ++told <= shownRows) tell(row);
    }
  } finally {
    if (target !== null) closeSync(target);
  }
  if (told > shownRows) say(`… and ${told - shownRows} more rows: --report FILE.csv writes all of them.`);
}

const tell = ({ line, outcome, problems }: ImportReportRow): void => {
  for (const problem of problems) say(`${line}\t${outcome}\t${sentence(problem)}`);
};

async function* allRows(imports: Imports, actor: Actor, runId: string): AsyncGenerator<ImportReportRow> {
  for (let after = 0; ;) {
    const page = await imports.rows(actor, runId, 1_000, after);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.line;
  }
}

/** Names of columns come from the list: nothing in them steers the terminal. */
const sentence = (problem: Problem): string =>
  `${problem.field === null ? '' : `${problem.field}: `}${explain(problem, 'en')}`.replace(/\p{Cc}/gu, '?');
