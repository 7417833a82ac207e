import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadCodebook } from '../reference/codebook.loader.js';
import { parseLegalRules } from './law-parsing.js';
import { regimeCodes } from './law.js';
import { explain } from './problems.js';

type Row = Record<string, unknown>;
interface Edited extends Row {
  rules: Row[];
  assignments: Row[];
}

const codebook = loadCodebook();
const yaml = readFileSync(new URL('../reference/data/legal-regimes.yaml', import.meta.url), 'utf8');

/** The shipped rules after an edit: a row is changed by merging the values into it. */
const edited = (edit: (rules: Edited) => void): unknown => {
  const rules = structuredClone(parse(yaml) as Edited);
  edit(rules);
  return rules;
};
const rule = (at: number, values: Row): unknown => edited(({ rules }) => Object.assign(rules[at] ?? {}, values));
const assignment = (at: number, values: Row): unknown =>
  edited(({ assignments }) => Object.assign(assignments[at] ?? {}, values));

const faults = (raw: unknown): string[] => {
  const parsed = parseLegalRules(raw, codebook);
  return parsed.ok ? [] : parsed.problems.map(({ code, field }) => `${field ?? '-'} ${code}`);
};

describe('the rules of law as data', () => {
  it('can be read again once they were read and stored', () => {
    const read = parseLegalRules(parse(yaml), codebook);
    expect(read.ok && parseLegalRules(JSON.parse(JSON.stringify(read.value)), codebook)).toEqual(read);
  });

  it('are accepted as shipped, with a rule for every regime of the codebook', () => {
    const parsed = parseLegalRules(parse(yaml), codebook);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(new Set(parsed.value.rules.map(({ regime }) => regime))).toEqual(new Set(regimeCodes));
    expect(codebook.terms.regimes.map(({ code }) => code)).toEqual([...regimeCodes]);
  });

  it('mark what a lawyer has still to confirm', () => {
    const parsed = parseLegalRules(parse(yaml), codebook);
    const checked = parsed.ok ? parsed.value.rules.filter(({ check }) => check).map(({ regime }) => regime) : [];
    expect(checked).toEqual(['AGG_WORK', 'AGG_CIVIL', 'STATE_RLP', 'CRIMINAL']);
  });

  it.each([{ months: 1 }, { months: 120 }, { years: 30 }, null])('take a length of %j', (length) => {
    expect(faults(rule(3, { length }))).toEqual([]);
  });

  it('can be read without a codebook, and then take any well-formed code', () => {
    const strange = assignment(0, { areas: ['MOON'] });
    expect(parseLegalRules(strange).ok).toBe(true);
    expect(faults(strange)).toEqual(['assignments[0].areas[0] UNKNOWN_CODE']);
  });

  it.each<[string, unknown, string[]]>([
    ['no object', 'rules', ['- INVALID_FORMAT']],
    ['a code with a blank', rule(1, { code: 'AGG WORK' }), ['rules[1].code INVALID_FORMAT']],
    ['a code given twice', rule(1, { code: 'AGG_WORK_CLAIM' }), ['rules[1].code DUPLICATE_VALUE']],
    ['an unknown start', rule(0, { start: 'RECEIPT' }), ['rules[0].start INVALID_FORMAT']],
    ['an unknown form', rule(0, { form: 'FAX' }), ['rules[0].form INVALID_FORMAT']],
    ['a length of nothing', rule(3, { length: { years: 0 } }), ['rules[3].length INVALID_FORMAT']],
    ['a negative length', rule(3, { length: { months: -2 } }), ['rules[3].length INVALID_FORMAT']],
    ['half a month', rule(3, { length: { months: 1.5 } }), ['rules[3].length INVALID_FORMAT']],
    ['a length as text', rule(3, { length: { months: '2' } }), ['rules[3].length INVALID_FORMAT']],
    ['two lengths', rule(3, { length: { months: 2, years: 1 } }), ['rules[3].length INVALID_FORMAT']],
    ['an unknown unit', rule(3, { length: { weeks: 3 } }), ['rules[3].length INVALID_FORMAT']],
    ['a length beyond all sense', rule(3, { length: { years: 3000 } }), ['rules[3].length INVALID_FORMAT']],
    ['eleven years in months', rule(3, { length: { months: 121 } }), ['rules[3].length INVALID_FORMAT']],
    ['a length left out', rule(3, { length: undefined }), ['rules[3].length INVALID_FORMAT']],
    ['a day that does not exist', rule(0, { validFrom: '2026-02-30' }), ['rules[0].validFrom INVALID_FORMAT']],
    ['a date with a time', rule(0, { validUntil: '2026-02-03T00:00' }), ['rules[0].validUntil INVALID_FORMAT']],
    ['valid until before from', rule(0, { validUntil: '2006-08-17' }), ['rules[0].validUntil LATEST_BEFORE_EARLIEST']],
    ['version zero', rule(0, { version: 0 }), ['rules[0].version INVALID_FORMAT']],
    ['a check in words', rule(0, { check: 'yes' }), ['rules[0].check INVALID_FORMAT']],
    ['no source', rule(0, { source: ' ' }), ['rules[0].source REQUIRED']],
    ['no English name', rule(0, { name: { de: 'Frist' } }), ['rules[0].name.en REQUIRED']],
    ['a NUL in a note', rule(0, { note: { de: 'a\0b', en: 'ab' } }), ['rules[0].note.de INVALID_CHARACTER']],
    ['a note without end', rule(0, { note: { de: 'a'.repeat(100_000), en: 'ab' } }), ['rules[0].note.de TOO_LONG']],
    ['a mistyped key', rule(0, { lenght: { months: 3 } }), ['rules[0] UNKNOWN_FIELD']],
    ['a period for UNCLEAR', rule(6, { length: { months: 2 } }), ['rules[6].length LEGAL_UNCLEAR_HAS_NO_PERIOD']],
    ['a mistyped condition', assignment(0, { subareas: ['WORK_ACCESS'] }), ['assignments[0] UNKNOWN_FIELD']],
    ['an unknown regime', assignment(3, { regimes: ['AGG'] }), ['assignments[3].regimes[0] INVALID_FORMAT']],
    ['no regime', assignment(3, { regimes: [] }), ['assignments[3].regimes EMPTY']],
    [
      'an unknown respondent',
      assignment(3, { respondentTypes: ['KING'] }),
      ['assignments[3].respondentTypes[0] UNKNOWN_CODE'],
    ],
    [
      'a sub-area of another area',
      assignment(3, { subAreas: ['EDU_SCHOOL'] }),
      ['assignments[3].subAreas[0] UNKNOWN_CODE'],
    ],
    ['a sub-area without area', assignment(3, { areas: null }), ['assignments[3].areas REQUIRED']],
    ['UNCLEAR without a question', assignment(0, { ask: [] }), ['assignments[0].ask LEGAL_ASK_REQUIRED']],
    ['a question without UNCLEAR', assignment(3, { ask: ['area'] }), ['assignments[3].ask LEGAL_ONLY_WITH_UNCLEAR']],
    [
      'possible without UNCLEAR',
      assignment(3, { stillPossible: ['AGG_CIVIL'] }),
      ['assignments[3].stillPossible LEGAL_ONLY_WITH_UNCLEAR'],
    ],
    [
      'UNCLEAR as possibility',
      assignment(0, { stillPossible: ['UNCLEAR'] }),
      ['assignments[0].stillPossible UNKNOWN_CODE'],
    ],
    ['rules that are no list', edited((raw) => Object.assign(raw, { rules: {} })), ['rules INVALID_FORMAT']],
    ['a row that is no object', edited((raw) => Object.assign(raw.rules, { 7: 'x' })), ['rules[7] INVALID_FORMAT']],
  ])('are refused with %s, and the field is named', (_, raw, expected) => {
    // What follows from a missing rule is not repeated here.
    expect(faults(raw).filter((fault) => !fault.includes('LEGAL_REGIME_WITHOUT_RULE'))).toEqual(expected);
  });

  it('are refused when a regime of the table has no rule', () => {
    const raw = edited((rules) => (rules.rules = rules.rules.filter(({ regime }) => regime !== 'CRIMINAL')));
    expect(faults(raw)).toEqual([expect.stringMatching(/^assignments.\d+..regimes LEGAL_REGIME_WITHOUT_RULE$/)]);
  });

  it('are refused when an edit tears a hole into the table, and the first hole is named', () => {
    const raw = edited((rules) => {
      rules.assignments = rules.assignments.filter(({ areas }) => !(areas as string[] | undefined)?.includes('WORK'));
    });
    const parsed = parseLegalRules(raw, codebook);
    const [first] = parsed.ok ? [] : parsed.problems;
    expect(first?.code).toBe('LEGAL_TABLE_GAP');
    expect(first && explain(first, 'en')).toMatch(/^No row for area WORK and respondent COMPANY \(\d+ gaps\)\.$/);
  });

  it('never throw, whatever is handed in', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (version, rules, assignments) => {
        expect(parseLegalRules({ version, rules, assignments }, codebook).ok).toBe(false);
        expect(parseLegalRules({ version: 1, rules: [rules], assignments: [assignments] }, codebook).ok).toBe(false);
      }),
    );
  });
});
