import type { Command } from 'commander';
import { isEmail } from 'class-validator';
import { houseIn } from '../core/access.js';
import { Invitations } from '../identity/invitations.service.js';
import { invitationUrl } from '../identity/links.js';
import { Organisations } from '../identity/organisations.service.js';
import { inTheHouse } from './house.js';
import { Failure, say } from './terminal.js';

export function addOperatorCommands(program: Command): void {
  program
    .command('operator')
    .description("the platform's operators")
    .command('invite <email>')
    .description('print a one-time link for a further operator, also when none can sign in any more')
    .action(invite);
}

const invite = (email: string): Promise<void> =>
  inTheHouse(async (house, config) => {
    if (!isEmail(email)) throw new Failure('That is no e-mail address.');
    const platform = await house.get(Organisations, { strict: false }).platform();
    if (!platform)
      throw new Failure('There is no platform yet: start Beistand once (npm start); it prints the first link.');
    const invited = await house
      .get(Invitations, { strict: false })
      .inviteInPerson(houseIn(platform), { organisationId: platform.id, email, roles: ['OPERATOR'] });
    if (!invited.ok) throw new Failure('The invitation was refused.');
    say(`Open this link once (valid for 7 days):\n  ${invitationUrl(config.publicUrl, invited.value.token)}`);
  });
