import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { explain } from '../core/problems.js';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import { toCandidate, type ImportCandidate } from './candidate.js';
import { nameDistricts } from './candidate.district.js';
import { readCandidates } from './candidates.reader.js';
import { readMapping } from './mapping.js';

const codebook = loadCodebook();
const geography = loadGeography();
const reference = { codebook, districts: nameDistricts(geography) };

const mappingWith = (fields: Record<string, unknown>, top: Record<string, unknown> = {}) => {
  const text = stringify({
    version: 1,
    externalId: 'Nr',
    fields: {
      grounds: { column: 'Merkmal', separator: [',', ';'], values: { Herkunft: 'ORIGIN' } },
      mainArea: { constant: 'WORK' },
      respondentType: { constant: 'UNKNOWN' },
      incident: { column: 'Datum', formats: ['D.M.YYYY'] },
      narrative: { column: 'Text' },
      ...fields,
    },
    ...top,
  });
  const outcome = readMapping(text, codebook, geography);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
};

const plain = { Nr: '17', Merkmal: 'Herkunft', Datum: '1.2.2024', Text: 'Es geschah.' };

const take = (
  values: Record<string, string>,
  fields: Record<string, unknown> = {},
  top: Record<string, unknown> = {},
) => toCandidate({ line: 9, values: { ...plain, ...values } }, mappingWith(fields, top), reference);

const taken = (...args: Parameters<typeof take>): ImportCandidate => {
  const outcome = take(...args);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
};

const faults = (...args: Parameters<typeof take>) => {
  const outcome = take(...args);
  return outcome.ok ? [] : outcome.problems;
};

describe('the codes of a row', () => {
  it('come from a list in one cell, each once, blanks and case aside', () => {
    expect(taken({ Merkmal: ' herkunft ;Religion, HERKUNFT,, ' }).facts.grounds).toEqual(['ORIGIN', 'RELIGION']);
  });

  it('make case count where the mapping says so', () => {
    expect(faults({ Merkmal: 'herkunft' }, {}, { matching: { ignoreCase: 'false' } })).toMatchObject([
      { code: 'IMPORT_VALUE_UNMAPPED', field: 'grounds' },
    ]);
  });

  it('come from several columns, and from one value several', () => {
    const grounds = [
      { column: 'Merkmal', values: { Kopftuch: ['RELIGION', 'SEX_GENDER'] } },
      { column: 'Alter', values: { ja: 'AGE' }, ignore: ['nein'] },
      { constant: 'NAME' },
    ];
    expect(taken({ Merkmal: 'Kopftuch', Alter: 'ja' }, { grounds }).facts.grounds).toEqual([
      'RELIGION',
      'SEX_GENDER',
      'AGE',
      'NAME',
    ]);
    expect(taken({ Merkmal: '', Alter: 'Nein' }, { grounds }).facts.grounds).toEqual(['NAME']);
  });

  it('are not cut where the whole cell is a value of its own', () => {
    const grounds = { column: 'Merkmal', separator: ',', values: { 'Haut, Haar': 'SKIN_COLOUR', Haut: 'OTHER' } };
    expect(taken({ Merkmal: 'Haut, Haar' }, { grounds }).facts.grounds).toEqual(['SKIN_COLOUR']);
  });

  it('may be written as codes or labels of the codebook, in German or English', () => {
    for (const [cell, code] of [
      ['SKIN_COLOUR', 'SKIN_COLOUR'],
      ['Staatsangehörigkeit', 'NATIONALITY'],
      ['language / accent', 'LANGUAGE'],
    ]) {
      expect(taken({ Merkmal: cell ?? '' }).facts.grounds).toEqual([code]);
    }
  });

  it('bring the area of a sub-area along, and the main area is not repeated among the further ones', () => {
    const { facts } = taken(
      {},
      { mainArea: { constant: 'GOODS_BANK' }, furtherAreas: { constant: ['GOODS_BANK', 'WORK'] } },
    );
    expect(facts.mainArea).toEqual({ area: 'GOODS_SERVICES', subArea: 'GOODS_BANK' });
    expect(facts.furtherAreas).toEqual([{ area: 'WORK', subArea: null }]);
  });

  it('of a field with one code come from the first source that gives one', () => {
    const gender = [
      { column: 'A', values: { w: 'FEMALE' } },
      { column: 'B', values: { m: 'MALE' } },
      { constant: 'NOT_STATED' },
    ];
    expect(taken({ A: '', B: 'm' }, { gender }).facts.gender).toBe('MALE');
    expect(taken({ A: 'w', B: 'nobody asks any more' }, { gender }).facts.gender).toBe('FEMALE');
    expect(taken({ A: '', B: '' }, { gender }).facts.gender).toBe('NOT_STATED');
    expect(
      faults({ A: 'w,männlich', B: '' }, { gender: { column: 'A', separator: ',', values: { w: 'FEMALE' } } }),
    ).toMatchObject([{ code: 'IMPORT_SEVERAL_VALUES', field: 'gender', values: { line: 9, column: 'A' } }]);
  });

  it('that the mapping does not know refuse the row, are left out or become OTHER, and are reported', () => {
    const cell = { Merkmal: 'Herkunft, Frau Muster' };
    const rule = { column: 'Merkmal', separator: ',', values: { Herkunft: 'ORIGIN' } };
    const values = { line: 9, column: 'Merkmal', shape: 'a a' };
    expect(faults(cell, { grounds: rule })).toEqual([{ code: 'IMPORT_VALUE_UNMAPPED', field: 'grounds', values }]);
    const skipped = taken(cell, { grounds: { ...rule, unmapped: 'skip' } });
    expect(skipped.facts.grounds).toEqual(['ORIGIN']);
    expect(skipped.notices).toEqual([{ code: 'IMPORT_VALUE_SKIPPED', field: 'grounds', values }]);
    const other = taken(cell, { grounds: { ...rule, unmapped: 'other' } });
    expect(other.facts.grounds).toEqual(['ORIGIN', 'OTHER']);
    expect(other.notices).toMatchObject([{ code: 'IMPORT_VALUE_AS_OTHER', values: { ...values, code: 'OTHER' } }]);
  });
});

describe('the incident of a row', () => {
  it('lies on one day, or between two columns, or between the ends of what each says', () => {
    const incident = {
      earliest: { column: 'Von', formats: 'M/YYYY' },
      latest: { column: 'Bis', formats: ['D.M.YYYY', 'M/YYYY'] },
    };
    const between = (Von: string, Bis: string) => {
      const { incidentEarliest, incidentLatest } = taken({ Von, Bis }, { incident }).facts;
      return [incidentEarliest, incidentLatest];
    };
    expect(between('1/2024', '3.3.2024')).toEqual(['2024-01-01', '2024-03-03']);
    expect(between('1/2024', '')).toEqual(['2024-01-01', '2024-01-31']);
    expect(between('', '2/2024')).toEqual(['2024-02-01', '2024-02-29']);
  });

  it('falls back on the range of the mapping when nothing is told, and refuses the row without one', () => {
    const whenEmpty = { earliest: '2024-01-01', latest: '2024-12-31' };
    expect(taken({ Datum: '' }, { incident: { column: 'Datum', whenEmpty } }).facts).toMatchObject({
      incidentEarliest: '2024-01-01',
      incidentLatest: '2024-12-31',
    });
    expect(faults({ Datum: '' })).toEqual([{ code: 'IMPORT_FIELD_EMPTY', field: 'incident', values: { line: 9 } }]);
  });

  it('with a date that cannot be read refuses the row once, with the pattern of what stands there', () => {
    expect(faults({ Datum: '2/13/2024, Mainz' })).toEqual([
      {
        code: 'IMPORT_DATE',
        field: 'incident',
        values: { line: 9, column: 'Datum', expected: 'D.M.YYYY / YYYY-MM-DD', shape: '9/99/9999, a' },
      },
    ]);
  });
});

describe('the district of a row', () => {
  const district = {
    column: 'Ort',
    lookup: ['key', 'district', 'municipality'],
    ignore: ['unbekannt'],
    values: { PS: '07317' },
  };

  it.each([
    ['07111', '07111'],
    ['7111', '07111'],
    ['Landkreis Kaiserslautern', '07335'],
    ['Stadt Kaiserslautern', '07312'],
    ['LK Bad Dürkheim', '07332'],
    ['rhein-hunsrueck-kreis', '07140'],
    ['Landau in der Pfalz', '07313'],
    ['Frankenthal', '07311'],
    ['Remagen', '07131'],
    ['ps', '07317'],
    ['unbekannt', null],
    ['', null],
  ])('written as "%s" is %s', (Ort, expected) => {
    return expect(taken({ Ort }, { district }).facts.district).toBe(expected);
  });

  it('with a name that two districts have refuses the row', () => {
    expect(faults({ Ort: 'Kaiserslautern' }, { district })).toMatchObject([
      { code: 'IMPORT_DISTRICT_AMBIGUOUS', field: 'district', values: { column: 'Ort' } },
    ]);
  });

  it('that nobody knows refuses the row, or is reported and stays unknown', () => {
    expect(faults({ Ort: 'Entenhausen' }, { district })).toMatchObject([
      { code: 'IMPORT_VALUE_UNMAPPED', field: 'district' },
    ]);
    const lenient = taken({ Ort: 'Entenhausen' }, { district: { ...district, unmapped: 'unknown' } });
    expect(lenient.facts.district).toBeNull();
    expect(lenient.notices).toMatchObject([{ code: 'IMPORT_VALUE_SKIPPED', field: 'district' }]);
  });

  it('that is spread follows the stated rule: FNV-1a of the value, modulo the districts in order', () => {
    const spread = { assign: 'spread', by: 'Hood', over: ['07315', '07111', '07211'] };
    // The test vectors of the algorithm's authors: fnv1a("a") = 0xe40c292c, fnv1a("foobar") = 0xbf9cf968.
    const ordered = ['07111', '07211', '07315'];
    expect(taken({ Hood: 'a' }, { district: spread }).facts.district).toBe(ordered[0xe40c292c % 3]);
    expect(taken({ Hood: 'foobar' }, { district: spread }).facts.district).toBe(ordered[0xbf9cf968 % 3]);
  });
});

describe('the texts of a row', () => {
  it('may be put together from columns', () => {
    const narrative = { template: '{Tat} in {Ort}' };
    expect(taken({ Tat: 'Absage', Ort: 'Mainz' }, { narrative }).texts.narrative).toBe('Absage in Mainz');
    expect(faults({ Tat: '', Ort: ' ' }, { narrative })).toMatchObject([
      { code: 'IMPORT_FIELD_EMPTY', field: 'narrative' },
    ]);
  });

  it('keep what has no field as a note', () => {
    expect(taken({ A: 'x', B: '', C: 'y' }, { note: ['A', 'B', 'C'] }).note).toBe('A: x\nC: y');
    expect(taken({ A: '' }, { note: ['A'] }).note).toBeNull();
  });
});

describe('a row', () => {
  it('tells all its faults at once', () => {
    const outcome = faults({ Nr: '', Merkmal: 'Laune', Datum: 'gestern', Text: '', X: '' }, {}, { required: ['X'] });
    expect(outcome.map(({ code, field }) => [code, field])).toEqual([
      ['IMPORT_CELL_EMPTY', null],
      ['IMPORT_CELL_EMPTY', null],
      ['IMPORT_VALUE_UNMAPPED', 'grounds'],
      ['IMPORT_DATE', 'incident'],
      ['IMPORT_FIELD_EMPTY', 'narrative'],
    ]);
  });

  it('never finds its cells repeated in a problem or a notice', () => {
    // An empty cell is a fault, too, and the others of its row are no explanation.
    const secret = { Nr: '', Merkmal: 'Beispiel Erika', Datum: 'Erika 4711', Ort: 'Beispielhausen' };
    const fields = { district: { column: 'Ort' }, wishes: { column: 'Merkmal', unmapped: 'skip' } };
    const outcome = faults(secret, fields);
    expect(outcome).toHaveLength(4);
    expect(JSON.stringify(outcome)).not.toMatch(/Erika|Beispiel|4711/i);
    for (const fault of outcome) expect(explain(fault, 'de')).not.toMatch(/\{|Erika|Beispiel|4711/i);
  });

  it('has an id of several columns that no other row can have by accident', () => {
    const id = (a: string, b: string) => taken({ a, b }, {}, { externalId: ['a', 'b'] }).externalId;
    expect(id('2024', '17')).toBe('2024/17');
    expect(id('a/', 'b')).not.toBe(id('a', '/b'));
  });
});

describe('a file of rows', () => {
  it('gives cases and refusals in order, and refuses an id that stands there twice', async () => {
    const text =
      'Nr,Merkmal,Datum,Text\n1,Herkunft,1.2.2024,x\n2,Laune,1.2.2024,x\n3,Herkunft\n1,Religion,2.2.2024,y\n4,AGE,3.2.2024,z\n';
    const source = (async function* () {
      yield Buffer.from(text);
    })();
    const outcomes: unknown[] = [];
    for await (const outcome of readCandidates(source, mappingWith({}), reference)) {
      outcomes.push(
        outcome.ok ? outcome.value.externalId : outcome.problems.map(({ code, values }) => [code, values?.['line']]),
      );
    }
    expect(outcomes).toEqual([
      '1',
      [['IMPORT_VALUE_UNMAPPED', 3]],
      [['IMPORT_COLUMN_COUNT', 4]],
      [['IMPORT_DUPLICATE_ID', 5]],
      '4',
    ]);
  });
});
