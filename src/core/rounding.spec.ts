import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noFacets, withoutSurplus, type CountingRecord, type Facets } from './counting-record.js';
import { keyOf, latticeOf } from './lattice.js';
import { Placing } from './placing.js';
import { boundsOf, coinOf, labelOf, published, recordNumber, rounded, type KeyedHash } from './rounding.js';
import { meets, type Dimension, type Programme } from './statistics-programme.js';
import { Tally } from './tally.js';

const keyedWith =
  (key: string): KeyedHash =>
  (text) =>
    createHmac('sha256', key).update(text).digest();

const grounds: Dimension = {
  code: 'GROUND',
  de: 'g',
  en: 'g',
  facet: 'grounds',
  overlaps: true,
  categories: ['A', 'B', 'C'].map((code) => ({
    code,
    de: code,
    en: code,
    when: { kind: 'MENTIONS', facet: 'grounds', codes: [code] },
  })),
};
const areas: Dimension = {
  code: 'AREA',
  de: 'a',
  en: 'a',
  facet: 'area',
  overlaps: false,
  categories: ['X', 'Y', null].map((code) => ({
    code: code ?? 'NOT_STATED',
    de: '',
    en: '',
    when: { kind: 'IS', facet: 'area', codes: [code] },
  })),
};
const sizes: Dimension = {
  code: 'SIZE',
  de: 's',
  en: 's',
  facet: 'grounds',
  overlaps: false,
  categories: [
    { code: 'ONE', de: '', en: '', when: { kind: 'SIZE', facet: 'grounds', min: 0, max: 1 } },
    { code: 'MORE', de: '', en: '', when: { kind: 'SIZE', facet: 'grounds', min: 2, max: null } },
  ],
};
const table = (code: string, by: readonly string[]) =>
  ({ code, de: code, en: code, by, geography: 'STATE', periods: ['QUARTER'], exactTotal: code === 'ALL' }) as const;
const programme: Programme = {
  version: 1,
  expectedPerYear: 100,
  thresholds: {
    base: 5,
    coarseBase: 10,
    possible: 3,
    possibleWithheld: 5,
    servicePercent: 70,
    clientPercent: 33,
    perClient: 2,
    exactFrom: 30,
    meanFrom: 1,
  },
  dimensions: [grounds, areas, sizes],
  tables: [
    table('ALL', []),
    table('AREA_GROUND', ['AREA', 'GROUND']),
    table('GROUND_AREA', ['GROUND', 'AREA', 'SIZE']),
  ],
};
const lattice = latticeOf(programme, 'QUARTER');

let made = 0;
const recordOf = (facets: Partial<Facets>, more: Partial<CountingRecord> = {}): CountingRecord => {
  made++;
  return {
    key: `record ${made}`,
    client: `client ${made}`,
    service: `service ${made % 9}`,
    quarter: '2026-Q1',
    facets: { ...noFacets, ...facets },
    ...more,
  };
};
const someFacets = fc.record({
  area: fc.constantFrom('X', 'Y', null),
  grounds: fc.subarray(['A', 'B', 'C']),
});

describe('rounding', () => {
  it('gives a multiple of the base, less than the base away, and no number from 1 to 4', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(5, 10), fc.nat(2 ** 30), (count, base, coin) => {
        const value = rounded(count, base, coin * 2 ** 18);
        expect(value % base).toBe(0);
        expect(Math.abs(value - count)).toBeLessThan(base);
        if (count % base === 0) expect(value).toBe(count);
      }),
    );
  });

  it('is right on average, whatever the count', () => {
    for (const count of [1, 2, 3, 4, 7, 13, 28]) {
      const draws = Array.from({ length: 4_000 }, (_, at) => {
        const keyed = keyedWith(`key ${at}`);
        return rounded(count, 5, coinOf(keyed, recordNumber(keyed, `set ${count}`)));
      });
      const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
      // The standard error is at most 2.5 / sqrt(4000) = 0.04.
      expect(Math.abs(mean - count)).toBeLessThan(0.2);
    }
  });

  it('says of a number exactly what it leaves open', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(2 ** 30),
        fc.constantFrom('ROUNDED' as const, 'COARSE' as const, 'DOMINATED' as const, 'WITHHELD' as const),
        (count, coin, mode) => {
          fc.pre(mode !== 'DOMINATED' || count >= 5);
          const { min, max } = boundsOf(
            published(count, coin * 2 ** 18, mode, programme.thresholds),
            programme.thresholds,
          );
          expect(count).toBeGreaterThanOrEqual(min);
          expect(count).toBeLessThanOrEqual(max);
          expect(max - min + 1).toBeGreaterThanOrEqual(5);
        },
      ),
    );
  });

  it('writes nothing, one and four in the same way where they are rounded down', () => {
    const labels = [0, 1, 2, 3, 4].map((count) => {
      const number = published(count, 2 ** 48 - 1, 'ROUNDED', programme.thresholds);
      return [labelOf(number, programme.thresholds), Object.keys(number).join()];
    });
    expect(new Set(labels.map(String))).toEqual(new Set([String(['0-4', 'mode,value'])]));
  });
});

describe('the lattice', () => {
  it('has each cell once, whatever the order of the dimensions and whichever tables show it', () => {
    expect(lattice.cells.map(({ key }) => key).sort()).toEqual(
      [...new Set(lattice.cells.map(({ key }) => key))].sort(),
    );
    expect(lattice.cells).toHaveLength(4 * 4 * 3);
    const categories = [
      { dimension: 'GROUND', category: 'A' },
      { dimension: 'AREA', category: 'X' },
    ];
    expect(keyOf(categories)).toBe(keyOf(categories.toReversed()));
  });

  it('places a record in exactly the cells whose conditions it meets', () => {
    const placing = new Placing(lattice);
    fc.assert(
      fc.property(someFacets, (drawn) => {
        const facets = { ...noFacets, ...drawn };
        const slow = lattice.cells.flatMap(({ conditions }, at) =>
          conditions.every((one) => meets(facets, one)) ? [at] : [],
        );
        expect(placing.cellsOf(facets)).toEqual(slow);
      }),
    );
  });

  it('knows what a cell is a part of', () => {
    const cell = lattice.cells.find(({ key }) => key === 'AREA=X&GROUND=A')!;
    expect(cell.parents.map((at) => lattice.cells[at]!.key).sort()).toEqual(['AREA=X', 'GROUND=A']);
  });
});

describe('a count', () => {
  it('of the same records is the same number, in whatever order and through whatever cell they are counted', () => {
    fc.assert(
      fc.property(fc.array(someFacets, { maxLength: 40 }), fc.nat(), (drawn, seed) => {
        const records = drawn.map((facets) => recordOf(facets));
        const keyed = keyedWith('one key');
        const one = new Tally(lattice, keyed);
        const other = new Tally(lattice, keyed);
        for (const record of records) one.add(record);
        for (const record of records.toSorted((a, b) => ((a.key.length * 31 + seed) % 7) - ((b.key.length + seed) % 5)))
          other.add(record);
        const bySet = new Map<string, number>();
        lattice.cells.forEach(({ conditions }, at) => {
          expect(one.coinOf(at)).toBe(other.coinOf(at));
          const inside = records.filter(({ facets }) => conditions.every((when) => meets(facets, when)));
          expect(one.countOf(at)).toBe(inside.length);
          const set = inside.map(({ key }) => key).join();
          expect(bySet.get(set) ?? one.coinOf(at)).toBe(one.coinOf(at));
          bySet.set(set, one.coinOf(at));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('is rounded to 10 where one service has more than 70 %, and not below 5', () => {
    const tally = new Tally(lattice, keyedWith('k'));
    for (let at = 0; at < 8; at++) tally.add(recordOf({ area: 'X' }, { service: at < 6 ? 'large' : 'small' }));
    for (let at = 0; at < 2; at++) tally.add(recordOf({ area: 'Y' }, { service: 'large' }));
    const modes = new Map(lattice.cells.map(({ key }, at) => [key, tally.firstMode(at)]));
    expect(modes.get('AREA=X')).toBe('DOMINATED');
    expect(modes.get('AREA=Y')).toBe('ROUNDED');
    expect(
      tally.publish(
        lattice.cells.findIndex(({ key }) => key === 'AREA=X'),
        'DOMINATED',
      ).value! % 10,
    ).toBe(0);
  });

  it('is rounded to 10 where one client has more than a third of it', () => {
    const tally = new Tally(lattice, keyedWith('k'));
    for (let at = 0; at < 5; at++) tally.add(recordOf({ area: 'X' }, { client: at < 2 ? 'the same' : `other ${at}` }));
    for (let at = 0; at < 7; at++) tally.add(recordOf({ area: 'Y' }, { client: at < 2 ? 'the same' : `other ${at}` }));
    const modes = new Map(lattice.cells.map(({ key }, at) => [key, tally.firstMode(at)]));
    expect(modes.get('AREA=X')).toBe('DOMINATED');
    expect(modes.get('AREA=Y')).toBe('ROUNDED');
  });

  it('leaves a service that has three or more of a small cell no less open than anybody else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.string({ minLength: 8 }), (own, key) => {
        const tally = new Tally(lattice, keyedWith(key));
        for (let at = 0; at < own; at++) tally.add(recordOf({ area: 'X' }, { service: 'ours' }));
        const cell = lattice.cells.findIndex((one) => one.key === 'AREA=X');
        const { min, max } = boundsOf(tally.publish(cell, tally.firstMode(cell)), programme.thresholds);
        expect(max - Math.max(min, own) + 1).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  it('holds each client at most twice a year', () => {
    const records = ['2026-Q1', '2026-Q1', '2026-Q3', '2027-Q1'].map((quarter) =>
      recordOf({}, { client: 'one', quarter }),
    );
    expect([...withoutSurplus(records, 2)].map(({ quarter }) => quarter)).toEqual(['2026-Q1', '2026-Q1', '2027-Q1']);
  });
});
