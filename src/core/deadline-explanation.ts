import type { CalendarDate } from './calendar.js';
import { holidayOn } from './holidays.js';
import type { LegalRule, PeriodLength, StartKind, Wording } from './law.js';

/** What the sentence about a deadline tells. */
export interface DeadlineAccount {
  readonly rule: LegalRule;
  readonly length: PeriodLength;
  readonly startEvent: { readonly kind: StartKind | 'INCIDENT'; readonly date: CalendarDate };
  readonly assumed: boolean;
  readonly mayNotHaveBegun: 'ONGOING' | 'OFFENDER_UNKNOWN' | null;
  readonly endsOn: CalendarDate;
  readonly movedTo: CalendarDate;
  readonly kept: boolean | null;
  /** Which regime applies is open, and this rule would end first. */
  readonly unclear: boolean;
  /** The period starts with the receipt of a rejection (§ 15(4) AGG). */
  readonly afterRejection: boolean;
  readonly claimedOn: CalendarDate | null;
  /** Rules that are still possible, too, and end later. */
  readonly later: readonly { readonly name: Wording; readonly endsOn: CalendarDate }[];
}

/** One German and one English sentence: length, start, end, both days when the end is moved, and what is uncertain. */
export const explainDeadline = (account: DeadlineAccount): Wording => ({
  de: `${sentence(account, 'de')}.`,
  en: `${sentence(account, 'en')}.`,
});

/** The day in words: `3. März 2026`, `3 March 2026`. */
export const dayInWords = (date: CalendarDate, language: keyof Wording): string =>
  `${dayAndMonth(date, language)} ${date.slice(0, 4)}`;

const sentence = (account: DeadlineAccount, language: keyof Wording): string =>
  [
    `${opening(account)[language]} (${dayInWords(account.startEvent.date, language)})${doubt(account)[language]}: ${end(account)[language]}`,
    action(account)[language],
    ...caveats(account).map((caveat) => caveat[language]),
  ].join('; ');

const opening = ({ rule, length, unclear, startEvent, assumed, afterRejection }: DeadlineAccount): Wording => {
  const period = periodInWords(length);
  const start = assumed ? earliestDay : afterRejection ? rejection : startWords[startEvent.kind];
  const sentence = { de: `${period.de} ${start.de}`, en: `${period.en} ${start.en}` };
  if (!unclear) return { de: capitalised(sentence.de), en: capitalised(sentence.en) };
  return {
    de: `Noch ist unklar, welche Regel gilt; vorsorglich „${rule.name.de}“, ${sentence.de}`,
    en: `It is not yet clear which rule applies; as a precaution “${rule.name.en}”, ${sentence.en}`,
  };
};

const doubt = ({ assumed }: DeadlineAccount): Wording =>
  assumed
    ? { de: ', weil der Beginn nicht genau bekannt ist', en: ', because the start is not exactly known' }
    : { de: '', en: '' };

const end = ({ rule, endsOn, movedTo }: DeadlineAccount): Wording => {
  const day = { de: dayInWords(endsOn, 'de'), en: dayInWords(endsOn, 'en') };
  const kind = holidayOn(endsOn) ?? weekdays[new Date(`${endsOn}T00:00:00Z`).getUTCDay()] ?? { de: '', en: '' };
  const ends = { de: `Ablauf am ${day.de} (${kind.de})`, en: `ends on ${day.en} (${kind.en})` };
  if (movedTo === endsOn) return ends;
  return {
    de: `${ends.de}, verschoben auf ${dayInWords(movedTo, 'de')} (${rule.movedBy ?? ''})`,
    en: `${ends.en}, moved to ${dayInWords(movedTo, 'en')} (${rule.movedBy ?? ''})`,
  };
};

const action = ({ kept, claimedOn, endsOn }: DeadlineAccount): Wording => {
  if (kept === null || claimedOn === null)
    return { de: `handeln Sie bis ${dayAndMonth(endsOn, 'de')}`, en: `act by ${dayAndMonth(endsOn, 'en')}` };
  const on = { de: dayInWords(claimedOn, 'de'), en: dayInWords(claimedOn, 'en') };
  return kept
    ? { de: `am ${on.de} rechtzeitig geltend gemacht`, en: `claimed in time on ${on.en}` }
    : { de: `erst am ${on.de} und damit zu spät geltend gemacht`, en: `claimed only on ${on.en}, too late` };
};

const caveats = ({ mayNotHaveBegun, rule, later }: DeadlineAccount): readonly Wording[] => [
  ...(mayNotHaveBegun === 'ONGOING' ? [ongoing] : []),
  ...(mayNotHaveBegun === 'OFFENDER_UNKNOWN' ? [offenderUnknown] : []),
  ...(rule.check ? [unchecked] : []),
  ...later.map(({ name, endsOn }) => ({
    de: `möglich bleibt auch „${name.de}“ bis ${dayInWords(endsOn, 'de')}`,
    en: `“${name.en}” until ${dayInWords(endsOn, 'en')} remains possible, too`,
  })),
];

const startWords: Readonly<Record<StartKind | 'INCIDENT', Wording>> = {
  KNOWLEDGE: { de: 'ab Kenntnis', en: 'from knowledge' },
  END_OF_ACT: { de: 'ab dem Ende der Handlung', en: 'from the end of the act' },
  WRITTEN_CLAIM: { de: 'ab der schriftlichen Geltendmachung', en: 'from the written claim' },
  INCIDENT: { de: 'ab dem Vorfall', en: 'from the incident' },
};
const rejection = { de: 'ab Zugang der Ablehnung', en: 'from receipt of the rejection' };
const earliestDay = { de: 'ab dem frühesten möglichen Tag', en: 'from the earliest possible day' };
const ongoing = {
  de: 'der Vorgang dauert an, die Frist hat vielleicht noch nicht begonnen',
  en: 'the matter is ongoing, the period may not have begun',
};
const offenderUnknown = {
  de: 'solange der Täter unbekannt ist, hat die Frist vielleicht noch nicht begonnen',
  en: 'as long as the offender is unknown, the period may not have begun',
};
const unchecked = { de: 'die Regel ist noch rechtlich zu prüfen', en: 'the rule has still to be checked by a lawyer' };

const periodInWords = (length: PeriodLength): Wording => {
  const count = 'months' in length ? length.months : length.years;
  const [one, many] = 'months' in length ? (['Monat', 'Monate'] as const) : (['Jahr', 'Jahre'] as const);
  const unit = 'months' in length ? 'month' : 'year';
  if (count === 1) return { de: `ein ${one}`, en: `one ${unit}` };
  const words = numbers[count - 2] ?? { de: String(count), en: String(count) };
  return { de: `${words.de} ${many}`, en: `${words.en} ${unit}s` };
};

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const dayAndMonth = (date: CalendarDate, language: keyof Wording): string => {
  const day = Number(date.slice(8));
  const month = months[Number(date.slice(5, 7)) - 1]?.[language] ?? '';
  return language === 'de' ? `${day}. ${month}` : `${day} ${month}`;
};

const pairs = (german: string, english: string): readonly Wording[] => {
  const others = english.split(' ');
  return german.split(' ').map((de, at) => ({ de, en: others[at] ?? de }));
};

const months = pairs(
  'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
  'January February March April May June July August September October November December',
);
const weekdays = pairs(
  'Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag',
  'Sunday Monday Tuesday Wednesday Thursday Friday Saturday',
);
const numbers = pairs(
  'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'two three four five six seven eight nine ten eleven twelve',
);
