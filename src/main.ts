import { closeOnSignal, failToOpen } from './closing.js';
import { readConfig } from './config.js';
import { firstAdministratorLink } from './identity/first-start.js';
import { Organisations } from './identity/organisations.service.js';
import { Offices } from './offices/offices.service.js';
import { giveBackWhenQuiet } from './operations/quiet.js';
import { openHouse } from './server.js';

/** The door: reads the settings, opens the house, says where it is, and closes it when asked to. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const opening = openHouse(config);
  closeOnSignal(opening);
  const house = await opening;

  giveBackWhenQuiet();
  process.stdout.write(`Beistand runs: ${config.publicUrl}\n`);
  if (config.profile === 'production' && !config.backup && !config.database)
    process.stderr.write('No backup is set up: what this machine loses is lost. docs/operations.md, "Backup".\n');
  const link = await firstAdministratorLink(house.app.get(Organisations, { strict: false }), config);
  if (link) {
    await house.app.get(Offices, { strict: false }).storeShipped(); // the directory waits for the platform to be there
    process.stdout.write(
      `Nobody has an account yet. Open this link once to become the administrator (valid for 7 days):\n  ${link}\n`,
    );
  }
  process.stdout.write('Stop with Ctrl-C.\n');
}

main().catch(failToOpen);
