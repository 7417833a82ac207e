import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken, program } from '../support/api-tokens.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';
import { queueIsDone } from '../support/notices.js';
import { Browser } from '../support/sign-in.js';
import type { Answer, Someone } from '../support/world.js';

const REQUEST =
  'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { __typename ... on Refusal { code } } }';
const RESET =
  'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename ... on Refusal { code field } } }';
const NEW = 'ein ganz neues Passwort';

describe('whoever has forgotten the password', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ SMTP_URL: mailbox.url, PUBLIC_URL: 'http://localhost:3000' });
  });
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });

  const request = (email: string): Promise<Answer> => house.world.nobody.ask(REQUEST, { input: { email } });
  const reset = async (token: string, password = NEW) =>
    (await house.world.nobody.does<{ resetPassword: object }>(RESET, { input: { token, password } })).resetPassword;
  const used = { __typename: 'Refusal', code: 'LINK_USED', field: 'input.token' };

  /** The secrets that were mailed to somebody, in order. */
  const mailed = async (email: string): Promise<string[]> => {
    await queueIsDone(house);
    return mailbox
      .to(email)
      .map(
        (mail) => /\/reset#=?(?:3D)?([\w=\r\n-]+?)\s*(?:\r?\n\r?\n|$)/.exec(mail)?.[1]?.replaceAll(/=\r?\n/g, '') ?? '',
      );
  };

  async function linkFor(someone: Someone): Promise<string> {
    await request(someone.email);
    return (await mailed(someone.email)).at(-1) ?? '';
  }

  it('gets a link that works once, and everybody else who had a session or a token is out', async () => {
    const someone = await house.world.counsellor();
    const other = await house.world.signIn(someone.email);
    const { secret } = await createToken(someone);
    const token = await linkFor(someone);
    expect(token).toMatch(/^[\w-]{43}$/);
    const { rows } = await house.database.query('select * from password_reset');
    expect(JSON.stringify(rows)).not.toContain(token);

    expect(await reset(token)).toEqual({ __typename: 'PasswordWasReset' });
    expect(await reset(token, 'noch ein anderes')).toEqual(used);
    for (const cookie of [someone.cookie, other]) {
      const { errors } = await Object.assign(Object.create(someone) as Someone, { cookie }).ask('{ me { id } }');
      expect(errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    }
    expect((await program(house, secret).ask('{ me { id } }')).status).toBe(401);
    await expect(house.world.signIn(someone.email)).rejects.toThrow('401');
    await expect(house.world.signIn(someone.email, NEW)).resolves.toContain('beistand=');
    const log = await house.database.query<{ action: string }>(
      `select action from audit_entry where subject_id = $1 and action like 'password.%' order by at`,
      [someone.id],
    );
    expect(log.rows.map(({ action }) => action)).toEqual(['password.reset-requested', 'password.reset']);
  });

  it('sets one password where the link is used several times at the very same moment, and whoever was told so signs in with it', async () => {
    const someone = await house.world.counsellor();
    const token = await linkFor(someone);
    const passwords = [1, 2, 3, 4].map((number) => `Zugleich gesetzt, Nummer ${number}`);
    const answers = await Promise.all(passwords.map((password) => reset(token, password)));
    const set = passwords.filter((_, index) => (answers[index] as { __typename: string }).__typename !== 'Refusal');
    expect(set).toHaveLength(1);
    expect(answers.filter((answer) => (answer as { code?: string }).code === 'LINK_USED')).toHaveLength(3);
    await expect(house.world.signIn(someone.email, set[0])).resolves.toContain('beistand=');
    const noted = await house.database.query(
      `select from audit_entry where subject_id = $1 and action = 'password.reset'`,
      [someone.id],
    );
    expect(noted.rowCount).toBe(1);
  });

  it('learns nothing from the answer or its time about whether there is such an account', async () => {
    const known = await house.world.counsellor();
    const took = { known: [] as number[], unknown: [] as number[] };
    const said = new Set<string>();
    for (let round = 0; round < 5; round++)
      for (const which of ['known', 'unknown'] as const) {
        const before = performance.now();
        said.add(JSON.stringify(await request(which === 'known' ? known.email : 'niemand@example.org')));
        took[which].push(performance.now() - before);
      }
    expect(said.size).toBe(1);
    const fastest = (times: readonly number[]): number => Math.min(...times);
    for (const times of Object.values(took)) expect(fastest(times)).toBeGreaterThanOrEqual(195);
    expect(Math.abs(fastest(took.known) - fastest(took.unknown))).toBeLessThan(60);
    await queueIsDone(house);
    expect(mailbox.to('niemand@example.org')).toEqual([]);
  });

  it('is mailed three times an hour at most, and only the last link is good', async () => {
    const someone = await house.world.counsellor();
    for (let round = 0; round < 5; round++) {
      await request(someone.email);
      await queueIsDone(house);
    }
    const tokens = await mailed(someone.email);
    expect(tokens).toHaveLength(3);
    expect(await reset(tokens[0] ?? '')).toEqual(used);
    expect(await reset(tokens[2] ?? '')).toEqual({ __typename: 'PasswordWasReset' });
  });

  it('cannot use a link that is too old, made up, or of an account that was closed', async () => {
    const [late, closed] = [await house.world.counsellor(), await house.world.counsellor()];
    const [lateToken, closedToken] = [await linkFor(late), await linkFor(closed)];
    const { rows } = await house.database.query<{ minutes: number }>(
      'select extract(epoch from expires_at - created_at) / 60 as minutes from password_reset where person_id = $1',
      [late.id],
    );
    expect(Number(rows[0]?.minutes)).toBe(30);
    await house.database.query('update password_reset set expires_at = now() where person_id = $1', [late.id]);
    await house.database.query('update person set active = false, deactivated_at = now() where id = $1', [closed.id]);
    for (const token of [lateToken, closedToken, 'x'.repeat(43), '']) {
      const answer = await house.world.nobody.ask(RESET, { input: { token: token || ' ', password: NEW } });
      expect(JSON.stringify(answer.data)).toMatch(/LINK_USED|REQUIRED/);
    }
    await request(closed.email);
    await queueIsDone(house);
    expect(await mailed(closed.email)).toHaveLength(1);
  });

  it('may not choose a password that everybody tries first; the link stays good', async () => {
    const someone = await house.world.counsellor();
    const token = await linkFor(someone);
    expect(await reset(token, 'password1')).toEqual({
      __typename: 'Refusal',
      code: 'PASSWORD_COMMON',
      field: 'input.password',
    });
    expect(await reset(token)).toEqual({ __typename: 'PasswordWasReset' });
  });
});

describe('a sign-in that was begun', () => {
  it('with the password that somebody has replaced since does not come to its end', async () => {
    const mailbox = await Mailbox.open();
    const house = await openTestHouse({ SMTP_URL: mailbox.url, SECOND_FACTOR: 'on' });
    const account = await house.world.account(await house.world.service(), 'COUNSELLOR');
    const thief = new Browser(account);
    await thief.password();
    expect((await thief.post('/session/step')).status).toBe(200);
    await house.world.nobody.does(REQUEST, { input: { email: account.email } });
    await queueIsDone(house);
    const token = /\/reset#=?(?:3D)?([\w=\r\n-]+?)\s*(?:\r?\n\r?\n|$)/
      .exec(mailbox.to(account.email).at(-1) ?? '')?.[1]
      ?.replaceAll(/=\r?\n/g, '');
    expect(await house.world.nobody.does(RESET, { input: { token, password: NEW } })).toEqual({
      resetPassword: { __typename: 'PasswordWasReset' },
    });
    expect((await thief.post('/session/step')).body).toMatchObject({ code: 'SIGN_IN_AGAIN' });
    expect((await thief.post('/session/factors/totp', { name: 'Telefon' })).status).toBe(401);
    await house.close();
    await mailbox.close();
  });
});
