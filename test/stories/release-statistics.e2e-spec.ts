import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newestFreezable } from '../../src/core/release-preparation.js';
import { houseIn } from '../../src/core/access.js';
import type { ReleaseStep } from '../../src/core/statistics-release.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { loadGeography } from '../../src/reference/geography.loader.js';
import { loadProgramme } from '../../src/reference/programme.loader.js';
import { verifySigned } from '../../src/statistics/bundle-folder.js';
import { PublishedReleases } from '../../src/statistics/published-releases.service.js';
import { ReleaseRuns } from '../../src/statistics/release-runs.service.js';
import { ReleaseWorkshop } from '../../src/statistics/release-workshop.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import { countRecords, drawnRecords } from '../support/releases.js';
import type { Someone } from '../support/world.js';

const FIELDS = `__typename ... on Refusal { problems { code field } } ... on StatisticsPreparation {
  id state publisher licence preparedByMe failure numbersSha256 publishedAt withdrawnAt withdrawalReason
  progress { step records round open servicesDone services at } }`;
const PREPARE = `mutation ($input: StatisticsReleaseInput!) { done: prepareStatisticsRelease(input: $input) { ${FIELDS} } }`;
const CANCEL = `mutation ($id: String!) { done: cancelStatisticsRelease(id: $id) { ${FIELDS} } }`;
const APPROVE = `mutation ($id: String!, $numbersSha256: String!) { done: approveStatisticsRelease(id: $id, numbersSha256: $numbersSha256) { ${FIELDS} } }`;
const WITHDRAW = `mutation ($id: String!, $reason: String!) { done: withdrawStatisticsRelease(id: $id, reason: $reason) { ${FIELDS} } }`;
const QUARTERS = '{ statisticsQuarters { id problems { code field } } }';
const PROGRAMME = `query ($release: String!) { done: previewStatisticsProgramme(release: $release) { __typename ... on Refusal { problems { code field } } ... on StatisticsProgramme { tables { code dimensions periods } } } }`;
const LIST = `{ statisticsPreparations { ${FIELDS.slice(FIELDS.indexOf('id state'), -1)} }`.replace(/\}\s*$/, '} }');

/** From the wish to a published release, and back. */
describe('a release of statistics', () => {
  let house: TestHouse;
  let [one, other]: Someone[] = [];
  const services = [1, 2, 3, 4, 5].map((number) => `00000000-0000-4000-8000-00000000000${number}`);

  beforeAll(async () => {
    house = await openTestHouse();
    const team = await house.world.campaignTeam();
    one = await house.world.someone(team, 'CAMPAIGN_STAFF');
    other = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    await countRecords(house, drawnRecords(150, '2025-Q1', 'first', services));
    await countRecords(house, drawnRecords(120, '2025-Q2', 'second', services));
  });
  afterAll(() => house.close());

  const does = async (who: Someone | undefined, text: string, variables: object): Promise<Json> =>
    (await who!.does<{ done: Json }>(text, variables)).done;
  const all = async (): Promise<Json[]> =>
    (await one!.does<{ statisticsPreparations: Json[] }>(LIST)).statisticsPreparations;
  const release = async (id: string): Promise<Json> => (await all()).find((row) => row.id === id);
  const until = async (id: string, state: string): Promise<Json> => {
    for (let tries = 0; tries < 600; tries++) {
      const row = await release(id);
      if (row?.state === state) return row;
      if (row?.state === 'FAILED') throw new Error(`It failed: ${row.failure}`);
      await setTimeout(100);
    }
    throw new Error(`It did not become ${state}: ${JSON.stringify(await release(id))}`);
  };
  const codes = (refused: Json): string[] =>
    refused.problems.map(({ code, field }: { code: string; field: string }) => `${code} ${field}`);
  const keyFile = (name: string): string => `${house.dataFolder}-keys/statistics/${name}`;
  const filesOf = async (id: string): Promise<Record<string, string>> => {
    const { rows } = await house.database.query<{ name: string; content: string }>(
      'select name, content from statistics.release_file where release = $1',
      [id],
    );
    return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
  };

  it('is refused for a quarter that is not over, no quarter, and a licence that binds', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const soon = `${today.slice(0, 4)}-Q${Math.ceil(Number(today.slice(5, 7)) / 3)}`;
    expect(codes(await does(one, PREPARE, { input: { quarter: soon } }))).toEqual([
      'STATISTICS_TOO_EARLY input.quarter',
    ]);
    expect(
      codes(
        await does(one, PREPARE, { input: { quarter: '2025-Q5', publisher: ' ', licence: 'all rights reserved' } }),
      ),
    ).toEqual(['INVALID_FORMAT input.quarter', 'REQUIRED input.publisher', 'INVALID_FORMAT input.licence']);
    expect(newestFreezable(today) < soon).toBe(true);
    const { statisticsQuarters } = await one!.does<{ statisticsQuarters: Json[] }>(QUARTERS);
    const offered = statisticsQuarters.map((each) => [each.id, ...each.problems.map(({ code }: Json) => code)]);
    expect(offered[0]).toEqual([soon, 'STATISTICS_TOO_EARLY']);
    expect(offered).toContainEqual([newestFreezable(today)]);
    expect(await all()).toEqual([]);
  });

  it('is nobody’s business but that of a campaign team', async () => {
    const { world } = house;
    const others = [
      await world.counsellor(),
      await world.supervisor(),
      await world.operator(),
      await world.someone(await world.campaignTeam(), 'ADMINISTRATOR'),
    ];
    for (const who of others)
      for (const [text, variables] of [
        [LIST, {}],
        [QUARTERS, {}],
        [PROGRAMME, { release: '2025-Q1' }],
        [PREPARE, { input: { quarter: '2025-Q1' } }],
        [CANCEL, { id: '2025-Q1' }],
        [APPROVE, { id: '2025-Q1', numbersSha256: '' }],
        [WITHDRAW, { id: '2025-Q1', reason: 'x' }],
      ] as const)
        expect((await who.ask(text, variables)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is made by a job: frozen, counted, audited, also for each service, signed; one at a time', async () => {
    expect(await does(one, PREPARE, { input: { quarter: '2025-Q1', publisher: 'Beistand im Test' } })).toMatchObject({
      id: '2025-Q1',
      state: 'PREPARING',
      preparedByMe: true,
      licence: 'CC BY 4.0',
    });
    expect(codes(await does(other, PREPARE, { input: { quarter: '2025-Q2' } }))).toEqual([
      'STATISTICS_OPEN input.quarter',
    ]);
    const ready = await until('2025-Q1', 'READY');
    expect(ready).toMatchObject({ progress: { step: 'DONE', records: 150, open: 0, servicesDone: 5, services: 5 } });
    const files = await filesOf('2025-Q1');
    expect(codes(await does(other, PROGRAMME, { release: '2025-Q2' }))).toEqual(['STATISTICS_NO_RELEASE release']);
    expect((await does(other, PROGRAMME, { release: '2025-Q1' })).tables.map(({ code }: Json) => code)).toEqual(
      JSON.parse(files['programme.json']!).tables.map(({ code }: Json) => code),
    );
    expect(verifySigned(files, null)).toEqual([]);
    expect(JSON.parse(files['release.json']!)).toMatchObject({ publisher: 'Beistand im Test', id: '2025-Q1' });
    for (const name of ['rounding.key', 'signing-key.pem']) expect(existsSync(keyFile(name))).toBe(true);
    expect(await house.app.get(PublishedReleases, { strict: false }).list()).toEqual([]);
  });

  it('is published by another person alone, who says what she looked at', async () => {
    const { numbersSha256 } = await release('2025-Q1');
    const input = { id: '2025-Q1', numbersSha256 };
    expect(codes(await does(one, APPROVE, input))).toEqual(['STATISTICS_SAME_PERSON id']);
    expect(codes(await does(other, APPROVE, { ...input, numbersSha256: 'other' }))).toEqual([
      'STATISTICS_CHANGED numbersSha256',
    ]);
    expect((await other!.ask(APPROVE, { ...input, id: '2024-Q1' })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const before = await filesOf('2025-Q1');

    expect(await does(other, APPROVE, input)).toMatchObject({ state: 'PUBLISHED', preparedByMe: false });
    const files = await filesOf('2025-Q1');
    const publicKey = createPublicKey(readFileSync(keyFile('signing-key.pem')))
      .export({ type: 'spki', format: 'pem' })
      .toString();
    expect(verifySigned(files, publicKey)).toEqual([]);
    for (const name of ['numbers.json', 'worlds.json', 'targets.json', 'programme.json', 'earlier.json'])
      expect(files[name] === before[name]).toBe(true);
    expect((await house.app.get(PublishedReleases, { strict: false }).newest())?.id).toBe('2025-Q1');
    expect(codes(await does(other, APPROVE, input))).toEqual(['STATISTICS_NOT_READY id']);
    expect(codes(await does(other, CANCEL, { id: '2025-Q1' }))).toEqual(['STATISTICS_NOT_OPEN id']);
    expect(codes(await does(one, PREPARE, { input: { quarter: '2025-Q1' } }))).toEqual([
      'STATISTICS_PUBLISHED_ONCE input.quarter',
    ]);
    expect(codes(await does(one, PREPARE, { input: { quarter: '2024-Q4' } }))).toEqual([
      'STATISTICS_LATER_EXISTS input.quarter',
    ]);
  });

  it('stays on record: who did what', async () => {
    const { rows } = await house.database.query<{ action: string; person_id: string | null; details: Json }>(
      `select action, person_id, details from audit_entry where action like 'statistics-release.%' order by at`,
    );
    expect(rows.map(({ action, person_id, details }) => [action, person_id, details.release])).toEqual([
      ['statistics-release.prepared', one!.id, '2025-Q1'],
      ['statistics-release.ready', null, '2025-Q1'],
      ['statistics-release.published', other!.id, '2025-Q1'],
    ]);
  });

  it('can be cancelled while it is being made, and begun again', async () => {
    await does(one, PREPARE, { input: { quarter: '2025-Q2' } });
    expect(await does(other, CANCEL, { id: '2025-Q2' })).toMatchObject({ state: 'CANCELLED' });
    await setTimeout(500);
    expect(await release('2025-Q2')).toMatchObject({ state: 'CANCELLED', numbersSha256: null });
    expect(
      (await house.database.query(`select from statistics.frozen_record where release = '2025-Q2'`)).rowCount,
    ).toBe(0);
    await does(one, PREPARE, { input: { quarter: '2025-Q2' } });
    expect(await until('2025-Q2', 'READY')).toMatchObject({ progress: { records: 270 } });
  });

  it('comes out the same, byte for byte, when it is begun again from the frozen records, whatever happened to cases since', async () => {
    const before = await filesOf('2025-Q2');
    await house.database.query(
      `update statistics.counting_record set area = 'WORK', region = '071', grounds = '{AGE}'`,
    );
    await countRecords(house, drawnRecords(40, '2025-Q2', 'late', services));
    await house.database.query(`alter table statistics.release disable trigger release_guarded`);
    await house.database.query(`update statistics.release set state = 'PREPARING' where id = '2025-Q2'`);
    await house.database.query(`alter table statistics.release enable trigger release_guarded`);
    await house.app.get(ReleaseRuns, { strict: false }).run(houseIn(one!.organisation), '2025-Q2');
    const files = await filesOf('2025-Q2');
    expect(Object.keys(files).filter((name) => files[name] !== before[name])).toEqual([]);
  });

  it('fails closed without the rounding key of the releases before it, or with another one', async () => {
    await does(one, CANCEL, { id: '2025-Q2' });
    const file = keyFile('rounding.key');
    const key = readFileSync(file, 'utf8');
    const failure = async (): Promise<string> => {
      await does(one, PREPARE, { input: { quarter: '2025-Q2' } });
      for (let tries = 0; tries < 200; tries++) {
        const row = await release('2025-Q2');
        if (row.state === 'FAILED') return String(row.failure);
        if (row.state === 'READY') throw new Error('It was made.');
        await setTimeout(50);
      }
      throw new Error('It did not end.');
    };
    renameSync(file, `${file}.away`);
    expect(await failure()).toBe('STATISTICS_ROUNDING_KEY_FILE MISSING');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, `${Buffer.alloc(32, 1).toString('base64')}\n`, { mode: 0o600 });
    expect(await failure()).toBe('STATISTICS_ROUNDING_KEY_FILE CHANGED');
    writeFileSync(file, key, { mode: 0o600 });
    chmodSync(file, 0o644);
    expect(await failure()).toBe('STATISTICS_ROUNDING_KEY_FILE UNUSABLE');
    chmodSync(file, 0o600);
    const signing = keyFile('signing-key.pem');
    renameSync(signing, `${signing}.away`);
    expect(await failure()).toBe('STATISTICS_SIGNING_KEY_FILE MISSING');
    renameSync(`${signing}.away`, signing);
    await does(one, PREPARE, { input: { quarter: '2025-Q2' } });
    await until('2025-Q2', 'READY');
    const { numbersSha256 } = await release('2025-Q2');
    renameSync(signing, `${signing}.away`);
    expect(codes(await does(other, APPROVE, { id: '2025-Q2', numbersSha256 }))).toEqual(['STATISTICS_KEYS null']);
    renameSync(`${signing}.away`, signing);
    expect(await does(other, APPROVE, { id: '2025-Q2', numbersSha256 })).toMatchObject({ state: 'PUBLISHED' });
    expect(verifySigned(await filesOf('2025-Q2'), null)).toEqual([]);
  });

  it('is withdrawn with a reason that everybody can read, and is never published again', async () => {
    expect(codes(await does(one, WITHDRAW, { id: '2025-Q2', reason: ' ' }))).toEqual(['REQUIRED reason']);
    expect(await does(one, WITHDRAW, { id: '2025-Q2', reason: 'Falsche Zuordnung der Regionen.' })).toMatchObject({
      state: 'WITHDRAWN',
      withdrawalReason: 'Falsche Zuordnung der Regionen.',
    });
    expect(codes(await does(one, WITHDRAW, { id: '2025-Q2', reason: 'noch einmal' }))).toEqual([
      'STATISTICS_NOT_PUBLISHED id',
    ]);
    expect(codes(await does(one, PREPARE, { input: { quarter: '2025-Q2' } }))).toEqual([
      'STATISTICS_PUBLISHED_ONCE input.quarter',
    ]);
    expect((await house.app.get(PublishedReleases, { strict: false }).newest())?.id).toBe('2025-Q1');
  });

  it('counts in a later quarter what was entered late for one that is frozen, once', async () => {
    await countRecords(house, drawnRecords(30, '2025-Q1', 'very late', services));
    await countRecords(house, drawnRecords(50, '2025-Q3', 'third', services));
    await does(one, PREPARE, { input: { quarter: '2025-Q3' } });
    expect(await until('2025-Q3', 'READY')).toMatchObject({ progress: { records: 390 } });
    const { rows } = await house.database.query<{ release: string; quarter: string; count: number }>(
      'select release, quarter, count(*)::int from statistics.frozen_record group by release, quarter order by 1, 2',
    );
    expect(rows).toEqual([
      { release: '2025-Q1', quarter: '2025-Q1', count: 150 },
      { release: '2025-Q2', quarter: '2025-Q2', count: 160 },
      { release: '2025-Q3', quarter: '2025-Q3', count: 80 },
    ]);
  });
});

describe('the thread that makes releases', () => {
  const built = new URL('src/statistics/', `${pathToFileURL(process.env.TEST_BUILD ?? '').href}/`);
  const apart = new ReleaseWorkshop(new URL('release.worker.js', built));
  const records = drawnRecords(120, '2025-Q1', 'thread', ['a', 'b', 'c', 'd']);
  const making = {
    quarter: '2025-Q1',
    programme: loadProgramme({ codebook: loadCodebook(), districts: loadGeography().districts }),
    records,
    earlier: [],
    roundingKey: Buffer.alloc(32, 3),
    publisher: 'a test',
    licence: 'none',
    today: '2025-05-01',
  };
  const steps: string[] = [];
  const watch = (step: ReleaseStep): Promise<void> => Promise.resolve(void steps.push(step.step));

  it('makes the same bytes as making it in place, says how far it is, and leaves this one free', async () => {
    const inPlace = await new ReleaseWorkshop(new URL('nowhere.js', built)).make(making, watch);
    expect(steps).toEqual(expect.arrayContaining(['COUNTED', 'AUDITED', 'INSIDER_AUDITED']));
    const said = steps.splice(0);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    expect(await apart.make(making, watch)).toEqual(inPlace);
    clearInterval(timer);
    expect(steps).toEqual(said);
    expect(turns).toBeGreaterThan(20);
  });

  it('ends when whoever watches will not have it, and when it cannot do it', async () => {
    const stop = (): Promise<void> => Promise.reject(new Error('cancelled'));
    await expect(apart.make(making, stop)).rejects.toThrow('cancelled');
    const contradicting = { period: '2024-Q4', cells: [] };
    await expect(apart.make({ ...making, earlier: [contradicting] }, watch)).rejects.toThrow('programme of its year');
  });
});
