import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { comeBack, DirectoryStage, linkAccount, signInAt } from '../support/carrier-sign-in.js';

describe("signing in through a carrier's own directory", () => {
  let stage: DirectoryStage;
  beforeAll(async () => void (stage = await DirectoryStage.open()));
  afterEach(() => stage.tidy());
  afterAll(() => stage.close());

  it('opens a session for whom it knows, when the carrier trusts its second factor, and tells the house no e-mail address', async () => {
    const { account, name } = await stage.linked();
    stage.directory.user = { subject: name, amr: ['pwd', 'mfa'] };
    const browser = stage.browser(account);
    expect(await signInAt(browser, stage.here.path)).toBe(`/#by=${stage.here.path.split('/').at(-1)}`);
    expect((await browser.someone.does<{ me: { id: string } }>('{ me { id } }')).me.id).toBe(account.id);
    const { rows } = await stage.house.database.query(
      `select factor from session where person_id = $1 order by created_at desc limit 1`,
      [account.id],
    );
    expect(rows).toEqual([{ factor: 'OIDC' }]);
    const held = await stage.house.database.query(`select to_json(t)::text as row from carrier_account t`);
    expect(JSON.stringify(held.rows)).not.toContain('same@example.org');
  });

  it('is followed by the own second factor where its word for one is not trusted', async () => {
    const { account, name } = await stage.linked();
    for (const amr of [undefined, ['pwd'], ['otp']]) {
      stage.directory.user = { subject: name, ...(amr ? { amr } : {}) };
      const browser = stage.browser(account);
      expect(await signInAt(browser, stage.here.path)).toMatch(/^\/#step=/);
      expect(await browser.isSignedIn()).toBe(false);
      expect((await browser.post('/session/step')).body).toEqual({ next: 'FACTOR', ways: ['TOTP', 'RECOVERY'] });
    }
    expect((await stage.browser().post('/session/step')).status).toBe(401);
  });

  it('links an invited person with the invitation: no password, and the name is their own', async () => {
    const invite = async (email: string): Promise<string> => {
      const { invitePerson } = await stage.here.administrator.does<{ invitePerson: { id: string } }>(
        'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { ... on Invitation { id } } }',
        { input: { organisationId: stage.here.service.id, email, roles: ['COUNSELLOR'] } },
      );
      const { renewInvitation } = await stage.here.administrator.does<{ renewInvitation: { url: string } }>(
        'mutation ($id: ID!) { renewInvitation(id: $id) { url } }',
        { id: invitePerson.id },
      );
      return renewInvitation.url.split('#')[1]!;
    };
    const token = await invite('neu@example.org');
    const look = await stage.house.world.nobody.does(
      'query ($token: String!) { invitation(token: $token) { carrierSignIn } }',
      { token },
    );
    expect(look).toEqual({ invitation: { carrierSignIn: 'POSSIBLE' } });
    stage.directory.user = { subject: stage.subject(), amr: ['mfa'] };
    const browser = stage.browser();
    const left = await browser.post('/sign-in/invitation', { token, name: 'Neu Hier', language: 'de' });
    expect(left.status).toBe(200);
    expect(JSON.stringify(left.body)).not.toMatch(/neu@example|Neu/);
    expect((await comeBack(browser, (left.body as { url: string }).url)).headers['location']).toMatch(/^\/#by=/);
    expect(await browser.someone.does('{ me { name email } myCarrierAccount { linkedAt demanded } }')).toMatchObject({
      me: { name: 'Neu Hier', email: 'neu@example.org' },
      myCarrierAccount: { linkedAt: expect.any(String), demanded: false },
    });

    // The link is used up, and the account at the directory is somebody's.
    const again = stage.browser();
    expect((await again.post('/sign-in/invitation', { token, name: 'Zweite', language: 'de' })).body).toMatchObject({
      code: 'LINK_USED',
    });
    const second = await invite('zweite@example.org');
    const late = stage.browser();
    const { body } = await late.post('/sign-in/invitation', { token: second, name: 'Zweite', language: 'de' });
    expect((await comeBack(late, (body as { url: string }).url)).headers['location']).toBe('/carrier#TAKEN');
    expect(await late.isSignedIn()).toBe(false);
    // Nothing of it happened: the invitation is still good.
    expect(
      await stage.house.world.nobody.does('query ($token: String!) { invitation(token: $token) { email } }', {
        token: second,
      }),
    ).toEqual({
      invitation: { email: 'zweite@example.org' },
    });
  });

  it('links an account after a fresh proof alone, once for each account of the directory', async () => {
    const { name, browser } = await stage.linked();
    const other = await stage.enter(await stage.house.world.account(stage.here.service, 'COUNSELLOR'));
    stage.directory.user = { subject: name };
    expect(await linkAccount(other)).toBe('/carrier#TAKEN');
    await stage.house.database.query(`update session set proven_at = now() - interval '11 min' where person_id = $1`, [
      browser.someone.id,
    ]);
    const stale = await browser.post('/sign-in/link');
    expect([stale.status, stale.body]).toMatchObject([403, { code: 'FRESH_PROOF_REQUIRED' }]);
    expect((await stage.browser().post('/sign-in/link')).status).toBe(401);
  });

  it('does not link for a session that ended meanwhile', async () => {
    const account = await stage.house.world.account(stage.here.service, 'COUNSELLOR');
    const browser = await stage.enter(account);
    stage.directory.user = { subject: stage.subject() };
    const { body } = await browser.post('/sign-in/link');
    await stage.house.database.query('delete from session where person_id = $1', [account.id]);
    expect((await comeBack(browser, (body as { url: string }).url)).headers['location']).toBe('/carrier#EXPIRED');
    expect(await signInAt(stage.browser(), stage.here.path)).toBe('/carrier#NOT_LINKED');
  });

  it('knows people by issuer and subject: the same e-mail address makes nobody somebody', async () => {
    await stage.linked();
    stage.directory.user = { subject: 'somebody-else', amr: ['mfa'] };
    const browser = stage.browser();
    expect(await signInAt(browser, stage.here.path)).toBe('/carrier#NOT_LINKED');
    expect(await browser.isSignedIn()).toBe(false);
  });

  it('does not let in a person of another carrier, though both have their people at the same provider', async () => {
    const there = await stage.setUp();
    const { name } = await stage.linked();
    stage.directory.user = { subject: name, amr: ['mfa'] };
    expect(await signInAt(stage.browser(), there.path)).toBe('/carrier#NOT_LINKED');
    expect(await signInAt(stage.browser(), stage.here.path)).toMatch(/^\/#by=/);
    // Whose the same account may be there, as somebody else.
    const twin = await stage.enter(await stage.house.world.account(there.service, 'COUNSELLOR'));
    expect(await linkAccount(twin)).toBe('/account#linked');
  });

  it('ends for a deactivated person at once, and roles are those of now', async () => {
    const { account, name } = await stage.linked();
    stage.directory.user = { subject: name, amr: ['mfa'] };
    await stage.house.database.query(`update person set roles = '{SUPERVISOR}' where id = $1`, [account.id]);
    const browser = stage.browser(account);
    await signInAt(browser, stage.here.path);
    expect(await browser.someone.does('{ me { roles } }')).toEqual({ me: { roles: ['SUPERVISOR'] } });
    await stage.house.database.query('update person set active = false, deactivated_at = now() where id = $1', [
      account.id,
    ]);
    expect(await browser.isSignedIn()).toBe(false);
    expect(await signInAt(stage.browser(), stage.here.path)).toBe('/carrier#NOT_LINKED');
  });

  it('says that somebody cancelled, and that an address is nobody’s', async () => {
    stage.directory.user = { subject: 'x', error: 'access_denied' };
    expect(await signInAt(stage.browser(), stage.here.path)).toBe('/carrier#CANCELLED');
    for (const address of ['A'.repeat(22), 'x', "'%20or%201=1"])
      expect(await signInAt(stage.browser(), `/sign-in/with/${address}`)).toBe('/carrier#UNKNOWN');
  });

  it('gives a fresh proof where its word is trusted, by asking the person anew', async () => {
    const { account, name } = await stage.linked();
    stage.directory.user = { subject: name, amr: ['mfa'] };
    const browser = stage.browser(account);
    await signInAt(browser, stage.here.path);
    const stale = () =>
      stage.house.database.query('update session set proven_at = null where person_id = $1', [account.id]);
    const prove = async (): Promise<string> => {
      const { body } = await browser.post('/sign-in/proof');
      return String((await comeBack(browser, (body as { url: string }).url)).headers['location']);
    };
    await stale();
    expect((await browser.post('/sign-in/link')).status).toBe(403);
    const before = browser.someone;
    expect(await prove()).toBe('/account#proven');
    expect((await browser.post('/sign-in/link')).status).toBe(200);
    expect((await before.ask('{ me { id } }')).errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN'); // another secret
    // Neither the memory of the provider, nor a weaker word, nor somebody else.
    await stale();
    for (const user of [
      { subject: name, amr: ['mfa'], seenAgo: 400 },
      { subject: name, amr: ['pwd'] },
      { subject: 'somebody-else', amr: ['mfa'] },
    ]) {
      stage.directory.user = user;
      expect(await prove()).toBe('/carrier#NO_PROOF');
    }
    expect((await browser.post('/sign-in/link')).status).toBe(403);
  });

  it('is as fresh a proof as the provider says: what it remembers for hours opens nothing that asks for one', async () => {
    const { account, name } = await stage.linked();
    const cookies = new Map<string, string>();
    stage.directory.user = { subject: name, amr: ['mfa'], seenAgo: 3600 };
    const browser = stage.browser(account);
    await signInAt(browser, stage.here.path, cookies);
    expect(await browser.isSignedIn()).toBe(true);
    expect((await browser.post('/sign-in/link')).status).toBe(403);
  });

  it('ends for a person whom an administrator unlinks, with their sessions', async () => {
    const { account, name, browser } = await stage.linked();
    const unlink = 'mutation ($id: ID!) { unlinkCarrierAccount(personId: $id) { __typename ... on Refusal { code } } }';
    expect(await stage.here.administrator.does(unlink, { id: account.id })).toMatchObject({
      unlinkCarrierAccount: { __typename: 'CarrierSignInEnded' },
    });
    expect(await browser.isSignedIn()).toBe(false);
    stage.directory.user = { subject: name, amr: ['mfa'] };
    expect(await signInAt(stage.browser(), stage.here.path)).toBe('/carrier#NOT_LINKED');
  });
});
