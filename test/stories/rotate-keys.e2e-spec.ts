import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { houseIn } from '../../src/core/access.js';
import { Transactions } from '../../src/database/transactions.js';
import { VERSION_REMEMBERED_MS } from '../../src/keys/data-keys.js';
import { KeyRotation } from '../../src/keys/key-rotation.service.js';
import { Keys } from '../../src/keys/keys.service.js';
import { sealPlainRows } from '../../src/keys/plain-rows.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, foundBy, recordCase, RECORD_CASE, quickRecord, type Json } from '../support/cases.js';
import { brokenAt } from '../support/contents.js';
import { KilledCommand, type Moment } from '../support/killed-command.js';
import { TransitServer } from '../support/transit-server.js';
import type { Someone } from '../support/world.js';

// Houses are opened and broken again and again, on a machine that is busy with other tests.
jest.setTimeout(480_000);

describe('the carriers’ keys', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let transit: TransitServer;
  const open = async (env: Record<string, string> = {}): Promise<void> => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off', ...env });
    counsellor = await house.world.counsellor();
  };
  beforeEach(async () => void (transit = await TransitServer.start()));
  afterEach(async () => {
    await house.close();
    await transit.stop();
  });
  const rotation = () => house.app.get(KeyRotation, { strict: false });
  const narrative = async (id: string): Promise<string> =>
    (await counsellor.does<{ case: Json }>(CASE, { id })).case.narrative;
  const versions = async (): Promise<Record<number, number>> => {
    const { rows } = await house.database.query<{ version: number; n: string }>(
      'select carrier_version as version, count(*) as n from keyring.data_key group by 1 order by 1',
    );
    return Object.fromEntries(rows.map(({ version, n }) => [version, Number(n)]));
  };

  /** What was done to a carrier's keys, as its log tells it. */
  const recorded = async (carrierId: string): Promise<object[]> => {
    const { rows } = await house.database.query<object>(
      `select action, details from audit_entry where subject_type = 'carrier' and subject_id = $1 order by id`,
      [carrierId],
    );
    return rows;
  };

  it('are rotated while people work, and a rotation that was interrupted goes on', async () => {
    await open();
    const { carrierId } = counsellor.organisation;
    const made: string[] = [];
    for (let n = 0; n < 12; n++) made.push((await recordCase(counsellor, { narrative: `Fall ${n}` })).id);
    // Killed after the new version was made and before anything was wrapped with it.
    expect(await rotation().rotate(carrierId)).toBe(2);
    expect(await recorded(carrierId)).toEqual([{ action: 'keys.rotated', details: { version: 2 } }]);
    expect(await versions()).toEqual({ 1: 13 });

    const writers = Promise.all(
      Array.from({ length: 6 }, async (_, n) => (await recordCase(counsellor, { narrative: `Neu ${n}` })).id as string),
    );
    await expect(
      rotation().rewrap(carrierId, () => {
        throw new Error('interrupted');
      }),
    ).rejects.toThrow('interrupted');
    const progress: number[] = [];
    await rotation().rewrap(carrierId, (done) => progress.push(done));
    made.push(...(await writers));
    await rotation().rewrap(carrierId, () => undefined);
    expect(await versions()).toEqual({ 2: 19 });
    for (const id of made) expect(await narrative(id)).toMatch(/^(Fall|Neu) \d+$/);
    expect(await foundBy(counsellor, 'Fall')).toHaveLength(12);
    expect((await rotation().status()).find((one) => one.carrierId === carrierId)).toMatchObject({
      destroyedAt: null,
      versions: [
        { version: 1, keys: 0 },
        { version: 2, keys: 19 },
      ],
    });
  });

  it('are rotated, wherever a rotation was killed before: nothing is lost, and nothing is left under an older version', async () => {
    await open();
    const { carrierId } = counsellor.organisation;
    const made: string[] = [];
    for (const text of ['Aster', 'Begonie'])
      made.push((await recordCase(counsellor, { narrative: text })).id as string);
    const rotate = async (): Promise<void> => {
      await rotation().rotate(carrierId);
      await rotation().rewrap(carrierId, () => undefined);
    };
    let killed = 0;
    for (let at = 1; (await brokenAt(at, rotate)).broken; at++) {
      killed++;
      await rotate();
      const newest = Math.max(...Object.keys(await versions()).map(Number));
      expect([at, await versions()]).toEqual([at, { [newest]: 3 }]);
      const { rows } = await house.database.query('select from keyring.carrier_key where version > $1', [newest]);
      expect([at, rows.length]).toEqual([at, 0]);
      expect([at, await narrative(made[0] ?? ''), await narrative(made[1] ?? '')]).toEqual([at, 'Aster', 'Begonie']);
    }
    expect(killed).toBeGreaterThan(8);
  });

  it('are rotated by the command, wherever its process was killed before: nothing is lost, and nothing is left under an older version', async () => {
    await open();
    const { id, carrierId, kind } = counsellor.organisation;
    const actor = houseIn({ id, carrierId, kind });
    const keys = house.app.get(Keys, { strict: false });
    const made = [await recordCase(counsellor, { narrative: 'Aster' }), await recordCase(counsellor)];
    const subjects = Array.from({ length: 450 }, () => randomUUID());
    const opened = (): Promise<string[]> =>
      house.app.get(Transactions, { strict: false }).run(actor, async (tx) => {
        const bytes: string[] = [];
        for (const subject of subjects)
          bytes.push((await keys.openOrMake(tx, actor, 'CASE', subject)).bytes().toString('hex'));
        return bytes;
      });
    const before = await opened();
    const folder = join(`${house.dataFolder}-keys`, carrierId);
    const command = new KilledCommand(house, ['keys', 'rotate', '--carrier', carrierId]);
    const wrapping = async (): Promise<boolean> => {
      const { rowCount } = await house.database.query(
        `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and state <> 'idle' and query like 'update keyring.data_key set carrier_version%'`,
      );
      return rowCount !== 0;
    };
    const said = (words: RegExp) => (): boolean => words.test(command.said);
    const moments: [string, Moment][] = [
      ['the key was made and nobody knows of it', () => existsSync(join(folder, '2.key'))],
      ['it is known and nothing is wrapped with it', said(/wraps from now on/)],
      ['in the middle of a batch', () => said(/wraps from now on/)() && wrapping()],
      ['after the first batch', said(/^ {2}200 data keys/m)],
    ];
    // By chance, around the two seconds after which it begins to wrap; it may have ended by then.
    const chosen = moments.length;
    const ms = Math.round(VERSION_REMEMBERED_MS - 100 + Math.random() * 400);
    moments.push([`${ms} ms behind the new version`, command.after(ms, said(/wraps from now on/))]);
    for (const [at, [moment, isNow]] of moments.entries()) {
      expect(at < chosen ? ['SIGKILL'] : ['SIGKILL', 0]).toContain(await command.killedWhen(isNow));
      expect([moment, (await opened()).join() === before.join()]).toEqual([moment, true]);
      expect([moment, await narrative(made[0]?.id)]).toEqual([moment, 'Aster']);
    }
    expect(await command.run()).toBe(0);
    const newest = Math.max(...Object.keys(await versions()).map(Number));
    expect(await versions()).toEqual({ [newest]: subjects.length + 3 });
    expect((await opened()).join() === before.join()).toBe(true);
    expect([await narrative(made[0]?.id), await foundBy(counsellor, 'Aster')]).toEqual(['Aster', [made[0]?.id]]);
    // With the keys of before gone, and forgotten, nothing is missing.
    for (let version = 1; version < newest; version++) rmSync(join(folder, `${version}.key`));
    await setTimeout(VERSION_REMEMBERED_MS + 100);
    expect((await opened()).join() === before.join()).toBe(true);
  });

  it('seal what an earlier version has written, wherever that was killed: in the rows, and in the files of the tables', async () => {
    await open();
    const { id } = await recordCase(counsellor, { narrative: 'Aster' });
    const { database, urls, dataFolder } = house;
    const owner = String(urls.owner);
    const sealAll = () => sealPlainRows(owner, { kind: 'files', folder: `${dataFolder}-keys` });
    const texts = (
      await database.query<Record<string, string | null>>('select * from case_text where case_id = $1', [id])
    ).rows[0];
    const filled = Object.entries(texts ?? {}).flatMap(([name, value]) =>
      value === null || ['case_id', 'organisation_id'].includes(name) ? [] : [name],
    );
    expect(filled).toEqual(['narrative']);
    const file = async (): Promise<number> =>
      (await database.query<{ file: number }>(`select pg_relation_filenode('case_text') as file`)).rows[0]?.file ?? 0;
    const plain = async (): Promise<number> => {
      await database.query(`update case_text set narrative = 'Aster von früher' where case_id = $1`, [id]);
      await database.query('update cases set text_revision = 1 where id = $1', [id]);
      await database.query(
        `insert into keyring.to_seal select organisation_id, 'case_text', case_id from case_text where case_id = $1`,
        [id],
      );
      return file();
    };
    await plain();
    const { statements: steps } = await brokenAt(Infinity, sealAll, 'beistand_owner');
    // In the middle of the rows, and between the last of them and the file.
    for (const at of [Math.ceil(steps / 2), steps - 6]) {
      const before = await plain();
      expect([at, (await brokenAt(at, sealAll, 'beistand_owner')).broken]).toEqual([at, true]);
      await sealAll();
      expect([at, await narrative(id)]).toEqual([at, 'Aster von früher']);
      expect([at, (await file()) === before]).toEqual([at, false]);
      expect((await database.query('select from keyring.to_seal')).rowCount).toBe(0);
    }
  });

  it('are all wrapped anew, however many there are', async () => {
    await open();
    const { id, carrierId, kind } = counsellor.organisation;
    const actor = houseIn({ id, carrierId, kind });
    const keys = house.app.get(Keys, { strict: false });
    await house.app.get(Transactions, { strict: false }).run(actor, async (tx) => {
      // More than are wrapped anew in one go.
      for (let n = 0; n < 205; n++) await keys.openOrMake(tx, actor, 'CASE', randomUUID());
    });
    await rotation().rotate(carrierId);
    expect(await rotation().rewrap(carrierId, () => undefined)).toBe(205);
    expect(await versions()).toEqual({ 2: 205 });
  });

  it('open nothing once they are destroyed, and nothing new is sealed with them', async () => {
    await open();
    const kase = await recordCase(counsellor);
    const other = await house.world.counsellor();
    const kept = await recordCase(other);
    await rotation().destroy(counsellor.organisation.carrierId);
    const { status, data } = await counsellor
      .ask<{ case: Json }>(CASE, { id: kase.id })
      .catch(() => ({ status: 503, data: null }));
    expect([status, data?.case ?? null]).toEqual([503, null]);
    await expect(counsellor.ask(RECORD_CASE, { input: quickRecord() })).rejects.toThrow('503');
    expect((await other.does<{ case: Json }>(CASE, { id: kept.id })).case.id).toBe(kept.id);
    const { carrierId } = counsellor.organisation;
    const known = await rotation().status();
    expect(known.find((one) => one.carrierId === carrierId)?.destroyedAt).toEqual(expect.any(Date));
    expect(known.find((one) => one.carrierId === other.organisation.carrierId)?.destroyedAt).toBeNull();
    expect(await recorded(carrierId)).toEqual([{ action: 'keys.destroyed', details: {} }]);
  });

  it('that are missing close the house until they are back', async () => {
    await open();
    const kase = await recordCase(counsellor, { narrative: 'Aster' });
    const folder = join(`${house.dataFolder}-keys`, counsellor.organisation.carrierId);
    renameSync(folder, `${folder}.away`);
    await setTimeout(VERSION_REMEMBERED_MS + 100);
    await expect(counsellor.ask(CASE, { id: kase.id })).rejects.toThrow('503');
    await expect(counsellor.ask(RECORD_CASE, { input: quickRecord() })).rejects.toThrow('503');
    const red = await counsellor.get('/ready');
    expect([red.status, red.body.details.keys.status]).toEqual([503, 'down']);
    renameSync(`${folder}.away`, folder);
    expect(await narrative(kase.id)).toBe('Aster');
    expect((await counsellor.get('/ready')).status).toBe(200);
  });

  it('are kept by a transit engine as well: without it nothing is read or written, and with it again everything', async () => {
    await open({ VAULT_ADDR: transit.address, VAULT_TOKEN: transit.token });
    const kase = await recordCase(counsellor, { narrative: 'Aster' });
    expect(await narrative(kase.id)).toBe('Aster');
    expect([...transit.keys.keys()]).toEqual([`beistand-${counsellor.organisation.carrierId}`]);
    const other = await recordCase(counsellor, { narrative: 'Begonie' });
    transit.answersWith = 503;
    await expect(counsellor.ask(CASE, { id: other.id })).rejects.toThrow('503');
    await expect(counsellor.ask(RECORD_CASE, { input: quickRecord() })).rejects.toThrow('503');
    expect((await counsellor.get('/ready')).status).toBe(503);
    transit.answersWith = null;
    expect(await narrative(other.id)).toBe('Begonie');
    expect(await rotation().rotate(counsellor.organisation.carrierId)).toBe(2);
    await rotation().rewrap(counsellor.organisation.carrierId, () => undefined);
    expect(await narrative(kase.id)).toBe('Aster');
    expect((await counsellor.get('/ready')).status).toBe(200);
  });
});
