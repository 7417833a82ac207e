import { describe, expect, it } from '@jest/globals';
import { drawnBundle } from '../../test/support/figures.js';
import type { BundleHead, BundlePeriod } from './bundle.js';
import { publishedTables } from './published-table.js';
import { dcatDataset } from './statistics-catalogue.js';
import { cite } from './statistics-citation.js';
import { jsonStat } from './statistics-files.js';
import type { Programme } from './statistics-programme.js';

const files = drawnBundle('2026-Q4');
const parse = <T>(name: string): T => JSON.parse(files[name] ?? 'null') as T;
const head = parse<BundleHead>('release.json');
const tables = publishedTables(parse<Programme>('programme.json'), parse<BundlePeriod[]>('numbers.json'));
const address = 'https://example.org/statistics/2026-Q4';

type Node = Readonly<Record<string, unknown>>;
const isIri = (value: unknown): boolean => /^https?:\/\/\S+$/.test(String((value as Node | undefined)?.['@id']));
const texts = (value: unknown): readonly unknown[] =>
  (value as readonly Node[]).map((one) => [one['@language'], typeof one['@value']]);

/**
 * What must and what should be there, by the shapes with which portals check: DCAT-AP 2.1.1 (SEMIC) and the additions and conventions of DCAT-AP.de 2.0
 * (github.com/GovDataOfficial/DCAT-AP.de-SHACL-Validation, validator/resources/v2.0/shapes).
 */
const dataset = {
  must: ['dct:title', 'dct:description', 'dct:publisher'],
  should: [
    'dcat:theme',
    'dcat:keyword',
    'dcat:landingPage',
    'dct:issued',
    'dct:identifier',
    'dct:modified',
    'dcat:distribution',
  ],
};
const distribution = ['dct:title', 'dcat:accessURL', 'dct:license', 'dct:format', 'dcat:mediaType'];

describe('the metadata of a release for portals', () => {
  const describeAs = (licence: string, contributorId: string | null = null): Node =>
    dcatDataset({
      id: '2026-Q4',
      publisher: 'Beistand im Test',
      licence,
      publishedOn: head.publishedOn,
      address,
      tables,
      contributorId,
    });

  it('has what DCAT-AP.de demands and recommends of a dataset, in the form it demands', () => {
    const found = describeAs('CC BY 4.0');
    expect(Object.keys(found)).toEqual(expect.arrayContaining([...dataset.must, ...dataset.should]));
    expect(found['@type']).toBe('dcat:Dataset');
    for (const name of ['dct:title', 'dct:description'])
      expect(texts(found[name])).toEqual([
        ['de', 'string'],
        ['en', 'string'],
      ]);
    expect(found['dct:publisher']).toEqual({
      '@type': ['foaf:Agent', 'foaf:Organization'],
      'foaf:name': 'Beistand im Test',
    });
    for (const name of ['dcat:theme', 'dcat:landingPage', 'dct:accrualPeriodicity', 'dct:accessRights'])
      expect([name, isIri(found[name])]).toEqual([name, true]);
    const { '@type': type, ...period } = found['dct:temporal'] as Node;
    expect(type).toBe('dct:PeriodOfTime');
    for (const one of [found['dct:issued'], found['dct:modified'], ...Object.values(period)])
      expect(one).toEqual({ '@type': 'xsd:date', '@value': expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
    const prefixes = Object.keys(found['@context'] as Node);
    const used = JSON.stringify(found).match(/"(dcat|dct|dcatde|foaf|xsd|skos|vcard):/g) ?? [];
    for (const one of new Set(used)) expect(prefixes).toContain(one.slice(1, -1));
  });

  it('has what is demanded of each distribution: addresses, format and licence as addresses of the lists', () => {
    const all = describeAs('CC BY 4.0')['dcat:distribution'] as readonly Node[];
    expect(all.length).toBe(3 * tables.length);
    for (const one of all) {
      expect(Object.keys(one)).toEqual(expect.arrayContaining(distribution));
      for (const name of ['dcat:accessURL', 'dcat:downloadURL', 'dct:format', 'dcat:mediaType', 'dct:license'])
        expect([name, isIri(one[name])]).toEqual([name, true]);
      expect((one['dct:license'] as Node)['@id']).toMatch(/^http:\/\/dcat-ap\.de\/def\/licenses\//);
    }
    expect(new Set(all.map((one) => one['@id'])).size).toBe(all.length);
  });

  it('names who delivers where GovData has assigned a name, once and as an address (convention 12), and nobody otherwise', () => {
    const contributor = 'http://dcat-ap.de/def/contributors/example';
    expect(describeAs('CC BY 4.0', contributor)['dcatde:contributorID']).toEqual({ '@id': contributor });
    expect(Object.keys(describeAs('CC BY 4.0'))).not.toContain('dcatde:contributorID');
  });

  it('names a licence that is on no list as what it is', () => {
    const [first] = describeAs('Eigene Lizenz')['dcat:distribution'] as readonly Node[];
    expect(first?.['dct:license']).toEqual({ '@type': 'dct:LicenseDocument', 'dct:title': 'Eigene Lizenz' });
  });
});

describe('a table as JSON-stat', () => {
  it('has what json-stat.org/full demands of a dataset: as many values as the sizes say, an index and a label for each category', () => {
    for (const shown of tables) {
      const cited = cite(head, shown.table, shown.period, `${address}/${shown.table.code}`);
      const made = jsonStat(shown, cited, 'de') as unknown as {
        readonly [name: string]: unknown;
        readonly id: readonly string[];
        readonly size: readonly number[];
        readonly value: readonly (number | null)[];
        readonly status: readonly string[];
        readonly role: Readonly<Record<string, readonly string[]>>;
        readonly dimension: Readonly<
          Record<string, { category: { index: readonly string[]; label: Readonly<Record<string, string>> } }>
        >;
      };
      expect([made['version'], made['class']]).toEqual(['2.0', 'dataset']);
      const cells = made.size.reduce((all, one) => all * one, 1);
      expect([made.value.length, made.status.length, made.id.length]).toEqual([cells, cells, made.size.length]);
      expect(Object.keys(made.dimension).sort()).toEqual([...made.id].sort());
      made.id.forEach((id, at) => {
        const { index, label } = made.dimension[id]!.category;
        expect([id, new Set(index).size]).toEqual([id, made.size[at]]);
        expect(Object.keys(label).sort()).toEqual([...index].sort());
      });
      for (const one of Object.values(made.role).flat()) expect(made.id).toContain(one);
      expect(String(made['href'])).toMatch(/^https:\/\/\S+$/);
    }
  });
});
