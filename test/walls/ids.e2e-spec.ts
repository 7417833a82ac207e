import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { holdersOf, organisationKinds, rolesOf, type OrganisationKind, type Role } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { sentReferral } from '../support/notices.js';
import { classesIn, operationsOf } from '../support/operations.js';
import type { Someone, TestOrganisation, World } from '../support/world.js';

const random = '00000000-0000-4000-8000-000000000000';
const malformed = ['nonsense', '', `${random}\u0000`, "' or 1 = 1 --", 'ä'.repeat(10_000)];

/** One place of one operation where an id goes in. */
interface Place {
  readonly kind: 'query' | 'mutation';
  readonly field: GraphQLField<unknown, unknown>;
  /** The argument, and inside it the field of the input object: `input.officeId`. */
  readonly path: readonly string[];
}

const placesOf = (kind: Place['kind'], field: GraphQLField<unknown, unknown>, scalar: 'ID' | 'String'): Place[] =>
  field.args.flatMap((argument) => {
    const input = getNamedType(argument.type);
    if (input.name === scalar) return [{ kind, field, path: [argument.name] }];
    if (!isInputObjectType(input)) return [];
    return Object.values(input.getFields())
      .filter(({ type }) => getNamedType(type).name === scalar)
      .map(({ name }) => ({ kind, field, path: [argument.name, name] }));
  });

/** Some value of the type: of an input object only what must be there. */
function someValue(type: GraphQLInputType, path: readonly string[], id: string): unknown {
  if (isNonNullType(type)) return someValue(type.ofType, path, id);
  if (isListType(type)) return [someValue(type.ofType, path, id)];
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || field.name === path[0],
    );
    return Object.fromEntries(
      wanted.map(({ name, type: inner }) => [name, someValue(inner, path.slice(1), name === path[0] ? id : random)]),
    );
  }
  const text = id === random ? 'X' : id;
  const values: Readonly<Record<string, unknown>> = { ID: id, String: text, Int: 1, Boolean: true, Date: '2026-01-05' };
  return values[getNamedType(type).name] ?? 'X';
}

const asked = ({ field, path }: Place): GraphQLArgument[] =>
  field.args.filter(({ type, name }) => isNonNullType(type) || name === path[0]);

const selection = (type: GraphQLOutputType): string => {
  const named = getNamedType(type);
  if (isUnionType(named)) return '{ __typename ... on Refusal { problems { code field } } }';
  return isObjectType(named) ? '{ __typename }' : '';
};

/** What the house answers when the value at this place is that one, and all others are of nobody. */
async function answerTo(someone: Someone, place: Place, value: string): Promise<string> {
  const args = asked(place);
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const variables = Object.fromEntries(
    args.map(({ name, type }) => [
      name,
      someValue(type, name === place.path[0] ? place.path.slice(1) : [], name === place.path[0] ? value : random),
    ]),
  );
  const { field, kind } = place;
  const operation = `${kind} (${declared}) { ${field.name}(${passed}) ${selection(field.type)} }`;
  return JSON.stringify(await someone.ask(operation, variables));
}

const kindFor = (role: Role): OrganisationKind =>
  organisationKinds.find((kind) => kind !== 'CARRIER' && rolesOf[kind].includes(role)) ?? 'CARRIER';

const organisationOf = (world: World, kind: OrganisationKind): Promise<TestOrganisation> => {
  switch (kind) {
    case 'PLATFORM':
      return world.platform();
    case 'CARRIER':
      return world.carrier();
    case 'SERVICE':
      return world.service();
    case 'OFFICE':
      return world.office();
    case 'CAMPAIGN_TEAM':
      return world.campaignTeam();
  }
};

describe('a foreign, a random and a malformed id', () => {
  let house: TestHouse;
  let places: Place[];
  let texts: Place[];
  let foreign: string[];
  let roleFor: (operation: string) => Role | null;
  const people = new Map<Role, Promise<Someone>>();

  const holder = (role: Role): Promise<Someone> => {
    const known = people.get(role);
    if (known) return known;
    const made = organisationOf(house.world, kindFor(role)).then((organisation) =>
      house.world.someone(organisation, role),
    );
    people.set(role, made);
    return made;
  };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const { schema } = house;
    const everywhere = (scalar: 'ID' | 'String'): Place[] => [
      ...Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => placesOf('query', field, scalar)),
      ...Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) =>
        placesOf('mutation', field, scalar),
      ),
    ];
    [places, texts] = [everywhere('ID'), everywhere('String')];
    const permissions = new Map(operationsOf(classesIn(house.app)).map(({ name, permission }) => [name, permission]));
    roleFor = (operation) => {
      const permission = permissions.get(operation);
      const holders = permission ? holdersOf(permission) : [];
      // The operator sees every organisation: to others they are foreign.
      return holders.find((role) => role !== 'OPERATOR') ?? holders[0] ?? null;
    };

    await sentReferral(house);
    await house.world.counsellor();
    foreign = await everyTenantsIds(house);
  });
  afterAll(() => house.close());

  it('are looked for at every place where the API takes an id', () => {
    const names = places.map(({ field, path }) => `${field.name}(${path.join('.')})`);
    expect(names).toEqual(
      expect.arrayContaining([
        'deactivatePerson(id)',
        'invitePerson(input.organisationId)',
        'markNotificationsRead(ids)',
      ]),
    );
    expect(foreign.length).toBeGreaterThan(4);
  });

  it('get the same answer everywhere', async () => {
    const told: Record<string, string[]> = {};
    for (const place of places) {
      const role = roleFor(place.field.name);
      if (!role) continue;
      const someone = await holder(role);
      const expected = await answerTo(someone, place, random);
      const strangers = role === 'OPERATOR' ? [] : foreign;
      // Inside an input object a malformed id is a fault of its field, as any other malformed value.
      const broken = place.path.length === 1 ? malformed : [];
      const different: string[] = [];
      for (const id of [...strangers, ...broken])
        if ((await answerTo(someone, place, id)) !== expected) different.push(id.slice(0, 60));
      for (const id of place.path.length > 1 ? malformed : []) {
        const answer = await answerTo(someone, place, id);
        if (!/NOT_FOUND|INVALID_FORMAT|REQUIRED|INPUT_REFUSED|"problems"/.test(answer))
          different.push(answer.slice(0, 200));
      }
      if (different.length > 0)
        told[`${place.field.name}(${place.path.join('.')})`] = [expected.slice(0, 200), ...different];
    }
    expect(told).toEqual({});
  }, 240_000);

  it('and a text that cannot be stored is refused wherever one goes in, and is nowhere a fault', async () => {
    const answers: Record<string, string> = {};
    for (const place of texts) {
      const someone = await holder(roleFor(place.field.name) ?? 'COUNSELLOR');
      answers[`${place.field.name}(${place.path.join('.')})`] = await answerTo(someone, place, 'a\u0000b');
    }
    expect(Object.entries(answers).filter(([, answer]) => answer.includes('FAULT'))).toEqual([]);
    expect(answers['previewStatisticsProgramme(release)']).toContain('"code":"INVALID_CHARACTER","field":"release"');
    expect(answers['recordCase(input.narrative)']).toContain('INVALID_CHARACTER');
  }, 60_000);

  it('and an own one gets another, so the look can tell them apart', async () => {
    const service = await house.world.service();
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const colleague = await house.world.counsellor(service);
    const place = places.find(({ field }) => field.name === 'deactivatePerson')!;
    expect(await answerTo(administrator, place, colleague.id)).not.toBe(await answerTo(administrator, place, random));
  });
});

/** The id of one row of every table of tenants, and those of two organisations. */
async function everyTenantsIds({ database }: TestHouse): Promise<string[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'id' and data_type = 'uuid'
       and table_name in (select table_name from information_schema.columns where column_name = 'organisation_id')`,
  );
  const ids: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.query<{ id: string }>(`select id from ${name} limit 1`);
    ids.push(...rows.map(({ id }) => id));
  }
  const { rows } = await database.query<{ id: string }>(
    `select id from organisation where kind in ('SERVICE', 'CARRIER') limit 2`,
  );
  return [...ids, ...rows.map(({ id }) => id)];
}
