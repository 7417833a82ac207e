import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from './calendar.js';
import {
  caseFields,
  longestTexts,
  validateCaseChange,
  validateQuickRecord,
  type CaseChange,
  type CaseContents,
  type CaseRulesContext,
  type QuickRecord,
} from './case-rules.js';
import type { Codebook } from './codebook.js';
import type { Problem, Result } from './result.js';
import { readCodebook } from '../reference/codebook.loader.js';

const today = '2026-05-20';
const shipped = readCodebook(readFileSync('src/reference/data/codebook.yaml', 'utf8'));
const retired = { code: 'OLD_WISH', de: 'alt', en: 'old', validUntil: today };
const codebook: Codebook = {
  ...shipped,
  terms: { ...shipped.terms, wishes: [...shipped.terms.wishes, retired] },
};
const district = { key: '07111', name: 'Koblenz', kind: 'x', regionKey: '071', regionName: 'Koblenz' };
const context: CaseRulesContext = { codebook, districts: [district], today, argument: 'input' };

const quick = (changes: CaseChange = {}): QuickRecord =>
  ({
    grounds: ['ORIGIN'],
    mainArea: { area: 'HOUSING' },
    respondentType: 'LANDLORD_PRIVATE',
    incidentEarliest: '2026-05-01',
    incidentLatest: '2026-05-10',
    narrative: 'Die Wohnung war auf einmal vergeben.',
    ...changes,
  }) as QuickRecord;

const record = (changes: CaseChange = {}): Result<CaseContents> => validateQuickRecord(quick(changes), context);
const recorded = (changes: CaseChange = {}): CaseContents => valueOf(record(changes));

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problemsOf = (result: Result<unknown>): [string, string | null][] =>
  result.ok ? [] : result.problems.map(({ code, field }: Problem) => [code, field]);

describe('a quick record', () => {
  it('needs grounds, area, respondent, days and what happened, and nothing else', () => {
    expect(recorded()).toMatchObject({
      grounds: ['ORIGIN'],
      mainArea: { area: 'HOUSING', subArea: null },
      district: null,
      wishes: [],
      clientName: null,
      knowledgeOn: null,
    });
  });

  it.each<[string, CaseChange, [string, string][]]>([
    ['no ground', { grounds: [] }, [['EMPTY', 'input.grounds']]],
    ['an unknown ground', { grounds: ['ORIGIN', 'NOSE'] }, [['UNKNOWN_CODE', 'input.grounds[1]']]],
    ['a ground twice', { grounds: ['ORIGIN', 'NAME', 'ORIGIN'] }, [['DUPLICATE_VALUE', 'input.grounds[2]']]],
    ['an unknown area', { mainArea: { area: 'MOON' } }, [['UNKNOWN_CODE', 'input.mainArea.area']]],
    ['an unknown sub-area', { mainArea: { area: 'WORK', subArea: 'X' } }, [['UNKNOWN_CODE', 'input.mainArea.subArea']]],
    [
      'the sub-area of another area',
      { mainArea: { area: 'WORK', subArea: 'HOUSING_SEARCH' } },
      [['SUB_AREA_ELSEWHERE', 'input.mainArea.subArea']],
    ],
    ['the main area again', { furtherAreas: [{ area: 'HOUSING' }] }, [['AREA_REPEATED', 'input.furtherAreas[0]']]],
    [
      'a further area twice',
      { furtherAreas: [{ area: 'WORK' }, { area: 'WORK' }] },
      [['DUPLICATE_VALUE', 'input.furtherAreas[1]']],
    ],
    ['an unknown respondent', { respondentType: 'ALIEN' }, [['UNKNOWN_CODE', 'input.respondentType']]],
    ['a blank respondent', { respondentType: ' ' }, [['REQUIRED', 'input.respondentType']]],
    ['an unknown district', { district: '09162' }, [['UNKNOWN_DISTRICT', 'input.district']]],
    ['a retired code', { wishes: ['OLD_WISH'] }, [['RETIRED_CODE', 'input.wishes[0]']]],
    ['a code of another vocabulary', { level: 'ONCE' }, [['UNKNOWN_CODE', 'input.level']]],
    ['a day that does not exist', { incidentEarliest: '2026-02-30' }, [['INVALID_FORMAT', 'input.incidentEarliest']]],
    ['a day to come', { incidentLatest: '2026-05-21' }, [['DATE_IN_FUTURE', 'input.incidentLatest']]],
    ['a day before 1950', { incidentEarliest: '1949-12-31' }, [['DATE_TOO_EARLY', 'input.incidentEarliest']]],
    [
      'the latest day before the earliest',
      { incidentLatest: '2026-04-30' },
      [['LATEST_BEFORE_EARLIEST', 'input.incidentLatest']],
    ],
    ['knowledge before the incident', { knowledgeOn: '2026-04-30' }, [['BEFORE_INCIDENT', 'input.knowledgeOn']]],
    ['knowledge to come', { knowledgeOn: '2026-05-21' }, [['DATE_IN_FUTURE', 'input.knowledgeOn']]],
    ['a claim before the incident', { claimedOn: '2026-04-30' }, [['BEFORE_INCIDENT', 'input.claimedOn']]],
    ['a story of blanks', { narrative: ' \n ' }, [['REQUIRED', 'input.narrative']]],
    ['a story with NUL', { narrative: 'a\0b' }, [['INVALID_CHARACTER', 'input.narrative']]],
    ['half a character', { narrative: 'a\ud83d' }, [['INVALID_CHARACTER', 'input.narrative']]],
    [
      'a person without a reason',
      { respondentPerson: 'Herr Erfunden' },
      [['PERSON_REASON_MISSING', 'input.respondentPersonReason']],
    ],
    [
      'a reason of blanks',
      { respondentPerson: 'Herr Erfunden', respondentPersonReason: '  ' },
      [['PERSON_REASON_MISSING', 'input.respondentPersonReason']],
    ],
  ])('refuses %s, naming the field', (_, changes, expected) => {
    expect(problemsOf(record(changes))).toEqual(expected);
  });

  it('names every fault at once', () => {
    expect(problemsOf(record({ grounds: [], narrative: '', incidentEarliest: '2027-01-01', gender: 'X' }))).toEqual([
      ['EMPTY', 'input.grounds'],
      ['UNKNOWN_CODE', 'input.gender'],
      ['DATE_IN_FUTURE', 'input.incidentEarliest'],
      ['REQUIRED', 'input.narrative'],
    ]);
  });

  it('names fields without an argument where there is none', () => {
    expect(problemsOf(validateQuickRecord(quick({ grounds: [] }), { ...context, argument: '' }))).toEqual([
      ['EMPTY', 'grounds'],
    ]);
  });

  it.each(Object.entries(longestTexts))('takes %s up to %i characters and not one more', (field, most) => {
    const reason = { respondentPersonReason: 'steht so im Brief' };
    expect(record({ ...reason, [field]: '🙂'.repeat(most) }).ok).toBe(true);
    expect(problemsOf(record({ ...reason, [field]: 'a'.repeat(most + 1) }))).toEqual([['TOO_LONG', `input.${field}`]]);
  });

  it('takes the incident of today, and the first day of 1950', () => {
    expect(record({ incidentEarliest: '1950-01-01', incidentLatest: today }).ok).toBe(true);
  });

  it('takes another sub-area of the main area as a further area', () => {
    const areas = { mainArea: { area: 'WORK', subArea: 'WORK_ACCESS' } };
    expect(record({ ...areas, furtherAreas: [{ area: 'WORK', subArea: 'WORK_CONDITIONS' }] }).ok).toBe(true);
    expect(problemsOf(record({ ...areas, furtherAreas: [{ area: 'WORK' }] }))).toEqual([
      ['AREA_REPEATED', 'input.furtherAreas[0]'],
    ]);
  });

  it('keeps names in any script, and drops the blanks around them', () => {
    expect(recorded({ clientName: '  محمد 🙂 Nguyễn ' }).clientName).toBe('محمد 🙂 Nguyễn');
  });
});

describe('a change of a case', () => {
  const change = (before: CaseContents, changes: CaseChange) => validateCaseChange(before, changes, context);

  it('leaves alone what is left out, and clears what is null', () => {
    const before = recorded({ clientName: 'Kim', gender: 'FEMALE', wishes: ['RELIEF'], district: '07111' });
    const { contents, changed } = valueOf(change(before, { gender: null, wishes: null, district: undefined }));
    expect(contents).toEqual({ ...before, gender: null, wishes: [] });
    expect(changed).toEqual(['wishes', 'gender']);
  });

  it('is none when the same is said again', () => {
    const before = recorded({ clientName: 'Kim' });
    expect(valueOf(change(before, { clientName: ' Kim ', grounds: ['ORIGIN'] })).changed).toEqual([]);
  });

  it.each(['grounds', 'mainArea', 'respondentType', 'incidentEarliest', 'incidentLatest', 'narrative'] as const)(
    'cannot clear %s',
    (field) => {
      const [code, name] = problemsOf(change(recorded(), { [field]: null }))[0] ?? [];
      expect([code, name]).toEqual([field === 'grounds' ? 'EMPTY' : 'REQUIRED', `input.${field}`]);
    },
  );

  it('may keep a code that was retired in the meantime, and not give it anew', () => {
    const before = { ...recorded(), wishes: ['OLD_WISH'] };
    expect(change(before, { wishes: ['OLD_WISH', 'RELIEF'] }).ok).toBe(true);
    expect(problemsOf(change(recorded(), { wishes: ['RELIEF', 'OLD_WISH'] }))).toEqual([
      ['RETIRED_CODE', 'input.wishes[1]'],
    ]);
  });

  it('cannot leave a name behind without its reason', () => {
    const before = recorded({ respondentPerson: 'Herr Erfunden', respondentPersonReason: 'hat unterschrieben' });
    expect(problemsOf(change(before, { respondentPersonReason: null }))).toEqual([
      ['PERSON_REASON_MISSING', 'input.respondentPersonReason'],
    ]);
    expect(change(before, { respondentPersonReason: null, respondentPerson: null }).ok).toBe(true);
  });

  it('cannot move the incident behind the day on which it became known', () => {
    const before = recorded({ knowledgeOn: '2026-05-05' });
    expect(problemsOf(change(before, { incidentEarliest: '2026-05-06' }))).toEqual([
      ['BEFORE_INCIDENT', 'input.knowledgeOn'],
    ]);
  });
});

describe('whatever is given', () => {
  const day = fc.integer({ min: -30_000, max: 400 }).map((days) => addDays(today, days));
  const codes = (vocabulary: 'grounds' | 'wishes') =>
    fc.array(fc.constantFrom(...codebook.terms[vocabulary].map(({ code }) => code), 'NOSE'), { maxLength: 4 });
  const place = fc.record({
    area: fc.constantFrom(...codebook.areas.map(({ code }) => code)),
    subArea: fc.constantFrom(null, ...codebook.terms.subAreas.map(({ code }) => code)),
  });
  const fields = {
    grounds: codes('grounds'),
    wishes: codes('wishes'),
    mainArea: place,
    furtherAreas: fc.array(place, { maxLength: 3 }),
    incidentEarliest: day,
    incidentLatest: day,
    knowledgeOn: fc.option(day),
    claimedOn: fc.option(day),
    narrative: fc.string({ unit: 'binary', maxLength: 40 }),
    clientName: fc.option(fc.string({ unit: 'binary', maxLength: 250 })),
    respondentPerson: fc.option(fc.string()),
    respondentPersonReason: fc.option(fc.string()),
  };
  const given = fc.record(fields);
  const some = fc.record(fields, { requiredKeys: [] });

  it('either becomes a case that keeps every rule of the table, or is refused by fields of the case', () => {
    fc.assert(
      fc.property(given, (changes) => {
        const result = record(changes);
        if (!result.ok) {
          for (const { field } of result.problems) expect(caseFields).toContain(/^input\.(\w+)/.exec(field ?? '')?.[1]);
          return;
        }
        const { value } = result;
        expect(value.grounds.length).toBeGreaterThan(0);
        expect(new Set(value.grounds).size).toBe(value.grounds.length);
        expect(value.incidentEarliest <= value.incidentLatest).toBe(true);
        expect(value.incidentLatest <= today).toBe(true);
        expect(value.respondentPerson === null || value.respondentPersonReason !== null).toBe(true);
        expect(JSON.stringify(value)).not.toContain('\\u0000');
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same case when what was accepted is given again', () => {
    fc.assert(
      fc.property(some, (changes) => {
        const first = record(changes);
        if (!first.ok) return;
        expect(valueOf(validateCaseChange(first.value, first.value, context))).toEqual({
          contents: first.value,
          changed: [],
        });
      }),
    );
  });

  it('changes only the fields that it names', () => {
    fc.assert(
      fc.property(some, (changes) => {
        const before = recorded();
        const result = validateCaseChange(before, changes, context);
        if (!result.ok) return;
        for (const field of caseFields)
          if (!(field in changes)) expect(result.value.contents[field]).toEqual(before[field]);
      }),
    );
  });
});
