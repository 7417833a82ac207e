import { describe, expect, it, jest } from '@jest/globals';
import { attackNumbers, averaged, beforeAfter, reconstructed, type SeenCell } from '../../test/attack/attacks.js';
import { madeUpProgramme, madeUpRecords } from '../../test/attack/microdata.js';
import { controls, publishedYear, seenOf } from '../../test/attack/world.js';
import { latticeOf } from '../core/lattice.js';
import { Tally } from '../core/tally.js';
import { chanceFrom, keyedHash } from './keyed.js';

// `npm run attack` may take its time.
jest.setTimeout(600_000);

/** `npm run attack` sets more; the tests run a bounded version. */
const databases = Number(process.env.ATTACK_DATABASES ?? 2);
const size = Number(process.env.ATTACK_RECORDS ?? 160);

const seeds = Array.from({ length: databases }, (_, at) => `database ${at}`);
const years = new Map(
  seeds.map((seed) => {
    const records = madeUpRecords(size, chanceFrom(seed));
    return [seed, { records, periods: publishedYear(records, seed) }] as const;
  }),
);

describe('an attack on everything that was published in a year', () => {
  it('leaves no count from 1 to 4 with fewer than three values', () => {
    for (const [, { records, periods }] of years) {
      const seen = seenOf(periods, records);
      expect(seen.cells.filter(({ count }) => count >= 1 && count <= 4).length).toBeGreaterThan(20);
      expect(attackNumbers(seen)).toEqual([]);
    }
  });

  it.each(Object.entries(controls))('succeeds with %s', (_, shown) => {
    const hits = [...years.values()].flatMap(({ records, periods }) => attackNumbers(seenOf(periods, records, shown)));
    expect(hits.length).toBeGreaterThan(0);
  });

  it('by linear programs finds what no single step finds when small cells are hidden', () => {
    const hits = [...years.values()].flatMap(({ records, periods }) =>
      attackNumbers(seenOf(periods, records, controls['small cells hidden as <5'])),
    );
    expect(new Set(hits.map(({ attack }) => attack))).toContain('linear program');
  });
});

describe('an attack before and after one case', () => {
  const cellsOf = (count: number, key: string, isExact: boolean): SeenCell[] => {
    const records = madeUpRecords(60, chanceFrom('before and after'));
    const lattice = latticeOf(madeUpProgramme, 'QUARTER');
    const tally = new Tally(lattice, keyedHash(Buffer.from(key.padEnd(32, '.'))));
    for (const record of records.slice(0, count)) tally.add(record);
    return lattice.cells.map(({ categories }, at) => {
      const number = tally.countOf(at);
      const value = isExact ? number : (tally.publish(at, 'ROUNDED').value ?? 0);
      const slack = isExact ? 0 : 4;
      return { period: 'p', categories, lower: Math.max(0, value - slack), upper: value + slack, count: number };
    });
  };

  const learned = (isExact: boolean): number => {
    const [before, after] = [cellsOf(59, 'k', isExact), cellsOf(60, 'k', isExact)];
    return before.filter((cell, at) => after[at]!.count > cell.count && beforeAfter(cell, after[at]!) !== null).length;
  };

  it('does not see where it was added, and sees it in exact numbers', () => {
    expect(learned(false)).toBe(0);
    expect(learned(true)).toBeGreaterThan(0);
  });
});

describe('asking again', () => {
  it('gives the same answer through every table, where noise drawn anew would average away', () => {
    const records = madeUpRecords(97, chanceFrom('again'));
    const lattice = latticeOf({ ...madeUpProgramme, tables: madeUpProgramme.tables.slice(0, 1) }, 'YEAR');
    const published = (key: string): number => {
      const tally = new Tally(lattice, keyedHash(Buffer.from(key.padEnd(32, '.'))));
      for (const record of records) tally.add(record);
      return tally.publish(
        lattice.cells.findIndex((cell) => cell.key === ''),
        'ROUNDED',
      ).value!;
    };
    const asked = Array.from({ length: 400 }, () => published('one key'));
    expect(new Set(asked).size).toBe(1);
    expect(averaged(asked)).not.toBe(97);
    const anew = Array.from({ length: 400 }, (_, at) => published(`key ${at}`));
    expect(averaged(anew)).toBe(97);
  });

  it('for shares gives back what was published, where exact shares give the count', () => {
    const [total, count] = [163, 3];
    expect(reconstructed(Number((count / total).toFixed(4)), 4, total)).toBe(3);
    const published = { total: 165, count: 5 };
    expect(reconstructed(Number((published.count / published.total).toFixed(4)), 4, published.total)).toBe(5);
  });

  it('is refused or answered by the programme alone, whatever the records are', () => {
    const keys = [...years.values()].map(({ periods }) =>
      periods.map(({ lattice }) => lattice.cells.map(({ key }) => key)),
    );
    for (const one of keys) expect(one).toEqual(keys[0]);
    const denials = [...years.values()].map(({ records, periods }) =>
      seenOf(periods, records).cells.map(({ count }) => count >= 5),
    );
    // A service that answers only from five cases on shows by its refusals which database it has.
    expect(denials[0]).not.toEqual(denials[1]);
  });
});
