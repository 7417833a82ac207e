import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { Authenticator } from '../support/authenticator.js';
import { Browser } from '../support/sign-in.js';

const ORIGIN = 'https://beistand.example.org';

type Creation = Parameters<Authenticator['make']>[0];
type Request = Parameters<Authenticator['use']>[0] & { allowCredentials?: { id: string }[]; userVerification: string };

describe('a passkey', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ SECOND_FACTOR: 'on', PUBLIC_URL: ORIGIN })));
  afterAll(() => house.close());

  const enrol = async (browser: Browser, key: Authenticator, name = 'Schlüssel') => {
    const { body } = await browser.post('/session/factors/passkey-options');
    return browser.post('/session/factors/passkey', { name, passkey: key.make(body as Creation) });
  };
  const newcomer = async (): Promise<Browser> => {
    const browser = new Browser(await house.world.account(await house.world.service(), 'COUNSELLOR'));
    await browser.password();
    return browser;
  };
  const enrolled = async () => {
    const [browser, key] = [await newcomer(), new Authenticator(ORIGIN)];
    expect((await enrol(browser, key)).status).toBe(200);
    return { browser, key };
  };
  const optionsFor = async (browser: Browser): Promise<Request> =>
    (await browser.post('/session/passkey-options')).body as Request;

  it('as the first factor opens the session and brings recovery codes', async () => {
    const browser = await newcomer();
    const answer = await enrol(browser, new Authenticator(ORIGIN));
    expect((answer.body as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /__Host-beistand=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict/,
    );
    expect(await browser.isSignedIn()).toBe(true);
  });

  it('is asked for after the password, and lets in', async () => {
    const { browser, key } = await enrolled();
    const again = new Browser(browser.someone);
    expect((await again.password()).body).toEqual({ next: 'FACTOR', ways: ['PASSKEY', 'RECOVERY'] });
    const options = await optionsFor(again);
    expect(options.allowCredentials).toHaveLength(1);
    expect(options.userVerification).toBe('required');
    expect((await again.post('/session/factor', { passkey: key.use(options) })).status).toBe(204);
    expect(await again.isSignedIn()).toBe(true);
  });

  it('lets in alone, without address and password', async () => {
    const { browser, key } = await enrolled();
    const again = new Browser(browser.someone);
    const options = await optionsFor(again);
    expect(options.allowCredentials).toBeUndefined();
    expect((await again.post('/session/factor', { passkey: key.use(options) })).status).toBe(204);
    expect((await again.someone.does<{ me: { id: string } }>('{ me { id } }')).me.id).toBe(browser.someone.id);
  });

  it('gives a fresh proof', async () => {
    const { browser, key } = await enrolled();
    await house.database.query('update session set proven_at = null where person_id = $1', [browser.someone.id]);
    const options = await optionsFor(browser);
    expect((await browser.post('/session/proof', { passkey: key.use(options) })).status).toBe(204);
    const { rows } = await house.database.query(
      'select proven_at is not null as proven from session where person_id = $1',
      [browser.someone.id],
    );
    expect(rows).toEqual([{ proven: true }]);
  });

  it('of another site, host or challenge, without the person verified, or one that counts back, does not', async () => {
    const { browser, key } = await enrolled();
    const again = new Browser(browser.someone);
    const wrongs = [
      { origin: 'https://beistand.example.com' },
      { rpId: 'example.org' },
      { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      { unverified: true },
      { counter: 0 },
    ];
    key.counter = 5;
    await again.password();
    expect((await again.post('/session/factor', { passkey: key.use(await optionsFor(again)) })).status).toBe(204);
    for (const wrong of wrongs) {
      const thief = new Browser(browser.someone);
      await thief.password();
      const answer = await thief.post('/session/factor', { passkey: key.use(await optionsFor(thief), wrong) });
      expect([wrong, answer.status, await thief.isSignedIn()]).toEqual([wrong, 401, false]);
    }
  });

  it('answers a challenge once: what was overheard opens nothing, also not elsewhere', async () => {
    const { browser, key } = await enrolled();
    const [owner, thief] = [new Browser(browser.someone), new Browser(browser.someone)];
    await owner.password();
    const passkey = key.use(await optionsFor(owner));
    expect((await owner.post('/session/factor', { passkey })).status).toBe(204);
    expect((await owner.post('/session/proof', { passkey })).status).toBe(401);
    await thief.password();
    await optionsFor(thief);
    expect((await thief.post('/session/factor', { passkey })).status).toBe(401);
  });

  it('of somebody else does not help with a password', async () => {
    const { browser } = await enrolled();
    const other = await enrolled();
    const thief = new Browser(browser.someone);
    await thief.password();
    const answer = await thief.post('/session/factor', { passkey: other.key.use(await optionsFor(thief)) });
    expect([answer.status, await thief.isSignedIn()]).toEqual([401, false]);
  });

  it('belongs to one account', async () => {
    const { key } = await enrolled();
    const second = await enrol(await newcomer(), key);
    expect([second.status, second.body]).toMatchObject([422, { code: 'PASSKEY_KNOWN' }]);
  });

  it('that is made for another site, or without the person verified, is not taken', async () => {
    for (const wrong of [{ origin: 'https://evil.example' }, { unverified: true }, { rpId: 'evil.example' }]) {
      const browser = await newcomer();
      const { body } = await browser.post('/session/factors/passkey-options');
      const passkey = new Authenticator(ORIGIN).make(body as Creation, wrong);
      const answer = await browser.post('/session/factors/passkey', { name: 'Schlüssel', passkey });
      expect([wrong, answer.status, await browser.isSignedIn()]).toEqual([wrong, 401, false]);
    }
  });

  it('that is malformed is refused, whatever it holds', async () => {
    const browser = await newcomer();
    for (const passkey of [{}, { id: 7 }, { id: 'x', rawId: 'y', response: {}, type: 'public-key' }, { id: '\0' }]) {
      await optionsFor(browser);
      const answer = await browser.post('/session/factor', { passkey });
      expect([400, 401]).toContain(answer.status);
    }
    expect((await browser.post('/session/factor', { passkey: 'text' })).status).toBe(422);
  });

  it('there can be several, each with its name', async () => {
    const { browser } = await enrolled();
    expect((await enrol(browser, new Authenticator(ORIGIN), 'Rechner')).body).toMatchObject({ recoveryCodes: [] });
    const { mySecondFactors } = await browser.someone.does<{ mySecondFactors: { factors: { name: string }[] } }>(
      '{ mySecondFactors { factors { name } } }',
    );
    expect(mySecondFactors.factors.map(({ name }) => name)).toEqual(['Schlüssel', 'Rechner']);
  });
});
