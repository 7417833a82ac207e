import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { programmeFigures } from '../core/programme-figures.js';
import { readProgramme } from '../core/programme-parsing.js';
import { loadCodebook } from './codebook.loader.js';
import { loadGeography } from './geography.loader.js';
import { loadProgramme } from './programme.loader.js';

const vocabulary = { codebook: loadCodebook(), districts: loadGeography().districts };
interface Raw {
  readonly thresholds: { possible: number };
  readonly dimensions: { facet: string; groups: { of: string[] }[] }[];
  readonly tables: { by: string[]; code: string; cells?: number }[];
}
const raw = () => parse(readFileSync(new URL('./data/statistics-programme.yaml', import.meta.url), 'utf8')) as Raw;

describe('the programme of tables that ships', () => {
  const programme = loadProgramme(vocabulary);

  it('offers no table whose cells are too small, and three times as few cases a year would be too few for some', () => {
    const tooFine = (cases?: number) => programmeFigures(programme, cases).tables.filter(({ isTooFine }) => isTooFine);
    expect(tooFine()).toEqual([]);
    expect(tooFine(300).length).toBeGreaterThan(0);
  });

  it('sorts every ground and every area into exactly one group of the federal comparison', () => {
    for (const [code, vocabularyName] of [
      ['FEDERAL_GROUND', 'grounds'],
      ['FEDERAL_AREA', 'areas'],
    ] as const) {
      const { categories } = programme.dimensions.find((one) => one.code === code)!;
      const codes = categories.flatMap(({ when }) => ('codes' in when ? when.codes : [])).filter((one) => one !== null);
      expect([...codes].sort()).toEqual(vocabulary.codebook.terms[vocabularyName].map((term) => term.code).sort());
    }
  });
});

describe('a faulty programme', () => {
  it('is refused with every fault and its place', () => {
    const faulty = raw();
    faulty.thresholds.possible = 2;
    faulty.dimensions[1]!.facet = 'colour';
    faulty.dimensions[4]!.groups[0]!.of.push('NOBODY');
    faulty.tables[1]!.by = ['GROUND', 'AREA', 'FORM', 'LEVEL'];
    faulty.tables[2]!.by = ['SHOE_SIZE'];
    faulty.tables[3]!.code = 'CASES';
    faulty.tables[4]!.cells = 3;
    const answer = readProgramme(faulty, vocabulary);
    const places = answer.ok ? [] : answer.problems.map(({ code, field }) => `${code} ${field}`);
    for (const place of [
      'OUT_OF_RANGE thresholds.possible',
      'INVALID_FORMAT dimensions[1].facet',
      'UNKNOWN_CODE dimensions[4].groups[0].of[7]',
      'TOO_MANY tables[1].by',
      'UNKNOWN_DIMENSION tables[2].by[0]',
      'DUPLICATE_VALUE tables[3].code',
      'UNKNOWN_FIELD tables[4].cells',
    ])
      expect(places).toContain(place);
  });
});
