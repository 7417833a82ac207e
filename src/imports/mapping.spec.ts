import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { explain } from '../core/problems.js';
import { loadCodebook } from '../reference/codebook.loader.js';
import { loadGeography } from '../reference/geography.loader.js';
import { readMapping } from './mapping.js';
import { codeFields, dateFields, textFields } from './mapping.fields.js';

const codebook = loadCodebook();
const geography = loadGeography();

const sound = `
version: 1
externalId: Nr
fields:
  grounds: { column: Merkmal, values: { Herkunft: ORIGIN } }
  mainArea: { constant: WORK }
  respondentType: { constant: EMPLOYER_PRIVATE }
  incident: { column: Datum }
  narrative: { column: Text }
`;

const faults = (text: string) => {
  const outcome = readMapping(text, codebook, geography);
  if (outcome.ok) return [];
  for (const fault of outcome.problems) {
    for (const language of ['de', 'en'] as const) expect(explain(fault, language)).toMatch(/^[^{}]{10,}$/);
  }
  return outcome.problems.map(({ code, field }) => `${field}: ${code}`);
};

/** The sound mapping with other fields. */
const withFields = (fields: Record<string, unknown>, top: Record<string, unknown> = {}): string => {
  const base = parse(sound) as { fields: object };
  return stringify({ ...base, ...top, fields: { ...base.fields, ...fields } });
};

describe('a mapping', () => {
  it('is read from YAML and from JSON alike, and knows its columns', () => {
    const [yaml, json] = [sound, JSON.stringify(parse(sound))].map((text) => readMapping(text, codebook, geography));
    expect(yaml).toEqual(json);
    expect(yaml).toMatchObject({
      ok: true,
      value: { columns: ['Nr', 'Merkmal', 'Datum', 'Text'], externalId: ['Nr'] },
    });
  });

  it('is refused with everything that it lacks', () => {
    expect(faults('table: { delimiter: ";" }')).toEqual([
      'version: REQUIRED',
      'externalId: REQUIRED',
      'fields: REQUIRED',
      'fields.grounds: REQUIRED',
      'fields.mainArea: REQUIRED',
      'fields.respondentType: REQUIRED',
      'fields.incident: REQUIRED',
      'fields.narrative: REQUIRED',
    ]);
  });

  it.each([
    ['', 'null: IMPORT_MAPPING_ENTRIES'],
    ['- a\n- b', 'null: IMPORT_MAPPING_ENTRIES'],
    ['version: 1\n  fields: [', 'null: IMPORT_MAPPING_SYNTAX'],
    ['version: 1\nversion: 1', 'null: IMPORT_MAPPING_SYNTAX'],
    [
      `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(60)}]\nc: [${'*b,'.repeat(60)}]`,
      'null: IMPORT_MAPPING_SYNTAX',
    ],
    ['{ "version": 1, ', 'null: IMPORT_MAPPING_SYNTAX'],
  ])('is not the text %j', (text, expected) => expect(faults(text)[0]).toBe(expected));

  it.each<[string, Record<string, unknown>, string[]]>([
    [
      'an unknown code',
      { grounds: { column: 'M', values: { x: 'HERITAGE' } } },
      ['fields.grounds.values.x: UNKNOWN_CODE'],
    ],
    [
      'an unknown code in a list of sources',
      { grounds: { from: [{ constant: 'AGE' }, { column: 'M', values: { x: ['AGE', 'OLD'] } }] } },
      ['fields.grounds.from[1].values.x[1]: UNKNOWN_CODE'],
    ],
    ['an unknown field', { ground: { constant: 'AGE' } }, ['fields.ground: IMPORT_MAPPING_KEY']],
    [
      'an unknown key of a rule',
      { gender: { colum: 'G', constant: 'MALE' } },
      ['fields.gender.colum: IMPORT_MAPPING_KEY'],
    ],
    ['neither column nor constant', { gender: { values: {} } }, ['fields.gender: IMPORT_MAPPING_ONE_OF']],
    ['column and constant', { gender: { column: 'G', constant: 'MALE' } }, ['fields.gender: IMPORT_MAPPING_ONE_OF']],
    ['several codes for one', { gender: { constant: ['MALE', 'FEMALE'] } }, ['fields.gender.constant: TOO_MANY']],
    [
      'values that only differ in case',
      { gender: { column: 'G', values: { M: 'MALE', ' m': 'FEMALE' } } },
      ['fields.gender.values. m: DUPLICATE_VALUE'],
    ],
    [
      'OTHER where there is none',
      { gender: { column: 'G', unmapped: 'other' } },
      ['fields.gender.unmapped: IMPORT_MAPPING_CHOICE'],
    ],
    [
      'a pattern that is none',
      { incident: { column: 'D', formats: ['DD.MM'] } },
      ['fields.incident.formats[0]: IMPORT_MAPPING_DATE_PATTERN'],
    ],
    ['no incident column', { incident: { formats: ['YYYY'] } }, ['fields.incident: IMPORT_MAPPING_ONE_OF']],
    [
      'a range that runs backwards',
      { incident: { column: 'D', whenEmpty: { earliest: '2024-02-01', latest: '2024-01-01' } } },
      ['fields.incident.whenEmpty: LATEST_BEFORE_EARLIEST'],
    ],
    [
      'a day that does not exist',
      { incident: { column: 'D', whenEmpty: { earliest: '2024-02-30', latest: '2024-03-01' } } },
      ['fields.incident.whenEmpty.earliest: INVALID_FORMAT'],
    ],
    [
      'an unknown district',
      { district: { column: 'O', values: { x: '08111' } } },
      ['fields.district.values.x: UNKNOWN_DISTRICT'],
    ],
    ['a spread by nothing', { district: { assign: 'spread' } }, ['fields.district: IMPORT_MAPPING_ONE_OF']],
    [
      'an unknown look-up',
      { district: { column: 'O', lookup: ['postcode'] } },
      ['fields.district.lookup[0]: IMPORT_MAPPING_CHOICE'],
    ],
    ['two ways to a text', { narrative: { column: 'a', constant: 'b' } }, ['fields.narrative: IMPORT_MAPPING_ONE_OF']],
    [
      'a list where a value belongs',
      { narrative: { constant: ['a'] } },
      ['fields.narrative.constant: IMPORT_MAPPING_TEXT'],
    ],
    ['nothing where a value belongs', { narrative: { constant: '' } }, ['fields.narrative.constant: REQUIRED']],
  ])('is refused for %s, with the path', (_, fields, expected) => expect(faults(withFields(fields))).toEqual(expected));

  it('is refused with every fault at once', () => {
    const text = withFields(
      { gender: { constant: 'X' }, level: { constant: 'Y' } },
      { version: 2, table: { encoding: 'ebcdic', delimiter: '|' }, dates: 'soon' },
    );
    expect(faults(text)).toEqual(
      [
        'version: IMPORT_MAPPING_CHOICE',
        'dates: IMPORT_MAPPING_DATE_PATTERN',
        'table.delimiter: IMPORT_MAPPING_CHOICE',
        'table.encoding: IMPORT_MAPPING_CHOICE',
        'fields.level: UNKNOWN_CODE',
        'fields.gender: UNKNOWN_CODE',
      ].map((fault) => fault.replace(/(level|gender):/, '$1.constant:')),
    );
  });

  it('takes district keys and NO as they stand, not as numbers and truth values', () => {
    const text = `${sound}
  district: { column: Ort, values: { Mainz: 07315 } }
  assessment: { column: E, values: { no: NO, 12: YES } }
`;
    const outcome = readMapping(text, codebook, geography);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value.district).toMatchObject({ values: new Map([['mainz', '07315']]) });
    expect(outcome.value.codes.assessment?.from).toMatchObject([
      {
        values: new Map([
          ['no', ['NO']],
          ['12', ['YES']],
        ]),
      },
    ]);
  });

  it('is documented with an example that is sound, and with every field', () => {
    const page = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]+?)```/.exec(page) ?? [];
    expect(faults(example)).toEqual([]);
    for (const field of [...Object.keys(codeFields), ...dateFields, ...textFields])
      expect(page).toContain(`\`${field}\``);
  });
});
