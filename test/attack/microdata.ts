import { noFacets, type CountingRecord } from '../../src/core/counting-record.js';
import type { Chance } from '../../src/core/facet-drawing.js';
import type { Dimension, Programme, ProgrammeTable } from '../../src/core/statistics-programme.js';

/** A small made-up service landscape for the attack: skewed, with many cells of one to four. */

const codes = {
  area: ['WORK', 'HOUSING', 'OFFICES', 'SCHOOL', 'STREET'],
  region: ['NORTH', 'WEST', 'SOUTH'],
  respondentType: ['COMPANY', 'LANDLORD', 'BODY'],
} as const;
const grounds = ['ORIGIN', 'SKIN', 'RELIGION', 'SEX', 'DISABILITY'];

/** Small places of the list come up more often: the first about twice as often as the second, and so on. */
const skewed = <T>(list: readonly T[], chance: Chance): T => {
  for (const one of list) if (chance() < 0.5) return one;
  return list[0]!;
};

export const madeUpRecords = (count: number, chance: Chance): CountingRecord[] =>
  Array.from({ length: count }, (_, at) => {
    const set = new Set([skewed(grounds, chance), ...(chance() < 0.3 ? [skewed(grounds, chance)] : [])]);
    return {
      key: `made up ${at} ${chance()}`,
      client: `client ${at}`,
      service: `service ${Math.floor(chance() * 8)}`,
      quarter: `2026-Q${1 + Math.floor(chance() * 4)}`,
      facets: {
        ...noFacets,
        area: skewed(codes.area, chance),
        region: skewed(codes.region, chance),
        respondentType: skewed(codes.respondentType, chance),
        grounds: [...set].sort(),
      },
    };
  });

const single = (code: string, facet: 'area' | 'region' | 'respondentType'): Dimension => ({
  code,
  de: code,
  en: code,
  facet,
  overlaps: false,
  categories: codes[facet].map((one) => ({ code: one, de: one, en: one, when: { kind: 'IS', facet, codes: [one] } })),
});

const table = (code: string, by: readonly string[], more: Partial<ProgrammeTable> = {}): ProgrammeTable => ({
  code,
  de: code,
  en: code,
  by,
  geography: 'STATE',
  periods: ['YEAR'],
  exactTotal: false,
  ...more,
});

export const madeUpProgramme: Programme = {
  version: 1,
  expectedPerYear: 400,
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
  dimensions: [
    single('REGION', 'region'),
    single('AREA', 'area'),
    single('RESPONDENT', 'respondentType'),
    {
      code: 'GROUND',
      de: 'GROUND',
      en: 'GROUND',
      facet: 'grounds',
      overlaps: true,
      categories: grounds.map((one) => ({
        code: one,
        de: one,
        en: one,
        when: { kind: 'MENTIONS', facet: 'grounds', codes: [one] },
      })),
    },
  ],
  tables: [
    table('CASES', [], { geography: 'REGION', periods: ['QUARTER', 'YEAR'], exactTotal: true }),
    table('AREAS', ['AREA'], { geography: 'REGION', periods: ['QUARTER', 'YEAR'] }),
    table('AREA_RESPONDENT', ['AREA', 'RESPONDENT'], { geography: 'REGION' }),
    table('GROUNDS', ['GROUND'], { geography: 'REGION' }),
    table('GROUND_AREA', ['GROUND', 'AREA'], {}),
  ],
};
