import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Someone } from '../support/world.js';

const PASSWORD = 'ein langes Passwort 42';

interface Listed {
  mySessions: { id: string; current: boolean; device: string | null; factor: string }[];
}

describe('own sessions', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  const again = async (person: Someone): Promise<Someone> =>
    new Someone(person.server, person.id, person.email, person.organisation, await house.world.signIn(person.email));
  const isSignedIn = async (person: Someone): Promise<boolean> => !(await person.ask('{ me { id } }')).errors;
  const prove = (person: Someone, password: string) => person.post('/session/proof').send({ password });
  const cookieOf = (answer: request.Response): string => String(answer.headers['set-cookie']).split(';')[0] ?? '';

  it('are listed with a coarse device, the asking one marked, and nobody else’s', async () => {
    const counsellor = await house.world.counsellor();
    await house.world.counsellor(counsellor.organisation);
    const answer = await request(house.world.server)
      .post('/session')
      .set('User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
      .send({ email: counsellor.email, password: PASSWORD });
    const other = new Someone(
      counsellor.server,
      counsellor.id,
      counsellor.email,
      counsellor.organisation,
      cookieOf(answer),
    );
    const { mySessions } = await other.does<Listed>('{ mySessions { id current device factor } }');
    expect(mySessions.map(({ current, device, factor }) => ({ current, device, factor }))).toEqual(
      expect.arrayContaining([
        { current: true, device: 'Firefox, Linux', factor: 'PASSWORD' },
        { current: false, device: null, factor: 'PASSWORD' },
      ]),
    );
    expect(mySessions).toHaveLength(2);
  });

  it('end one by one, each at once; somebody else’s, an ended and a random one get the same answer', async () => {
    const here = await house.world.counsellor();
    const there = await again(here);
    const stranger = await house.world.counsellor(here.organisation);
    const { mySessions } = await there.does<Listed>('{ mySessions { id current } }');
    const id = mySessions.find(({ current }) => current)!.id;
    const end = (person: Someone, which: string) =>
      person.ask('mutation ($id: ID!) { endSession(id: $id) }', { id: which });
    const foreign = await end(stranger, id);
    expect(await isSignedIn(there)).toBe(true);
    expect((await end(here, id)).data).toEqual({ endSession: id });
    expect(await isSignedIn(there)).toBe(false);
    const nobody = await end(here, '00000000-0000-4000-8000-000000000000');
    expect(foreign).toEqual(nobody);
    expect(await end(here, id)).toEqual(nobody);
    expect(nobody.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('end all but the one in use', async () => {
    const here = await house.world.counsellor();
    const others = [await again(here), await again(here)];
    expect(await here.does('mutation { endOtherSessions }')).toEqual({ endOtherSessions: 2 });
    for (const other of others) expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(here)).toBe(true);
  });

  it('get another secret with every proof; the one before opens nothing', async () => {
    const person = await house.world.counsellor();
    await house.database.query('update session set proven_at = null where person_id = $1', [person.id]);
    const answer = await prove(person, PASSWORD).expect(204);
    const after = new Someone(person.server, person.id, person.email, person.organisation, cookieOf(answer));
    expect(after.cookie).not.toBe(person.cookie);
    expect(await isSignedIn(person)).toBe(false);
    expect(await isSignedIn(after)).toBe(true);
    const { rows } = await house.database.query(
      'select proven_at > now() - interval $$5 s$$ as fresh from session where person_id = $1',
      [person.id],
    );
    expect(rows).toEqual([{ fresh: true }]);
  });

  it('do not let whoever finds one guess the password: it ends after five wrong ones in a row', async () => {
    const person = await house.world.counsellor();
    for (let attempt = 1; attempt <= 4; attempt++)
      expect((await prove(person, 'falsch geraten').expect(401)).body).toMatchObject({ code: 'PROOF_FAILED' });
    expect(await isSignedIn(person)).toBe(true);
    await prove(person, 'falsch geraten').expect(401);
    expect(await isSignedIn(person)).toBe(false);
    const { rows } = await house.database.query<{ count: string }>(
      `select count(*) from audit_entry where person_id = $1 and action = 'session.proof-failed'`,
      [person.id],
    );
    expect(Number(rows[0]?.count)).toBe(5);
  });

  it('end with another password, except for the one that changed it', async () => {
    const here = await house.world.counsellor();
    const there = await again(here);
    const change = (password: string, newPassword: string) =>
      here.does(
        `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ... on PasswordChanged { endedSessions } ... on Refusal { code field } } }`,
        { input: { password, newPassword } },
      );
    expect(await change('falsch geraten', 'noch ein Passwort')).toEqual({
      changePassword: { __typename: 'Refusal', code: 'PROOF_FAILED', field: 'input.password' },
    });
    expect(await change(PASSWORD, 'kurz')).toEqual({
      changePassword: { __typename: 'Refusal', code: 'PASSWORD_LENGTH', field: 'input.newPassword' },
    });
    expect(await change(PASSWORD, 'noch ein Passwort')).toEqual({
      changePassword: { __typename: 'PasswordChanged', endedSessions: 1 },
    });
    expect(await isSignedIn(there)).toBe(false);
    expect(await isSignedIn(here)).toBe(true);
    await expect(house.world.signIn(here.email)).rejects.toThrow('401');
    await expect(house.world.signIn(here.email, 'noch ein Passwort')).resolves.toContain('beistand=');
  });

  it('are never taken over from before the sign-in: a planted cookie stays worthless', async () => {
    const person = await house.world.counsellor();
    const planted = `beistand=${'A'.repeat(43)}`;
    const answer = await request(house.world.server)
      .post('/session')
      .set('Cookie', planted)
      .send({ email: person.email, password: PASSWORD })
      .expect(204);
    expect(cookieOf(answer)).not.toBe(planted);
    const asPlanted = new Someone(person.server, person.id, person.email, person.organisation, planted);
    expect(await isSignedIn(asPlanted)).toBe(false);
  });

  it('lose and win roles on the next request', async () => {
    const service = await house.world.service();
    const administrator = await house.world.someone(service, 'ADMINISTRATOR');
    const person = await house.world.counsellor(service);
    await administrator.does(
      `mutation ($id: ID!) { changeRoles(id: $id, roles: ["ADMINISTRATOR"], version: 1) { __typename } }`,
      { id: person.id },
    );
    expect((await person.does<{ me: { roles: string[] } }>('{ me { roles } }')).me.roles).toEqual(['ADMINISTRATOR']);
    expect((await person.ask('{ cases { edges { node { id } } } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('last twelve hours at most, however busy they are', async () => {
    const person = await house.world.counsellor();
    const { mySessions } = await person.does<{ mySessions: { startedAt: string; endsAt: string }[] }>(
      '{ mySessions { startedAt endsAt } }',
    );
    const [session] = mySessions;
    expect(Date.parse(session!.endsAt) - Date.parse(session!.startedAt)).toBe(12 * 3_600_000);
    await isSignedIn(person);
    const { rows } = await house.database.query<{ hours: string }>(
      'select extract(epoch from expires_at - created_at) / 3600 as hours from session where person_id = $1',
      [person.id],
    );
    expect(rows.map(({ hours }) => Number(hours))).toEqual([12]);
  });

  it('that ran out are deleted by night', async () => {
    const [old, idle, open] = [
      await house.world.counsellor(),
      await house.world.counsellor(),
      await house.world.counsellor(),
    ];
    await house.database.query(`update session set expires_at = now() - interval '1 s' where person_id = $1`, [old.id]);
    await house.database.query(`update session set seen_at = now() - interval '31 min' where person_id = $1`, [
      idle.id,
    ]);
    for (const person of [old, idle]) expect(await isSignedIn(person)).toBe(false);
    const jobs: unknown = house.app.get(Jobs, { strict: false });
    const { handlers } = jobs as { handlers: Map<string, () => Promise<void>> };
    await handlers.get('sessions-expire')?.();
    const { rows } = await house.database.query<{ person_id: string }>(
      'select person_id from session where person_id = any ($1)',
      [[old.id, idle.id, open.id]],
    );
    expect(rows).toEqual([{ person_id: open.id }]);
  });
});
