import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';

const PASSWORD = 'ein langes Passwort 42';
const ACCEPT =
  'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename ... on Refusal { code field } } }';

describe('whoever guesses passwords', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off', TRUST_PROXY: '1' });
  });
  afterAll(() => house.close());

  let network = 0;
  /** An address that nobody has come from yet. */
  const elsewhere = (): string => `198.51.${Math.floor(++network / 250)}.${(network % 250) + 1}`;

  const attempt = (email: string, password: string, from: string, cookie = ''): Promise<Response> =>
    request(house.world.server)
      .post('/session')
      .set('X-Forwarded-For', from)
      .set('Cookie', cookie)
      .send({ email, password })
      .then((answer) => answer);

  it('has to wait longer and longer, and their victim does not', async () => {
    const victim = await house.world.counsellor();
    const attacker = elsewhere();
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++)
      statuses.push((await attempt(victim.email, `geraten ${guess}`, attacker)).status);
    expect(statuses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(statuses.slice(6)).toContain(429);
    const told = await attempt(victim.email, PASSWORD, attacker); // the right one is not let through either
    expect([told.status, told.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS']);
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(0);
    expect(told.body.de).toContain(String(told.headers['retry-after']));
    expect((await attempt(victim.email, PASSWORD, elsewhere())).status).toBe(204);
    expect((await attempt((await house.world.counsellor()).email, PASSWORD, attacker)).status).toBe(204);
  });

  it('learns nothing from it about whether there is an account', async () => {
    const { email } = await house.world.counsellor();
    const series = async (name: string, from: string) => {
      const said: unknown[] = [];
      for (let guess = 0; guess < 9; guess++) {
        const { status, text, headers } = await attempt(name, 'ein falsches Passwort', from);
        said.push([status, text.replaceAll(/\d+ (Sekunden|seconds)/g, ''), 'retry-after' in headers]);
      }
      return said;
    };
    expect(await series(email, elsewhere())).toEqual(await series('niemand@example.org', elsewhere()));
  });

  it('nor from how long the answer takes: a password is worked on where there is no account, too', async () => {
    const { email } = await house.world.counsellor();
    const took = { known: [] as number[], unknown: [] as number[] };
    for (let guess = 0; guess < 10; guess++)
      for (const [which, name] of [
        ['known', email],
        ['unknown', 'niemand@example.org'],
      ] as const) {
        const began = performance.now();
        await attempt(name, 'ein falsches Passwort', elsewhere());
        took[which].push(performance.now() - began);
      }
    // The fastest of many: what else the machine does only makes answers slower. Without the work it is a fraction.
    expect(Math.min(...took.unknown)).toBeGreaterThan(Math.min(...took.known) / 2);
  });

  it('gets no more tries by sending them all at once', async () => {
    const victim = await house.world.counsellor();
    const from = elsewhere();
    const all = await Promise.all(Array.from({ length: 30 }, (_, n) => attempt(victim.email, `geraten ${n}`, from)));
    expect(all.filter(({ status }) => status === 401)).toHaveLength(6);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(24);
  });

  it('gets one try a network when they come from everywhere, and the victim still gets hers', async () => {
    const victim = await house.world.counsellor();
    for (let guess = 0; guess < 50; guess++) await attempt(victim.email, 'von überall', elsewhere());
    const attacker = elsewhere();
    const statuses = [];
    for (let guess = 0; guess < 4; guess++)
      statuses.push((await attempt(victim.email, 'von überall', attacker)).status);
    expect(statuses).toEqual([401, 401, 429, 429]);
    expect((await attempt(victim.email, PASSWORD, elsewhere())).status).toBe(204);
  }, 60_000);

  it('and sits behind the same address as the victim keeps nobody from a device that is known', async () => {
    const victim = await house.world.counsellor();
    const shared = elsewhere();
    const signedIn = await attempt(victim.email, PASSWORD, shared);
    const cookies = (signedIn.headers['set-cookie'] ?? []) as unknown as string[];
    const [device = ''] = cookies.filter((each) => each.startsWith('beistand-device='));
    expect(device).toMatch(/HttpOnly/);
    expect(device).toMatch(/SameSite=Strict/);
    for (let guess = 0; guess < 10; guess++) await attempt(victim.email, 'vom Nebentisch', shared);
    expect((await attempt(victim.email, PASSWORD, shared)).status).toBe(429);
    const known = device.split(';')[0] ?? '';
    expect((await attempt(victim.email, PASSWORD, shared, known)).status).toBe(204);
    // It is worth nothing for another account, nor altered.
    const other = await house.world.counsellor();
    for (let guess = 0; guess < 10; guess++) await attempt(other.email, 'vom Nebentisch', shared);
    for (const cookie of [known, `${known.slice(0, -1)}x`])
      expect((await attempt(other.email, PASSWORD, shared, cookie)).status).toBe(429);
  });

  it('cannot choose an address: what stands before the trusted proxy counts for nothing', async () => {
    const victim = await house.world.counsellor();
    const real = elsewhere();
    const statuses = [];
    for (let guess = 0; guess < 8; guess++)
      statuses.push((await attempt(victim.email, 'geraten', `${elsewhere()}, ${real}`)).status);
    expect(statuses.slice(6)).toContain(429);
  });

  it('of links and tokens has to wait as well', async () => {
    const from = elsewhere();
    const look = () =>
      request(house.world.server)
        .post('/graphql')
        .set('X-Forwarded-For', from)
        .send({ query: '{ invitation(token: "geraten") { email } }' });
    const token = () =>
      request(house.world.server)
        .post('/graphql')
        .set('X-Forwarded-For', from)
        .set('Authorization', `Bearer bst_${'x'.repeat(43)}`)
        .send({ query: '{ me { id } }' });
    const [links, tokens] = [new Set<string>(), new Set<number>()];
    for (let guess = 0; guess < 105; guess++) {
      links.add(JSON.stringify((await look()).body).match(/TOO_MANY_ATTEMPTS/)?.[0] ?? 'answered');
      tokens.add((await token()).status);
    }
    expect([...links]).toEqual(['answered', 'TOO_MANY_ATTEMPTS']);
    expect([...tokens]).toEqual([401, 429]);
  }, 60_000);
});

describe('whoever has passwords and guesses codes', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off', TRUST_PROXY: '1', SECOND_FACTOR: 'on' });
  });
  afterAll(() => house.close());

  it('waits after a hundred from one network, however many sign-ins that took; other networks do not', async () => {
    const { email } = await house.world.account(await house.world.service(), 'COUNSELLOR');
    const send = (path: string, body: object, from: string, cookie = '') =>
      request(house.world.server).post(path).set('X-Forwarded-For', from).set('Cookie', cookie).send(body);
    const step = async (from: string): Promise<string> => {
      const { status, headers } = await send('/session', { email, password: PASSWORD }, from);
      expect(status).toBe(202);
      return (headers['set-cookie'] as unknown as string[]).map((line) => line.split(';')[0]).join('; ');
    };
    const said = new Set<string>();
    for (let signIn = 0; signIn < 21; signIn++) {
      const cookie = await step('203.0.113.7');
      for (let guess = 0; guess < 5; guess++)
        said.add((await send('/session/factor', { code: '000000' }, '203.0.113.7', cookie)).body.code);
    }
    expect([...said]).toEqual(['FACTOR_FAILED', 'TOO_MANY_ATTEMPTS']);
    const elsewhere = await send('/session/factor', { code: '000000' }, '203.0.114.7', await step('203.0.114.7'));
    expect(elsewhere.body.code).toBe('FACTOR_FAILED');
  }, 60_000);
});

describe('a new password', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  async function invited(email: string): Promise<string> {
    const administrator = await house.world.someone(await house.world.service(), 'ADMINISTRATOR');
    const made = await administrator.does<{ invitePerson: { id: string } }>(
      'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }',
      { input: { organisationId: administrator.organisation.id, email, roles: ['COUNSELLOR'] } },
    );
    const { renewInvitation } = await administrator.does<{ renewInvitation: { url: string } }>(
      'mutation ($id: ID!) { renewInvitation(id: $id) { url } }',
      { id: made.invitePerson.id },
    );
    return renewInvitation.url.split('#')[1] ?? '';
  }

  it('is none of those that are tried first, and not the own address; otherwise anything', async () => {
    const token = await invited('kim.beispiel@example.org');
    const choose = async (password: string) =>
      (await house.world.nobody.does<{ acceptInvitation: object }>(ACCEPT, { input: { token, name: 'Kim', password } }))
        .acceptInvitation;
    for (const [password, code] of [
      ['1234567', 'PASSWORD_LENGTH'],
      ['x'.repeat(129), 'PASSWORD_LENGTH'],
      ['password1', 'PASSWORD_COMMON'],
      ['Iloveyou', 'PASSWORD_COMMON'],
      ['kim.beispiel 1', 'PASSWORD_NAMES_YOU'],
    ] as const)
      expect([password, await choose(password)]).toEqual([
        password,
        { __typename: 'Refusal', code, field: 'input.password' },
      ]);
    const odd = `gru\u0308n 😀 ${' '.repeat(3)}ß`;
    expect(await choose(odd)).toEqual({ __typename: 'InvitationAccepted' });
    await expect(house.world.signIn('kim.beispiel@example.org', odd.normalize('NFC'))).resolves.toContain('beistand=');
    await expect(house.world.signIn('kim.beispiel@example.org', odd.trim().toUpperCase())).rejects.toThrow('401');
  });
});
