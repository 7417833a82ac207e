import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readDisclosureProblems } from '../core/disclosure-problem.js';
import { programmeFigures, type TableFigures } from '../core/programme-figures.js';
import { explain } from '../core/problems.js';
import type { Problem } from '../core/result.js';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import { loadProgramme } from '../reference/programme.loader.js';
import { readBundle, UnreadableBundle, verifySigned } from '../statistics/bundle-folder.js';
import { answerText, auditAll } from '../statistics/hand-made-cases.js';
import { addStatsReleaseCommand } from './stats-release.command.js';
import { addStatementsCommand } from './stats-statements.command.js';
import { Failure, say } from './terminal.js';

export function addStatsCommands(program: Command): void {
  const stats = program.command('stats').description('statistics that may be published; docs/statistics.md');
  stats
    .command('audit <file>')
    .description(
      'what follows from published sums: exact extremes of hand-made cases (JSON); needs no server and no database',
    )
    .action(audit);
  stats
    .command('verify <bundle>')
    .description(
      'check a published release; needs no server, no database and no solver. Ends with 0 when all holds, with 2 when not',
    )
    .option('--key <file>', 'the public key that was kept; without it the one in the bundle is believed')
    .action(verify);
  addStatsReleaseCommand(stats);
  addStatementsCommand(stats);
  stats
    .command('programme')
    .description('the programme of tables')
    .command('check')
    .description('lattice, cost and mean cell sizes; ends with 1 when a table is too fine')
    .option('--file <file>', 'another programme than the one that ships')
    .option('--cases <number>', 'cases a year, instead of what the programme expects')
    .action(checkProgramme);
}

/** Nothing but the answer goes to standard output: another program reads it. */
async function audit(file: string): Promise<void> {
  const cases = readDisclosureProblems(readJson(file));
  if (!cases.ok) throw refused(file, cases.problems);
  const answers = await auditAll(cases.value);
  if (!answers.ok) throw refused(file, answers.problems);
  say(answerText(answers.value));
}

function verify(folder: string, { key }: { key?: string }): void {
  const files = readable(folder, () => readBundle(folder));
  const pem = key === undefined ? null : readable(key, () => readFileSync(key, 'utf8'));
  const faults = readable(folder, () => verifySigned(files, pem));
  for (const { place, says } of faults) say(`${place}: ${says}`.replace(/\p{Cc}/gu, '?'));
  if (faults.length > 0) {
    say(`Not what it says: ${faults.length} faults are shown.`);
    process.exitCode = 2;
    return;
  }
  say(
    'Signature, rounding and witness tables hold: every protected number keeps as many possible values as the release says.',
  );
  if (pem === null)
    say('Without --key the key in the bundle itself was believed: compare it with the one the publisher made known.');
}

function checkProgramme({ file, cases }: { file?: string; cases?: string }): void {
  const expected = cases === undefined ? undefined : Number(cases);
  if (expected !== undefined && !(expected > 0)) throw new Failure('--cases must be a number above 0.');
  const vocabulary = { codebook: loadCodebook(), districts: loadGeography().districts };
  const programme =
    file === undefined ? loadProgramme(vocabulary) : readable(file, () => loadProgramme(vocabulary, file));
  const { tables, latticeCells, countsPerRecord } = programmeFigures(programme, expected);
  say(`programme ${programme.version}, ${expected ?? programme.expectedPerYear} cases a year`);
  for (const one of tables) say(tableLine(one));
  say(`lattice: ${latticeCells.QUARTER} cells a quarter, ${latticeCells.YEAR} a year, totals included`);
  say(
    `cost: each record is counted in ${countsPerRecord.QUARTER} cells or more for its quarter, ${countsPerRecord.YEAR} for its year`,
  );
  const tooFine = tables.filter(({ isTooFine }) => isTooFine);
  if (tooFine.length === 0) return;
  say(
    `Too fine for mean cells of ${programme.thresholds.meanFrom}: ${tooFine.map(({ table }) => table.code).join(', ')}`,
  );
  process.exitCode = 1;
}

const tableLine = ({ table, level, cells, mean, isTooFine }: TableFigures): string =>
  `${table.code.padEnd(20)} ${level.padEnd(8)} ${table.geography.padEnd(9)} ${String(cells).padStart(6)} cells, mean ${mean.toFixed(1)}${isTooFine ? '  TOO FINE' : ''}`;

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(`${file} is not JSON: ${error.message}`);
    throw new Failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  }
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableBundle) throw new Failure(`${path}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error instanceof Error ? new Failure(error.message) : error;
    throw new Failure(`${path} cannot be read (${code}).`);
  }
}

/** Names of cells come from the file: nothing in them steers the terminal. */
const refused = (file: string, problems: readonly Problem[]): Failure =>
  new Failure(
    [
      `${file} cannot be audited:`,
      ...problems.map((one) => `${one.code} ${one.field ?? ''}: ${explain(one, 'en')}`.replace(/\p{Cc}/gu, '?')),
    ].join('\n'),
  );
