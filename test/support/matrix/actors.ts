import { randomUUID } from 'node:crypto';
import type { Role } from '../../../src/core/access.js';
import type { TestHouse } from '../app.js';
import { openOffice, type TestOffice } from '../referrals.js';
import type { Someone, TestOrganisation } from '../world.js';
import type { Staff } from './estate.js';
import type { Relation } from './policy.js';
import type { Asker } from './tokens.js';

/** Somebody who asks, with what is their own: valid ids to put beside a foreign one. */
export interface Actor extends Asker {
  readonly someone: Someone;
}

/** The organisations around a service A, with somebody in every role that each of them has. */
export interface Cast {
  readonly carrier: TestOrganisation;
  readonly service: Staff;
  readonly stranger: Staff;
  readonly office: TestOffice;
  readonly distantOffice: TestOffice;
  readonly actors: readonly Actor[];
}

/** Name, address and telephone with a word in each; the account signs in as before. */
export async function castAround(house: TestHouse): Promise<Cast> {
  const { world } = house;
  const actors: Actor[] = [];
  const add = async (relation: Relation, organisation: TestOrganisation, ...roles: Role[]): Promise<Someone[]> => {
    const people: Someone[] = [];
    for (const role of roles) {
      const someone = await world.someone(organisation, role);
      actors.push({ relation, role, someone });
      people.push(someone);
    }
    return people;
  };
  const staff = async (relation: Relation, organisation: TestOrganisation): Promise<Staff> => {
    const [counsellor, supervisor, administrator] = await add(
      relation,
      organisation,
      'COUNSELLOR',
      'SUPERVISOR',
      'ADMINISTRATOR',
    );
    return { organisation, counsellor: counsellor!, supervisor: supervisor!, administrator: administrator! };
  };
  const openTo = async (relation: Relation, name: string): Promise<TestOffice> => {
    const office = await openOffice(house, { name });
    actors.push({ relation, role: 'OFFICE_STAFF', someone: office.staff });
    await add(relation, office.organisation, 'OFFICE_LEAD', 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER');
    return office;
  };

  const [carrier, otherCarrier] = [await world.carrier(), await world.carrier()];
  const service = await staff('own', await world.service('Dienst A', carrier));
  await staff('sibling', await world.service('Dienst B', carrier));
  const stranger = await staff('stranger', await world.service('Dienst C', otherCarrier));
  const office = await openTo('office', 'Fachstelle mit Vermittlung');
  const distantOffice = await openTo('distantOffice', 'Fachstelle ohne Vermittlung');
  await add('campaign', await campaignOf(house, carrier), 'CAMPAIGN_STAFF', 'ADMINISTRATOR');
  await add('carrier', carrier, 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER');
  await add('otherCarrier', otherCarrier, 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER');
  await add('operator', await world.platform(), 'OPERATOR');
  actors.push({ relation: 'nobody', role: null, someone: world.nobody });
  return { carrier, service, stranger, office, distantOffice, actors };
}

async function campaignOf({ database }: TestHouse, { id: carrierId }: TestOrganisation): Promise<TestOrganisation> {
  const id = randomUUID();
  await database.query(
    `insert into organisation (id, carrier_id, kind, name, short_name) values ($1, $2, 'CAMPAIGN_TEAM', 'Kampagne A', 'KAMPA')`,
    [id, carrierId],
  );
  return { id, carrierId, kind: 'CAMPAIGN_TEAM', name: 'Kampagne A' };
}
