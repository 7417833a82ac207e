import type { Command } from 'commander';
import { explain } from '../core/problems.js';
import { StatisticsStatements } from '../statistics/statistics-statements.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

interface Options {
  readonly english?: boolean;
  readonly table?: string;
  readonly kind?: string;
}

export function addStatementsCommand(stats: Command): void {
  stats
    .command('statements <quarter>')
    .description('sentences about a published release, such as 2026-Q3, that may be printed; each with its source')
    .option('--english', 'in English; German unless told')
    .option('--table <code>', 'about one table of the programme')
    .option('--kind <kind>', 'one kind: NUMBER, SHARE, CHANGE, LEADER, COMBINATION, REFERRALS')
    .action(statements);
}

/** What can be said goes to standard output, what cannot to standard error. */
const statements = (quarter: string, { english, table, kind }: Options): Promise<void> =>
  inTheHouse(async (house) => {
    const language = english ? 'en' : 'de';
    const choice = { table: table ?? null, kind: kind ?? null };
    const said = await house.get(StatisticsStatements, { strict: false }).statements(quarter, choice);
    if (!said.ok) throw new Failure(said.problems.map((one) => `${one.field ?? ''}: ${explain(one, 'en')}`).join('\n'));
    for (const one of said.value.statements) say(`${one[language]}\n  ${one.citation[language]}\n`);
    for (const note of said.value.footnotes) say(note[language]);
    for (const one of said.value.unsaid) process.stderr.write(`${one[language]}\n`);
  });
