import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madeUpProgramme, madeUpRecords } from '../../test/attack/microdata.js';
import { bundleOf } from '../../test/support/releases.js';
import type { BundlePeriod } from '../core/bundle.js';
import { footnotesOf } from '../core/statistics-footnotes.js';
import { dimensionsOf, meets, type Condition } from '../core/statistics-programme.js';
import { answerQuestion, type StatisticsAnswer, type StatisticsQuestion } from '../core/statistics-question.js';
import { chanceFrom } from './keyed.js';

const records = madeUpRecords(160, chanceFrom('questions'));
const numbers = JSON.parse(bundleOf(madeUpProgramme, records, '2026-Q4').files['numbers.json']!) as BundlePeriod[];
const release = { programme: madeUpProgramme, numbers };
const plain: StatisticsQuestion = {
  table: 'GROUND_AREA',
  rows: [],
  columns: [],
  filters: [],
  period: '2026',
  geography: null,
};

const answerTo = (question: Partial<StatisticsQuestion>, from = release): StatisticsAnswer => {
  const answered = answerQuestion(from, { ...plain, ...question });
  if (!answered.ok) throw new Error(JSON.stringify(answered.problems));
  return answered.value;
};
const refusalOf = (question: Partial<StatisticsQuestion>): string[] => {
  const answered = answerQuestion(release, { ...plain, ...question });
  return answered.ok ? [] : answered.problems.map(({ code, field }) => `${code} ${field}`);
};

const conditionOf = (dimension: string, code: string): Condition =>
  madeUpProgramme.dimensions.find((one) => one.code === dimension)!.categories.find((one) => one.code === code)!.when;

/** Any question that the programme answers. */
const question = fc.constantFrom(...madeUpProgramme.tables).chain((table) => {
  const dimensions = dimensionsOf(madeUpProgramme, table);
  return fc
    .tuple(
      ...dimensions.map((dimension) =>
        fc.record({
          axis: fc.constantFrom('rows', 'columns', 'none'),
          categories: fc.option(
            fc.subarray(
              dimension.categories.map(({ code }) => code),
              { minLength: 1 },
            ),
            { nil: null },
          ),
        }),
      ),
    )
    .map((parts): StatisticsQuestion => {
      const on = (axis: string) => dimensions.filter((_, at) => parts[at]?.axis === axis).map(({ code }) => code);
      const filters = dimensions.flatMap((dimension, at) => {
        const { axis, categories } = parts[at]!;
        if (categories === null) return [];
        const few = dimension.overlaps && axis === 'none' ? categories.slice(0, 1) : categories;
        return [{ dimension: dimension.code, categories: few }];
      });
      return { table: table.code, rows: on('rows'), columns: on('columns'), filters, period: '2026', geography: null };
    });
});

describe('the answer to a question', () => {
  it('holds what was counted: every number, sum and share within its bounds', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const found = answerTo(asked);
        const summed = asked.filters.filter(
          ({ dimension }) => !asked.rows.includes(dimension) && !asked.columns.includes(dimension),
        );
        const counted = records.filter(({ facets }) =>
          summed.every(({ dimension, categories }) =>
            categories.some((code) => meets(facets, conditionOf(dimension, code))),
          ),
        );
        for (const { row, column, lower, upper, value, share } of [...found.cells]) {
          const places = [...row, ...column].filter(({ code }) => code !== 'TOTAL');
          const inside = counted.filter(({ facets }) =>
            places.every(({ dimension, code }) => meets(facets, conditionOf(dimension, code))),
          ).length;
          expect(inside).toBeGreaterThanOrEqual(lower);
          expect(inside).toBeLessThanOrEqual(upper ?? Infinity);
          if (value !== null) expect(value >= lower && value <= (upper ?? Infinity)).toBe(true);
          if (counted.length > 0) {
            expect(inside / counted.length).toBeGreaterThanOrEqual(share.lower);
            expect(inside / counted.length).toBeLessThanOrEqual(share.upper);
          }
        }
      }),
    );
  });

  it('is the same however it is asked: filters in another order, categories twice, rows and columns exchanged', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const found = answerTo(asked);
        const other = answerTo({
          ...asked,
          filters: asked.filters.toReversed().map(({ dimension, categories }) => ({
            dimension,
            categories: [...categories.toReversed(), ...categories],
          })),
        });
        expect(other).toEqual(found);
        const turned = answerTo({ ...asked, rows: asked.columns, columns: asked.rows });
        const byPlace = (answer: StatisticsAnswer): Map<string, unknown> =>
          new Map(
            answer.cells.map(({ row, column, ...number }) => [
              [...row, ...column]
                .map(({ dimension, code }) => `${dimension}=${code}`)
                .sort()
                .join(),
              number,
            ]),
          );
        expect(byPlace(turned)).toEqual(byPlace(found));
      }),
    );
  });

  it('has one shape, whatever is in its cells: zero, small and withheld ones too', () => {
    const withheld = numbers.map((period) => ({
      ...period,
      cells: period.cells.map((cell, at) =>
        at % 3 === 1 ? { ...cell, mode: 'WITHHELD' as const, value: null, lower: 0, upper: null, label: '·' } : cell,
      ),
    }));
    const shapes = answerTo({ rows: ['AREA'], columns: ['GROUND'] }, { ...release, numbers: withheld }).cells;
    expect(new Set(shapes.map((cell) => Object.keys(cell).join())).size).toBe(1);
    expect(shapes.map(({ mode }) => mode)).toEqual(expect.arrayContaining(['ROUNDED', 'WITHHELD']));
    const nothing = shapes.find(({ mode }) => mode === 'WITHHELD')!;
    expect(nothing).toMatchObject({ value: null, upper: null, label: '·', share: { value: null, lower: 0, upper: 1 } });
    const sum = answerTo(
      { filters: [{ dimension: 'AREA', categories: ['WORK', 'HOUSING', 'STREET'] }] },
      { ...release, numbers: withheld },
    );
    expect(sum.whole).toMatchObject({ mode: 'SUM', value: null, upper: null, label: '·' });
  });

  it('adds disjoint cells with their bounds', () => {
    const of = (...categories: string[]) => answerTo({ filters: [{ dimension: 'AREA', categories }] }).whole;
    const [work, housing, both] = [of('WORK'), of('HOUSING'), of('WORK', 'HOUSING')];
    expect(both).toMatchObject({
      mode: 'SUM',
      value: work.value! + housing.value!,
      lower: work.lower + housing.lower,
      upper: work.upper! + housing.upper!,
    });
  });

  it('is refused by the programme alone, with the field', () => {
    expect(refusalOf({ table: 'EVERYTHING' })).toEqual(['UNKNOWN_DIMENSION table']);
    expect(refusalOf({ rows: ['AREA', 'REGION'], columns: ['AREA', 'NAME'] })).toEqual([
      'UNKNOWN_DIMENSION rows[1]',
      'UNKNOWN_DIMENSION columns[1]',
      'DUPLICATE_VALUE columns[0]',
    ]);
    expect(refusalOf({ period: '2025' })).toEqual(['STATISTICS_PERIOD period']);
    expect(refusalOf({ period: '2026-Q4' })).toEqual(['STATISTICS_PERIOD period']);
    expect(refusalOf({ geography: 'NORTH' })).toEqual(['UNKNOWN_DIMENSION geography']);
    expect(refusalOf({ filters: [{ dimension: 'AREA', categories: ['WORK', 'MOON'] }] })).toEqual([
      'UNKNOWN_DIMENSION filters[0].categories[1]',
    ]);
    expect(refusalOf({ filters: [{ dimension: 'AREA', categories: [] }] })).toEqual(['EMPTY filters[0].categories']);
    expect(refusalOf({ filters: [{ dimension: 'GROUND', categories: ['ORIGIN', 'SKIN'] }] })).toEqual([
      'STATISTICS_OVERLAPPING filters[0].categories',
    ]);
    expect(refusalOf({ rows: ['GROUND'], filters: [{ dimension: 'GROUND', categories: ['ORIGIN', 'SKIN'] }] })).toEqual(
      [],
    );
    const twice = { dimension: 'AREA', categories: ['WORK'] };
    expect(refusalOf({ filters: [twice, twice] })).toEqual(['DUPLICATE_VALUE filters[1].dimension']);
  });

  it('says of a place which one it is, and of mentions that they do not add up', () => {
    const found = answerTo({ table: 'GROUNDS', rows: ['GROUND'], geography: 'NORTH' });
    expect(found.geography).toMatchObject({ dimension: 'REGION', code: 'NORTH' });
    const codes = (answer: StatisticsAnswer) => {
      const dimensions = [...answer.rows, ...answer.columns, ...answer.filters.map(({ dimension }) => dimension)];
      const modes = [answer.whole, ...answer.cells].map(({ mode }) => mode);
      return footnotesOf(dimensions, modes, madeUpProgramme.thresholds).map(({ code }) => code);
    };
    expect(codes(found)).toContain('MENTIONS');
    expect(codes(answerTo({ table: 'CASES', rows: ['REGION'] }))).not.toContain('MENTIONS');
    expect(codes(answerTo({ filters: [{ dimension: 'AREA', categories: ['WORK', 'STREET'] }] }))).toContain('SUM');
  });
});
