import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Mailbox } from '../support/mailbox.js';
import { queueIsDone } from '../support/notices.js';
import { App, Browser, PASSWORD } from '../support/sign-in.js';

interface Mine {
  mySecondFactors: {
    factors: { id: string; kind: string; name: string }[];
    recoveryCodesLeft: number;
    fewRecoveryCodes: boolean;
  };
}
const MINE = '{ mySecondFactors { factors { id kind name } recoveryCodesLeft fewRecoveryCodes } }';

describe('a second factor', () => {
  let house: TestHouse;
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await Mailbox.open();
    house = await openTestHouse({ SECOND_FACTOR: 'on', SMTP_URL: mailbox.url });
  });
  afterAll(async () => {
    await house.close();
    await mailbox.close();
  });

  const newcomer = async (): Promise<Browser & { email: string; id: string }> => {
    const account = await house.world.account(await house.world.service(), 'COUNSELLOR');
    return Object.assign(new Browser(account), { email: account.email, id: account.id });
  };
  const enrolled = async () => {
    const browser = await newcomer();
    await browser.password();
    const { app, answer } = await browser.setUpApp();
    return { browser, app, codes: (answer.body as { recoveryCodes: string[] }).recoveryCodes };
  };
  /** As if the codes so far had been shown long ago. */
  const later = (id: string): Promise<unknown> =>
    house.database.query('update second_factor set last_step = last_step - 100 where person_id = $1', [id]);
  const another = (person: Browser & { email: string; id: string }): Browser & { email: string; id: string } =>
    Object.assign(new Browser(person.someone), { email: person.email, id: person.id });

  it('comes first: the password alone leads to setting one up, and opens nothing', async () => {
    const browser = await newcomer();
    const answer = await browser.password();
    expect([answer.status, answer.body]).toEqual([202, { next: 'ENROL', ways: [] }]);
    expect(await browser.isSignedIn()).toBe(false);
    // Not even when what it gave is shown as a session.
    const step = /beistand-step=([\w-]+)/.exec(browser.cookie)![1]!;
    const disguised = Object.assign(browser.someone, { cookie: `beistand=${step}` });
    expect((await disguised.ask('{ me { id } }')).errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
    expect((await browser.post('/session/factor', { code: '000000' })).body).toMatchObject({ code: 'FACTOR_FAILED' });

    const { answer: confirmed } = await browser.setUpApp();
    expect(confirmed.status).toBe(200);
    const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await browser.isSignedIn()).toBe(true);
    const { rows } = await house.database.query('select factor from session where person_id = $1', [browser.id]);
    expect(rows).toEqual([{ factor: 'TOTP' }]);
  });

  it('that is an app counts only once it has shown a code', async () => {
    const browser = await newcomer();
    await browser.password();
    const { body } = await browser.post('/session/factors/totp', { name: 'Telefon' });
    const { id, secret } = body as { id: string; secret: string };
    const wrong = await browser.post('/session/factors/totp/confirm', { id, code: new App(secret).code(-3600) });
    expect([wrong.status, wrong.body]).toMatchObject([401, { code: 'FACTOR_FAILED' }]);
    expect((await another(browser).password()).body).toEqual({ next: 'ENROL', ways: [] });
    expect((await browser.post('/session/factors/totp/confirm', { id, code: new App(secret).code() })).status).toBe(
      200,
    );
  });

  it('is asked for at every sign-in: a code of now does, the same code again does not', async () => {
    const { browser, app } = await enrolled();
    const again = another(browser);
    expect((await again.password()).body).toEqual({ next: 'FACTOR', ways: ['TOTP', 'RECOVERY'] });
    expect(await again.isSignedIn()).toBe(false);
    await later(browser.id);
    const code = app.code();
    expect((await again.post('/session/factor', { code })).status).toBe(204);
    expect(await again.isSignedIn()).toBe(true);

    const thief = another(browser);
    await thief.password();
    const replay = await thief.post('/session/factor', { code });
    expect([replay.status, replay.body]).toMatchObject([401, { code: 'FACTOR_FAILED' }]);
    expect((await thief.post('/session/factor', { code: app.code(-30) })).status).toBe(401);
    expect(await thief.isSignedIn()).toBe(false);
  });

  it('cannot be guessed: five attempts a sign-in, then a wait that grows; recovery codes are not held up', async () => {
    const { browser, app, codes } = await enrolled();
    await later(browser.id);
    const thief = another(browser);
    await thief.password();
    for (let attempt = 0; attempt < 5; attempt++)
      expect((await thief.post('/session/factor', { code: app.code(-3600) })).body).toMatchObject({
        code: 'FACTOR_FAILED',
      });
    expect((await thief.post('/session/factor', { code: app.code() })).body).toMatchObject({ code: 'SIGN_IN_AGAIN' });

    await house.database.query('update second_factor set failures = 16, failed_at = now() where person_id = $1', [
      browser.id,
    ]);
    const owner = another(browser);
    await owner.password();
    const held = await owner.post('/session/factor', { code: app.code() });
    expect([held.status, held.body]).toMatchObject([429, { code: 'TRY_LATER' }]);
    expect((await owner.post('/session/factor', { recoveryCode: codes[0] })).status).toBe(204);
    const { rows } = await house.database.query<{ count: string }>(
      `select count(*) from audit_entry where person_id = $1 and action = 'factor.failed'`,
      [browser.id],
    );
    expect(Number(rows[0]!.count)).toBe(6);
  });

  it('can be replaced by a recovery code, once each, and the person is told', async () => {
    const { browser, codes } = await enrolled();
    const again = another(browser);
    await again.password();
    const typed = codes[3]!.toLowerCase().replaceAll('-', ' ');
    expect((await again.post('/session/factor', { recoveryCode: typed })).status).toBe(204);
    expect((await again.someone.does<Mine>(MINE)).mySecondFactors.recoveryCodesLeft).toBe(9);
    const thief = another(browser);
    await thief.password();
    expect((await thief.post('/session/factor', { recoveryCode: codes[3] })).body).toMatchObject({
      code: 'FACTOR_FAILED',
    });
    await queueIsDone(house);
    const mails = mailbox.to(browser.email).join('\n');
    expect(mails).toContain('Wiederherstellungscode');
    expect(mails).not.toContain(codes[3]);
  });

  it('brings new recovery codes when asked; those before are worth nothing; few left is said', async () => {
    const { browser, codes } = await enrolled();
    const { renewRecoveryCodes } = await browser.someone.does<{ renewRecoveryCodes: string[] }>(
      'mutation { renewRecoveryCodes }',
    );
    expect(renewRecoveryCodes).toHaveLength(10);
    const again = another(browser);
    await again.password();
    expect((await again.post('/session/factor', { recoveryCode: codes[0] })).status).toBe(401);
    for (const code of renewRecoveryCodes.slice(0, 7)) {
      await again.password();
      expect((await again.post('/session/factor', { recoveryCode: code })).status).toBe(204);
    }
    expect((await browser.someone.does<Mine>(MINE)).mySecondFactors).toMatchObject({
      recoveryCodesLeft: 3,
      fewRecoveryCodes: true,
    });
    const { rows } = await house.database.query<{ code: string }>(
      'select code_hash::text as code from recovery_code where person_id = $1',
      [browser.id],
    );
    for (const code of renewRecoveryCodes) expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('is set up by whoever has a fresh proof, and by nobody with the password alone once there is one', async () => {
    const { browser } = await enrolled();
    const thief = another(browser);
    await thief.password();
    for (const path of ['totp', 'passkey-options'])
      expect((await thief.post(`/session/factors/${path}`, { name: 'x' })).status).toBe(401);
    await house.database.query(`update session set proven_at = now() - interval '11 min' where person_id = $1`, [
      browser.id,
    ]);
    const stale = await browser.post('/session/factors/totp', { name: 'Tablet' });
    expect([stale.status, stale.body]).toMatchObject([403, { code: 'FRESH_PROOF_REQUIRED' }]);
  });

  it('is set up once from two windows with the password: the second has to use the first one’s', async () => {
    const browser = await newcomer();
    const late = another(browser);
    await browser.password();
    await late.password();
    const { body } = await late.post('/session/factors/totp', { name: 'Telefon' });
    const { id, secret } = body as { id: string; secret: string };
    await browser.password();
    // The other window begins again, and its app is the one that counts.
    const { answer } = await browser.setUpApp();
    expect(answer.status).toBe(200);
    expect((await late.post('/session/factors/totp/confirm', { id, code: new App(secret).code() })).status).toBe(401);
    expect(await late.isSignedIn()).toBe(false);
  });

  it('gives a fresh proof within a session; the password does not, and the session gets another secret', async () => {
    const { browser, app } = await enrolled();
    const before = browser.someone;
    await later(browser.id);
    await house.database.query('update session set proven_at = null where person_id = $1', [browser.id]);
    expect((await browser.post('/session/proof', { password: PASSWORD })).status).toBe(422);
    expect((await browser.post('/session/proof', { code: app.code(-3600) })).status).toBe(401);
    expect((await browser.post('/session/proof', { code: app.code() })).status).toBe(204);
    expect(await browser.isSignedIn()).toBe(true);
    expect((await before.ask('{ me { id } }')).errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
  });

  it('has names, can be removed, but not the last one', async () => {
    const { browser } = await enrolled();
    await later(browser.id);
    await browser.setUpApp();
    const { factors } = (await browser.someone.does<Mine>(MINE)).mySecondFactors;
    const [first, second] = factors;
    const rename =
      'mutation ($id: ID!, $name: String!) { renameSecondFactor(id: $id, name: $name) { __typename ... on Refusal { code field } } }';
    await browser.someone.does(rename, { id: first!.id, name: ' Diensttelefon ' });
    expect(await browser.someone.does(rename, { id: first!.id, name: ' ' })).toMatchObject({
      renameSecondFactor: { code: 'REQUIRED', field: 'name' },
    });
    const remove = 'mutation ($id: ID!) { removeSecondFactor(id: $id) { __typename ... on Refusal { code } } }';
    expect(await browser.someone.does(remove, { id: second!.id })).toMatchObject({
      removeSecondFactor: { __typename: 'SecondFactorChanged' },
    });
    expect(await browser.someone.does(remove, { id: first!.id })).toMatchObject({
      removeSecondFactor: { code: 'LAST_FACTOR' },
    });
    expect((await browser.someone.does<Mine>(MINE)).mySecondFactors.factors).toMatchObject([
      { id: first!.id, name: 'Diensttelefon' },
    ]);
    const stranger = (await enrolled()).browser;
    const foreign = await stranger.someone.ask(remove, { id: first!.id });
    const random = await stranger.someone.ask(remove, { id: '00000000-0000-4000-8000-000000000000' });
    expect(foreign).toEqual(random);
    expect(random.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is reset by an administrator, who learns nothing, and not for herself; the person sets up anew', async () => {
    const service = await house.world.service();
    const [boss, loser] = [
      await house.world.account(service, 'ADMINISTRATOR'),
      await house.world.account(service, 'COUNSELLOR'),
    ];
    const [theirs, hers] = [new Browser(boss), new Browser(loser)];
    for (const browser of [theirs, hers]) {
      await browser.password();
      await browser.setUpApp();
    }
    const reset = (personId: string) =>
      theirs.someone.does(
        `mutation ($id: ID!) { resetSecondFactors(personId: $id) { __typename ... on Refusal { code } } }`,
        { id: personId },
      );
    expect(await reset(boss.id)).toMatchObject({ resetSecondFactors: { code: 'NOT_YOURSELF' } });
    expect(await reset(loser.id)).toMatchObject({ resetSecondFactors: { __typename: 'SecondFactorChanged' } });
    expect(await hers.isSignedIn()).toBe(false);
    expect((await new Browser(loser).password()).body).toEqual({ next: 'ENROL', ways: [] });
    const { rows } = await house.database.query(
      `select person_id, subject_id from audit_entry where action = 'factors.reset' and organisation_id = $1`,
      [service.id],
    );
    expect(rows).toEqual([{ person_id: boss.id, subject_id: loser.id }]);
  });

  it('does not help a deactivated account: a step that was open is closed', async () => {
    const { browser, app } = await enrolled();
    await later(browser.id);
    const again = another(browser);
    await again.password();
    await house.database.query('update person set active = false, deactivated_at = now() where id = $1', [browser.id]);
    expect((await again.post('/session/factor', { code: app.code() })).body).toMatchObject({ code: 'SIGN_IN_AGAIN' });
  });

  it('tells nothing of an account to whoever does not know its password', async () => {
    const { browser } = await enrolled();
    const wrong = await another(browser).password('falsch geraten');
    const unknown = await new Browser({
      ...browser.someone,
      server: house.world.server,
      email: 'nobody@example.org',
    }).password('falsch geraten');
    expect([wrong.status, wrong.text, wrong.headers['set-cookie']]).toEqual([unknown.status, unknown.text, undefined]);
    const nobody = new Browser(browser.someone);
    const options = await nobody.post('/session/passkey-options');
    expect(options.body).not.toHaveProperty('allowCredentials');
  });

  it('cannot be switched off where real people are', () => {
    const settings = (BEISTAND_PROFILE: string) => () => readConfig({ BEISTAND_PROFILE, SECOND_FACTOR: 'off' });
    expect(settings('production')).toThrow('SECOND_FACTOR=off is for the demonstration and for tests alone');
    expect(settings('demo')().secondFactor).toBe('off');
    expect(readConfig({ BEISTAND_PROFILE: 'demo' }).secondFactor).toBe('off');
    expect(readConfig({}).secondFactor).toBe('on');
  });

  it('keeps no secret in the database that could be used', async () => {
    const browser = await newcomer();
    await browser.password();
    const { body } = await browser.post('/session/factors/totp', { name: 'Telefon' });
    const { secret } = body as { secret: string };
    const { rows } = await house.database.query<{ sealed: Buffer }>(
      'select sealed_secret as sealed from second_factor where person_id = $1',
      [browser.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.sealed.toString('latin1')).not.toContain(secret);
    const bytes = Buffer.from(rows[0]!.sealed);
    expect(bytes.length).toBe(1 + 12 + 20 + 16);
  });
});
