import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from './calendar.js';
import { checkStaffMonths, forgettableFrom, mayBeForgotten, type Leaver } from './forgetting.js';

const said = (leaver: Leaver, today: string, months = 36): string => {
  const outcome = mayBeForgotten(leaver, months, today);
  return outcome.ok
    ? outcome.value
    : `${outcome.problems[0].code} ${String(outcome.problems[0].values?.['from'] ?? '')}`.trim();
};

describe('somebody of the staff', () => {
  const left: Leaver = { deactivatedOn: '2023-03-31', isForgotten: false };

  it('may be forgotten when the time after leaving is over, not a day before', () => {
    expect(said(left, '2026-03-31')).toBe('FORGET_TOO_EARLY 2026-04-01');
    expect(said(left, '2026-04-01')).toBe('2026-04-01');
    expect(said({ ...left, deactivatedOn: '2024-01-31' }, '2024-03-01', 1)).toBe('2024-03-01');
  });

  it('is not forgotten while the account is open, nor twice', () => {
    expect(said({ deactivatedOn: null, isForgotten: false }, '2040-01-01')).toBe('PERSON_STILL_ACTIVE');
    expect(said({ ...left, isForgotten: true }, '2040-01-01')).toBe('PERSON_FORGOTTEN');
  });

  it('is kept longer, never shorter, where a carrier sets more months', () => {
    const day = fc.integer({ min: 0, max: 5000 }).map((days) => addDays('2020-01-01', days));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 359 }), (on, months) => {
        expect(forgettableFrom(on, months) > on).toBe(true);
        expect(forgettableFrom(on, months + 1) > forgettableFrom(on, months)).toBe(true);
      }),
    );
  });
});

describe('the months of a carrier', () => {
  it('are whole, 1 to 360', () => {
    expect([1, 360].map((months) => checkStaffMonths(months).ok)).toEqual([true, true]);
    for (const months of [0, 361, 1.5, -1])
      expect(checkStaffMonths(months)).toMatchObject({
        problems: [{ code: 'OUT_OF_RANGE', field: 'input.staffMonths' }],
      });
  });
});
