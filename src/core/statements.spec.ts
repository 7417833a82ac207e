import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madeUpProgramme, madeUpRecords } from '../../test/attack/microdata.js';
import { drawnBundle } from '../../test/support/figures.js';
import { bundleOf } from '../../test/support/releases.js';
import { chanceFrom } from '../statistics/keyed.js';
import type { BundleCell, BundleFiles, BundleHead, BundlePeriod } from './bundle.js';
import { publishedTables } from './published-table.js';
import { boundsOf, labelOf, publicationModes, type PublishedNumber } from './rounding.js';
import { comparedPeriods, statementsOf } from './statements.js';
import type { RestingOn, Statement } from './statement.js';
import type { StatedRelease } from './statement-views.js';
import { meets, type Programme } from './statistics-programme.js';

const parse = <T>(files: BundleFiles, name: string): T => JSON.parse(files[name] ?? 'null') as T;
const bundles = { now: drawnBundle('2026-Q4'), before: drawnBundle('2026-Q3', 2), year: drawnBundle('2025-Q4', 3) };
const shipped = parse<Programme>(bundles.now, 'programme.json');

const releaseOf = (
  files: BundleFiles,
  numbers: readonly BundlePeriod[] = parse<BundlePeriod[]>(files, 'numbers.json'),
  programme = parse<Programme>(files, 'programme.json'),
): StatedRelease => ({
  head: parse<BundleHead>(files, 'release.json'),
  tables: publishedTables(programme, numbers),
  addressOf: (table) => `https://example.org/statistics/${table}`,
});

/** The same cells with other published numbers: any mode, any value that the mode allows. */
const redrawn = (files: BundleFiles, seed: number): readonly BundlePeriod[] => {
  const chance = chanceFrom(`numbers ${seed}`);
  const { thresholds } = shipped;
  const published = (): PublishedNumber => {
    const mode = publicationModes[Math.floor(chance() * 8)] ?? 'ROUNDED';
    const size = Math.floor(chance() * (chance() < 0.3 ? 60 : 9));
    if (mode === 'WITHHELD') return { mode, value: null };
    return { mode, value: mode === 'EXACT' ? 30 + size : size * (mode === 'ROUNDED' ? 5 : 10) };
  };
  return parse<BundlePeriod[]>(files, 'numbers.json').map(({ period, cells }) => ({
    period,
    cells: cells.map((cell): BundleCell => {
      const number = published();
      const { min, max } = boundsOf(number, thresholds);
      const upper = max === Infinity ? null : max;
      return { ...cell, ...number, lower: min, upper, label: labelOf(number, thresholds) };
    }),
  }));
};

type CountOf = (cell: RestingOn) => number;

/** Counts that could be behind the published numbers: each anywhere within its bounds. */
const countsWithin = (releases: readonly (readonly BundlePeriod[])[], seed: number): CountOf => {
  const chance = chanceFrom(`counts ${seed}`);
  const counts = new Map<string, number>();
  for (const { period, cells } of releases.flat())
    for (const { key, lower, upper } of cells) {
      const width = (upper ?? lower + 80) - lower;
      const edge = chance();
      const inside = edge < 0.3 ? 0 : edge > 0.7 ? width : Math.floor(chance() * (width + 1));
      counts.set(`${period} ${key}`, lower + inside);
    }
  return ({ period, key }) => counts.get(`${period} ${key}`)!;
};

const isIn = (count: number, { lower, upper }: { lower: number; upper: number | null }): boolean =>
  lower <= count && count <= (upper ?? Infinity);

/** Whether what a statement says holds for these counts; null where counts like these cannot be: a part larger than its whole. */
function holds(statement: Statement, countOf: CountOf): boolean | null {
  const { kind, finding, cells, numbers } = statement;
  const counts = cells.map(countOf);
  const [count = 0, ...others] = counts;
  const named = (name: string) => numbers.find((one) => one.name === name);
  switch (finding) {
    case 'RISE':
    case 'FALL':
    case 'NO_DIFFERENCE': {
      const difference = count - others[0]!;
      const isRight = finding === 'RISE' ? difference > 0 : finding === 'FALL' ? difference < 0 : true;
      return isRight && isIn(difference, named('CHANGE')!) && isIn(count, named('COUNT')!);
    }
    case 'FIRST':
      return others.every((other) => other < count && isIn(other, named('OTHERS')!)) && isIn(count, named('COUNT')!);
    case 'MAY_BE_FIRST': {
      const most = Math.max(...counts);
      return counts.every((one, at) => (at < numbers.length ? isIn(one, numbers[at]!) : one < most));
    }
    case 'BETWEEN':
      if (kind === 'NUMBER') return isIn(count, named('COUNT')!);
      return kind === 'REFERRALS' ? referralHolds(statement, counts) : shareHolds(statement, counts);
  }
}

function shareHolds({ numbers }: Statement, counts: readonly number[]): boolean | null {
  const [part, whole] = [counts.slice(0, -1).reduce((sum, one) => sum + one, 0), counts.at(-1)!];
  if (part > whole || whole === 0) return null;
  return isIn(part, numbers[0]!) && isIn((100 * part) / whole, numbers[1]!);
}

/** Whatever the overlap of outcomes is, between all within the largest and none overlapping. */
function referralHolds(statement: Statement, counts: readonly number[]): boolean | null {
  const isTotal = statement.cells.at(-1)?.key === '';
  const outcomes = isTotal ? counts.slice(0, -1) : counts;
  const unions = [Math.max(...outcomes), outcomes.reduce((sum, one) => sum + one, 0)];
  if (isTotal) {
    const whole = counts.at(-1)!;
    const possible = unions.filter((union) => union <= whole && whole > 0);
    if (possible.length === 0) return null;
    return possible.every(
      (one) => isIn(one, statement.numbers[0]!) && isIn((100 * one) / whole, statement.numbers[1]!),
    );
  }
  if (unions[0] === 0) return null;
  return (
    isIn(counts[0]!, statement.numbers[0]!) &&
    unions.every((union) => isIn((100 * counts[0]!) / union, statement.numbers[1]!))
  );
}

const seeds = fc.record({ numbers: fc.integer(), counts: fc.integer() });

/** What is said of three releases with these numbers, and counts that could be behind them. */
const saidOf = ({ numbers, counts }: { readonly numbers: number; readonly counts: number }) => {
  const drawn = [bundles.now, bundles.before, bundles.year].map((files, at) => redrawn(files, numbers + at));
  const [now, ...others] = [bundles.now, bundles.before, bundles.year].map((files, at) => releaseOf(files, drawn[at]));
  return { drawn, found: statementsOf(now!, others), countOf: countsWithin(drawn, counts) };
};

describe('a statement', () => {
  it('is true for any counts that may be behind the published numbers', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(seeds, (drawn) => {
        const { found, countOf } = saidOf(drawn);
        for (const one of found.statements) {
          const isTrue = holds(one, countOf);
          if (isTrue === false) throw new Error(`Not true: ${one.de} ${JSON.stringify(one.cells.map(countOf))}`);
          if (isTrue) seen.set(`${one.kind} ${one.finding}`, (seen.get(`${one.kind} ${one.finding}`) ?? 0) + 1);
        }
      }),
      { numRuns: 25 },
    );
    for (const one of [
      'NUMBER BETWEEN',
      'SHARE BETWEEN',
      'CHANGE RISE',
      'CHANGE FALL',
      'CHANGE NO_DIFFERENCE',
      'LEADER FIRST',
      'LEADER MAY_BE_FIRST',
      'COMBINATION BETWEEN',
      'REFERRALS BETWEEN',
    ])
      expect([one, (seen.get(one) ?? 0) > 10]).toEqual([one, true]);
  });

  it('made of the values alone would be false for some counts: the bounds are what makes it true', () => {
    const valueOf = (drawn: readonly (readonly BundlePeriod[])[], { period, key }: RestingOn): number =>
      drawn
        .flat()
        .find((one) => one.period === period)!
        .cells.find((cell) => cell.key === key)!.value!;
    for (const [kind, isTrue] of [
      ['CHANGE', ([now = 0, then = 0]: number[], [a = 0, b = 0]: number[]) => a <= b || now > then],
      [
        'LEADER',
        (counts: number[], values: number[]) => {
          const first = values.indexOf(Math.max(...values));
          return counts.every((one) => one <= counts[first]!);
        },
      ],
    ] as const) {
      const checked = fc.check(
        fc.property(seeds, (one) => {
          const { drawn, found, countOf } = saidOf(one);
          return found.statements
            .filter((each) => each.kind === kind)
            .every(({ cells }) =>
              isTrue(
                cells.map(countOf),
                cells.map((cell) => valueOf(drawn, cell) ?? 0),
              ),
            );
        }),
        { numRuns: 20 },
      );
      expect([kind, checked.failed]).toEqual([kind, true]);
    }
  });

  it('is true of the records from which a release was made', () => {
    const records = madeUpRecords(400, chanceFrom('statements'));
    const files = ['2026-Q4', '2026-Q3'].map((quarter) => bundleOf(madeUpProgramme, records, quarter).files);
    const cells = files.flatMap((each) => parse<BundlePeriod[]>(each, 'numbers.json'));
    const countOf: CountOf = ({ period, key }) => {
      const { when } = cells.find((one) => one.period === period)!.cells.find((cell) => cell.key === key)!;
      const own = records.filter(({ quarter }) => quarter.startsWith(period));
      return own.filter(({ facets }) => when.every((condition) => meets(facets, condition))).length;
    };
    const [now, before] = files.map((each) => releaseOf(each));
    const { statements } = statementsOf(now!, [before!]);
    expect(statements.length).toBeGreaterThan(30);
    for (const one of statements) expect([one.de, holds(one, countOf)]).toEqual([one.de, true]);
  });

  it('says its bounds in the sentence, and no other number; names no cause', () => {
    fc.assert(
      fc.property(seeds, (drawn) => {
        for (const { de, en, numbers, period, comparedWith, kind } of saidOf(drawn).found.statements) {
          const periods = [period, comparedWith ?? ''].flatMap((one) => one.match(/\d+/g) ?? []).map(Number);
          const bounds = numbers.flatMap(({ lower, upper }) => [lower, upper ?? 0]).map(Math.abs);
          const [own = '', foreign = ''] = [de, en].map((text) => text.replace(/„[^“]*“|“[^”]*”/g, ''));
          for (const number of own.replace(/(?<=\d)\.(?=\d{3})/g, '').match(/\d+/g) ?? [])
            expect([...periods, ...bounds]).toContain(Number(number));
          expect(de).toMatch(/zwischen|höchstens|mindestens|genau|nicht veröffentlicht/);
          expect(en).toMatch(/between|at most|at least|exactly|not published/);
          for (const text of [own, foreign])
            expect(text).not.toMatch(
              /signifikan|signific|weil|wegen|durch|dadurch|deshalb|because|caus|due to|thanks/i,
            );
          if (kind === 'CHANGE') expect(numbers.map(({ name }) => name)).toEqual(['COUNT', 'BEFORE', 'CHANGE']);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('about a region tells a change only beyond the rounding, and shares of the cases there', () => {
    const seen = { CHANGE: 0, SHARE: 0 };
    fc.assert(
      fc.property(seeds, (drawn) => {
        for (const { kind, finding, cells, numbers, de, en } of saidOf(drawn).found.statements) {
          const [part = '', whole] = [cells[0]?.key, cells.at(-1)?.key];
          const region = part.split('&').find((one) => one.startsWith('REGION='));
          if (region === undefined || part === region || (kind !== 'CHANGE' && kind !== 'SHARE')) continue;
          seen[kind]++;
          expect(de).toMatch(/^Region „[^“]+“, /);
          if (kind === 'CHANGE') expect(['RISE', 'FALL']).toContain(finding);
          if (kind !== 'SHARE') continue;
          expect(whole).toBe(region);
          expect(numbers.find(({ name }) => name === 'SHARE')!.lower).toBeGreaterThan(0);
          expect([de, en].map((text) => /dieser Region\.$|of this region\.$/.test(text))).toEqual([true, true]);
        }
      }),
      { numRuns: 20 },
    );
    expect(seen.CHANGE).toBeGreaterThan(10);
    expect(seen.SHARE).toBeGreaterThan(10);
  });

  it('is cited with its table, and rests on cells of the releases it names', () => {
    const { statements } = statementsOf(releaseOf(bundles.now), [releaseOf(bundles.before)]);
    const keys = new Set(
      [bundles.now, bundles.before].flatMap((files) =>
        parse<BundlePeriod[]>(files, 'numbers.json').flatMap(({ period, cells }) =>
          cells.map(({ key }) => `${parse<BundleHead>(files, 'release.json').id} ${period} ${key}`),
        ),
      ),
    );
    for (const { cells, citation, table } of statements) {
      for (const { release, period, key } of cells) expect(keys).toContain(`${release} ${period} ${key}`);
      expect(citation.address).toBe(`https://example.org/statistics/${table.code}`);
      expect(citation.de).toContain('Beistand im Test');
    }
  });
});

describe('what cannot be said', () => {
  const codesOf = (others: readonly StatedRelease[]) =>
    statementsOf(releaseOf(bundles.now), others).unsaid.map(({ code, comparedWith }) => `${code} ${comparedWith}`);

  it('is said: no release before, numbers that are withheld, too many that may be first', () => {
    const alone = codesOf([]);
    expect(alone).toEqual(
      expect.arrayContaining([
        'NOTHING_BEFORE 2026-Q3',
        'NOTHING_BEFORE 2025-Q4',
        'NOTHING_BEFORE 2025',
        'WITHHELD null',
      ]),
    );
    const all = codesOf([releaseOf(bundles.before), releaseOf(bundles.year)]);
    expect(all.filter((one) => one.startsWith('NOTHING'))).toEqual([]);
    expect(all).toContain('WITHHELD 2026-Q3');
    expect(statementsOf(releaseOf(bundles.now), []).statements.some(({ kind }) => kind === 'CHANGE')).toBe(false);
  });

  it('is a change between tables that count something else: other conditions, other places, another rule for clients', () => {
    const other = (change: (programme: Programme) => Programme): StatedRelease =>
      releaseOf(bundles.before, undefined, change(shipped));
    const wider = other((programme) => ({
      ...programme,
      dimensions: programme.dimensions.map((one) =>
        one.code === 'AREA'
          ? { ...one, categories: one.categories.map((each) => ({ ...each, when: one.categories[0]!.when })) }
          : one,
      ),
    }));
    const { statements, unsaid } = statementsOf(releaseOf(bundles.now), [wider]);
    const compared = new Set(statements.filter(({ kind }) => kind === 'CHANGE').map(({ table }) => table.code));
    expect(compared).toContain('GROUNDS');
    expect(compared).not.toContain('AREAS');
    expect(unsaid.map(({ code, table }) => `${code} ${table}`)).toContain('COUNTED_OTHERWISE AREAS');
    const stricter = other((programme) => ({ ...programme, thresholds: { ...programme.thresholds, perClient: 1 } }));
    expect(statementsOf(releaseOf(bundles.now), [stricter]).statements.some(({ kind }) => kind === 'CHANGE')).toBe(
      false,
    );
  });

  it('compares a quarter with the one before and the same a year before, a year with the year before', () => {
    expect(comparedPeriods('2026-Q3')).toEqual(['2026-Q2', '2025-Q3']);
    expect(comparedPeriods('2026-Q1')).toEqual(['2025-Q4', '2025-Q1']);
    expect(comparedPeriods('2026')).toEqual(['2025']);
  });
});
