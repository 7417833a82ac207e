import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { noFacets, quarterOf, type CountingRecord, type Facet } from '../../src/core/counting-record.js';
import type { Condition, Dimension, Programme, ProgrammeTable } from '../../src/core/statistics-programme.js';

/** The real file of another place (test/imports/README.md), as counting records with its own geography: a test programme, not ours. */

interface Line {
  readonly [column: string]: string;
}

const groundColumns = {
  RACE_BIAS: 'RACE',
  ETHNICITY_BIAS: 'ETHNICITY',
  LANGUAGE_BIAS: 'LANGUAGE',
  RELIGION_BIAS: 'RELIGION',
  SEXUAL_ORIENTATION_BIAS: 'ORIENTATION',
  GENDER_BIAS: 'GENDER',
  AGE_BIAS: 'AGE',
  MENTAL_OR_PHYSICAL_DISABILITY: 'DISABILITY',
} as const;

const lines = (): readonly Line[] =>
  parse(readFileSync(new URL('../imports/toronto.csv', import.meta.url)), { columns: true, bom: true, trim: true });

const dayOf = (text: string): string => {
  const [month, day, year] = text.split(' ')[0]!.split('/');
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
};

/** One record a line, counted in the quarter in which it was reported. No line names a client or a service: each is its own. */
export const torontoRecords = (): readonly CountingRecord[] =>
  lines().map((line, at) => ({
    key: `toronto-${line['EVENT_UNIQUE_ID']}-${at}`,
    client: `client-${at}`,
    service: `service-${line['DIVISION']}-${at % 7}`,
    quarter: quarterOf(dayOf(line['REPORTED_DATE']!)),
    facets: {
      ...noFacets,
      area: line['LOCATION_TYPE']!,
      region: line['DIVISION']!.replace(/[^D0-9]/g, '') || 'OTHER',
      respondentType: line['ARREST_MADE']!,
      forms: [line['PRIMARY_OFFENCE']!],
      grounds: Object.entries(groundColumns)
        .filter(([column]) => !['', 'NO'].includes(line[column]!.toUpperCase()))
        .map(([, code]) => code)
        .sort(),
    },
  }));

const dimension = (code: string, facet: Facet, codes: readonly string[]): Dimension => {
  const overlaps = facet === 'grounds' || facet === 'forms';
  const when = (one: string): Condition =>
    facet === 'grounds' || facet === 'forms'
      ? { kind: 'MENTIONS', facet, codes: [one] }
      : { kind: 'IS', facet: facet as 'area', codes: [one] };
  return {
    code,
    de: code,
    en: code,
    facet,
    overlaps,
    categories: codes.map((one) => ({ code: one, de: one, en: one, when: when(one) })),
  };
};

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

/** Divisions of the police as regions; grounds, places, offences and arrests as dimensions. */
export function torontoProgramme(records: readonly CountingRecord[]): Programme {
  const codes = (facet: 'area' | 'region' | 'respondentType'): readonly string[] =>
    [...new Set(records.map((one) => one.facets[facet]!))].sort();
  const forms = [...new Set(records.flatMap(({ facets }) => facets.forms))].sort();
  return {
    version: 1,
    expectedPerYear: 260,
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
      dimension('REGION', 'region', codes('region')),
      dimension('PLACE', 'area', codes('area')),
      dimension('ARREST', 'respondentType', codes('respondentType')),
      dimension('OFFENCE', 'forms', forms),
      dimension('GROUND', 'grounds', Object.values(groundColumns)),
      {
        ...dimension('GROUND_COUNT', 'grounds', []),
        overlaps: false,
        categories: [0, 1, 2, 3].map((size) => ({
          code: String(size),
          de: String(size),
          en: String(size),
          when: { kind: 'SIZE', facet: 'grounds', min: size, max: size === 3 ? null : size } as const,
        })),
      },
    ],
    tables: [
      table('CASES', [], { geography: 'REGION', periods: ['QUARTER', 'YEAR'], exactTotal: true }),
      table('GROUNDS', ['GROUND'], { periods: ['QUARTER', 'YEAR'] }),
      table('GROUND_COUNTS', ['GROUND_COUNT'], { periods: ['QUARTER', 'YEAR'] }),
      table('GROUNDS_REGION', ['GROUND'], { geography: 'REGION' }),
      table('PLACES', ['PLACE'], { periods: ['QUARTER', 'YEAR'] }),
      table('PLACE_GROUND', ['PLACE', 'GROUND']),
      table('OFFENCES', ['OFFENCE'], {}),
      table('GROUND_OFFENCE', ['GROUND', 'OFFENCE']),
      table('GROUND_ARREST', ['GROUND', 'ARREST']),
    ],
  };
}
