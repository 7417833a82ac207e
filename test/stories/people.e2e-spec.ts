import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';

describe('people', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('tells who is signed in', async () => {
    const counsellor = await house.world.counsellor();
    const { me } = await counsellor.does<{ me: { id: string; roles: string[] } }>('{ me { id roles } }');
    expect(me).toEqual({ id: counsellor.id, roles: ['COUNSELLOR'] });
  });

  it('changes the own name, and refuses an empty one, naming the field', async () => {
    const counsellor = await house.world.counsellor();
    const change = `mutation ($input: ChangeMeInput!) { changeMe(input: $input) {
      ... on Person { name phone } ... on Refusal { code field de en problems { code field } } } }`;
    const changed = async (input: object): Promise<unknown> =>
      (await counsellor.does<{ changeMe: unknown }>(change, { input })).changeMe;
    expect(await changed({ name: ' Kim Neu ', phone: '0000 1' })).toEqual({ name: 'Kim Neu', phone: '0000 1' });
    for (const name of ['', '   '])
      expect(await changed({ name })).toMatchObject({
        code: 'REQUIRED',
        field: 'input.name',
        problems: [{ code: 'REQUIRED', field: 'input.name' }],
      });
    // What was refused has changed nothing; what is left out stays.
    expect(await changed({ phone: '0000 2' })).toEqual({ name: 'Kim Neu', phone: '0000 2' });
  });

  it('asks whoever is not signed in to sign in', async () => {
    const { data, errors } = await house.world.nobody.ask('{ me { id } }');
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
  });

  it('gives one answer for a wrong password and an unknown address', async () => {
    const counsellor = await house.world.counsellor();
    const attempt = (email: string, password: string) =>
      request(house.world.server).post('/session').send({ email, password });
    const wrong = await attempt(counsellor.email, 'ein falsches Passwort');
    const unknown = await attempt('nobody@example.org', 'ein falsches Passwort');
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(wrong.text).toBe(unknown.text);
    expect(wrong.body).toMatchObject({ code: 'SIGN_IN_FAILED' });
  });

  it('ends the session at sign-out', async () => {
    const counsellor = await house.world.counsellor();
    await request(house.world.server).delete('/session').set('Cookie', counsellor.cookie).expect(204);
    const { errors } = await counsellor.ask('{ me { id } }');
    expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
  });

  it('invites a colleague by a link that works once', async () => {
    const carrier = await house.world.carrier();
    const service = await house.world.service('Dienst Nord', carrier);
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    const { invitePerson } = await administrator.does<{ invitePerson: { id: string } }>(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id email } ... on Refusal { code field } } }`,
      { input: { organisationId: service.id, email: 'Neue.Kollegin@example.org', roles: ['COUNSELLOR'] } },
    );
    const { renewInvitation } = await administrator.does<{ renewInvitation: { url: string } }>(
      `mutation ($id: ID!) { renewInvitation(id: $id) { url } }`,
      { id: invitePerson.id },
    );
    const token = renewInvitation.url.split('#')[1];
    const accept = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename ... on Refusal { code } } }`;
    const input = { token, name: 'Neue Kollegin', password: 'noch ein Passwort' };
    expect(await house.world.nobody.does(accept, { input })).toEqual({
      acceptInvitation: { __typename: 'InvitationAccepted' },
    });
    expect(await house.world.nobody.does(accept, { input })).toEqual({
      acceptInvitation: { __typename: 'Refusal', code: 'LINK_USED' },
    });
    await expect(house.world.signIn('neue.kollegin@example.org', 'noch ein Passwort')).resolves.toContain('beistand=');
  });

  it('lets the platform invite who manages an organisation, and nobody who reads what clients entrusted to it', async () => {
    const operator = await house.world.operator();
    const carrier = await house.world.carrier();
    const [service, office] = [await house.world.service('Dienst Süd', carrier), await house.world.office()];
    const invite = `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { __typename ... on Invitation { id } ... on Refusal { code field } } }`;
    const attempt = async (organisationId: string, role: string) =>
      operator.ask<{ invitePerson: { id: string } }>(invite, {
        input: { organisationId, email: 'einladung@example.org', roles: [role] },
      });
    for (const { id } of [carrier, office])
      expect((await attempt(id, 'ADMINISTRATOR')).data).toMatchObject({ invitePerson: { __typename: 'Invitation' } });
    for (const role of ['OFFICE_STAFF', 'OFFICE_LEAD'])
      expect((await attempt(office.id, role)).data).toMatchObject({
        invitePerson: { code: 'ROLE_NOT_YOURS_TO_GIVE', field: 'input.roles[0]' },
      });
    for (const role of ['COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR'])
      expect((await attempt(service.id, role)).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('keeps the links of those who will read cases from the platform, in the database itself', async () => {
    const carrier = await house.world.carrier();
    const service = await house.world.service('Dienst West', carrier);
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    const { invitePerson } = await administrator.does<{ invitePerson: { id: string } }>(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }`,
      { input: { organisationId: service.id, email: 'beratung@example.org', roles: ['COUNSELLOR'] } },
    );
    const operator = await house.world.operator();
    const { invitations } = await operator.does<{ invitations: { id: string }[] }>('{ invitations { id } }');
    expect(invitations.map(({ id }) => id)).not.toContain(invitePerson.id);
    for (const deed of ['renewInvitation(id: $id) { url }', 'revokeInvitation(id: $id) { __typename }']) {
      const { errors } = await operator.ask(`mutation ($id: ID!) { ${deed} }`, { id: invitePerson.id });
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
  });

  it('refuses roles that the organisation does not have, naming the field', async () => {
    const carrier = await house.world.carrier();
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    const { invitePerson } = await administrator.does(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Refusal { code field de en } } }`,
      { input: { organisationId: carrier.id, email: 'x@example.org', roles: ['ADMINISTRATOR', 'COUNSELLOR'] } },
    );
    expect(invitePerson).toMatchObject({ code: 'ROLE_NOT_HERE', field: 'input.roles[1]' });
  });

  it('refuses a malformed address as data, naming the field in both languages', async () => {
    const carrier = await house.world.carrier();
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    const { invitePerson } = await administrator.does(
      `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Refusal { code field de en } } }`,
      { input: { organisationId: carrier.id, email: 'keine Adresse', roles: ['ADMINISTRATOR'] } },
    );
    expect(invitePerson).toMatchObject({ code: 'INVALID_FORMAT', field: 'input.email' });
  });

  it('refuses an address that is no text as people write it', async () => {
    const carrier = await house.world.carrier();
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    for (const email of ['x\udfff', 'x\udfff@example.org', '\u0000@example.org', `${'x'.repeat(250)}@example.org`]) {
      const { invitePerson } = await administrator.does<{ invitePerson: { field: string } }>(
        `mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Refusal { code field } } }`,
        { input: { organisationId: carrier.id, email, roles: ['ADMINISTRATOR'] } },
      );
      expect(invitePerson.field).toBe('input.email');
    }
  });

  it('closes a deactivated account on the next request', async () => {
    const service = await house.world.service();
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const leaver = await house.world.counsellor(service);
    await leaver.does('{ me { id } }');
    await administrator.does(`mutation ($id: ID!) { deactivatePerson(id: $id) { ... on Person { active } } }`, {
      id: leaver.id,
    });
    const { errors } = await leaver.ask('{ me { id } }');
    expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    await expect(house.world.signIn(leaver.email)).rejects.toThrow('401');
  });

  it('does not let a counsellor manage people', async () => {
    const service = await house.world.service();
    const counsellor = await house.world.counsellor(service);
    const colleague = await house.world.counsellor(service);
    const { errors } = await counsellor.ask(`mutation ($id: ID!) { deactivatePerson(id: $id) { __typename } }`, {
      id: colleague.id,
    });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('gives the same answer for a foreign, a random and a malformed id', async () => {
    const administrator = await house.world.someone(await house.world.service(), 'ADMINISTRATOR');
    const stranger = await house.world.counsellor();
    const answers = [];
    for (const id of [stranger.id, '00000000-0000-4000-8000-000000000000', 'nonsense\u0000']) {
      const { data, errors } = await administrator.ask(
        `mutation ($id: ID!) { deactivatePerson(id: $id) { __typename } }`,
        { id },
      );
      answers.push(JSON.stringify({ data, errors }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
  });
});
