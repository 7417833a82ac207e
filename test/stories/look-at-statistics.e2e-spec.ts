import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import request from 'supertest';
import type { BundlePeriod } from '../../src/core/bundle.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { drawnBundle } from '../support/figures.js';
import { textOfPdf } from '../support/pdf.js';
import { publishBundle, torontoBundle, withdrawBundle } from '../support/releases.js';
import type { Someone } from '../support/world.js';

describe('published statistics, without a sign-in', () => {
  let house: TestHouse;
  let one: Someone;
  const bundles = { '2026-Q3': drawnBundle('2026-Q3'), '2026-Q4': drawnBundle('2026-Q4', 2) };
  const get = (path: string): request.Test => request(house.world.server).get(`/statistics${path}`);
  const bytes = async (path: string): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> => {
    const { status, headers, body } = await get(path)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      });
    return { status, headers, body };
  };
  const numbers = (id: keyof typeof bundles): readonly BundlePeriod[] =>
    JSON.parse(bundles[id]['numbers.json'] ?? '') as readonly BundlePeriod[];
  const cell = (key: string, id: keyof typeof bundles = '2026-Q3') => {
    const found = numbers(id)[0]?.cells.find((each) => each.key === key);
    if (!found) throw new Error(`No cell ${key}`);
    return found;
  };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    const team = await house.world.campaignTeam();
    one = await house.world.someone(team, 'CAMPAIGN_STAFF');
    const people = { preparedBy: one, approvedBy: await house.world.someone(team, 'CAMPAIGN_STAFF') };
    for (const files of [...Object.values(bundles), torontoBundle('2019-Q1').files])
      await publishBundle(house, files, people);
  }, 60_000);
  afterAll(() => house.close());

  it('stand on pages in German and English, that run nothing and keep nothing', async () => {
    const list = await get('');
    expect([list.status, list.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(list.headers['content-security-policy']).not.toContain('script');
    expect(list.headers).not.toHaveProperty('set-cookie');
    expect(list.text).toContain('<html lang="de">');
    expect(list.text).toContain('href="/statistics/2026-Q4"');
    expect((await get('?language=en')).text).toContain('quarter 4 of 2026');
    const release = await get('/2026-Q3');
    for (const part of [
      'Nennungen der Merkmale',
      'bundle.zip',
      'catalogue.jsonld',
      'factsheet.pdf',
      'CC BY 4.0',
      '117',
    ])
      expect(release.text).toContain(part);
    expect(release.text).not.toMatch(/<script|onload=|style=/);
  });

  it('show each table beside its pictures, with bounds, notes and how to cite', async () => {
    const { text } = await get('/2026-Q3/GROUNDS');
    const religion = cell('GROUND=RELIGION');
    expect(text).toContain(`<td>${religion.value}</td>`);
    expect(text).toContain('Herkunft');
    for (const part of [
      'Zitieren als',
      'ergeben zusammen nicht die Zahl der Fälle',
      '.csv?period=2026-Q3',
      'picture=bars',
    ])
      expect(text).toContain(part);
    expect(text.match(/<th scope="col">/g)?.length).toBe(5);
    const english = (await get('/2026-Q3/GROUNDS?language=en')).text;
    expect(english).toContain('do not add up to the number of cases');
  });

  it('give pictures as SVG and PNG that others may embed', async () => {
    const svg = await bytes('/2026-Q3/GROUNDS.svg');
    expect([svg.status, svg.headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(svg.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(svg.body.toString()).toMatch(/^<svg role="img" lang="de"/);
    expect(svg.body.toString()).toContain('Veröffentlichung 2026-Q3');
    expect(svg.body.toString()).not.toMatch(/<script|\son\w+=/);
    const map = await bytes('/2026-Q3/CASES.png?language=en');
    expect(map.body.subarray(1, 4).toString()).toBe('PNG');
    expect((await bytes('/2026-Q3/CASES.svg')).body.toString()).toContain('GeoBasis-DE');
    const series = (await bytes('/2026-Q4/GROUNDS.svg?period=2026-Q4&picture=series')).body.toString();
    for (const period of ['2026-Q3', '2026-Q4']) expect(series).toContain(period);
    expect((await get('/2026-Q3/GROUNDS.svg?picture=series')).status).toBe(404); // one release of this programme is no course
  }, 60_000);

  it('give files: CSV, XLSX, JSON-stat, every number with the bounds that were published', async () => {
    const religion = cell('GROUND=RELIGION');
    const csv = await bytes('/2026-Q3/GROUNDS.csv');
    expect(csv.headers['content-disposition']).toBe('attachment; filename="2026-Q3-GROUNDS-2026-Q3.csv"');
    const rows: string[][] = parse(csv.body, { bom: true, relax_column_count: true });
    expect(rows[0]).toEqual(['Merkmal (Nennungen)', 'Wert', 'von', 'bis', 'Angabe']);
    const row = rows.find(([name]) => name === 'Religion');
    expect(row?.slice(1, 4)).toEqual([religion.value, religion.lower, religion.upper].map(String));

    const sheets = await readWorkbook((await bytes('/2026-Q3/GROUNDS.xlsx?language=en')).body);
    expect(JSON.stringify(sheets)).toContain('ethnic origin');

    const json = JSON.parse((await bytes('/2026-Q4/AREA_GROUND.json?period=2026')).body.toString());
    expect([json.version, json.class, json.id]).toEqual([
      '2.0',
      'dataset',
      ['PERIOD', 'AREA', 'FEDERAL_GROUND', 'MEASURE'],
    ]);
    expect(json.value).toHaveLength(json.size.reduce((all: number, each: number) => all * each, 1));
    for (const id of json.id) expect(json.dimension[id].category.index).toHaveLength(json.size[json.id.indexOf(id)]);
    const year = numbers('2026-Q4')[1]?.cells.find(({ key }) => key === 'AREA=WORK');
    expect(json.value.slice(3 * 8, 3 * 8 + 3)).toEqual([year?.value, year?.lower, year?.upper]);
  });

  it('give the signed bundle byte for byte, and metadata for portals', async () => {
    const zip = unzipSync(new Uint8Array((await bytes('/2026-Q3/bundle.zip')).body));
    for (const [name, text] of Object.entries(bundles['2026-Q3']))
      expect(strFromU8(zip[`2026-Q3/${name}`] ?? new Uint8Array())).toBe(text);
    const dcat = JSON.parse((await bytes('/2026-Q3/catalogue.jsonld')).body.toString());
    expect(dcat).toMatchObject({
      '@type': 'dcat:Dataset',
      'dct:identifier': '2026-Q3',
      'dct:temporal': { 'dcat:endDate': { '@value': '2026-09-30' } },
    });
    expect(dcat['dcat:distribution'].length).toBe(3 * 4);
    for (const { 'dcat:downloadURL': url } of dcat['dcat:distribution']) {
      const { pathname, search } = new URL(url['@id']);
      expect([url['@id'], (await get(`${pathname.replace('/statistics', '')}${search}`)).status]).toEqual([
        url['@id'],
        200,
      ]);
    }
  });

  it('come as a factsheet of two pages in which every number was published', async () => {
    for (const language of ['de', 'en']) {
      const { headers, body } = await bytes(`/2026-Q4/factsheet.pdf?language=${language}`);
      expect(headers['content-type']).toBe('application/pdf');
      const text = await textOfPdf(body);
      expect(text).toContain(language === 'de' ? 'genau 412 Fälle gezählt' : 'exactly 412 cases were counted');
      expect(text).toContain(language === 'de' ? 'Seite 1 von 2' : 'Page 1 of 2');
      expect(text).toContain('2026-Q4');
      expect(body.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(2);
      expect(body.toString('latin1')).toContain('/S /Figure');
    }
  }, 60_000);

  it('need not be sent twice, and are drawn once', async () => {
    const { etag } = (await get('/2026-Q3/GROUNDS.csv')).headers;
    const again = await get('/2026-Q3/GROUNDS.csv').set('If-None-Match', String(etag));
    expect([again.status, again.text]).toEqual([304, '']);
    const [first, second] = await Promise.all([bytes('/2026-Q3/AREAS.png'), bytes('/2026-Q3/AREAS.png')]);
    expect(first.body.equals(second.body)).toBe(true);
  }, 30_000);

  it('are of another place, too, with its own geography', async () => {
    const { status, text } = await get('/2019-Q1');
    expect(status).toBe(200);
    const [, table] = /\/statistics\/2019-Q1\/([A-Z_]+)\?/.exec(text) ?? [];
    expect((await get(`/2019-Q1/${table}`)).status).toBe(200);
  });

  it('are not there where they are not, whatever is asked', async () => {
    for (const path of [
      '/2026-Q2',
      '/2026-Q3/NOTHING',
      '/2026-Q3/GROUNDS.exe',
      '/2026-Q3/GROUNDS.csv?period=2026',
      '/2026-Q3/GROUNDS.svg?picture=pie',
      '/2026-Q3/..%2f..%2fetc',
      '/%00',
    ])
      expect([path, [400, 404].includes((await get(path)).status)]).toEqual([path, true]);
    expect((await get('/2026-Q2')).status).toBe(404);
  });

  it('are gone from every address when their release is withdrawn, which stays listed with its reason', async () => {
    await withdrawBundle(house, '2026-Q3', one, 'Ein Dienst hatte doppelt gezählt.');
    for (const path of [
      '',
      '/GROUNDS',
      '/GROUNDS.csv',
      '/GROUNDS.svg',
      '/GROUNDS.png',
      '/bundle.zip',
      '/factsheet.pdf',
    ]) {
      const { status, headers, body } = await bytes(`/2026-Q3${path}`);
      expect([path, status, headers['cache-control']]).toEqual([path, 410, 'no-store']);
      expect(body.toString()).toContain('Ein Dienst hatte doppelt gezählt.');
      expect(body.toString()).not.toContain('<td>');
    }
    expect((await get('')).text).toContain('zurückgezogen am');
    expect((await get('/2026-Q4/GROUNDS.svg?period=2026-Q4&picture=series')).status).toBe(404);
  });
});
