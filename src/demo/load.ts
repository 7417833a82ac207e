import type { INestApplicationContext } from '@nestjs/common';
import cliProgress from 'cli-progress';
import { Cases } from '../cases/cases.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { Sessions } from '../identity/sessions.service.js';
import { Offices } from '../offices/offices.service.js';
import { Reference } from '../reference/reference.service.js';
import { inventCases } from './cases.js';
import { DEMO_PASSWORD, demoOrganisations, foundOrganisations } from './people.js';

const CASES = 300;

/** Loads the invented organisations, people and cases once; later starts find them there. */
export async function loadDemo(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const offices = app.get(Offices, { strict: false });
  say('Founding carriers, services, an office and a campaign team ...');
  const operator = await foundOrganisations(app, async (actor, officeKey, organisationId) => {
    await offices.storeShipped();
    const office = (await offices.directory()).offices.find(({ key }) => key === officeKey);
    if (!office) throw new Error(`There is no office ${officeKey} in the directory.`);
    await offices.connect(actor, office.id, organisationId);
  });
  if (!operator) {
    say('They are there already, with their cases.');
    return;
  }
  await loadCases(app, say);
}

async function loadCases(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const cases = app.get(Cases, { strict: false });
  const { geography } = app.get(Reference, { strict: false });
  const counsellors = await signInCounsellors(app);
  const today = dayOf(new Date());

  say(`Recording ${CASES} invented cases in ${geography.districts.length} districts ...`);
  const bar = new cliProgress.SingleBar(
    { format: '  {bar} {value}/{total}  {eta} s left', noTTYOutput: false },
    cliProgress.Presets.shades_classic,
  );
  bar.start(CASES, 0);
  for (const [index, { given, recordedOn }] of inventCases(CASES, geography.districts, today).entries()) {
    const counsellor = counsellors[index % counsellors.length];
    if (!counsellor) throw new Error('The demonstration has no counsellor.');
    const outcome = await cases.record(counsellor, given, null, new Date(`${recordedOn}T10:00:00Z`));
    if (!outcome.ok)
      throw new Error(`An invented case was refused: ${outcome.problems[0].code} ${outcome.problems[0].field ?? ''}`);
    bar.increment();
  }
  bar.stop();
}

async function signInCounsellors(app: INestApplicationContext): Promise<Actor[]> {
  const sessions = app.get(Sessions, { strict: false });
  const people = demoOrganisations.flatMap(({ services = [] }) => services).flatMap((service) => service.people);
  const actors: Actor[] = [];
  for (const { email, roles } of people) {
    if (!roles.includes('COUNSELLOR')) continue;
    const actor = await sessions.check(email, DEMO_PASSWORD);
    if (actor) actors.push(actor);
  }
  return actors;
}
