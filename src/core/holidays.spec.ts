import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, isCalendarDate } from './calendar.js';
import { easterSunday, holidayOn, publicHolidays } from './holidays.js';

const years = fc.integer({ min: 1990, max: 2200 });
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

describe('the public holidays of Rhineland-Palatinate', () => {
  it.each([
    [1818, '1818-03-22'],
    [1943, '1943-04-25'],
    [1954, '1954-04-18'],
    [1981, '1981-04-19'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2011, '2011-04-24'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
    [2049, '2049-04-18'],
    [2076, '2076-04-19'],
  ])('Easter of %i is on %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });

  it('are these eleven in 2026', () => {
    expect(publicHolidays(2026).map(({ date, de }) => `${date} ${de}`)).toEqual([
      '2026-01-01 Neujahr',
      '2026-04-03 Karfreitag',
      '2026-04-06 Ostermontag',
      '2026-05-01 1. Mai',
      '2026-05-14 Christi Himmelfahrt',
      '2026-05-25 Pfingstmontag',
      '2026-06-04 Fronleichnam',
      '2026-10-03 Tag der Deutschen Einheit',
      '2026-11-01 Allerheiligen',
      '2026-12-25 1. Weihnachtstag',
      '2026-12-26 2. Weihnachtstag',
    ]);
  });

  it.each(['2026-10-31', '2026-01-06', '2026-08-15', '2026-11-18', '2026-12-24', '2026-12-31', '2026-04-05'])(
    'do not include %s, a holiday elsewhere or no statutory one',
    (date) => {
      expect(holidayOn(date)).toBeNull();
    },
  );

  it('keep Easter a Sunday between 22 March and 25 April', () => {
    fc.assert(
      fc.property(years, (year) => {
        const easter = easterSunday(year);
        expect(isCalendarDate(easter)).toBe(true);
        expect(weekday(easter)).toBe(0);
        expect(easter >= `${year}-03-22` && easter <= `${year}-04-25`).toBe(true);
      }),
    );
  });

  it('follow Easter on their weekdays', () => {
    fc.assert(
      fc.property(years, (year) => {
        const of = (name: string): string => publicHolidays(year).find(({ de }) => de === name)?.date ?? '';
        const names = ['Karfreitag', 'Ostermontag', 'Christi Himmelfahrt', 'Pfingstmontag', 'Fronleichnam'];
        expect(names.map((name) => weekday(of(name)))).toEqual([5, 1, 4, 1, 4]);
        expect(addDays(of('Ostermontag'), 49)).toBe(of('Pfingstmontag'));
      }),
    );
  });
});
