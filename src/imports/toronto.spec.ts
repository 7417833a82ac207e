import { beforeAll, describe, expect, it } from '@jest/globals';
import { createReadStream, readFileSync } from 'node:fs';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import type { ImportCandidate } from './candidate.js';
import { nameDistricts } from './candidate.district.js';
import { readCandidates } from './candidates.reader.js';
import { readMapping } from './mapping.js';

const file = new URL('../../test/imports/toronto.csv', import.meta.url);

/** The file once more, by means that share nothing with the import: its cells by a regular expression. */
const cells = readFileSync(file, 'utf8')
  .replace('\uFEFF', '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => [...line.replace('\r', '').matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((m) => m[1] ?? m[2] ?? ''));
const [headings = [], ...incidents] = cells;
const columns = new Map(headings.map((name, at) => [name, incidents.map((incident) => incident[at] ?? '')]));
const column = (name: string) => columns.get(name) ?? [];
const countFilled = (name: string) => column(name).filter((cell) => cell !== '' && cell !== 'NO').length;
const countNaming = (name: string, value: string) => column(name).filter((cell) => cell.includes(value)).length;

const biasColumns = {
  SKIN_COLOUR: 'RACE_BIAS',
  ORIGIN: 'ETHNICITY_BIAS',
  LANGUAGE: 'LANGUAGE_BIAS',
  RELIGION: 'RELIGION_BIAS',
  SEXUAL_IDENTITY: 'SEXUAL_ORIENTATION_BIAS',
  SEX_GENDER: 'GENDER_BIAS',
  AGE: 'AGE_BIAS',
  DISABILITY: 'MENTAL_OR_PHYSICAL_DISABILITY',
};

describe('the 2,041 incidents from Toronto', () => {
  const candidates: ImportCandidate[] = [];
  const problems: unknown[] = [];

  beforeAll(async () => {
    const geography = loadGeography();
    const codebook = loadCodebook();
    const text = readFileSync(new URL('../../test/imports/toronto.mapping.yaml', import.meta.url), 'utf8');
    const mapping = readMapping(text, codebook, geography);
    if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
    const reference = { codebook, districts: nameDistricts(geography) };
    for await (const outcome of readCandidates(createReadStream(file), mapping.value, reference)) {
      if (outcome.ok) candidates.push(outcome.value);
      else problems.push(...outcome.problems);
    }
  });

  const mentions = (code: string) => candidates.filter(({ facts }) => facts.grounds.includes(code)).length;

  it('all become candidates, none refused and nothing taken otherwise than it stands there', () => {
    expect(problems).toEqual([]);
    expect(candidates).toHaveLength(2041);
    expect(incidents).toHaveLength(2041);
    expect(candidates.flatMap(({ notices }) => notices)).toEqual([]);
    expect(candidates.map(({ externalId }) => externalId)).toEqual(column('EVENT_UNIQUE_ID'));
    expect(candidates.map(({ line }) => line)).toEqual(incidents.map((_, index) => index + 2));
  });

  it.each(Object.entries(biasColumns))('mention %s as often as %s is filled in the file', (code, name) => {
    expect(mentions(code)).toBe(countFilled(name));
  });

  it('mention what an independent count of the source found', () => {
    const counted = Object.fromEntries([...Object.keys(biasColumns), 'UNCLEAR'].map((code) => [code, mentions(code)]));
    expect(counted).toEqual({
      SKIN_COLOUR: 609,
      ORIGIN: 247,
      LANGUAGE: 4,
      RELIGION: 968,
      SEXUAL_IDENTITY: 293,
      SEX_GENDER: 112,
      AGE: 0,
      DISABILITY: 3,
      UNCLEAR: 8,
    });
  });

  it('have several grounds in 185 rows, which the flag of the file denies or claims wrongly in others', () => {
    const filled = incidents.map((_, row) =>
      Object.entries(biasColumns).filter(([, name]) => !['', 'NO'].includes(column(name)[row] ?? '')),
    );
    expect(candidates.filter(({ facts }) => facts.grounds.length >= 2)).toHaveLength(185);
    candidates.forEach(({ facts }, row) => {
      const named = filled[row]?.map(([code]) => code) ?? [];
      expect([row, [...facts.grounds].sort()]).toEqual([row, named.length > 0 ? named.sort() : ['UNCLEAR']]);
    });
    const flagged = candidates.filter(
      ({ note, facts }) => (note === 'MULTIPLE_BIAS: Yes') !== facts.grounds.length >= 2,
    );
    expect(flagged).toHaveLength(68);
  });

  it.each([
    ['ANTISEMITISM', countNaming('RELIGION_BIAS', 'Jewish')],
    ['ANTI_MUSLIM', countNaming('RELIGION_BIAS', 'Muslim')],
    ['ANTIGYPSYISM', countNaming('ETHNICITY_BIAS', 'Roma')],
  ])('name the phenomenon %s in %d rows, lists inside cells included', (code, expected) => {
    expect(expected).toBeGreaterThan(0);
    expect(candidates.filter(({ facts }) => facts.phenomena.includes(code))).toHaveLength(expected);
  });

  it('have the area that the kind of place stands for', () => {
    const inArea = (area: string) => candidates.filter(({ facts }) => facts.mainArea.area === area).length;
    expect(inArea('EDUCATION')).toBe(countNaming('LOCATION_TYPE', 'Educational'));
    expect(inArea('PUBLIC_SPACE')).toBe(
      countNaming('LOCATION_TYPE', 'Streets') + countNaming('LOCATION_TYPE', 'Open Area'),
    );
    expect(inArea('UNKNOWN')).toBe(column('LOCATION_TYPE').filter((cell) => cell === 'NA').length);
    const transport = candidates.filter(({ facts }) => facts.mainArea.subArea === 'GOODS_TRANSPORT');
    expect(transport).toHaveLength(countNaming('LOCATION_TYPE', 'Public Transportation'));
    expect(new Set(transport.map(({ facts }) => facts.mainArea.area))).toEqual(new Set(['GOODS_SERVICES']));
  });

  it('lie on the day on which they occurred, also the four that were reported more than a year later', () => {
    expect(candidates[0]).toMatchObject({
      recordedOn: '2020-04-30',
      facts: { incidentEarliest: '2014-08-01', incidentLatest: '2014-08-01' },
    });
    expect(candidates.map(({ facts }) => facts.incidentEarliest.slice(0, 4))).toEqual(column('OCCURRENCE_YEAR'));
    expect(candidates.map(({ recordedOn }) => recordedOn?.slice(0, 4))).toEqual(column('REPORTED_YEAR'));
    const late = candidates.filter(
      ({ facts, recordedOn }) => Date.parse(recordedOn ?? '') - Date.parse(facts.incidentEarliest) > 365 * 86_400_000,
    );
    expect(late).toHaveLength(4);
  });

  it('are spread over all 36 districts, each neighbourhood always in the same, NSA in none', () => {
    const byHood = new Map<string, Set<string | null>>();
    candidates.forEach(({ facts }, row) => {
      const hood = column('HOOD_158')[row] ?? '';
      byHood.set(hood, (byHood.get(hood) ?? new Set()).add(facts.district));
    });
    expect(byHood.get('NSA')).toEqual(new Set([null]));
    expect([...byHood.values()].every(({ size }) => size === 1)).toBe(true);
    expect(new Set(candidates.map(({ facts }) => facts.district)).size).toBe(37);
  });

  it('have an unknown respondent unless somebody was arrested', () => {
    const known = candidates.filter(({ facts }) => facts.respondentType === 'PERSON_KNOWN');
    expect(known).toHaveLength(column('ARREST_MADE').filter((cell) => cell === 'Yes').length);
    expect(new Set(candidates.map(({ facts }) => facts.respondentType)).size).toBe(2);
  });
});
