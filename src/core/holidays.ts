import { addDays, type CalendarDate } from './calendar.js';

export interface Holiday {
  readonly date: CalendarDate;
  readonly de: string;
  readonly en: string;
}

/** Easter Sunday of a year in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher). */
export const easterSunday = (year: number): CalendarDate => {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century + 8) / 25);
  const moonShift = Math.floor((century - correction + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return isoDay(year, Math.floor(sum / 31), (sum % 31) + 1);
};

/** The public holidays of Rhineland-Palatinate in a year, in order (§ 2 LFtG). */
export const publicHolidays = (year: number): readonly Holiday[] => {
  const easter = easterSunday(year);
  return [
    { date: isoDay(year, 1, 1), de: 'Neujahr', en: "New Year's Day" },
    { date: addDays(easter, -2), de: 'Karfreitag', en: 'Good Friday' },
    { date: addDays(easter, 1), de: 'Ostermontag', en: 'Easter Monday' },
    { date: isoDay(year, 5, 1), de: '1. Mai', en: '1 May' },
    { date: addDays(easter, 39), de: 'Christi Himmelfahrt', en: 'Ascension Day' },
    { date: addDays(easter, 50), de: 'Pfingstmontag', en: 'Whit Monday' },
    { date: addDays(easter, 60), de: 'Fronleichnam', en: 'Corpus Christi' },
    { date: isoDay(year, 10, 3), de: 'Tag der Deutschen Einheit', en: 'Day of German Unity' },
    { date: isoDay(year, 11, 1), de: 'Allerheiligen', en: "All Saints' Day" },
    { date: isoDay(year, 12, 25), de: '1. Weihnachtstag', en: 'Christmas Day' },
    { date: isoDay(year, 12, 26), de: '2. Weihnachtstag', en: 'Second day of Christmas' },
  ].sort((one, other) => (one.date < other.date ? -1 : 1));
};

/** Each year is worked out once: every line of a list asks for its deadline. */
const known = new Map<number, ReadonlyMap<CalendarDate, Holiday>>();

/** The public holiday on this day in Rhineland-Palatinate, or null. */
export function holidayOn(date: CalendarDate): Holiday | null {
  const year = Number(date.slice(0, 4));
  const found = known.get(year) ?? new Map(publicHolidays(year).map((holiday) => [holiday.date, holiday]));
  known.set(year, found);
  return found.get(date) ?? null;
}

const isoDay = (year: number, month: number, day: number): CalendarDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
