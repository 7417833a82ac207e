import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { Authenticator } from '../support/authenticator.js';
import { change, comeBack, DirectoryStage, linkAccount, signInAt } from '../support/carrier-sign-in.js';
import { Directory } from '../support/provider.js';
import { PASSWORD, type Browser } from '../support/sign-in.js';

type Challenge = Parameters<Authenticator['make']>[0] & Parameters<Authenticator['use']>[0];

describe("a carrier's own directory", () => {
  let stage: DirectoryStage;
  beforeAll(async () => void (stage = await DirectoryStage.open()));
  afterEach(() => stage.tidy());
  afterAll(() => stage.close());

  it('can be demanded, when nobody would be left outside; one administrator stays', async () => {
    const set = await stage.setUp();
    const { administrator, input, settings } = set;
    const late = await stage.house.world.account(set.service, 'COUNSELLOR');
    const wish = { ...input, clientSecret: null, version: settings.version, demanded: true };
    expect((await change(administrator, wish)).problems).toEqual([
      { code: 'EMERGENCY_ADMINISTRATOR', field: 'input.emergencyPersonId' },
    ]);
    const emergency = { ...wish, emergencyPersonId: administrator.id };
    expect((await change(administrator, emergency)).problems).toEqual([
      { code: 'PEOPLE_NOT_LINKED', field: 'input.demanded' },
    ]);
    const lateBrowser = await stage.enter(late);
    const name = stage.subject();
    stage.directory.user = { subject: name, amr: ['mfa'] };
    await linkAccount(lateBrowser);
    const key = new Authenticator(new URL(settings.signInUrl).origin);
    const options = (browser: Browser, path: string) => browser.post(path).then(({ body }) => body as Challenge);
    const creation = await options(lateBrowser, '/session/factors/passkey-options');
    const made = await lateBrowser.post('/session/factors/passkey', { name: 'Schlüssel', passkey: key.make(creation) });
    expect(made.status).toBe(200);
    const byPasskeyAlone = async (): Promise<Response> => {
      const browser = stage.browser(late);
      const passkey = key.use(await options(browser, '/session/passkey-options'));
      return browser.post('/session/factor', { passkey });
    };
    expect((await byPasskeyAlone()).status).toBe(204);
    expect(await change(administrator, emergency)).toMatchObject({ demanded: true, people: 2, linkedPeople: 1 });

    // The right password leads in no more, for its owner alone with a reason; the wrong one answers as ever.
    expect((await stage.browser(late).password()).body).toMatchObject({ code: 'CARRIER_SIGN_IN_DEMANDED' });
    expect((await stage.browser(late).password('falsch geraten')).body).toMatchObject({ code: 'SIGN_IN_FAILED' });
    // Neither does a passkey alone, which would be a way past the directory.
    const past = await byPasskeyAlone();
    expect([past.status, past.body.code, past.headers['set-cookie']]).toEqual([
      401,
      'CARRIER_SIGN_IN_DEMANDED',
      undefined,
    ]);
    expect((await stage.browser(administrator).password()).status).toBe(202);
    expect(await signInAt(stage.browser(late), set.path)).toMatch(/^\/#by=/);
    const unlink = 'mutation { unlinkMyCarrierAccount { ... on Refusal { code } } }';
    expect(await lateBrowser.someone.does(unlink)).toEqual({ unlinkMyCarrierAccount: { code: 'SIGN_IN_DEMANDED' } });
    const remove =
      'mutation ($version: Int!) { removeCarrierSignIn(version: $version) { __typename ... on Refusal { code } } }';
    expect(await administrator.does(remove, { version: settings.version + 1 })).toMatchObject({
      removeCarrierSignIn: { code: 'SIGN_IN_DEMANDED' },
    });

    // Whoever is invited now has no password to choose, and the last way in stays open.
    const { invitePerson } = await administrator.does<{ invitePerson: { id: string } }>(
      'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }',
      { input: { organisationId: set.carrier.id, email: 'chef@example.org', roles: ['ADMINISTRATOR'] } },
    );
    const { renewInvitation } = await administrator.does<{ renewInvitation: { url: string } }>(
      'mutation ($id: ID!) { renewInvitation(id: $id) { url } }',
      { id: invitePerson.id },
    );
    const token = renewInvitation.url.split('#')[1]!;
    const accept = await stage.house.world.nobody.does(
      'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ... on Refusal { code } } }',
      { input: { token, name: 'Chefin', password: PASSWORD } },
    );
    expect(accept).toEqual({ acceptInvitation: { code: 'CARRIER_SIGN_IN_DEMANDED' } });
    const chief = stage.browser();
    stage.directory.user = { subject: stage.subject(), amr: ['mfa'] };
    const { body } = await chief.post('/sign-in/invitation', { token, name: 'Chefin' });
    await comeBack(chief, (body as { url: string }).url);
    const deactivate = 'mutation ($id: ID!) { deactivatePerson(id: $id) { ... on Refusal { code } } }';
    expect(await chief.someone.does(deactivate, { id: administrator.id })).toEqual({
      deactivatePerson: { code: 'IS_EMERGENCY_ADMINISTRATOR' },
    });
  });

  it('is set up by a carrier’s administrator alone, who is told what does not fit; the secret is never told again', async () => {
    const boss = await stage.signIn(await stage.house.world.account(stage.here.service, 'ADMINISTRATOR'));
    expect((await change(boss, stage.here.input)).problems).toEqual([{ code: 'SIGN_IN_OF_CARRIER', field: null }]);
    const version = (
      await stage.here.administrator.does<{ carrierSignIn: { version: number } }>('{ carrierSignIn { version } }')
    ).carrierSignIn.version;
    const wrong = async (input: object) =>
      (await change(stage.here.administrator, { ...stage.here.input, version, ...input })).problems;
    expect(await wrong({ issuer: 'login.example.org' })).toEqual([{ code: 'INVALID_FORMAT', field: 'input.issuer' }]);
    expect(await wrong({ issuer: `${stage.directory.issuer}/realms/none` })).toEqual([
      { code: 'ISSUER_UNREACHABLE', field: 'input.issuer' },
    ]);
    expect(await wrong({ version: version + 1 })).toEqual([{ code: 'VERSION_CONFLICT', field: 'input.version' }]);
    // The kept secret goes to nobody but whom it was given for.
    expect(await wrong({ clientSecret: null, clientId: 'another' })).toEqual([
      { code: 'REQUIRED', field: 'input.clientSecret' },
    ]);
    const { rows } = await stage.house.database.query<{ row: string }>(
      'select to_json(t)::text as row from carrier_sign_in t',
    );
    expect(JSON.stringify(rows)).not.toContain(stage.here.input['clientSecret']);
    // It is called as it calls itself, not as somebody typed it.
    const typed = { ...stage.here.input, issuer: `${stage.directory.issuer}/`, version };
    expect(await change(stage.here.administrator, typed)).toMatchObject({
      issuer: stage.directory.issuer,
      version: version + 1,
    });
    const counsellor = await stage.signIn(await stage.house.world.account(stage.here.service, 'COUNSELLOR'));
    expect((await counsellor.ask('{ carrierSignIn { version } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('does not ask addresses inside the house’s network on an administrator’s behalf', async () => {
    const inside = await Directory.open();
    for (const issuer of [
      inside.issuer,
      inside.issuer.replace('127.0.0.1', 'localhost'),
      'http://169.254.169.254',
      'http://[::1]:9',
    ]) {
      const version = (
        await stage.here.administrator.does<{ carrierSignIn: { version: number } }>('{ carrierSignIn { version } }')
      ).carrierSignIn.version;
      expect((await change(stage.here.administrator, { ...stage.here.input, issuer, version })).problems).toEqual([
        { code: 'ISSUER_UNREACHABLE', field: 'input.issuer' },
      ]);
    }
    expect(inside.asked).toEqual([]);
    await inside.close();
  });
});
