import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';

import { addDays } from './calendar.js';
import type { Codebook, Term } from './codebook.js';
import {
  type FieldGroup,
  fieldGroups,
  type Release,
  type ReleaseInput,
  releaseCovers,
  releaseState,
  validateRelease,
} from './release.js';

const { languages } = parse(readFileSync('src/reference/data/codebook.yaml', 'utf8')) as { languages: Term[] };
const retired: Term = { code: 'xx', de: 'alt', en: 'old', validUntil: '2026-01-01' };
const codebook = { terms: { languages: [...languages, retired] } } as unknown as Codebook;
const today = '2026-05-20';

const input = (changes: Partial<ReleaseInput> = {}): ReleaseInput => ({
  officeId: 'office-1',
  fieldGroups: ['INCIDENT', 'GROUNDS'],
  purpose: 'Prüfung durch die Landesstelle',
  explainedIn: 'ar',
  givenOn: '2026-05-18',
  form: 'WRITTEN',
  documentReference: 'Ordner 3',
  ...changes,
});
const validate = (changes: Partial<ReleaseInput> = {}, isMinor = false) =>
  validateRelease(input(changes), today, { codebook, isMinor });
const given = (changes: Partial<ReleaseInput> = {}): Release => {
  const result = validate(changes);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problemsOf = (changes: Partial<ReleaseInput>, isMinor = false) => {
  const result = validate(changes, isMinor);
  return result.ok ? [] : result.problems.map(({ code, field }) => `${code} ${field}`);
};

describe('Recording a release from confidentiality', () => {
  it('runs for twelve months when nothing else was said', () => {
    expect(given().validUntil).toBe('2027-05-18');
    expect(given({ validUntil: null }).validUntil).toBe('2027-05-18');
    expect(given({ givenOn: '2024-02-29' }).validUntil).toBe('2025-02-28');
  });

  it('keeps what was said, trimmed, and starts unwithdrawn', () => {
    expect(given({ purpose: '  Prüfung 🙂 مراجعة ', interpreter: ' ', validUntil: '2026-06-30' })).toEqual({
      officeId: 'office-1',
      fieldGroups: ['INCIDENT', 'GROUNDS'],
      purpose: 'Prüfung 🙂 مراجعة',
      explainedIn: 'ar',
      interpreter: null,
      givenOn: '2026-05-18',
      validUntil: '2026-06-30',
      form: 'WRITTEN',
      oralReason: null,
      documentReference: 'Ordner 3',
      guardian: null,
      dataProtectionConsent: false,
      withdrawnAt: null,
    });
  });

  it.each<[string, Partial<ReleaseInput>, string[]]>([
    ['no office', { officeId: '' }, ['REQUIRED officeId']],
    ['no field group', { fieldGroups: [] }, ['EMPTY fieldGroups']],
    ['an unknown group', { fieldGroups: ['GROUNDS', 'DIARY'] }, ['UNKNOWN_CODE fieldGroups[1]']],
    ['a name every object has', { fieldGroups: ['constructor'] }, ['UNKNOWN_CODE fieldGroups[0]']],
    ['a group twice', { fieldGroups: ['GROUNDS', 'GROUNDS'] }, ['DUPLICATE_VALUE fieldGroups[1]']],
    ['no purpose', { purpose: ' \n' }, ['REQUIRED purpose']],
    ['a purpose as long as a book', { purpose: 'x'.repeat(100_000) }, ['TOO_LONG purpose']],
    ['a NUL byte', { purpose: 'a\0b' }, ['INVALID_CHARACTER purpose']],
    ['a NUL byte in a side field', { guardian: '\0' }, ['INVALID_CHARACTER guardian']],
    ['an unknown language', { explainedIn: 'klingon' }, ['UNKNOWN_CODE explainedIn']],
    ['a retired language', { explainedIn: 'xx' }, ['RETIRED_CODE explainedIn']],
    ['a day that does not exist', { givenOn: '2026-02-30' }, ['INVALID_FORMAT givenOn']],
    ['an end that does not exist', { validUntil: 'soon' }, ['INVALID_FORMAT validUntil']],
    ['a day to come', { givenOn: '2026-05-21' }, ['DATE_IN_FUTURE givenOn']],
    ['an end before the start', { validUntil: '2026-05-17' }, ['RELEASE_ENDS_BEFORE_START validUntil']],
    ['more than twelve months', { validUntil: '2027-05-19' }, ['RELEASE_TOO_LONG validUntil']],
    ['oral without a reason', { form: 'ORAL' }, ['RELEASE_ORAL_REASON_MISSING oralReason']],
    ['written without paper', { documentReference: null }, ['RELEASE_DOCUMENT_MISSING documentReference']],
  ])('is refused for %s', (_, changes, expected) => expect(problemsOf(changes)).toEqual(expected));

  it('counts an emoji as one character', () => {
    expect(problemsOf({ purpose: '🙂'.repeat(1000) })).toEqual([]);
    expect(problemsOf({ purpose: '🙂'.repeat(1001) })).toEqual(['TOO_LONG purpose']);
  });

  it('names every fault at once', () => {
    expect(problemsOf({ fieldGroups: [], purpose: '', explainedIn: '?', form: 'ORAL' })).toHaveLength(4);
  });

  it('needs a guardian for a minor, and only for a minor', () => {
    expect(problemsOf({}, true)).toEqual(['RELEASE_GUARDIAN_MISSING guardian']);
    expect(problemsOf({ guardian: 'Mutter' }, true)).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  it('is given orally with a reason, and without paper', () => {
    expect(given({ form: 'ORAL', oralReason: 'am Telefon', documentReference: null }).oralReason).toBe('am Telefon');
    expect(given({ oralReason: 'am Telefon' }).oralReason).toBeNull();
  });

  it('answers any input with a release or with problems that name a field, and never throws', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '2026-05-18', '0000-01-01', '9999-12-31'));
    const maybe = fc.option(text);
    const anyInput = fc.record<ReleaseInput>({
      officeId: text,
      fieldGroups: fc.array(fc.oneof(text, fc.constantFrom(...fieldGroups))),
      purpose: text,
      explainedIn: fc.oneof(text, fc.constant('de')),
      interpreter: maybe,
      givenOn: text,
      validUntil: maybe,
      form: fc.constantFrom('WRITTEN', 'ORAL'),
      oralReason: maybe,
      documentReference: maybe,
      guardian: maybe,
    });
    fc.assert(
      fc.property(anyInput, fc.boolean(), (value, isMinor) => {
        const result = validateRelease(value, today, { codebook, isMinor });
        if (!result.ok) return result.problems.every(({ field }) => field !== null);
        const { givenOn, validUntil } = result.value;
        return givenOn <= today && givenOn <= validUntil && validUntil <= addDays(givenOn, 366);
      }),
    );
  });
});

describe('Using a release', () => {
  const release = given({ givenOn: '2026-05-01', validUntil: '2026-06-30' });
  const use = { officeId: 'office-1', groups: ['GROUNDS', 'INCIDENT'] as FieldGroup[], today };
  const codes = (of: Release, changes: Partial<typeof use> = {}) => {
    const result = releaseCovers(of, { ...use, ...changes });
    return result.ok ? result.value : result.problems.map(({ code }) => code);
  };

  it('is possible from the first to the last day, both included', () => {
    const states = ['2026-04-30', '2026-05-01', '2026-06-30', '2026-07-01'].map((day) => releaseState(release, day));
    expect(states).toEqual(['NOT_YET', 'VALID', 'VALID', 'EXPIRED']);
  });

  it('covers its groups for its office, in the order of the form', () => {
    expect(codes(release)).toEqual(['INCIDENT', 'GROUNDS']);
  });

  it.each([
    ['RELEASE_EXPIRED', release, { today: '2026-07-01' }],
    ['RELEASE_NOT_YET_VALID', release, { today: '2026-04-30' }],
    ['RELEASE_WITHDRAWN', { ...release, withdrawnAt: new Date(0) }, {}],
    ['RELEASE_OTHER_OFFICE', release, { officeId: 'office-2' }],
    ['RELEASE_GROUP_NOT_COVERED', release, { groups: ['GROUNDS', 'WITNESSES'] as FieldGroup[] }],
  ])('is refused: %s', (code, of, changes) => expect(codes(of, changes)).toEqual([code]));

  it('is over with the withdrawal, whatever the dates say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (days) => {
        expect(releaseState({ ...release, withdrawnAt: new Date(0) }, addDays(today, days))).toBe('WITHDRAWN');
      }),
    );
  });

  it('never covers a group that was not ticked', () => {
    const some = fc.subarray([...fieldGroups], { minLength: 1 });
    fc.assert(
      fc.property(some, some, (ticked, wanted) => {
        const result = releaseCovers({ ...release, fieldGroups: ticked }, { ...use, groups: wanted });
        expect(result.ok).toBe(wanted.every((group) => ticked.includes(group)));
        if (!result.ok) expect(result.problems).toHaveLength(wanted.filter((group) => !ticked.includes(group)).length);
      }),
    );
  });
});
