import { describe, expect, it } from '@jest/globals';
import { createReadStream, readFileSync } from 'node:fs';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import type { ImportCandidate } from './candidate.js';
import { nameDistricts } from './candidate.district.js';
import { readCandidates } from './candidates.reader.js';
import { readMapping } from './mapping.js';

const files = new URL('../../test/imports/', import.meta.url);
const codebook = loadCodebook();
const geography = loadGeography();
const reference = { codebook, districts: nameDistricts(geography) };
const mapping = readMapping(readFileSync(new URL('german-list.mapping.yaml', files), 'utf8'), codebook, geography);

const read = async (name: string): Promise<readonly ImportCandidate[]> => {
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  const candidates: ImportCandidate[] = [];
  for await (const outcome of readCandidates(createReadStream(new URL(name, files)), mapping.value, reference)) {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    candidates.push(outcome.value);
  }
  return candidates;
};

describe.each(['german-list.csv', 'german-list.xlsx'])('the German case list %s', (name) => {
  it('becomes five cases', async () => {
    const [first, second, third, fourth, fifth, ...more] = await read(name);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      line: 2,
      externalId: '2024-001',
      recordedOn: '2024-03-05',
      note: null,
      facts: {
        grounds: ['ORIGIN', 'LANGUAGE'],
        mainArea: { area: 'WORK', subArea: null },
        respondentType: 'EMPLOYER_PRIVATE',
        district: '07315',
        incidentEarliest: '2024-03-04',
        incidentLatest: '2024-03-04',
        incidentForms: ['UNEQUAL_TREATMENT'],
        ageBand: 'A27_39',
        gender: 'FEMALE',
        interpreterNeeded: false,
        channel: 'IN_PERSON',
        wishes: ['INFORMATION'],
        knowledgeOn: '2024-03-06',
        claimedOn: null,
      },
      texts: {
        narrative: 'Absage mit dem Satz „wir brauchen jemanden mit deutschem Klang“.',
        respondentOrganisation: 'Bäckerei Musterkorn',
        clientName: null,
      },
      notices: [],
    });
    expect(second).toMatchObject({
      facts: {
        grounds: ['RELIGION', 'SEX_GENDER'],
        mainArea: { area: 'HOUSING', subArea: 'HOUSING_SEARCH' },
        district: '07332',
        incidentEarliest: '2024-02-01',
        incidentLatest: '2024-02-29',
        interpreterNeeded: true,
        wishes: ['DOCUMENT_ONLY'],
      },
      texts: { narrative: 'Besichtigung abgesagt,\nals sie mit Kopftuch kam.' },
      note: 'Bemerkung: Rückruf vereinbart',
    });
    expect(third).toMatchObject({
      facts: { respondentType: 'STATE_POLICE', district: '07335', ageBand: 'NOT_STATED', incidentLatest: '2024-03-09' },
    });
    expect(fourth).toMatchObject({
      facts: {
        grounds: ['RELIGION', 'SEX_GENDER'],
        mainArea: { area: 'EDUCATION', subArea: 'EDU_SCHOOL' },
        district: null,
        incidentEarliest: '2023-01-01',
        incidentLatest: '2023-12-31',
        interpreterNeeded: null,
        incidentForms: ['INSULT', 'BULLYING'],
      },
    });
    expect(fifth).toMatchObject({
      facts: { mainArea: { area: 'GOODS_SERVICES', subArea: 'GOODS_BANK' }, district: '07211', wishes: [] },
      texts: { narrative: 'Kein Konto mit diesem Pass, kostet 20 € „Prüfgebühr“.' },
      notices: [
        { code: 'IMPORT_VALUE_SKIPPED', field: 'wishes', values: { line: fifth?.line, column: 'Wunsch', shape: 'a' } },
      ],
    });
  });
});
