import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { houseIn, may, type Actor } from '../core/access.js';
import { explain } from '../core/problems.js';
import type { ReleaseStep } from '../core/statistics-release.js';
import { Organisations } from '../identity/organisations.service.js';
import { Sessions } from '../identity/sessions.service.js';
import { ReleasePreparations } from '../statistics/release-preparations.service.js';
import type { ReleaseRow } from '../statistics/released.js';
import { ReleaseRuns } from '../statistics/release-runs.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

interface Options {
  readonly publisher?: string;
  readonly licence?: string;
  readonly as?: string;
}

export function addStatsReleaseCommand(stats: Command): void {
  stats
    .command('release <quarter>')
    .description(
      'prepare a release, such as 2026-Q3: freeze, round, audit, sign. Stopped, the same command goes on. To approve it takes somebody of a campaign team who signs in',
    )
    .option('--publisher <name>', 'in whose name, unless the settings say so (STATISTICS_PUBLISHER)')
    .option('--licence <licence>', 'under which licence; CC BY 4.0 unless told')
    .option('--as <email>', 'in whose name it is prepared: somebody of a campaign team, who then cannot approve it')
    .action(release);
}

/** Works on the release in this process, whether or not a server runs on the same database. */
const release = (quarter: string, { as, publisher, licence }: Options): Promise<void> =>
  inTheHouse(async (house) => {
    const preparations = house.get(ReleasePreparations, { strict: false });
    const actor = await preparer(house, as);
    const isBegun = (await preparations.list(actor)).some(({ id, state }) => id === quarter && state === 'PREPARING');
    if (!isBegun) {
      const wish = {
        quarter,
        ...(publisher === undefined ? {} : { publisher }),
        ...(licence === undefined ? {} : { licence }),
      };
      const begun = await preparations.prepare(actor, wish, false);
      if (!begun.ok)
        throw new Failure(begun.problems.map((one) => `${one.field ?? ''}: ${explain(one, 'en')}`).join('\n'));
    }
    await house.get(ReleaseRuns, { strict: false }).run(actor, quarter, tell);
    const row = (await preparations.list(actor)).find(({ id }) => id === quarter);
    report(quarter, row);
  });

async function preparer(house: INestApplicationContext, email: string | undefined): Promise<Actor> {
  if (email === undefined) {
    const platform = await house.get(Organisations, { strict: false }).platform();
    if (!platform) throw new Failure('Start the server once first: nobody has an account yet.');
    return houseIn(platform);
  }
  const actor = await house.get(Sessions, { strict: false }).actorWith(email);
  if (!actor) throw new Failure('Nobody with an active account has this e-mail address.');
  if (!may(actor, 'statistics:release')) throw new Failure('Only staff of a campaign team prepare releases.');
  return actor;
}

/** On standard error: what the command comes to goes to standard output. */
function tell(step: ReleaseStep): void {
  process.stderr.write(`${sentenceOf(step)}\n`);
}

function sentenceOf(step: ReleaseStep): string {
  switch (step.step) {
    case 'COUNTED':
      return `frozen and counted: ${step.records} records`;
    case 'AUDITED':
      return `audit, round ${step.round}: ${step.open} targets are open`;
    case 'INSIDER_AUDITED':
      return `what services and clients know of their own cases: services ${step.done} of ${step.services}, ${step.open} targets are open`;
  }
}

function report(quarter: string, row: ReleaseRow | undefined): void {
  if (row?.state === 'READY')
    return say(
      `${quarter} is ready and waits for somebody of a campaign team to approve it. Numbers: SHA-256 ${row.numbersSha256}`,
    );
  if (row?.state === 'FAILED') throw new Failure(`${quarter} could not be made: ${row.failure} (docs/statistics.md).`);
  throw new Failure(`${quarter} was cancelled or taken over by another process.`);
}
