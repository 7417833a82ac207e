import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeOnSignal, failToOpen } from '../closing.js';
import { readConfig } from '../config.js';
import { openHouse } from '../server.js';
import { loadDemo } from './load.js';
import { DEMO_PASSWORD, demoOrganisations, OPERATOR, type DemoPerson } from './people.js';
import { playMainJob } from './story.js';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** The demonstration: fictional data, the main job played through the public API, then an open house. */
async function main(): Promise<void> {
  const config = readConfig({ BEISTAND_PROFILE: 'demo', LOG_LEVEL: 'warn', ...process.env });
  const opening = openHouse(config);
  closeOnSignal(opening);
  const house = await opening;

  say();
  await loadDemo(house.app, say);
  const folder = join(config.dataFolder, 'demo');
  mkdirSync(folder, { recursive: true });
  await playMainJob(house.url, folder, say);

  say();
  say(`Beistand runs: ${config.publicUrl}`);
  say(`Sign-ins (all with the password "${DEMO_PASSWORD}"; every person and organisation is invented):`);
  for (const [organisation, people] of signIns()) {
    for (const { email, roles } of people) say(`  ${email.padEnd(32)} ${roles.join(', ').padEnd(24)} ${organisation}`);
  }
  say(`Stop with Ctrl-C; the data stay in the folder ${config.dataFolder}.`);
}

function signIns(): [string, readonly DemoPerson[]][] {
  return [
    ...demoOrganisations.flatMap(({ name, people, services = [] }): [string, readonly DemoPerson[]][] => [
      [name, people],
      ...services.map((service): [string, readonly DemoPerson[]] => [service.name, service.people]),
    ]),
    ['the platform', [OPERATOR]],
  ];
}

main().catch(failToOpen);
