import type { Command } from 'commander';
import { houseIn } from '../core/access.js';
import { SecondFactors } from '../identity/second-factors.service.js';
import { Sessions } from '../identity/sessions.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

export function addPersonCommands(program: Command): void {
  program
    .command('person')
    .description('accounts')
    .command('reset-factors <email>')
    .description(
      'take all second factors of a person away, where no administrator can: they set one up at the next sign-in',
    )
    .action(resetFactors);
}

const resetFactors = (email: string): Promise<void> =>
  inTheHouse(async (house) => {
    const person = await house.get(Sessions, { strict: false }).actorWith(email);
    if (!person?.personId) throw new Failure('There is no open account with this address.');
    const { organisationId, carrierId, organisationKind } = person;
    const actor = houseIn({ id: organisationId, carrierId, kind: organisationKind });
    await house.get(SecondFactors, { strict: false }).reset(actor, person.personId);
    say('Done. Their sessions are over; the next sign-in with the password leads through setting up a second factor.');
  });
