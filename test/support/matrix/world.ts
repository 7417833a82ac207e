import type { ReferralState } from '../../../src/core/referral-states.js';
import type { TestHouse } from '../app.js';
import { queueIsDone } from '../notices.js';
import type { Actor, Cast } from './actors.js';
import { castAround } from './actors.js';
import { act, EstateBuilder, type Estate } from './estate.js';
import type { Policy, Relation } from './policy.js';
import { Tokens, type Asker } from './tokens.js';

/** A service A of which everything is known, and everybody around it. */
export interface MatrixWorld {
  readonly house: TestHouse;
  readonly policy: Policy;
  readonly tokens: Tokens;
  readonly cast: Cast;
  /** What A has, and what the service of another carrier has, by thing. */
  readonly own: Estate;
  readonly foreign: Estate;
  /** Of everything that has one: a deed with the wrong version would be refused too early. */
  readonly versions: ReadonlyMap<string, number>;
}

const few: readonly ReferralState[] = ['DRAFT', 'ACCEPTED'];

export async function buildMatrixWorld(house: TestHouse, policy: Policy): Promise<MatrixWorld> {
  const cast = await castAround(house);
  const tokens = new Tokens();
  await plantAccounts(house, tokens, cast);
  const mine = new EstateBuilder(house, tokens, cast.service, cast.office);
  await mine.everything();
  const theirs = new EstateBuilder(house, new Tokens(), cast.stranger, cast.distantOffice);
  await theirs.everything(few);
  await queueIsDone(house);
  await knowRows(house, policy, tokens, cast.service.organisation.id);
  const { rows } = await house.database.query<{ id: string; version: number }>(
    'select id, version from cases union all select id, version from referral union all select id, version from person union all select id, version from story',
  );
  return {
    versions: new Map(rows.map(({ id, version }) => [id, version])),
    house,
    policy,
    tokens,
    cast,
    own: await thingsOf(house, { ...mine.ids, office: [cast.office.id] }, cast.service.organisation.id),
    foreign: await thingsOf(house, { ...theirs.ids, office: [cast.distantOffice.id] }, cast.stranger.organisation.id),
  };
}

/** A passkey of one counsellor of A, with a word in its name, for her alone. */
async function plantFactor(database: TestHouse['database'], tokens: Tokens, cast: Cast): Promise<void> {
  const own = ({ relation, role }: Asker): boolean => relation === 'own' && role === 'COUNSELLOR';
  const holder = cast.actors.find(own);
  await database.query(
    `insert into second_factor (organisation_id, carrier_id, person_id, kind, name, confirmed_at, credential_id, public_key, counter)
     values ($1, $2, $3, 'PASSKEY', $4, now(), 'credential', '\\x00', 0)`,
    [
      cast.service.organisation.id,
      cast.service.organisation.carrierId,
      holder?.someone.id,
      tokens.plant('name of a second factor', own),
    ],
  );
}

/** Words in the names and addresses of A's and of the office's people, in A's settings, and in an invitation. */
async function plantAccounts(house: TestHouse, tokens: Tokens, cast: Cast): Promise<void> {
  const { database } = house;
  const people = ({ relation }: Asker): boolean => relation === 'own' || relation === 'carrier';
  const colleagues = ({ relation }: Asker): boolean => relation === 'office';
  for (const { relation, role, someone } of cast.actors.filter(
    ({ relation }) => relation === 'own' || relation === 'office',
  )) {
    const read = relation === 'own' ? people : colleagues;
    const [name, phone] = ['name', 'phone'].map((what) => tokens.plant(`${what} of ${relation} ${String(role)}`, read));
    const email = `${tokens.plant(`address of ${relation} ${String(role)}`, read)}@example.org`;
    await database.query('update person set name = $2, phone = $3, email = $4 where id = $1', [
      someone.id,
      name,
      phone,
      email,
    ]);
  }
  await plantFactor(database, tokens, cast);
  const settings = ({ relation }: Asker): boolean => people({ relation, role: null }) || relation === 'operator';
  await database.query('update organisation set contact_email = $2, contact_phone = $3 where id = $1', [
    cast.service.organisation.id,
    `${tokens.plant('contact address of A', settings)}@example.org`,
    tokens.plant('contact telephone of A', settings),
  ]);
  const sameCarrier = ({ relation }: Asker): boolean => ['own', 'sibling', 'campaign', 'carrier'].includes(relation);
  const [address, officer, phone, body, contact] = [
    'address',
    'officer',
    'telephone',
    'body',
    'contact of the body',
  ].map((what) => tokens.plant(`privacy settings: ${what}`, sameCarrier));
  await database.query(
    `insert into privacy_settings (organisation_id, address, officer_name, officer_email, officer_phone, supervisory_body, supervisory_contact)
     values ($1, $2, $3, $3 || '@example.org', $4, $5, $6)`,
    [cast.carrier.id, address, officer, phone, body, contact],
  );
  const mayInvite = ({ relation, role }: Asker): boolean => people({ relation, role }) && role === 'ADMINISTRATOR';
  await act(house, cast.service.administrator, 'invitePerson', {
    input: {
      organisationId: cast.service.organisation.id,
      email: `${tokens.plant('invited address', mayInvite)}@example.org`,
      roles: ['COUNSELLOR'],
    },
  });
}

/** What of a referral must be open for the office to know that these rows are there. */
const openWith: Readonly<Record<string, string>> = {
  referral_event: 'sent_at is not null',
  referral_message: 'preview_open',
  referral_attachment: 'content_open',
};

/** Every row of A is known by its id; a referral also by what it is called on the telephone. */
async function knowRows(
  { database }: TestHouse,
  policy: Policy,
  tokens: Tokens,
  organisationId: string,
): Promise<void> {
  for (const [table, readers] of Object.entries(policy.rows)) {
    const may = ({ relation }: Asker): boolean => readers.includes(relation);
    const hidden = ({ relation }: Asker): boolean => may({ relation, role: null }) && relation !== 'office';
    const { rows } = await database.query<{ id: string; open: boolean; reference?: string }>(
      table === 'referral'
        ? `select id, reference, sent_at is not null as open from referral where organisation_id = $1`
        : table in openWith
          ? `select t.id, r.${openWith[table]} as open from ${table} t
             join referral r on r.organisation_id = t.organisation_id and r.id = t.referral_id where t.organisation_id = $1`
          : `select id, true as open from ${table} where organisation_id = $1`,
      [organisationId],
    );
    for (const { id, open, reference } of rows) {
      tokens.know(id, `id in ${table}`, open ? may : hidden);
      if (reference) tokens.know(reference, 'reference of a referral', open ? may : hidden);
    }
  }
  const known: readonly Relation[] = ['own', 'carrier', 'operator'];
  tokens.know(organisationId, 'id of A', ({ relation }) => known.includes(relation));
}

/** What the builder made, and what came of it. */
async function thingsOf({ database }: TestHouse, made: Estate, organisationId: string): Promise<Estate> {
  const idsOf = async (text: string): Promise<string[]> =>
    (await database.query<{ id: string }>(text, [organisationId])).rows.map(({ id }) => id);
  const sent = made['sent'] ?? [];
  const referral = [...sent, ...(made['unsent'] ?? [])];
  const person = await idsOf('select id from person where organisation_id = $1 order by id');
  return {
    ...made,
    referral,
    received: referral,
    shared: referral,
    trackedAccess: made['accessRequest'] ?? [],
    person,
    colleague: person,
    organisation: [organisationId],
    carrier: [organisationId],
    // Of those who are not walked as themselves: what is one's own can be marked as read, and one's own session ended.
    notification: await idsOf(
      `select n.id from notification n join person p on p.id = n.person_id where n.organisation_id = $1 and not 'ADMINISTRATOR' = any (p.roles) order by n.id limit 2`,
    ),
    session: await idsOf(
      `select s.id from session s join person p on p.id = s.person_id where s.organisation_id = $1 and not 'ADMINISTRATOR' = any (p.roles) order by s.id limit 2`,
    ),
    secondFactor: await idsOf('select id from second_factor where organisation_id = $1'),
    invitation: await idsOf('select id from invitation where organisation_id = $1'),
    poolStory: await idsOf('select pool_id as id from story where organisation_id = $1 and pool_id is not null'),
    releasedAttachment: await idsOf('select id from referral_attachment where organisation_id = $1 order by id'),
  };
}

/** Whether what this id names reaches somebody: then the answer is theirs, and another test's business. */
export function reaches({ policy, own }: MatrixWorld, actor: Actor, thing: string, id: string): boolean {
  const reach = policy.things[thing]?.reach ?? [];
  if (reach === 'public') return true;
  if (actor.relation === 'office' && own['unsent']?.includes(id)) return false;
  return reach.includes(actor.relation);
}
