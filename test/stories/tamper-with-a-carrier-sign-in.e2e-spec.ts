import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CarrierAttempts } from '../../src/identity/carrier-attempts.service.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { DirectoryStage, signInAt } from '../support/carrier-sign-in.js';
import { Directory, through } from '../support/provider.js';
import type { Browser } from '../support/sign-in.js';
import type { Someone } from '../support/world.js';

describe("whoever tampers with the way from a carrier's directory", () => {
  let stage: DirectoryStage;
  beforeAll(async () => void (stage = await DirectoryStage.open()));
  afterEach(() => stage.tidy());
  afterAll(() => stage.close());

  describe('is refused, and nobody is signed in,', () => {
    const refused = async (forge: (token: string) => string): Promise<void> => {
      const { account, name } = await stage.linked();
      stage.directory.user = { subject: name, amr: ['mfa'] };
      stage.directory.forge = forge;
      const browser = stage.browser(account);
      expect(await signInAt(browser, stage.here.path)).toBe('/carrier#NOT_CONFIRMED');
      expect(await browser.isSignedIn()).toBe(false);
      expect(browser.cookie).toBe('');
    };
    const now = (): number => Math.floor(Date.now() / 1000);
    let other: Directory;
    beforeAll(async () => void (other = await Directory.open()));
    afterAll(() => other.close());

    // What all the others have to differ from.
    it('but not a token that is only signed anew', async () => {
      const { account, name } = await stage.linked();
      stage.directory.user = { subject: name, amr: ['mfa'] };
      stage.directory.forge = (token) => stage.directory.signed(token, {});
      const browser = stage.browser(account);
      expect(await signInAt(browser, stage.here.path)).toMatch(/^\/#by=/);
    });
    it('a token without a signature', () => refused((token) => stage.directory.unsigned(token)));
    it('a token that another key has signed', () => refused((token) => other.signed(token, {})));
    it('a token with another nonce', () => refused((token) => stage.directory.signed(token, { nonce: 'another' })));
    it('a token without a nonce', () => refused((token) => stage.directory.signed(token, { nonce: undefined })));
    it('a token for another client', () => refused((token) => stage.directory.signed(token, { aud: 'another' })));
    it('a token for several clients that names another as its own', () =>
      refused((token) => stage.directory.signed(token, { aud: [stage.here.carrier.id, 'another'], azp: 'another' })));
    it('a token of another issuer', () => refused((token) => stage.directory.signed(token, { iss: other.issuer })));
    it('a token that has expired', () =>
      refused((token) => stage.directory.signed(token, { iat: now() - 7200, exp: now() - 3600 })));
    it('a token of the future', () => refused((token) => stage.directory.signed(token, { nbf: now() + 3600 })));
    it('a token with a symmetric algorithm', () =>
      refused((token) => stage.directory.signed(token, {}, { alg: 'HS256' })));
    it('a token without a subject', () => refused((token) => stage.directory.signed(token, { sub: '' })));
    it('a token that was changed after it was signed', () =>
      refused((token) => {
        const [head, body = '', signature] = token.split('.');
        const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
        return `${head}.${Buffer.from(JSON.stringify({ ...claims, amr: ['mfa', 'hwk'] })).toString('base64url')}.${signature}`;
      }));
  });

  describe('once the browser has left, an answer counts', () => {
    const away = async (account?: Someone): Promise<{ browser: Browser; back: URL }> => {
      const browser = stage.browser(account);
      const left = await browser.open(stage.here.path);
      return { browser, back: new URL(await through(String(left.headers['location']))) };
    };
    const arrive = async (browser: Browser, back: URL): Promise<string> =>
      String((await browser.open(`${back.pathname}${back.search}`)).headers['location']);

    it('once: neither the address nor its code is good again, not with a fresh attempt either', async () => {
      const { name } = await stage.linked();
      stage.directory.user = { subject: name, amr: ['mfa'] };
      const { browser, back } = await away();
      const cookie = browser.cookie;
      expect(await arrive(browser, back)).toMatch(/^\/#by=/);
      const thief = stage.browser();
      Object.assign(thief, { cookies: new Map([cookie.split('=') as [string, string]]) });
      expect(await arrive(thief, back)).toBe('/carrier#EXPIRED');
      const second = await away();
      second.back.searchParams.set('code', String(back.searchParams.get('code')));
      expect(await arrive(second.browser, second.back)).toBe('/carrier#NOT_CONFIRMED');
      expect(await second.browser.isSignedIn()).toBe(false);
    });

    it('in the browser that left alone: a link with somebody else’s code signs nobody in', async () => {
      const { name } = await stage.linked();
      stage.directory.user = { subject: name, amr: ['mfa'] };
      const attacker = await away();
      expect(await arrive(stage.browser(), attacker.back)).toBe('/carrier#EXPIRED');
      const victim = await away();
      expect(await arrive(victim.browser, attacker.back)).toBe('/carrier#NOT_CONFIRMED');
      expect(await victim.browser.isSignedIn()).toBe(false);
    });

    it('with the state that was sent, and no other or none', async () => {
      for (const state of ['another', null]) {
        const { browser, back } = await away();
        if (state === null) back.searchParams.delete('state');
        else back.searchParams.set('state', state);
        expect(await arrive(browser, back)).toBe('/carrier#NOT_CONFIRMED');
      }
    });

    it('with the issuer that was asked (RFC 9207), and no other or none', async () => {
      for (const issuer of ['https://another.example', null]) {
        const { browser, back } = await away();
        expect(back.searchParams.get('iss')).toBe(stage.directory.issuer);
        if (issuer === null) back.searchParams.delete('iss');
        else back.searchParams.set('iss', issuer);
        expect(await arrive(browser, back)).toBe('/carrier#NOT_CONFIRMED');
      }
    });

    it('at the address of the carrier that was left for', async () => {
      const there = await stage.setUp();
      const { browser, back } = await away();
      back.pathname = new URL(there.settings.redirectUrl).pathname;
      expect(await arrive(browser, back)).toBe('/carrier#NOT_CONFIRMED');
      expect(await stage.refusals(there)).toEqual(['NOT_CONFIRMED']);
    });

    it('within ten minutes', async () => {
      const { browser, back } = await away();
      const { rows } = await stage.house.database.query<{ minutes: string }>(
        'select distinct extract(epoch from expires_at - created_at) / 60 as minutes from carrier_attempt',
      );
      expect(rows.map(({ minutes }) => Number(minutes))).toEqual([10]);
      await stage.house.database.query(`update carrier_attempt set expires_at = now() - interval '1 second'`);
      expect(await arrive(browser, back)).toBe('/carrier#EXPIRED');
    });

    it('and what nobody came back for is gone after the night, the name of an invited person too', async () => {
      const attempts = stage.house.app.get(CarrierAttempts, { strict: false });
      const night = stage.house.app.get(Jobs, { strict: false }).registered.get('carrier-attempts-forget');
      const passes = (): Promise<void> | undefined => night?.({ organisationId: '', subjectId: '' });
      const { carrier } = await stage.setUp();
      const leave = (name: string): Promise<string> =>
        attempts.open(carrier.id, { kind: 'INVITATION', invitationHash: randomBytes(32), name, language: 'de' });
      await leave('Nie Zurückgekehrt');
      await stage.house.database.query(`update carrier_attempt set expires_at = now() - interval '1 second'`);
      const names = async (): Promise<(string | null)[]> =>
        (
          await stage.house.database.query<{ name: string | null }>(
            'select name from carrier_attempt where organisation_id = $1',
            [carrier.id],
          )
        ).rows.map(({ name }) => name);
      // Opening another one clears as well: only who leaves last is left behind.
      expect(await names()).toEqual(['Nie Zurückgekehrt']);
      await passes();
      expect(await names()).toEqual([]);
      const token = await leave('Noch Unterwegs');
      await passes();
      await passes();
      expect(await names()).toEqual(['Noch Unterwegs']);
      expect(await attempts.take(token)).toMatchObject({ purpose: { kind: 'INVITATION', name: 'Noch Unterwegs' } });
    });

    it('and the database has nothing in the meantime that could be used', async () => {
      const { browser, back } = await away();
      const { rows } = await stage.house.database.query<{ row: string }>(
        'select to_json(t)::text as row from carrier_attempt t',
      );
      const token = browser.cookie.split('=')[1]!;
      for (const secret of [token, back.searchParams.get('state')!, back.searchParams.get('code')!])
        expect(JSON.stringify(rows)).not.toContain(secret);
    });
  });
});
