import { cpSync, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unseal } from '../../src/backup/envelope.js';
import { forgottenName } from '../../src/core/forgetting.js';
import type { TestHouse } from '../support/app.js';
import { uploaded } from '../support/attachments.js';
import { BackedUp, type RunningHouse } from '../support/backups.js';
import { CASE, daysFromToday, foundBy, recordCase, type Json } from '../support/cases.js';
import { pdf } from '../support/files.js';
import { queueIsDone } from '../support/notices.js';
import {
  agreeToDispose,
  ANSWER_ACCESS,
  dayPasses,
  DISPOSALS,
  REQUEST_ACCESS,
  ACCESS_REQUESTS,
} from '../support/privacy.js';
import { acceptedFrom, doneBy, openOffice, REFERRAL } from '../support/referrals.js';
import { Someone } from '../support/world.js';

jest.setTimeout(600_000);

const word = 'zqkolibrierzaehlung';

const asTestHouse = (running: RunningHouse): TestHouse =>
  ({ ...running, app: running.house.app }) as unknown as TestHouse;

/** Who closes accounts and forgets people. */
const deed = (name: string): string =>
  `mutation ($id: ID!) { ${name}(id: $id) { ... on Person { id forgottenAt } ... on Refusal { problems { code } } } }`;
const [DEACTIVATE, FORGET] = [deed('deactivatePerson'), deed('forgetPerson')];
const unmistakable = 'Zenzi Unverwechselbar';

describe('what was erased or forgotten after the backup', () => {
  const place = new BackedUp();
  const before = join(place.root, 'before-the-erasure');
  let counsellor: Someone;
  let caseId: string;
  let referralId: string;
  let requestId: string;
  let disposal: string;
  let disposedBefore: readonly string[];
  let erasedBy: Date;
  /** The account of the first was closed by the moment, that of the second was open still. */
  let leavers: readonly Someone[];
  let moment: Date;

  beforeAll(async () => {
    await place.prepare();
    const running = await place.open('data');
    counsellor = await running.world.counsellor();
    const supervisor = await running.world.supervisor(counsellor.organisation);
    caseId = String((await recordCase(counsellor, { narrative: word })).id);
    await uploaded(counsellor, caseId, { file: pdf(word), fileName: `${word}.pdf` });
    const office = await openOffice(running);
    referralId = await acceptedFrom({ counsellor, office, caseId });
    const input = { receivedOn: daysFromToday(0), language: 'de' };
    requestId = String((await doneBy(counsellor, REQUEST_ACCESS, { id: caseId, input })).id);
    const { accessDecidables } = await counsellor.does<Json>(
      'query ($id: ID!) { accessDecidables(id: $id) { what } }',
      { id: requestId },
    );
    await doneBy(counsellor, ANSWER_ACCESS, {
      id: requestId,
      decisions: accessDecidables.map(({ what }: Json) => ({ what })),
    });
    const { organisation } = counsellor;
    const carrier = { ...organisation, id: organisation.carrierId, kind: 'CARRIER' as const };
    const administrator = await running.world.someone(carrier, 'ADMINISTRATOR');
    leavers = [await running.world.counsellor(organisation), await running.world.counsellor(organisation)];
    const ids = leavers.map(({ id }) => id);
    const forget = async (id: string | undefined): Promise<void> => {
      await running.database.query(`update person set deactivated_at = now() - interval '40 months' where id = $1`, [
        id,
      ]);
      expect((await administrator.does<Json>(FORGET, { id })).forgetPerson.forgottenAt).not.toBeNull();
    };
    // Gone before the moment, and told to the line of that time.
    const gone = String((await recordCase(counsellor)).id);
    const goneBy = await agreeToDispose(counsellor, supervisor, gone, 'CLIENT_REQUEST');
    await dayPasses(asTestHouse(running), goneBy);
    disposedBefore = [goneBy, gone, 'EXECUTED'];
    const leftBefore = await running.world.counsellor(organisation);
    await administrator.does(DEACTIVATE, { id: leftBefore.id });
    await forget(leftBefore.id);
    await running.database.query('update person set name = $2 where id = any ($1)', [ids, unmistakable]);
    await administrator.does(DEACTIVATE, { id: ids[0] });
    await queueIsDone(asTestHouse(running));
    expect((await place.beistand('data', 'backup')).code).toBe(0);
    // Something after the moment, so that the log tells where it is.
    moment = new Date();
    await setTimeout(50);
    await recordCase(counsellor);
    await running.shipped();
    cpSync(place.store, before, { recursive: true });
    disposal = await agreeToDispose(counsellor, supervisor, caseId, 'CLIENT_REQUEST');
    await dayPasses(asTestHouse(running), disposal);
    erasedBy = new Date();
    await administrator.does(DEACTIVATE, { id: ids[1] });
    for (const id of ids) await forget(id);
    await running.shipped();
    await running.close();
  });
  afterAll(() => place.remove());

  const keysIn = async ({ database }: RunningHouse): Promise<number> =>
    (await database.query('select from keyring.data_key where subject_id = $1', [caseId])).rowCount ?? 0;

  const peopleIn = async ({ database }: RunningHouse): Promise<object[]> => {
    const ids = leavers.map(({ id }) => id);
    const { rows } = await database.query<object>(
      `select name, active, password_hash <> '' as "has password" from person where id = any ($1) order by array_position($1, id)`,
      [ids],
    );
    return rows;
  };

  const back = async ({ world, house }: RunningHouse): Promise<Someone> => {
    const { id, email, organisation } = counsellor;
    return new Someone(house.app.getHttpServer(), id, email, organisation, await world.signIn(email));
  };

  /** What the counsellor is answered, as text. */
  const read = async (running: RunningHouse): Promise<string> => {
    const response = await (await back(running)).post('/graphql').send({ query: CASE, variables: { id: caseId } });
    return JSON.stringify(response.body);
  };

  it('could be read in a backup that knows nothing of the erasure', async () => {
    expect((await place.restore('unaware', before, '--at', moment.toISOString())).code).toBe(0);
    const running = await place.open('unaware');
    try {
      expect(await keysIn(running)).toBe(1);
      expect(await read(running)).toContain(word);
      expect(await peopleIn(running)).toEqual([
        { name: unmistakable, active: false, 'has password': true },
        { name: unmistakable, active: true, 'has password': true },
      ]);
    } finally {
      await running.close();
    }
  });

  it('stays unreadable when an earlier moment is restored, and nobody is known again: all of that is gone before the house opens', async () => {
    const restoredFrom = new Date();
    const { code, said } = await place.restore('restored', place.store, '--at', moment.toISOString());
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/[1-9]\d* keys that had been destroyed since were destroyed again/),
    ]);
    const running = await place.open('restored');
    try {
      expect(await keysIn(running)).toBe(0);
      // Gone before anybody was let in; the stub says when the case went first.
      expect(said).toMatch(/^1 cases that had been erased since are disposed of again/m);
      await answersAsOfADisposedCase(await back(running));
      expect(said).toMatch(/^2 people who had been forgotten since are forgotten again/m);
      const forgotten = { name: forgottenName, active: false, 'has password': false };
      expect(await peopleIn(running)).toEqual([forgotten, forgotten]);
      const { rows: stubs } = await running.database.query<object>(
        `select executed_at < $2 as sooner, state, basis from disposal where case_id = $1`,
        [caseId, erasedBy],
      );
      expect(stubs).toEqual([{ sooner: true, state: 'EXECUTED', basis: 'CLIENT_REQUEST' }]);
      const left = await running.database.query('select from cases where id = $1', [caseId]);
      expect(left.rowCount).toBe(0);
      expect(await read(running)).not.toContain(word);
      await queueIsDone(asTestHouse(running));
      // The next line of backups tells of it, too, and of what had gone before the moment.
      await running.shipped();
      const told = async (table: string): Promise<object[]> =>
        (await running.database.query<object>(`select told_at > $1 as anew from keyring.${table}`, [restoredFrom]))
          .rows;
      const keys = await told('destroyed_key');
      expect(keys.length).toBeGreaterThan(1);
      expect(keys).toEqual(keys.map(() => ({ anew: true })));
      expect(await told('forgotten_person')).toEqual([{ anew: true }, { anew: true }, { anew: true }]);
    } finally {
      await running.close();
    }
  });

  /** Every way to a case: a stub, an empty list or "not found", and never a fault. */
  const answersAsOfADisposedCase = async (someone: Someone): Promise<void> => {
    const { errors } = await someone.ask<Json>(CASE, { id: caseId });
    expect(errors?.map(({ extensions }) => extensions.problems?.[0]?.code)).toEqual(['CASE_ERASED']);
    expect(await foundBy(someone, word)).toEqual([]);
    const { cases } = await someone.does<Json>('{ cases(first: 50) { edges { node { id } } } }');
    expect(cases.edges).toEqual([]);
    const { disposals } = await someone.does<Json>(DISPOSALS, {});
    expect(disposals.edges.map(({ node }: Json) => [node.id, node.caseId, node.state])).toEqual([
      [disposal, caseId, 'EXECUTED'],
      disposedBefore,
    ]);
    expect((await someone.does<Json>(REFERRAL, { id: referralId })).referral).toMatchObject({
      caseId: null,
      content: null,
      messages: [],
    });
    const { accessRequests } = await someone.does<Json>(ACCESS_REQUESTS, {});
    expect(accessRequests.edges.map(({ node }: Json) => node.downloadUrl)).toEqual([null]);
  };

  it('is in no file of the backup in words, not even for whoever opens it', async () => {
    const files = globSync('**/*', { cwd: place.store }).map((name) => join(place.store, name));
    const sealed = files.filter((path) => path.endsWith('.gz.age'));
    expect(sealed.length).toBeGreaterThan(2);
    for (const path of files.filter((one) => existsSync(one) && /\.\w+$|[0-9a-f]{32}$/.test(one))) {
      const bytes = path.endsWith('.json') || !path.endsWith('.gz.age') ? readFileSync(path) : Buffer.alloc(0);
      expect([path, bytes.includes(word), bytes.includes(counsellor.email)]).toEqual([path, false, false]);
    }
    let addresses = 0;
    for (const path of sealed) {
      expect([path, readFileSync(path).includes(counsellor.email)]).toEqual([path, false]);
      const pieces: Buffer[] = [];
      for await (const piece of await unseal(path, readFileSync(place.identity, 'utf8'))) pieces.push(piece as Buffer);
      const plain = Buffer.concat(pieces);
      expect([path, plain.includes(word)]).toEqual([path, false]);
      if (plain.includes(counsellor.email)) addresses++;
    }
    // The search finds what stands there: addresses of staff are not sealed in the database.
    expect(addresses).toBeGreaterThan(0);
  });

  it('is drilled: restored, looked through, and removed again', async () => {
    const { code, said } = await place.restore('drill', place.store, '--drill');
    expect(said).toMatch(/Looked through: \d{2,} rows of \d{2,} tables, \d{3,} indexes, \d+ files\. All is sound\./);
    expect(said).toMatch(/It took \d+ seconds; the copy is removed again/);
    expect([code, existsSync(join(place.root, 'drill'))]).toEqual([0, false]);
  });

  it('leaves the backups with those of before: all but the newest are removed, and the newest stays whole', async () => {
    expect((await place.beistand('data', 'backup')).code).toBe(0);
    const pruned = await place.beistand('data', 'backup', '--keep', '1');
    expect(pruned).toEqual({
      code: 0,
      said: expect.stringMatching(/Removed: 2 older backups, [1-9]\d* segments of the log, \d+ attachments\./),
    });
    const listed = await place.beistand('data', 'backup', 'list');
    expect(listed.said.match(/^ {2}\d{8}T/gm)).toHaveLength(1);
    expect((await place.beistand('data', 'backup', 'verify', '--identity', place.identity)).code).toBe(0);
    expect((await place.beistand('data', 'backup', 'status')).code).toBe(0);
  });
});

describe('a house without a backup', () => {
  it('is told how to set one up, and is not taken for backed up', async () => {
    const place = new BackedUp();
    const { code, said } = await place.beistand('data', 'backup');
    expect(code).toBe(1);
    expect(said).toMatch(/^BACKUP_OFF: No backup is set up: set BACKUP_DIR and BACKUP_RECIPIENT/);
    place.remove();
  });
});
