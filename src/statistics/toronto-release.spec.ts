import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { torontoProgramme, torontoRecords } from '../../test/support/toronto.js';
import { bundleFiles, type BundleFiles } from '../core/bundle.js';
import { auditInsiders } from '../core/insider-audit.js';
import { auditRelease } from '../core/release-audit.js';
import { targetsOf, type ReleasedPeriod } from '../core/release-targets.js';
import { buildRelease, quartersUpTo, type Release } from '../core/statistics-release.js';
import { meets } from '../core/statistics-programme.js';
import { readBundle, signedBundle, verifySigned, writeBundle } from './bundle-folder.js';
import { chanceFrom, keyedHash } from './keyed.js';

const records = torontoRecords();
const programme = torontoProgramme(records);
const keyed = keyedHash(Buffer.from('a key for trying, thirty-two long'));
const keys = generateKeyPairSync('ed25519');
const pem = (key: typeof keys.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const head = { id: '2019-Q1', publishedOn: '2019-05-01', publisher: 'a test', licence: 'none' };

const upTo = (quarter: string) =>
  records.filter((one) => one.quarter.slice(0, 4) === quarter.slice(0, 4) && one.quarter <= quarter);

function releaseOf(quarter: string, earlier: readonly ReleasedPeriod[], all = upTo(quarter)): Release {
  return buildRelease({ programme, quarter, records: all, earlier, keyed, chanceFrom });
}

describe('a real file of 2,041 incidents', () => {
  const years = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025];

  it('is released quarter by quarter and year by year with an error of at most 4, right on average', () => {
    const most = { EXACT: 0, ROUNDED: 4, DOMINATED: 9, COARSE: 9, WITHHELD: 0 };
    let [errors, squares, cells] = [0, 0, 0];
    for (const year of years) {
      let published: readonly ReleasedPeriod[] = [];
      for (const quarter of quartersUpTo(`${year}-Q4`)) {
        const all = upTo(quarter);
        const order = { programme, quarter, records: all, earlier: published, keyed, chanceFrom, auditsServices: true };
        const { periods, report } = buildRelease(order);
        expect(report.cells.WITHHELD).toBe(0);
        published = [...published, ...periods];
        for (const { period, lattice, numbers } of periods) {
          const inside = all.filter((one) => one.quarter.startsWith(period));
          lattice.cells.forEach(({ conditions }, at) => {
            const count = inside.filter(({ facets }) => conditions.every((when) => meets(facets, when))).length;
            const { mode, value } = numbers[at]!;
            const error = value! - count;
            if (mode !== 'EXACT') expect(value! % 5).toBe(0);
            expect(Math.abs(error)).toBeLessThanOrEqual(most[mode]);
            if (mode !== 'ROUNDED') return;
            errors += error;
            squares += error ** 2;
            cells++;
          });
        }
      }
    }
    expect(cells).toBeGreaterThan(5_000);
    // Cells share records, so the errors are not independent; four standard errors all the same.
    expect(Math.abs(errors / cells)).toBeLessThan(4 * Math.sqrt(squares / cells / cells));
  }, 180_000);
});

describe('a release', () => {
  let release: Release;
  let files: BundleFiles;

  beforeAll(() => {
    const first = releaseOf('2019-Q1', []);
    release = releaseOf('2019-Q2', first.periods);
    files = signedBundle(bundleFiles(release, head), head.id, pem(keys.privateKey));
  }, 60_000);

  const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const faults = (changed: Partial<Record<string, (text: string) => string>>, sign = false): string[] => {
    const plain = bundleFiles(release, head);
    const edited = Object.fromEntries(
      Object.entries(plain).map(([name, text]) => [name, changed[name]?.(text) ?? text]),
    );
    const whole = sign ? signedBundle(edited, head.id, pem(keys.privateKey)) : { ...files, ...edited };
    return verifySigned(whole, publicPem).map(({ says }) => says);
  };

  it('is a bundle that holds, also from a folder', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'beistand-bundle-')), head.id);
    writeBundle(folder, files);
    expect(verifySigned(readBundle(folder), publicPem)).toEqual([]);
    expect(() => writeBundle(folder, files)).toThrow();
    rmSync(join(folder, '..'), { recursive: true });
  });

  it('is not believed when a byte was changed, another key signed, or a file is missing', () => {
    expect(faults({ 'numbers.json': (text) => text.replace('"value":5', '"value":10') })).toEqual([
      'It is not what was signed.',
    ]);
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(verifySigned(files, other)).toEqual([{ place: 'manifest.json', says: 'It is not signed with this key.' }]);
    const { 'worlds.json': _, ...rest } = files;
    expect(() => verifySigned(rest, publicPem)).toThrow('worlds.json is missing.');
  });

  it('is not believed, though signed, when it shows small numbers, wrong bounds, too few worlds or too few targets', () => {
    expect(faults({ 'numbers.json': (text) => text.replace('"value":5', '"value":3') }, true)).toContain(
      'The number is no multiple of 5.',
    );
    expect(faults({ 'numbers.json': (text) => text.replace('"upper":9', '"upper":8') }, true)).toContain(
      'The bounds do not follow from the number.',
    );
    expect(faults({ 'numbers.json': (text) => text.replace('"mode":"ROUNDED"', '"mode":"EXACT"') }, true)).toContain(
      'A small number is published exactly.',
    );
    expect(faults({ 'targets.json': (text) => text.replace(/"worlds":\[\d+,/, '"worlds":[') }, true)).toContain(
      'Only 2 values are shown possible, not 3.',
    );
    expect(faults({ 'targets.json': (text) => `[${text.slice(text.indexOf('},{') + 2)}` }, true)).toContain(
      'The certificate says nothing about it.',
    );
    expect(faults({ 'worlds.json': (text) => text.replace('"times":1', '"times":9') }, true)[0]).toMatch(
      /^It has \d+, published is/,
    );
  });

  it('shows worlds that follow from what is published alone: other records behind the same numbers give the same bundle', () => {
    const all = [...release.earlier, ...release.periods];
    const seed = 'the same seed';
    const again = auditRelease(all, quartersUpTo('2019-Q2'), chanceFrom(seed));
    const other = auditRelease(structuredClone(all), quartersUpTo('2019-Q2'), chanceFrom(seed));
    expect(other).toEqual(again);
    expect(again.open).toEqual([]);
  });

  it('says the same when the records come in another order or twice the same question is asked', () => {
    const shuffled = upTo('2019-Q2').toReversed();
    expect(bundleFiles(releaseOf('2019-Q2', release.earlier, shuffled), head)).toEqual(bundleFiles(release, head));
  });

  it('does not change when a later case is recorded, and a refused question does not depend on the records', () => {
    const later = [...upTo('2019-Q2'), ...records.filter(({ quarter }) => quarter === '2019-Q3')];
    expect(bundleFiles(releaseOf('2019-Q2', release.earlier, later), head)).toEqual(bundleFiles(release, head));
    const keysOf = (one: Release) => one.periods.map(({ lattice }) => lattice.cells.map(({ key }) => key));
    expect(keysOf(releaseOf('2020-Q2', [], upTo('2020-Q2')))).toEqual(keysOf(release));
  });

  it('certifies no step between two published numbers as 1 to 4', () => {
    for (const { lattice, numbers } of release.periods) {
      lattice.cells.forEach(({ parents }, at) => {
        for (const parent of parents) {
          const rest = (numbers[parent]!.value ?? 0) - (numbers[at]!.value ?? 0);
          const modes = [numbers[parent]!.mode, numbers[at]!.mode];
          if (!modes.includes('EXACT')) expect(rest % 5).toBe(0);
        }
      });
    }
    expect(targetsOf(release.periods).length).toBeGreaterThan(30);
  });

  it('leaves three values open to a service that knows its own records, and to a client who knows hers', () => {
    const all = [...release.earlier, ...release.periods];
    const truth = upTo('2019-Q2');
    const services = [...new Set(truth.map(({ service }) => service))].slice(0, 3);
    const insiders = [...services, truth[0]!.client, truth.at(-1)!.client];
    const known = truth.map((record) => ({
      record,
      knownBy: [record.service, record.client].flatMap((who) =>
        insiders.includes(who) ? [insiders.indexOf(who)] : [],
      ),
    }));
    const audit = auditInsiders(all, quartersUpTo('2019-Q2'), known, insiders.length, chanceFrom('insider'));
    expect([...audit]).toEqual(insiders.map(() => []));
  });

  it('publishes no total exactly where earlier totals would make a small quarter known', () => {
    const sizes = { '2019-Q1': 40, '2019-Q2': 3, '2019-Q3': 40, '2019-Q4': 40 };
    const drawn = Object.entries(sizes).flatMap(([quarter, size]) =>
      records
        .slice(0, size)
        .map((one, at) => ({ ...one, quarter, key: `${quarter} ${at}`, client: `${quarter} ${at}` })),
    );
    let earlier: readonly ReleasedPeriod[] = [];
    for (const quarter of Object.keys(sizes)) {
      const all = drawn.filter((one) => one.quarter <= quarter);
      earlier = [...earlier, ...releaseOf(quarter, earlier, all).periods];
    }
    const totals = earlier.map(({ period, lattice, numbers }) => [
      period,
      numbers[lattice.cells.findIndex(({ key }) => key === '')]!,
    ]);
    expect(totals.slice(0, 3)).toEqual([
      ['2019-Q1', { mode: 'EXACT', value: 40 }],
      ['2019-Q2', { mode: 'ROUNDED', value: expect.any(Number) }],
      ['2019-Q3', { mode: 'EXACT', value: 40 }],
    ]);
    expect(totals.slice(3).map(([, number]) => (number as { mode: string }).mode)).toContain('ROUNDED');
    expect(auditRelease(earlier, quartersUpTo('2019-Q4'), chanceFrom('again')).open).toEqual([]);
  }, 120_000);
});
