declare const calendarDate: unique symbol;

/** A day in the civil calendar, `YYYY-MM-DD`, without time and time zone. Compares correctly as a string. */
export type CalendarDate = string & { readonly [calendarDate]?: never };

/** Whether the text is a day that exists, in the form `YYYY-MM-DD`. */
export const isCalendarDate = (text: string): boolean => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
};

/** The number of days of a month (1 to 12) in the Gregorian calendar. */
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The day `days` after (or before) this one. */
export const addDays = (date: CalendarDate, days: number): CalendarDate => {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
};

/** The whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

const berlin = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' });

/** The civil day in Rhineland-Palatinate at a moment. */
export const dayOf = (moment: Date): CalendarDate => berlin.format(moment);

/** The moment at which a civil day begins in Rhineland-Palatinate: summer time never changes at midnight. */
export const startOf = (date: CalendarDate): Date => {
  const summer = new Date(`${date}T00:00:00+02:00`);
  return dayOf(summer) === date ? summer : new Date(`${date}T00:00:00+01:00`);
};
