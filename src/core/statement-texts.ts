import { formatNumber, type Language, type Words } from './chart.js';
import { periodWords } from './published-chart.js';
import type { Change, Interval } from './statement-findings.js';
import type { Category, Dimension } from './statistics-programme.js';

/** The sentences of statements, German first. Each names place and period and says between which bounds its numbers lie, so that it stays true when it is quoted alone. */
const both = (said: (language: Language) => string): Words => ({ de: said('de'), en: said('en') });

const state: Words = { de: 'in Rheinland-Pfalz', en: 'in Rhineland-Palatinate' };

/** Where and when: ` in Rheinland-Pfalz im 3. Quartal 2026`; a region is part of the subject. */
const whereAndWhen = (period: string, language: Language): string => `${state[language]} ${within(period, language)}`;

const within = (period: string, language: Language): string => {
  const { [language]: words } = periodWords(period);
  if (language === 'en') return `in ${period.includes('Q') ? `the ${ordinal(period)}` : words}`;
  return `im ${period.includes('Q') ? words : `Jahr ${words}`}`;
};

const ordinal = (period: string): string => {
  const [year, quarter] = period.split('-Q');
  return `${['first', 'second', 'third', 'fourth'][Number(quarter) - 1] ?? quarter} quarter of ${year}`;
};

const quoted = (text: string, language: Language): string => (language === 'de' ? `„${text}“` : `“${text}”`);

/** The name of a dimension in a sentence: how it is counted ("Nennungen") stands in the notes. */
const nameOf = (dimension: Dimension, language: Language): string => {
  const bare = dimension[language].replace(/ \((Nennungen|Gruppen|mentions|groups)\)$/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
};

/** `zwischen 16 und 24`, `höchstens 4`, `mindestens 5`, `genau 412`. */
function span({ lower, upper }: Interval, language: Language, unit = ''): string {
  const [least, most] = [lower, upper ?? 0].map((one) => formatNumber(one, language) + unit);
  if (upper === null) return `${language === 'de' ? 'mindestens' : 'at least'} ${least}`;
  if (lower === upper) return `${language === 'de' ? 'genau' : 'exactly'} ${least}`;
  if (lower === 0) return `${language === 'de' ? 'höchstens' : 'at most'} ${most}`;
  return language === 'de' ? `zwischen ${least} und ${most}` : `between ${least} and ${most}`;
}

// A no-break space stands before the sign (DIN 5008).
const percent = (share: Interval, language: Language): string =>
  span(share, language, language === 'de' ? '\u00a0%' : '%');

const cases = (count: Interval, language: Language): string =>
  `${span(count, language)} ${language === 'de' ? 'gezählte Fälle' : 'counted cases'}`;

/** Whom a statement is about: all cases, or those of a category, perhaps in a region. */
export interface Subject {
  readonly dimension: Dimension;
  readonly category: Category;
}

export const subjectOf = (parts: readonly Subject[]): Words =>
  both((language) =>
    parts.length === 0
      ? { de: 'Alle Fälle', en: 'All cases' }[language]
      : parts
          .map(({ dimension, category }) => `${nameOf(dimension, language)} ${quoted(category[language], language)}`)
          .join(', '),
  );

export const numberText = (period: string, count: Interval): Words => ({
  de: `${capital(within(period, 'de'))} wurden in Rheinland-Pfalz ${span(count, 'de')} Fälle gezählt.`,
  en: `${capital(within(period, 'en'))} ${span(count, 'en')} cases were counted in Rhineland-Palatinate.`,
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A count with its share; without one where the bounds say nothing about it. */
export function shareText(subject: Words, period: string, count: Interval, share: Interval | null, of: Words): Words {
  return both((language) => {
    const said = `${subject[language]}: ${cases(count, language)} ${whereAndWhen(period, language)}`;
    if (share === null || !saysSomething(share)) return `${said}.`;
    return `${said}${language === 'de' ? ', das sind' : ', which is'} ${percent(share, language)} ${of[language]}.`;
  });
}

const saysSomething = ({ lower, upper }: Interval): boolean => lower > 0 || (upper !== null && upper < 100);

export const ofAllCases: Words = { de: 'aller gezählten Fälle', en: 'of all counted cases' };
export const ofItsRegion: Words = {
  de: 'der gezählten Fälle dieser Region',
  en: 'of the counted cases of this region',
};
export const ofReferredCases: Words = {
  de: 'der gezählten Fälle, die weitergegeben wurden',
  en: 'of the counted cases that were referred',
};
export const referred: Words = { de: 'Weitergegeben', en: 'Referred' };
export const outcomeOf = (category: Category): Words =>
  both(
    (language) =>
      `${language === 'de' ? 'Stand einer Weitergabe' : 'State of a referral'} ${quoted(category[language], language)}`,
  );
export const severalGrounds: Words = { de: 'Mehrere Merkmale zugleich', en: 'Several grounds at once' };
export const together = ({ de, en }: Words): Words => ({
  de: `Zusammen genannt und sonst kein Merkmal, ${de}`,
  en: `Named together and no other ground, ${en}`,
});

export function changeText(
  subject: Words,
  [period, earlier]: readonly [string, string],
  [now, before]: readonly [Interval, Interval],
  change: Change,
): Words {
  return both((language) => {
    const numbers = `${subject[language]}: ${cases(now, language)} ${whereAndWhen(period, language)}, ${span(before, language)} ${within(earlier, language)}.`;
    return `${numbers} ${differenceText(change, language)}`;
  });
}

function differenceText({ finding, lower, upper }: Change, language: Language): string {
  if (finding === 'NO_DIFFERENCE')
    return language === 'de'
      ? 'Das ist kein Unterschied, der über die Rundung hinausgeht.'
      : 'That is no difference beyond the rounding.';
  const size = finding === 'RISE' ? { lower, upper } : { lower: -upper, upper: -lower };
  const isOne = size.lower === 1 && size.upper === 1;
  return language === 'de'
    ? `Das sind ${span(size, 'de')} ${isOne ? 'Fall' : 'Fälle'} ${finding === 'RISE' ? 'mehr' : 'weniger'}.`
    : `That is ${span(size, 'en')} ${finding === 'RISE' ? 'more' : 'fewer'}.`;
}

/** Where a comparison of categories stands: which dimension, in which region, which period. */
export interface Ranking {
  readonly dimension: Dimension;
  readonly place: Subject | null;
  readonly period: string;
}

const ranked = ({ dimension, place, period }: Ranking, language: Language): string => {
  const named = place ? `${subjectOf([place])[language]}, ` : '';
  return `${named}${nameOf(dimension, language)} ${whereAndWhen(period, language)}`;
};

export const firstText = (ranking: Ranking, first: Words, count: Interval, others: Interval): Words => ({
  de: `${ranked(ranking, 'de')}: am häufigsten ${quoted(first.de, 'de')}, ${cases(count, 'de')}; jede andere benannte Angabe hat höchstens ${formatNumber(others.upper ?? 0, 'de')}.`,
  en: `${ranked(ranking, 'en')}: most often ${quoted(first.en, 'en')}, ${cases(count, 'en')}; every other named category has at most ${formatNumber(others.upper ?? 0, 'en')}.`,
});

export function mayBeFirstText(ranking: Ranking, candidates: readonly (Words & Interval)[]): Words {
  return both((language) => {
    const named = candidates.map((one) => {
      const count = one.upper === null ? withheld[language] : span(one, language);
      return `${quoted(one[language], language)} (${count})`;
    });
    return language === 'de'
      ? `${ranked(ranking, 'de')}: am häufigsten ${listed(named, 'oder')}; welche Angabe von diesen, lassen die gerundeten Zahlen offen.`
      : `${ranked(ranking, 'en')}: most often ${listed(named, 'or')}; the rounded numbers leave open which of these.`;
  });
}

const withheld: Words = { de: 'Zahl nicht veröffentlicht', en: 'number not published' };

const listed = (names: readonly string[], last: string): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

export const tooCloseText = (ranking: Ranking): Words => ({
  de: `${ranked(ranking, 'de')}: Was am häufigsten war, lässt sich nicht sagen; die Zahlen liegen zu nah beieinander oder sind nicht veröffentlicht.`,
  en: `${ranked(ranking, 'en')}: what came most often cannot be said; the numbers are too close to each other or not published.`,
});

export const nothingBeforeText = (earlier: string): Words => ({
  de: `Für einen Vergleich fehlen Zahlen: ${capital(within(earlier, 'de'))} ist nichts veröffentlicht, oder es wurde zurückgezogen.`,
  en: `There are no numbers to compare with: nothing is published ${within(earlier, 'en').replace(/^in /, 'for ')}, or it was withdrawn.`,
});

export const countedOtherwiseText = (table: Words, earlier: string): Words => ({
  de: `${table.de}: kein Vergleich, weil ${within(earlier, 'de')} nicht dasselbe gezählt wurde.`,
  en: `${table.en}: no comparison, since ${within(earlier, 'en')} something else was counted.`,
});

export const withheldText = (table: Words, names: readonly Words[], period: string, earlier: string | null): Words =>
  both((language) => {
    const list = names.map((one) => quoted(one[language], language)).join(', ');
    const when = whereAndWhen(period, language);
    if (language === 'de')
      return `${table.de}, ${when}: nichts gesagt über ${list}${earlier === null ? '' : ` im Vergleich mit ${periodWords(earlier).de}`}, weil eine Zahl dafür nicht veröffentlicht ist.`;
    return `${table.en}, ${when}: nothing is said about ${list}${earlier === null ? '' : ` compared with ${periodWords(earlier).en}`}, since a number for it is not published.`;
  });
