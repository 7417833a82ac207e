import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { drawnBundle } from '../../test/support/figures.js';
import type { BundleFiles, BundleHead, BundlePeriod } from './bundle.js';
import { formatShare, type Chart, type ChartCount } from './chart.js';
import { factsheet } from './factsheet.js';
import { textsOf } from './document.js';
import { chartsOf } from './published-chart.js';
import { publishedTables, type PublishedTable } from './published-table.js';
import { shareOf } from './share.js';
import { statementsOf } from './statements.js';
import { cite, releaseTitle } from './statistics-citation.js';
import type { Programme } from './statistics-programme.js';

const origin = { release: '2026-Q4', publisher: 'Beistand im Test' };
const files: BundleFiles = drawnBundle('2026-Q4');
const programme = JSON.parse(files['programme.json']!) as Programme;
const numbers = JSON.parse(files['numbers.json']!) as readonly BundlePeriod[];
const head = JSON.parse(files['release.json']!) as BundleHead;

const countsIn = (chart: Chart): readonly ChartCount[] => {
  switch (chart.kind) {
    case 'bars':
      return chart.rows.map(({ count }) => count);
    case 'map':
      return chart.areas.map(({ count }) => count);
    case 'series':
      return chart.lines.flatMap(({ counts }) => counts);
    case 'heat':
      return chart.rows.flatMap(({ counts }) => counts);
    case 'shares':
      return [];
  }
};

describe('every picture of every table of the programme', () => {
  const pictures = publishedTables(programme, numbers).flatMap((shown) =>
    chartsOf(shown, origin).map((chart) => ({ shown, chart })),
  );

  it('shows published numbers alone, with the bounds that were published (P10)', () => {
    expect(pictures.length).toBeGreaterThan(30);
    for (const { shown, chart } of pictures) {
      const published = new Set(
        shown.cells.map(({ value, lower, upper }) =>
          JSON.stringify(value === null ? [null, 0, 0] : [value, lower, upper]),
        ),
      );
      for (const { value, lower, upper } of countsIn(chart))
        expect(published).toContain(JSON.stringify([value, lower, upper]));
    }
  });

  it('loses no number: what has no place on the map is told beside it', () => {
    for (const { chart } of pictures.filter((one) => one.chart.kind === 'map'))
      expect(chart.subtitle.de).toMatch(/; keine Angabe: (\d|nicht)/);
  });
});

describe('a share', () => {
  const published = fc.record({
    value: fc.integer({ min: 0, max: 200 }).map((fives) => fives * 5),
    low: fc.integer({ min: 0, max: 9 }),
    high: fc.integer({ min: 0, max: 9 }),
  });
  const at = fc.double({ min: 0, max: 1, noNaN: true });

  it('is told with bounds between which the true one lies, whatever the true counts are (P10)', () => {
    fc.assert(
      fc.property(published, published, at, at, (one, other, partAt, wholeAt) => {
        const bounded = ({ value, low, high }: typeof one) => ({
          value,
          lower: Math.max(0, value - low),
          upper: value + high,
        });
        const [part, whole] = [bounded(one), bounded(other)];
        const within = ({ lower, upper }: typeof part, where: number) => Math.round(lower + (upper - lower) * where);
        const [truePart, trueWhole] = [within(part, partAt), within(whole, wholeAt)];
        fc.pre(truePart <= trueWhole && trueWhole > 0);
        const share = shareOf(part, whole, 100);
        fc.pre(share.value !== null);
        const [, least = '', most = ''] = /\((\d+) to (\d+) %\)/.exec(formatShare(share, 'en')) ?? [];
        expect(Number(least)).toBeLessThanOrEqual((truePart / trueWhole) * 100);
        expect(Number(most)).toBeGreaterThanOrEqual((truePart / trueWhole) * 100);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the factsheet', () => {
  const cited = cite(head, releaseTitle, head.id, 'https://example.org');
  type Said = readonly [mode: PublishedTable['cells'][number]['mode'], value: number | null];
  const sheetWith = (...said: readonly Said[]): string => {
    const shown = publishedTables(programme, numbers).find(({ table }) => table.code === 'AREAS')!;
    const cells = shown.cells.map((cell, place) => {
      const [mode, value] = place === 0 ? (['ROUNDED', 200] as const) : (said[place - 1] ?? (['ROUNDED', 0] as const));
      const step = mode === 'DOMINATED' ? 9 : 4;
      return {
        ...cell,
        mode,
        value,
        lower: Math.max(0, (value ?? 4) - step),
        upper: value === null ? null : value + step,
      };
    });
    const { id } = head;
    const stated = { head, tables: [{ ...shown, cells, period: id }], addressOf: () => 'https://example.org' };
    return textsOf(factsheet(head, statementsOf(stated, []).statements, [], cited, 'en')).join('\n');
  };

  it('names the largest category where it is certain', () => {
    expect(sheetWith(['ROUNDED', 60], ['ROUNDED', 45])).toMatch(/most often “[^”]+”, between 56 and 64/);
    expect(sheetWith(['ROUNDED', 60], ['ROUNDED', 55])).toMatch(/most often “[^”]+” \(between 56 and 64\) or “/);
  });

  it('names none where one that was withheld, or one with wider bounds, may be larger', () => {
    expect(sheetWith(['ROUNDED', 60], ['WITHHELD', null])).toMatch(/most often .* or .* \(number not published\)/);
    expect(sheetWith(['ROUNDED', 60], ['ROUNDED', 50], ['DOMINATED', 50])).toMatch(
      /most often “[^”]+” \(between 56 and 64\) or “[^”]+” \(between 41 and 59\)/,
    );
  });
});
