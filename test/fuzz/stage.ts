import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { hashPassword } from '../../src/identity/secrets.js';
import type { Role } from '../../src/core/access.js';
import type { TestHouse } from '../support/app.js';
import { acceptedFrom, openOffice, referableCase, releaseOf, sentFrom, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';
import { signInByPasskey } from '../support/passkey-sign-in.js';

/** Somebody who sends requests; nobody has no cookie. */
export interface Sender {
  readonly name: string;
  readonly email: string;
  cookie: string;
}

/** Who sends, which ids exist, and the words that belong to an organisation of which no sender is part. */
export interface Stage {
  readonly senders: readonly Sender[];
  readonly ids: readonly string[];
  readonly planted: readonly string[];
}

const PASSWORD = 'ein langes Passwort 42';

/** A service and an office that have something to do with each other, with people of every role; and another pair that nobody may see. */
export async function setStage(house: TestHouse): Promise<Stage> {
  const { world } = house;
  const planted: string[] = [];
  const plant = (): string => {
    const word = `Geheim${randomBytes(6).toString('hex')}`;
    planted.push(word);
    return word;
  };

  const theirs: Scene = await sceneWith(house, plant);
  const foreign = [
    theirs.caseId,
    await acceptedFrom(theirs),
    await sentFrom(theirs),
    await releaseOf(theirs),
    theirs.counsellor.id,
  ];

  const ours = await sceneWith(house, () => 'Beispiel');
  const own = [ours.caseId, await acceptedFrom(ours), await sentFrom(ours), await releaseOf(ours), ours.office.id];
  const carrier = await world.carrier();
  const team = await world.campaignTeam();
  const platform = await world.platform();
  const people: [string, Someone][] = [
    ['counsellor', ours.counsellor],
    ['office', ours.office.staff],
  ];
  const roles: [Parameters<typeof world.someone>[0], Role][] = [
    [ours.counsellor.organisation, 'SUPERVISOR'],
    [ours.counsellor.organisation, 'ADMINISTRATOR'],
    [ours.office.organisation, 'OFFICE_LEAD'],
    [carrier, 'ADMINISTRATOR'],
    [carrier, 'DATA_PROTECTION_OFFICER'],
    [team, 'CAMPAIGN_STAFF'],
    [platform, 'OPERATOR'],
  ];
  for (const [organisation, role] of roles)
    people.push([`${role} of ${organisation.kind}`, await world.someone(organisation, role)]);
  return {
    senders: [
      { name: 'nobody', email: '', cookie: '' },
      ...people.map(([name, { email, cookie }]) => ({ name, email, cookie })),
    ],
    ids: [...own, ...foreign, ours.counsellor.organisation.id, carrier.id, team.id],
    planted,
  };
}

async function sceneWith(house: TestHouse, word: () => string): Promise<Scene> {
  const counsellor = await house.world.counsellor(await house.world.service());
  const office = await openOffice(house, { name: 'Fachstelle Beispiel' });
  const caseId = await referableCase(counsellor, {
    narrative: `Sie sagten: ${word()}.`,
    clientName: word(),
    clientContact: word(),
    respondentPerson: word(),
    respondentOrganisation: word(),
  });
  return { counsellor, office, caseId };
}

/** Some of what is sent takes accounts away (a new password, a deactivated person): gives them back. */
export async function revive(database: pg.Pool, port: number, { senders }: Stage): Promise<void> {
  for (const sender of senders) {
    if (!sender.email || (await isSignedIn(port, sender))) continue;
    await database.query(
      `with gone as (delete from second_factor f using person p where p.email = $1 and f.person_id = p.id)
       update person set active = true, deactivated_at = null, password_hash = $2 where email = $1`,
      [sender.email, await hashPassword(PASSWORD)],
    );
    const here = new URL(`http://127.0.0.1:${port}`);
    sender.cookie = await signInByPasskey(here, sender.email, PASSWORD);
  }
}

async function isSignedIn(port: number, { cookie }: Sender): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
    body: '{"query":"{ me { id } }"}',
  });
  return ((await answer.json()) as { data?: { me: unknown } }).data?.me != null;
}
