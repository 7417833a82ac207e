import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { PublishedReleases } from '../../src/statistics/published-releases.service.js';
import { StatisticsQuestions } from '../../src/statistics/statistics-questions.service.js';
import { StatisticsStatements } from '../../src/statistics/statistics-statements.service.js';
import { StatisticsPool } from '../../src/statistics/statistics.pool.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase, type Json } from '../support/cases.js';
import { drawnBundle } from '../support/figures.js';
import { textOfPdf } from '../support/pdf.js';
import { publishBundle, withdrawBundle } from '../support/releases.js';
import type { Someone } from '../support/world.js';

const ASK = readFileSync('src/web/operations/statistics-statements.graphql', 'utf8');

/** A campaign team quotes what was published: the sentences on the real endpoint, without signing in. */
describe('statements about published statistics', () => {
  let house: TestHouse;
  let one: Someone;
  const get = (path: string): request.Test => request(house.world.server).get(`/statistics${path}`);
  const textOf = async (variables: object): Promise<string> =>
    (await request(house.world.server).post('/graphql').send({ query: ASK, variables })).text;
  const said = async (variables: object = {}): Promise<Json> =>
    (await house.world.nobody.does<{ statisticsStatements: Json }>(ASK, variables)).statisticsStatements;
  const ofKind = (found: Json, kind: string, table?: string): Json[] =>
    (found['statements'] as Json[]).filter((each) => each.kind === kind && (!table || each.table.code === table));

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off', PUBLIC_URL: 'http://localhost:4000' });
    const team = await house.world.campaignTeam();
    one = await house.world.someone(team, 'CAMPAIGN_STAFF');
    const people = { preparedBy: one, approvedBy: await house.world.someone(team, 'CAMPAIGN_STAFF') };
    for (const files of [drawnBundle('2026-Q3', 2), drawnBundle('2026-Q4')]) await publishBundle(house, files, people);
  }, 60_000);
  afterAll(() => house.close());

  it('are told of the newest release: what rose and fell beyond the rounding, with both bounds, both releases and the source', async () => {
    const found = await said();
    expect(found.release).toBe('2026-Q4');
    const trier = ofKind(found, 'CHANGE', 'CASES').find((each) => each.cells[0].key === 'REGION=072');
    expect(trier).toMatchObject({
      finding: 'RISE',
      period: '2026-Q4',
      comparedWith: '2026-Q3',
      de: 'Region „Trier“: zwischen 66 und 74 gezählte Fälle in Rheinland-Pfalz im 4. Quartal 2026, zwischen 21 und 29 im 3. Quartal 2026. Das sind zwischen 37 und 53 Fälle mehr.',
      numbers: [
        { name: 'COUNT', lower: 66, upper: 74 },
        { name: 'BEFORE', lower: 21, upper: 29 },
        { name: 'CHANGE', lower: 37, upper: 53 },
      ],
      cells: [
        { release: '2026-Q4', period: '2026-Q4', key: 'REGION=072' },
        { release: '2026-Q3', period: '2026-Q3', key: 'REGION=072' },
      ],
      citation: { address: 'http://localhost:4000/statistics/2026-Q4/CASES' },
    });
    const same = ofKind(found, 'CHANGE').filter(({ finding }) => finding === 'NO_DIFFERENCE');
    expect(same.length).toBeGreaterThan(0);
    for (const { de, numbers } of same) {
      expect(de).toContain('kein Unterschied, der über die Rundung hinausgeht');
      expect(numbers[2].lower <= 0 && numbers[2].upper >= 0).toBe(true);
    }
  });

  it('name what came most often, which grounds came together and what became of referrals, in both languages', async () => {
    const found = await said({ release: '2026-Q4' });
    const [leader] = ofKind(found, 'LEADER', 'AREAS');
    expect([leader!.finding, leader!.de]).toEqual([
      'FIRST',
      expect.stringMatching(/am häufigsten „[^“]+“, zwischen \d+ und \d+ gezählte Fälle; jede andere/),
    ]);
    expect(ofKind(found, 'LEADER', 'AREAS_REGION').map(({ de }) => de)).toEqual(
      expect.arrayContaining([expect.stringContaining('Region „Koblenz“, Lebensbereich')]),
    );
    expect(
      ofKind(found, 'COMBINATION')
        .map(({ en }) => en)
        .join(),
    ).toContain('ethnic origin and religion');
    const outcomes = ofKind(found, 'REFERRALS');
    expect(outcomes.map(({ de }) => de).join()).toContain('der gezählten Fälle, die weitergegeben wurden');
    expect(found.footnotes.map(({ code }: Json) => code)).toEqual(expect.arrayContaining(['ROUNDED', 'PER_CLIENT']));
    const some = await said({ table: 'AREAS', kind: 'LEADER' });
    expect(some.statements.map(({ kind, table }: Json) => `${kind} ${table.code}`)).toEqual([
      'LEADER AREAS',
      'LEADER AREAS',
    ]);
  });

  it('say what cannot be said, and refuse what is not there', async () => {
    const first = await said({ release: '2026-Q3' });
    expect(ofKind(first, 'CHANGE')).toEqual([]);
    expect(first.unsaid.map(({ code, comparedWith }: Json) => `${code} ${comparedWith}`)).toEqual(
      expect.arrayContaining(['NOTHING_BEFORE 2026-Q2', 'NOTHING_BEFORE 2025-Q3', 'WITHHELD null']),
    );
    for (const [variables, code, field] of [
      [{ release: '2024-Q1' }, 'STATISTICS_NO_RELEASE', 'release'],
      [{ table: 'NOTHING' }, 'UNKNOWN_DIMENSION', 'table'],
      [{ kind: 'CAUSE' }, 'INVALID_FORMAT', 'kind'],
    ] as const)
      expect((await said(variables)).problems).toMatchObject([{ code, field }]);
  });

  it('P1: are the same bytes whatever records are behind the release, worked out anew too, by a role that can see none', async () => {
    const questions = house.app.get(StatisticsQuestions, { strict: false });
    const pool = house.app.get(StatisticsPool, { strict: false });
    const anew = async (): Promise<string> => {
      const releases = new PublishedReleases(pool);
      const answer = await new StatisticsStatements(releases, questions).of(await releases.get('2026-Q4'));
      return JSON.stringify(answer);
    };
    const [before, spoken] = [await anew(), await textOf({ release: '2026-Q4' })];
    await recordCase(await house.world.counsellor(), {});
    expect([await anew(), await textOf({ release: '2026-Q4' })]).toEqual([before, spoken]);
    await house.database.query('delete from statistics.counting_record');
    await house.database.query(
      'revoke select on statistics.counting_record, statistics.frozen_record from beistand_statistics',
    );
    try {
      expect([await anew(), await textOf({ release: '2026-Q4' })]).toEqual([before, spoken]);
    } finally {
      await house.database.query(
        'grant select on statistics.counting_record, statistics.frozen_record to beistand_statistics',
      );
    }
    expect(spoken).toContain('gezählte Fälle');
  });

  it('stand on the page of the release to be copied with their source, and in a file', async () => {
    const { text } = await get('/2026-Q4');
    expect(text).toContain('<h2 id="statements">Aussagen</h2>');
    expect(text).toContain(
      '>Region „Trier“: zwischen 66 und 74 gezählte Fälle in Rheinland-Pfalz im 4. Quartal 2026, zwischen 21 und 29 im 3. Quartal 2026. Das sind zwischen 37 und 53 Fälle mehr.</blockquote>',
    );
    expect(text).toContain('Quelle: Beistand im Test (2026): Fälle, 2026-Q4.');
    expect(text).toContain('href="/statistics/2026-Q4/statements.json"');
    expect((await get('/2026-Q4?language=en')).text).toContain('That is between 37 and 53 more.');
    expect((await get('/2026-Q3')).text).toContain('Für einen Vergleich fehlen Zahlen: Im 2. Quartal 2026');
    const file = await get('/2026-Q4/statements.json');
    expect([file.status, file.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    const spoken = await said({ release: '2026-Q4' });
    expect(file.body.statements.map(({ de }: Json) => de)).toEqual(spoken.statements.map(({ de }: Json) => de));
    const again = await get('/2026-Q4/statements.json').set('If-None-Match', file.headers['etag']!);
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('stand on the factsheet, which stays two pages', async () => {
    for (const language of ['de', 'en']) {
      const { body } = await get(`/2026-Q4/factsheet.pdf?language=${language}`)
        .buffer(true)
        .parse((response, done) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(null, Buffer.concat(chunks)));
        });
      const text = (await textOfPdf(body as Buffer)).replace(/\s+/g, ' ');
      expect(text).toContain(language === 'de' ? 'am häufigsten „' : 'most often “');
      expect(text).toMatch(language === 'de' ? /Das sind zwischen \d+ und \d+ Fälle/ : /That is between \d+ and \d+/);
      expect((body as Buffer).toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2);
    }
  }, 60_000);

  it('are worked out once for a release, as its tables are', async () => {
    const releases = house.app.get(PublishedReleases, { strict: false });
    const sentences = house.app.get(StatisticsStatements, { strict: false });
    const [first, again] = [await releases.get('2026-Q4'), await releases.get('2026-Q4')];
    expect(again.tables).toBe(first.tables);
    expect(await sentences.of(again)).toBe(await sentences.of(first));
  });

  it('compare with a release that was withdrawn no more, at once, and tell nothing of it', async () => {
    await withdrawBundle(house, '2026-Q3', one, 'Ein Dienst hatte doppelt gezählt.');
    const found = await said();
    expect(ofKind(found, 'CHANGE')).toEqual([]);
    expect(JSON.stringify(found)).not.toContain('"release":"2026-Q3"');
    expect(found.unsaid.map(({ code, comparedWith }: Json) => `${code} ${comparedWith}`)).toContain(
      'NOTHING_BEFORE 2026-Q3',
    );
    expect((await get('/2026-Q4')).text).not.toContain('Das sind zwischen 37 und 53 Fälle mehr.');
    expect((await get('/2026-Q4/statements.json')).body.statements.length).toBe(found.statements.length);
    expect((await said({ release: '2026-Q3' })).problems).toMatchObject([{ code: 'STATISTICS_WITHDRAWN' }]);
    expect((await get('/2026-Q3/statements.json')).status).toBe(410);
  });
});
