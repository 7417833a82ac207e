import { describe, expect, it } from '@jest/globals';
import { dayOf } from './calendar.js';
import { checkSource, importedRowProblems, openedAtOf } from './import-rules.js';

const row = { externalId: '17', recordedOn: null, note: null };

describe('the name of a list', () => {
  it('is needed, short, and compared without the blanks around it', () => {
    expect(checkSource(' Altliste\u00a0', 'source')).toEqual({ ok: true, value: 'Altliste' });
    expect(checkSource(' \t', 'source')).toMatchObject({ problems: [{ code: 'REQUIRED', field: 'source' }] });
    expect(checkSource('x'.repeat(101), 'source')).toMatchObject({ problems: [{ code: 'TOO_LONG' }] });
    expect(checkSource('a\0', 'source')).toMatchObject({ problems: [{ code: 'INVALID_CHARACTER' }] });
  });

  it('is the same whether an umlaut is typed as one character or two', () => {
    expect(checkSource('Fa\u0308lle', 'source')).toEqual(checkSource('Fälle', 'source'));
  });
});

describe('a row of a list', () => {
  it('was recorded until today and in living memory', () => {
    const problems = (recordedOn: string) => importedRowProblems({ ...row, recordedOn }, '2026-05-01');
    expect(problems('2026-05-01')).toEqual([]);
    expect(problems('2026-05-02')).toEqual([{ code: 'DATE_IN_FUTURE', field: 'recordedOn' }]);
    expect(problems('1949-12-31')).toEqual([
      { code: 'DATE_TOO_EARLY', field: 'recordedOn', values: { min: '1950-01-01' } },
    ]);
  });

  it('has a key of at most 200 characters and a note as long as any', () => {
    expect(importedRowProblems({ ...row, externalId: 'x'.repeat(201) }, '2026-05-01')).toMatchObject([
      { code: 'TOO_LONG', field: 'externalId' },
    ]);
    expect(importedRowProblems({ ...row, note: 'x'.repeat(20_001) }, '2026-05-01')).toMatchObject([
      { code: 'TOO_LONG', field: 'note' },
    ]);
  });

  it('opens its case on the day that the list tells, in winter as in summer, and never later than now', () => {
    const now = new Date('2026-05-01T05:00:00Z');
    for (const day of ['2024-01-01', '2024-07-01', '2024-12-31']) expect(dayOf(openedAtOf(day, now))).toBe(day);
    expect(openedAtOf('2026-05-01', now)).toBe(now);
    expect(openedAtOf(null, now)).toBe(now);
  });
});
