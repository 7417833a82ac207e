import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, daysInMonth, isCalendarDate } from './calendar.js';
import { nextWorkingDay, periodEnd } from './deadline.js';
import { holidayOn } from './holidays.js';

const days = fc.integer({ min: 0, max: 60_000 }).map((offset) => addDays('1995-01-01', offset));
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 120 }).map((months) => ({ months })),
  fc.integer({ min: 1, max: 30 }).map((years) => ({ years })),
);
const monthsOf = (length: { months: number } | { years: number }): number =>
  'months' in length ? length.months : 12 * length.years;
const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
const isRestDay = (date: string): boolean =>
  [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay()) || holidayOn(date) !== null;

describe('the end of a period (§§ 187(1), 188(2)-(3) BGB)', () => {
  it.each([
    ['2026-03-03', { months: 2 }, '2026-05-03'],
    ['2026-01-31', { months: 1 }, '2026-02-28'],
    ['2024-01-31', { months: 1 }, '2024-02-29'],
    ['2025-12-31', { months: 2 }, '2026-02-28'],
    ['2025-12-30', { months: 2 }, '2026-02-28'],
    ['2025-12-28', { months: 2 }, '2026-02-28'],
    ['2023-12-31', { months: 2 }, '2024-02-29'],
    ['2026-02-28', { months: 2 }, '2026-04-28'],
    ['2026-11-15', { months: 3 }, '2027-02-15'],
    ['2026-10-31', { months: 1 }, '2026-11-30'],
    ['2026-12-01', { months: 12 }, '2027-12-01'],
    ['2024-02-29', { years: 1 }, '2025-02-28'],
    ['2024-02-29', { years: 4 }, '2028-02-29'],
    ['2023-02-28', { years: 1 }, '2024-02-28'],
    ['2026-01-28', { years: 1 }, '2027-01-28'],
  ])('of an event on %s and %j is %s', (start, length, end) => {
    expect(periodEnd(start, length)).toBe(end);
  });

  it('is a day that exists, after the event, in the right month', () => {
    fc.assert(
      fc.property(days, lengths, (start, length) => {
        const end = periodEnd(start, length);
        expect(isCalendarDate(end)).toBe(true);
        expect(end > start).toBe(true);
        expect(monthNumber(end) - monthNumber(start)).toBe(monthsOf(length));
      }),
    );
  });

  it('has the same day number, or else is the last day of its month', () => {
    fc.assert(
      fc.property(days, lengths, (start, length) => {
        const end = periodEnd(start, length);
        const last = daysInMonth(Number(end.slice(0, 4)), Number(end.slice(5, 7)));
        expect(Number(end.slice(8))).toBe(Math.min(Number(start.slice(8)), last));
      }),
    );
  });

  it('never comes earlier for a later event or a longer period', () => {
    fc.assert(
      fc.property(days, fc.nat(400), lengths, fc.nat(12), (start, later, length, longer) => {
        expect(periodEnd(addDays(start, later), length) >= periodEnd(start, length)).toBe(true);
        expect(periodEnd(start, { months: monthsOf(length) + longer }) >= periodEnd(start, length)).toBe(true);
      }),
    );
  });

  it('is the same for a year and for twelve months', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 30 }), (start, years) => {
        expect(periodEnd(start, { years })).toBe(periodEnd(start, { months: 12 * years }));
      }),
    );
  });
});

describe('the next working day (§ 193 BGB)', () => {
  it.each([
    ['2026-05-04', '2026-05-04', 'a Monday'],
    ['2026-05-03', '2026-05-04', 'a Sunday'],
    ['2026-05-02', '2026-05-04', 'a Saturday'],
    ['2026-05-01', '2026-05-04', '1 May, a Friday'],
    ['2026-04-03', '2026-04-07', 'Good Friday: Easter Monday is a holiday, too'],
    ['2026-05-14', '2026-05-15', 'Ascension'],
    ['2026-06-04', '2026-06-05', 'Corpus Christi'],
    ['2026-12-25', '2026-12-28', 'Christmas before a weekend'],
    ['2025-12-25', '2025-12-29', 'Christmas on a Thursday'],
    ['2022-12-31', '2023-01-02', 'across the year'],
    ['2026-12-24', '2026-12-24', 'Christmas Eve, a working day by law'],
    ['2026-10-31', '2026-11-02', 'Saturday, then All Saints on a Sunday'],
  ])('of %s is %s: %s', (date, expected) => {
    expect(nextWorkingDay(date)).toBe(expected);
  });

  it('is never a Saturday, Sunday or holiday, never earlier, and skips no working day', () => {
    fc.assert(
      fc.property(days, (date) => {
        const moved = nextWorkingDay(date);
        expect(isRestDay(moved)).toBe(false);
        expect(moved >= date).toBe(true);
        for (let ahead = 0; ahead < daysBetween(date, moved); ahead += 1)
          expect(isRestDay(addDays(date, ahead))).toBe(true);
        expect(nextWorkingDay(moved)).toBe(moved);
      }),
    );
  });

  it('keeps the order of days', () => {
    fc.assert(
      fc.property(days, fc.nat(60), (date, later) => {
        expect(nextWorkingDay(addDays(date, later)) >= nextWorkingDay(date)).toBe(true);
      }),
    );
  });
});
