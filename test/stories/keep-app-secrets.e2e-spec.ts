import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from 'otpauth';
import { moveFactorSecrets } from '../../src/identity/earlier-factor-secrets.js';
import { KeyRotation } from '../../src/keys/key-rotation.service.js';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { brokenAt } from '../support/contents.js';
import { EarlierKey } from '../support/earlier-factors.js';
import { App, Browser } from '../support/sign-in.js';
import type { Someone } from '../support/world.js';

const RESET = 'mutation ($id: ID!) { resetSecondFactors(personId: $id) { __typename } }';

/** Somebody with an authenticator app, and what the database keeps of it. */
interface Holder {
  readonly account: Pick<Someone, 'server' | 'id' | 'email' | 'organisation'>;
  readonly app: App;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly factorId: string;
}

describe('the secret of an authenticator app', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ SECOND_FACTOR: 'on', BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []) => house.database.query<Row>(text, values);
  const settings = () => ({ kind: 'files', folder: `${house.dataFolder}-keys` }) as const;
  const rotation = () => house.app.get(KeyRotation, { strict: false });

  const holder = async (service?: Someone['organisation']): Promise<Holder> => {
    const account = await house.world.account(service ?? (await house.world.service()), 'COUNSELLOR');
    const browser = new Browser(account);
    await browser.password();
    const { body } = await browser.post('/session/factors/totp', { name: 'Telefon' });
    const { id, secret } = body as { id: string; secret: string };
    const app = new App(secret);
    const confirmed = await browser.post('/session/factors/totp/confirm', { id, code: app.code() });
    expect(confirmed.status).toBe(200);
    const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
    return { account, app, secret, factorId: id, recoveryCodes };
  };
  /** The status of signing in with the code that is shown now, or with something else, and what is wrong with it. */
  const signIn = async (
    { account, app, factorId }: Holder,
    answer?: object,
  ): Promise<readonly [number, string | undefined]> => {
    await sql('update second_factor set last_step = null, failures = 0, failed_at = null where id = $1', [factorId]);
    const browser = new Browser(account);
    expect((await browser.password()).status).toBe(202);
    const { status, body } = await browser.post('/session/factor', answer ?? { code: app.code() });
    return [status, (body as { code?: string }).code];
  };
  const signedIn = [204, undefined] as const;
  const unreadable = [401, 'FACTOR_UNREADABLE'] as const;
  const sealedOf = async ({ factorId }: Holder): Promise<Buffer> =>
    (await sql<{ sealed: Buffer }>('select sealed_secret as sealed from second_factor where id = $1', [factorId]))
      .rows[0]?.sealed ?? Buffer.alloc(0);
  const put = (table: string, { factorId }: Holder, value: Buffer | string): Promise<unknown> =>
    sql(`update second_factor set ${table} = $2 where id = $1`, [factorId, value]);
  const keysOf = async ({ factorId }: Holder): Promise<{ version: number }[]> =>
    (
      await sql<{ version: number }>(
        `select carrier_version as version from keyring.data_key where scope = 'FACTOR' and subject_id = $1`,
        [factorId],
      )
    ).rows;

  it('has a data key of its own under the carrier’s key, which is rotated with the others', async () => {
    const one = await holder();
    expect((await sealedOf(one)).length).toBe(1 + 12 + 20 + 16);
    expect(await keysOf(one)).toEqual([{ version: 1 }]);
    const { carrierId } = one.account.organisation;
    await rotation().rotate(carrierId);
    await rotation().rewrap(carrierId, () => undefined);
    expect(await keysOf(one)).toEqual([{ version: 2 }]);
    expect(await signIn(one)).toEqual(signedIn);
  });

  it('opens for nobody once it was changed, cut or put in another’s place, and another way in stays open', async () => {
    const [one, other] = [await holder(), await holder()];
    const sealed = await sealedOf(one);
    const flipped = Buffer.from(sealed);
    flipped[20]! ^= 1;
    for (const [what, value] of Object.entries({
      flipped,
      cut: sealed.subarray(0, -1),
      'of another': await sealedOf(other),
      plain: Secret.fromBase32(one.secret).bytes as Buffer,
    })) {
      await put('sealed_secret', one, value);
      expect([what, await signIn(one)]).toEqual([what, unreadable]);
    }
    expect(await signIn(one, { recoveryCode: one.recoveryCodes[0] })).toEqual(signedIn);
    await put('sealed_secret', one, sealed);
    expect(await signIn(one)).toEqual(signedIn);
    // The whole row of somebody of the same service, with its key: it is bound to its person.
    const colleague = await house.world.account(one.account.organisation, 'COUNSELLOR');
    await put('person_id', one, colleague.id);
    expect(await signIn({ ...one, account: colleague })).toEqual(unreadable);
  });

  it('is gone with its factor: the key goes, too, also where the carrier takes it away', async () => {
    const carrier = await house.world.carrier();
    const one = await holder(await house.world.service('Dienst mit Träger', carrier));
    const { rows } = await sql<{ id: string }>('select id from keyring.data_key where subject_id = $1', [one.factorId]);
    const administrator = new Browser(await house.world.account(carrier, 'ADMINISTRATOR'));
    await administrator.password();
    await administrator.setUpApp();
    await administrator.someone.does(RESET, { id: one.account.id });
    expect(await keysOf(one)).toEqual([]);
    const told = await sql('select from keyring.destroyed_key where key_id = $1', [rows[0]?.id]);
    expect(told.rowCount).toBe(1);
  });

  describe('that an earlier version has sealed', () => {
    const earlier = new EarlierKey();
    const move = (file = earlier.file) => moveFactorSecrets(String(house.urls.owner), settings(), file);

    /** As it lay there before: under the one key of the installation, and on the list. */
    const setBack = async (one: Holder): Promise<void> => {
      const { organisation, id: personId } = one.account;
      const place = { organisationId: organisation.id, personId, id: one.factorId };
      await put('sealed_secret', one, earlier.seal(Secret.fromBase32(one.secret).bytes, place));
      await sql('delete from keyring.data_key where subject_id = $1', [one.factorId]);
      await sql(`insert into keyring.to_seal values ($1, 'second_factor', $2)`, [organisation.id, one.factorId]);
    };
    const fileOf = async (): Promise<unknown> =>
      (await sql<{ file: number }>(`select pg_relation_filenode('second_factor') as file`)).rows[0]?.file;

    it('moves under the carrier’s key, wherever that was killed, and the table’s file is written anew', async () => {
      const all = [await holder(), await holder()];
      for (const one of all) await setBack(one);
      const { statements } = await brokenAt(Infinity, () => move(), 'beistand_owner');
      for (const at of [Math.ceil(statements / 3), Math.ceil(statements / 2), statements - 1]) {
        for (const one of all) await setBack(one);
        expect([at, (await brokenAt(at, () => move(), 'beistand_owner')).broken]).toEqual([at, true]);
        const { left } = await move();
        expect([at, left]).toEqual([at, 0]);
        for (const one of all) expect([at, await signIn(one)]).toEqual([at, signedIn]);
      }
      const before = await fileOf();
      await sealPlainRows(String(house.urls.owner), settings());
      expect(await fileOf()).not.toBe(before);
      expect((await sql('select from keyring.to_seal')).rowCount).toBe(0);
      expect(await move()).toEqual({ moved: 0, left: 0 });
    });

    it('waits for its key where that is missing or another one, and counts for nothing until then', async () => {
      const one = await holder();
      await setBack(one);
      rmSync(earlier.file);
      expect(await move()).toEqual({ moved: 0, left: 1 });
      expect(await signIn(one)).toEqual(unreadable);
      writeFileSync(earlier.file, randomBytes(32).toString('base64'));
      expect(await move()).toEqual({ moved: 0, left: 1 });
      await sealPlainRows(String(house.urls.owner), settings());
      earlier.put();
      expect(await move()).toEqual({ moved: 1, left: 0 });
      expect(await signIn(one)).toEqual(signedIn);
    });

    it('is not moved where it was changed: it never opens as another', async () => {
      const [one, other] = [await holder(), await holder()];
      await setBack(one);
      await setBack(other);
      await put('sealed_secret', one, await sealedOf(other));
      expect(await move()).toEqual({ moved: 1, left: 1 });
      expect([await signIn(one), await signIn(other)]).toEqual([unreadable, signedIn]);
      await sql('delete from keyring.to_seal');
    });
  });
});
