import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { isWithinScopes, scopeNames, type Permission } from '../../src/core/access.js';
import { createToken, program, tokenFor } from '../support/api-tokens.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, recordCase, type Json } from '../support/cases.js';
import { documentFor, variablesFor } from '../support/matrix/documents.js';
import { example } from '../support/matrix/examples.js';
import { readPolicy, rootFields } from '../support/matrix/policy.js';
import type { Someone } from '../support/world.js';

const random = '00000000-0000-4000-8000-000000000000';
const codeOf = (answer: { errors?: readonly { extensions: { code: string } }[] }) =>
  answer.errors?.[0]?.extensions.code;

describe('a program with a token', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off', OPERATIONS: 'unlimited' });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  it('acts as its person, within its scopes; the secret is shown once and only its hash is kept', async () => {
    const { secret, token } = await createToken(counsellor, { scopes: ['cases:read', 'cases:write'] });
    expect(secret).toMatch(/^bst_[\w-]{43}$/);
    expect(token).toMatchObject({ personId: counsellor.id, scopes: ['cases:read', 'cases:write'], lastUsedOn: null });
    const { data } = await program(house, secret).ask('{ me { id } ownApiTokens { id } }');
    expect(data).toBeNull(); // its person's tokens are closed to it
    expect((await program(house, secret).ask<Json>('{ me { id } }')).data?.me.id).toBe(counsellor.id);
    const { rows } = await house.database.query<Json>(
      'select *, current_date::text as today from api_token where id = $1',
      [token.id],
    );
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
    const { ownApiTokens } = await counsellor.does<Json>('{ ownApiTokens { id lastUsedOn } }');
    expect(ownApiTokens.find((each: Json) => each.id === token.id).lastUsedOn).toBe(rows[0].today);
  });

  it('is told apart in the audit log from its person at the keyboard', async () => {
    const writer = await house.world.counsellor();
    const { secret, token } = await createToken(writer, { scopes: ['cases:read'] });
    const { id } = await recordCase(writer);
    await program(house, secret).ask('query ($id: ID!) { case(id: $id) { id } }', { id });
    await writer.does('query ($id: ID!) { case(id: $id) { id } }', { id });
    await program(house, secret).ask('mutation ($id: ID!) { removeMeasure(id: $id) { __typename } }', { id: random });
    const { rows } = await house.database.query<{ action: string; token: string | null }>(
      `select action, details->>'token' as token from audit_entry
       where person_id = $1 and (subject_id = $2 or action = 'access.denied') order by at, id`,
      [writer.id, id],
    );
    const seen = rows.filter(({ action }) => action === 'case.read' || action === 'access.denied');
    expect(seen.map((row) => row.token)).toEqual([token.id, null, token.id]);
  });

  it('needs no cookie, and outranks one: a token that is no good is nobody, whoever is signed in beside it', async () => {
    const asked = (authorization: string, cookie = '') =>
      request(house.world.server)
        .post('/graphql')
        .set('Authorization', authorization)
        .set('Cookie', cookie)
        .send({ query: '{ me { id } }' });
    const other = await house.world.counsellor();
    const { secret } = await createToken(counsellor);
    expect((await asked(`Bearer ${secret}`, other.cookie)).body.data.me.id).toBe(counsellor.id);
    expect((await asked(`bearer ${secret}`)).body.data.me.id).toBe(counsellor.id);
    const bad = ['bst_', `bst_${'x'.repeat(43)}`, `${secret}x`, secret.slice(0, -1), `bst_${secret}`, 'bst_\u00e4'];
    const said = new Set<string>();
    for (const token of bad) {
      const answer = await asked(`Bearer ${token}`, other.cookie);
      expect([token, answer.status]).toEqual([token, 401]);
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
      said.add(answer.text);
    }
    expect([...said]).toEqual([expect.stringContaining('TOKEN_INVALID')]);
    expect(answerSetsCookie(await asked(`Bearer ${secret}`))).toBe(false);
  });

  const answerSetsCookie = (answer: request.Response): boolean => 'set-cookie' in answer.headers;

  it('is refused as data, field by field, when it is asked for wrongly', async () => {
    const made = await createToken(counsellor, {
      scopes: ['cases:read', 'world:rule', 'audit:read'],
      expiresOn: daysFromToday(366),
    });
    expect(made.problems).toEqual([
      { code: 'SCOPE_UNKNOWN', field: 'input.scopes[1]' },
      { code: 'SCOPE_NOT_YOURS', field: 'input.scopes[2]' },
      { code: 'DATE_TOO_LATE', field: 'input.expiresOn' },
    ]);
  });

  it('is one of twenty at most, also when they are asked for at once', async () => {
    const busy = await house.world.counsellor();
    const made = await Promise.all(Array.from({ length: 24 }, () => createToken(busy)));
    expect(made.filter(({ secret }) => secret)).toHaveLength(20);
    expect(made.find(({ problems }) => problems).problems).toEqual([{ code: 'TOO_MANY_TOKENS', field: null }]);
  });

  it('ends on its day, when it is revoked, and with the account for good', async () => {
    const service = await house.world.service();
    const leaver = await house.world.counsellor(service);
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const me = '{ me { id } }';
    const [expired, revoked, left] = await Promise.all([1, 2, 3].map(() => createToken(leaver)));
    for (const { secret } of [expired, revoked, left]) expect((await program(house, secret).ask(me)).status).toBe(200);

    await house.database.query(
      `update api_token set expires_at = now(), created_at = now() - interval '1 day' where id = $1`,
      [expired.token.id],
    );
    expect((await program(house, expired.secret).ask(me)).status).toBe(401);
    await leaver.does('mutation ($id: ID!) { revokeOwnApiToken(id: $id) { revokedAt } }', { id: revoked.token.id });
    expect((await program(house, revoked.secret).ask(me)).status).toBe(401);

    await administrator.does('mutation ($id: ID!) { deactivatePerson(id: $id) { __typename } }', { id: leaver.id });
    expect((await program(house, left.secret).ask(me)).status).toBe(401);
    await administrator.does('mutation ($id: ID!) { reactivatePerson(id: $id) { __typename } }', { id: leaver.id });
    expect((await program(house, left.secret).ask(me)).status).toBe(401);
  });

  it('has the roles of now: what its person may no longer do it may no longer do', async () => {
    const service = await house.world.service();
    const person = await house.world.someone(service, 'SUPERVISOR', 'ADMINISTRATOR');
    const { secret } = await createToken(person, { scopes: ['people:manage', 'people:read'] });
    const asked = '{ invitations { id } }';
    expect((await program(house, secret).ask(asked)).data).toEqual({ invitations: [] });
    await house.database.query(`update person set roles = '{SUPERVISOR}' where id = $1`, [person.id]);
    expect(codeOf(await program(house, secret).ask(asked))).toBe('FORBIDDEN');
  });

  it('is seen and ended by whoever manages its person, and by nobody else', async () => {
    const carrier = await house.world.carrier();
    const service = await house.world.service('Dienst Token', carrier);
    const holder = await house.world.counsellor(service);
    const { token, secret } = await createToken(holder, { name: 'Auswertung' });
    const list = '{ apiTokens { id name personId scopes } }';
    const end = 'mutation ($id: ID!) { revokeApiToken(id: $id) { revokedAt } }';
    for (const organisation of [service, carrier]) {
      const administrator = await house.world.someone(organisation, 'ADMINISTRATOR');
      expect((await administrator.does<Json>(list)).apiTokens).toEqual([
        { id: token.id, name: 'Auswertung', personId: holder.id, scopes: ['cases:read'] },
      ]);
    }
    const stranger = await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR');
    expect((await stranger.does<Json>(list)).apiTokens).toEqual([]);
    expect(codeOf(await stranger.ask(end, { id: token.id }))).toBe('NOT_FOUND');
    const colleague = await house.world.counsellor(service);
    expect(codeOf(await colleague.ask(end.replace('revokeA', 'revokeOwnA'), { id: token.id }))).toBe('NOT_FOUND');
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    await administrator.does(end, { id: token.id });
    expect((await program(house, secret).ask('{ me { id } }')).status).toBe(401);
  });

  it('opens uploads and downloads by the same scopes', async () => {
    const reader = await tokenFor(house, counsellor, ['cases:read']);
    expect((await program(house, reader).get(`/dossiers/${random}`)).body.code).toBe('SCOPE_MISSING');
    const sender = await tokenFor(house, counsellor, ['referrals:send']);
    expect((await program(house, sender).get(`/dossiers/${random}`)).body.code).toBe('NOT_FOUND');
  });

  it('with each scope alone, is let through by the permissions of that scope and by no other', async () => {
    const { operations } = readPolicy();
    const fields = rootFields(house.schema);
    const service = await house.world.service();
    const all = await house.world.someone(service, 'COUNSELLOR', 'SUPERVISOR', 'ADMINISTRATOR');
    // Every role at once, which no organisation has: then the scope alone decides.
    await house.database.query(
      `update person set roles = '{COUNSELLOR,SUPERVISOR,OFFICE_STAFF,OFFICE_LEAD,CAMPAIGN_STAFF,ADMINISTRATOR,DATA_PROTECTION_OFFICER,OPERATOR}' where id = $1`,
      [all.id],
    );
    const wrong: string[] = [];
    let asked = 0;
    // One operation stands for all of its permission: the guard asks for nothing else.
    const each = new Map(
      Object.entries(operations).map(([name, { kind, permission }]) => [
        kind === 'HTTP' ? 'public' : permission,
        { name, kind },
      ]),
    );
    each.delete('public');
    for (const scope of scopeNames) {
      const holder = program(house, await tokenFor(house, all, [scope]));
      for (const [permission, { name, kind }] of each) {
        const field = fields.get(name)!;
        const variables = variablesFor(field, { id: () => random, value: example });
        const document = documentFor(kind === 'Query' ? 'query' : 'mutation', field, Object.keys(variables));
        const code = codeOf(await holder.ask(document, variables));
        const expected = isWithinScopes([scope], permission as Permission);
        asked += 1;
        if ((code !== 'SCOPE_MISSING') !== expected) wrong.push(`${scope} ${name}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(200);
  }, 120_000);
});
