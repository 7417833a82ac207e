import { describe, expect, it } from '@jest/globals';
import { addDays, dayOf, startOf } from './calendar.js';

describe('the beginning of a civil day', () => {
  it.each([
    ['2026-01-15', '2026-01-14T23:00:00.000Z'],
    ['2026-07-15', '2026-07-14T22:00:00.000Z'],
    // The clocks change at two in the morning of these days, not at midnight.
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('of %s is %s', (day, moment) => {
    expect(startOf(day).toISOString()).toBe(moment);
  });

  it('is the first moment of that day, on every day of a year', () => {
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      expect(dayOf(startOf(day))).toBe(day);
      expect(dayOf(new Date(startOf(day).getTime() - 1))).toBe(addDays(day, -1));
    }
  });
});
