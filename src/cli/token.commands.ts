import { Option, type Command } from 'commander';
import { houseIn, scopeNames } from '../core/access.js';
import { LONGEST_DAYS } from '../core/api-token.js';
import { addDays, dayOf } from '../core/calendar.js';
import { explain } from '../core/problems.js';
import { ApiTokens } from '../identity/api-tokens.service.js';
import { Organisations } from '../identity/organisations.service.js';
import { Sessions } from '../identity/sessions.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

interface Wish {
  readonly scope: string[];
  readonly days: string;
  readonly name: string;
}

export function addTokenCommands(program: Command): void {
  program
    .command('token')
    .description('tokens for programs')
    .command('create <email>')
    .description('print a token for an operator of the platform; everybody else makes their own, signed in')
    .addOption(
      new Option('--scope <scope>', 'what it may do at most; may be given several times')
        .choices(scopeNames)
        .makeOptionMandatory()
        .argParser((scope: string, before: string[] = []) => [...before, scope]),
    )
    .option('--days <number>', `for how many days, ${LONGEST_DAYS} at most`, '30')
    .option('--name <name>', 'what it is for', 'Made at the terminal')
    .action(create);
}

const create = (email: string, { scope, days, name }: Wish): Promise<void> =>
  inTheHouse(async (house) => {
    const actor = await house.get(Sessions, { strict: false }).actorWith(email);
    const platform = await house.get(Organisations, { strict: false }).platform();
    if (!actor || !platform || actor.organisationId !== platform.id)
      throw new Failure('No operator of the platform has this address.');
    if (!/^\d{1,3}$/.test(days)) throw new Failure('--days is a number.');
    const now = new Date();
    const wish = { name, scopes: scope, expiresOn: addDays(dayOf(now), Number(days)) };
    const made = await house.get(ApiTokens, { strict: false }).create(actor, wish, now, houseIn(platform));
    if (!made.ok) throw new Failure(made.problems.map((problem) => explain(problem, 'en')).join('\n'));
    say(`Shown once, good until ${wish.expiresOn}:\n  ${made.value.secret}`);
  });
