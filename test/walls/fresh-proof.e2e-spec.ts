import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { holdersOf, rolesOf, type OrganisationKind, type Permission, type Role } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { documentFor, variablesFor } from '../support/matrix/documents.js';
import { example } from '../support/matrix/examples.js';
import { readPolicy, rootFields } from '../support/matrix/policy.js';
import { classesIn, operationsOf } from '../support/operations.js';
import type { Someone } from '../support/world.js';

const random = '00000000-0000-4000-8000-000000000000';

/** What an old proof opens: of everything that docs/access.yaml marks `proof: fresh`, nothing. */
describe('a proof of who one is', () => {
  let house: TestHouse;
  const policy = readPolicy();
  const guarded = Object.entries(policy.operations).filter(([, { proof }]) => proof === 'fresh');
  const people = new Map<Role, Someone>();

  beforeAll(async () => void (house = await openTestHouse({ OPERATIONS: 'unlimited', BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  async function holderOf(permission: Permission): Promise<Someone> {
    const [role] = holdersOf(permission);
    const known = people.get(role!);
    if (known) return known;
    const kinds = Object.entries(rolesOf) as [OrganisationKind, readonly Role[]][];
    const kind = kinds.find(([, roles]) => roles.includes(role!))![0];
    const { world } = house;
    const organisation = await {
      PLATFORM: () => world.platform(),
      CARRIER: () => world.carrier(),
      SERVICE: () => world.service(),
      OFFICE: () => world.office(),
      CAMPAIGN_TEAM: () => world.campaignTeam(),
    }[kind]();
    const made = await world.someone(organisation, role!);
    people.set(role!, made);
    return made;
  }

  async function codeFor(name: string): Promise<string> {
    const { kind, permission, route = '' } = policy.operations[name]!;
    const person = await holderOf(permission as Permission);
    if (kind === 'HTTP') {
      const [method, path = ''] = route.split(' ');
      const asked = path.replaceAll(/:\w+/g, random);
      const answer = await (method === 'GET' ? person.get(asked) : person.post(asked).send({}));
      return String((answer.body as { code?: string }).code ?? answer.status);
    }
    const field = rootFields(house.schema).get(name)!;
    const source = { id: () => random, value: example };
    const variables = variablesFor(field, source);
    const { errors } = await person.ask(documentFor(kind, field, Object.keys(variables)), variables);
    return errors?.[0]?.extensions.code ?? 'ANSWERED';
  }

  const age = (minutes: number | null): Promise<unknown> =>
    house.database.query(`update session set proven_at = now() - make_interval(mins => $1)`, [minutes]);

  it('is asked for wherever something cannot be taken back or opens doors', () => {
    const names = guarded.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'sendReferral',
        'invitePerson',
        'changeRoles',
        'changePassword',
        'DossiersController.download',
      ]),
    );
    const declared = operationsOf(classesIn(house.app)).filter(({ fresh }) => fresh);
    expect(declared.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('that is too old, or was never given, opens none of it', async () => {
    for (const minutes of [11, null])
      for (const [name] of guarded) {
        await holderOf(policy.operations[name]!.permission as Permission);
        await age(minutes);
        expect([name, await codeFor(name)]).toEqual([name, 'FRESH_PROOF_REQUIRED']);
      }
  });

  it('that is fresh lets everybody through to what their role may do', async () => {
    await age(9);
    for (const [name] of guarded) expect([name, await codeFor(name)]).not.toEqual([name, 'FRESH_PROOF_REQUIRED']);
  });

  it('is not asked of whoever may not do it anyway', async () => {
    const counsellor = await house.world.counsellor();
    await age(11);
    const { errors } = await counsellor.ask(`mutation { deactivatePerson(id: "${random}") { __typename } }`);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
