import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { meets } from '../../src/core/statistics-programme.js';
import { StatisticsQuestions } from '../../src/statistics/statistics-questions.service.js';
import { chanceFrom } from '../../src/statistics/keyed.js';
import { madeUpProgramme, madeUpRecords } from '../attack/microdata.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase, UPDATE_CASE, type Json } from '../support/cases.js';
import { bundleOf, countRecords, publishBundle, withdrawBundle } from '../support/releases.js';
import type { Someone } from '../support/world.js';

const NUMBER = 'value lower upper label mode';
const PLACE = '{ dimension code de en }';
const ASK = `query ($question: StatisticsQuestionInput!, $release: String) { statisticsTable(question: $question, release: $release) { __typename
  ... on Refusal { problems { code field de en } }
  ... on StatisticsTable { table { code de en } period geography ${PLACE} rows { code } columns { code } filters { dimension { code } categories { code } }
    whole { ${NUMBER} } cells { ${NUMBER} row ${PLACE} column ${PLACE} share { value lower upper } }
    footnotes { code de en } citation { release publishedOn publisher licence address de en } etag } } }`;

interface Published {
  readonly house: TestHouse;
  readonly records: ReturnType<typeof madeUpRecords>;
  readonly people: readonly [Someone, Someone];
  readonly counsellor: Someone;
}

/** A house with the fourth quarter of a made-up year, and the year, published. */
async function publishedHouse(seed: string, size: number): Promise<Published> {
  const house = await openTestHouse({ BEISTAND_JOBS: 'off', PUBLIC_URL: 'http://localhost:4000' });
  const team = await house.world.campaignTeam();
  const people = [
    await house.world.someone(team, 'CAMPAIGN_STAFF'),
    await house.world.someone(team, 'CAMPAIGN_STAFF'),
  ] as const;
  const records = madeUpRecords(size, chanceFrom(seed));
  const { files } = bundleOf(madeUpProgramme, records, '2026-Q4');
  await publishBundle(house, files, { preparedBy: people[0], approvedBy: people[1] });
  return { house, records, people, counsellor: await house.world.counsellor() };
}

/** What everybody may ask of what is published, on the real endpoint, without signing in. */
describe('a question to published statistics', () => {
  let one: Published;
  beforeAll(async () => void (one = await publishedHouse('one', 160)));
  afterAll(() => one.house.close());

  const answer = async (question: object, release?: string, from = one): Promise<Json> =>
    (await from.house.world.nobody.does<{ statisticsTable: Json }>(ASK, { question, release })).statisticsTable;
  const textOf = async (question: object): Promise<string> =>
    (await request(one.house.world.server).post('/graphql').send({ query: ASK, variables: { question } })).text;

  const dimensionsOf = (code: string): string[] => {
    const table = madeUpProgramme.tables.find((each) => each.code === code)!;
    return [...(table.geography === 'REGION' ? ['REGION'] : []), ...table.by];
  };
  const everything = madeUpProgramme.tables.map(({ code }) => ({
    table: code,
    rows: dimensionsOf(code),
    period: '2026',
  }));

  it('is told what can be asked, in both languages, and what was published', async () => {
    const { statisticsProgramme: programme, statisticsReleases: releases } = await one.house.world.nobody.does<Json>(
      `{ statisticsReleases { id publisher licence address withdrawnAt withdrawalReason }
         statisticsProgramme { ... on StatisticsProgramme { version dimensions { code de en overlaps categories { code de en } }
           tables { code de en dimensions geography periods } } } }`,
    );
    expect(programme.tables.map(({ code }: Json) => code)).toEqual(madeUpProgramme.tables.map(({ code }) => code));
    expect(programme.tables[1]).toMatchObject({
      dimensions: ['REGION', 'AREA'],
      geography: 'REGION',
      periods: ['QUARTER', 'YEAR'],
    });
    expect(programme.dimensions.find(({ code }: Json) => code === 'GROUND')).toMatchObject({ overlaps: true });
    expect(releases).toEqual([
      {
        id: '2026-Q4',
        publisher: 'Beistand im Test',
        licence: 'CC BY 4.0',
        address: 'http://localhost:4000/statistics/2026-Q4',
        withdrawnAt: null,
        withdrawalReason: null,
      },
    ]);
  });

  it('is answered with numbers, bounds, shares, footnotes and a citation', async () => {
    const found = await answer({ table: 'AREAS', rows: ['AREA'], columns: ['REGION'], period: '2026' }, '2026-Q4');
    expect(found.cells.length).toBe(6 * 4);
    expect(found.cells[0]).toMatchObject({
      row: [{ dimension: 'AREA', code: 'TOTAL', de: 'insgesamt', en: 'total' }],
      column: [{ dimension: 'REGION', code: 'TOTAL' }],
      label: found.whole.label,
    });
    expect(found.footnotes.map(({ code }: Json) => code)).toEqual(expect.arrayContaining(['ROUNDED', 'PER_CLIENT']));
    expect(found.citation).toMatchObject({
      address: 'http://localhost:4000/statistics/2026-Q4/AREAS',
      publishedOn: '2026-11-01',
      en: 'Beistand im Test (2026): AREAS, 2026. Release 2026-Q4. CC BY 4.0. http://localhost:4000/statistics/2026-Q4/AREAS',
    });
    const quarter = await answer({ table: 'AREAS' });
    expect([quarter.period, quarter.cells.length]).toEqual(['2026-Q4', 1]);
  });

  it('P2: shows no number from 1 to 4, multiples of 5 alone beside exact ones, and none more than 4 off (9 where it is coarser)', async () => {
    let seen = 0;
    for (const question of everything) {
      const { cells } = await answer(question);
      for (const { value, mode, row } of cells as Json[]) {
        const count = one.records.filter(({ facets }) =>
          (row as Json[]).every(({ dimension, code }) => {
            const when = madeUpProgramme.dimensions
              .find((each) => each.code === dimension)!
              .categories.find((each) => each.code === code)?.when;
            return when === undefined || meets(facets, when);
          }),
        ).length;
        expect(mode === 'EXACT' ? value >= 30 : value % 5 === 0).toBe(true);
        expect(Math.abs(value - count)).toBeLessThanOrEqual(mode === 'EXACT' ? 0 : mode === 'ROUNDED' ? 4 : 9);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(150);
  });

  it('P1, P11: is answered with the same bytes when other records are behind the same release, and by a role that can see none', async () => {
    const before = await Promise.all(everything.map(textOf));
    const { database } = one.house;
    await countRecords(
      one.house,
      madeUpRecords(30, chanceFrom('others')).map((each) => ({
        ...each,
        service: one.people[0].id,
        facets: { ...each.facets, region: '071', deadline: 'NONE' },
      })),
    );
    await database.query(
      'revoke select on statistics.counting_record, statistics.frozen_record from beistand_statistics',
    );
    try {
      expect(await Promise.all(everything.map(textOf))).toEqual(before);
      await database.query('delete from statistics.counting_record');
      expect(await Promise.all(everything.map(textOf))).toEqual(before);
    } finally {
      await database.query(
        'grant select on statistics.counting_record, statistics.frozen_record to beistand_statistics',
      );
    }
  });

  it('P6: is answered the same after a case was recorded, changed and erased', async () => {
    const before = await Promise.all(everything.map(textOf));
    const kase = await recordCase(one.counsellor, {});
    expect(await Promise.all(everything.map(textOf))).toEqual(before);
    await one.counsellor.does(UPDATE_CASE, { id: kase.id, version: kase.version, changes: { grounds: ['AGE'] } });
    expect(await Promise.all(everything.map(textOf))).toEqual(before);
    await one.house.database.query('delete from cases where id = $1', [kase.id]);
    expect(await Promise.all(everything.map(textOf))).toEqual(before);
  });

  it('P5: gives the same numbers however it is asked: in another order, twice, under other names, together', async () => {
    const question = {
      table: 'AREAS',
      rows: ['AREA'],
      period: '2026',
      filters: [
        { dimension: 'REGION', categories: ['NORTH', 'WEST'] },
        { dimension: 'AREA', categories: ['WORK', 'HOUSING'] },
      ],
    };
    const plain = await answer(question);
    const other = await answer({
      ...question,
      filters: [
        { dimension: 'AREA', categories: ['HOUSING', 'WORK', 'HOUSING'] },
        { dimension: 'REGION', categories: ['WEST', 'NORTH'] },
      ],
    });
    expect(other).toEqual(plain);
    const both = await one.house.world.nobody.does<Json>(
      `query ($question: StatisticsQuestionInput!) {
        a: statisticsTable(question: $question) { ... on StatisticsTable { cells { ${NUMBER} } } }
        b: statisticsTable(question: $question, release: "2026-Q4") { ... on StatisticsTable { cells { ${NUMBER} } } } }`,
      { question },
    );
    expect(both['a']).toEqual(both['b']);
    expect(both['a'].cells.map(({ value }: Json) => value)).toEqual(plain.cells.map(({ value }: Json) => value));
    const north = await answer({ table: 'AREAS', rows: ['AREA'], period: '2026', geography: 'NORTH' });
    const shown = await answer({ table: 'AREAS', rows: ['AREA'], columns: ['REGION'], period: '2026' });
    for (const { row, value, label } of north.cells as Json[])
      expect(
        shown.cells.find((cell: Json) => cell.row[0].code === row[0].code && cell.column[0].code === 'NORTH'),
      ).toMatchObject({ value, label });
  });

  it('P9, P10: has cells of one shape, and shares that follow from what is shown', async () => {
    for (const question of everything) {
      const { cells, whole } = await answer(question);
      expect(new Set((cells as Json[]).map((cell) => Object.keys(cell).join())).size).toBe(1);
      for (const { value, lower, upper, share } of cells as Json[]) {
        if (whole.value > 0) expect(share.value).toBeCloseTo(Math.min(1, value / whole.value), 3);
        expect(share.lower).toBeCloseTo(Math.min(1, lower / whole.upper), 3);
        expect(share.upper).toBeCloseTo(whole.lower === 0 ? 1 : Math.min(1, upper / whole.lower), 3);
      }
    }
  });

  it('P7: is refused for the same reasons by two houses with other records, with the field', async () => {
    const two = await publishedHouse('two', 90);
    const refused = [
      { table: 'NOTHING' },
      { table: 'AREAS', rows: ['GROUND'] },
      { table: 'AREAS', rows: ['AREA'], columns: ['AREA'] },
      { table: 'AREAS', period: '2025' },
      { table: 'AREAS', geography: '07' },
      { table: 'GROUNDS', period: '2026', filters: [{ dimension: 'GROUND', categories: ['ORIGIN', 'SKIN'] }] },
      { table: 'GROUND_AREA', period: '2026-Q4' },
      { table: 'GROUND_AREA', filters: [{ dimension: 'AREA', categories: ['MOON'] }] },
    ];
    try {
      for (const question of refused) {
        const found = await answer(question);
        expect(found.__typename).toBe('Refusal');
        expect(await answer(question, undefined, two)).toEqual(found);
      }
      expect((await answer(refused[5]!)).problems[0]).toMatchObject({
        code: 'STATISTICS_OVERLAPPING',
        field: 'filters[0].categories',
      });
      // And what one answers, so does the other.
      for (const question of everything)
        expect((await answer(question, undefined, two)).__typename).toBe('StatisticsTable');
    } finally {
      await two.house.close();
    }
  });

  it('is answered by GET, too, for whoever keeps answers: with a tag that is the same for the same question', async () => {
    const { server } = one.house.world;
    const first = await request(server).get(
      '/statistics-tables/2026-Q4/AREAS?rows=AREA&filter=REGION:NORTH,WEST&period=2026',
    );
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'public, no-cache']);
    const spoken = await answer({
      table: 'AREAS',
      rows: ['AREA'],
      filters: [{ dimension: 'REGION', categories: ['WEST', 'NORTH'] }],
      period: '2026',
    });
    expect(first.body.cells).toEqual(spoken.cells);
    expect(first.headers['etag']).toBe(`"${spoken.etag}"`);
    const again = await request(server)
      .get('/statistics-tables/2026-Q4/AREAS?period=2026&filter=REGION:WEST,NORTH,WEST&rows=AREA')
      .set('If-None-Match', first.headers['etag']!);
    expect([again.status, again.text]).toEqual([304, '']);
    const other = await request(server).get('/statistics-tables/2026-Q4/AREAS?rows=AREA&period=2026');
    expect(other.headers['etag']).not.toBe(first.headers['etag']);
    expect((await request(server).get('/statistics-tables/2026-Q3/AREAS')).status).toBe(404);
    const wrong = await request(server).get('/statistics-tables/2026-Q4/AREAS?rows=NAME');
    expect([wrong.status, wrong.body.problems[0].field]).toEqual([422, 'rows[0]']);
  });

  it('is answered from a withdrawn release no more, at once, and told why', async () => {
    await withdrawBundle(one.house, '2026-Q4', one.people[0], 'Ein Fehler in den Regionen.');
    expect((await answer({ table: 'CASES' }, '2026-Q4')).problems).toMatchObject([
      { code: 'STATISTICS_WITHDRAWN', field: 'release' },
    ]);
    expect((await answer({ table: 'CASES' })).problems).toMatchObject([
      { code: 'STATISTICS_NO_RELEASE', field: 'release' },
    ]);
    expect((await request(one.house.world.server).get('/statistics-tables/2026-Q4/CASES')).status).toBe(410);
    // Nothing is published now: everybody may ask for the programme of the next release, and no file is read for that.
    const questions = one.house.app.get(StatisticsQuestions, { strict: false });
    const [programme, again] = [await questions.programme(null), await questions.programme(null)];
    expect(programme.ok && again.ok && programme.value === again.value).toBe(true);
    const { statisticsReleases } = await one.house.world.nobody.does<Json>(
      '{ statisticsReleases { id withdrawnAt withdrawalReason } }',
    );
    expect(statisticsReleases).toEqual([
      { id: '2026-Q4', withdrawnAt: expect.any(String), withdrawalReason: 'Ein Fehler in den Regionen.' },
    ]);
  });
});
