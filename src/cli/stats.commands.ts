import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readDisclosureProblems } from '../core/disclosure-problem.js';
import { explain } from '../core/problems.js';
import type { Problem } from '../core/result.js';
import { answerText, auditAll } from '../statistics/hand-made-cases.js';
import { Failure, say } from './terminal.js';

export function addStatsCommands(program: Command): void {
  const stats = program.command('stats').description('statistics that may be published; docs/statistics.md');
  stats
    .command('audit <file>')
    .description(
      'what follows from published sums: exact extremes of hand-made cases (JSON); needs no server and no database',
    )
    .action(audit);
}

/** Nothing but the answer goes to standard output: another program reads it. */
async function audit(file: string): Promise<void> {
  const cases = readDisclosureProblems(readJson(file));
  if (!cases.ok) throw refused(file, cases.problems);
  const answers = await auditAll(cases.value);
  if (!answers.ok) throw refused(file, answers.problems);
  say(answerText(answers.value));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(`${file} is not JSON: ${error.message}`);
    throw new Failure(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
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
