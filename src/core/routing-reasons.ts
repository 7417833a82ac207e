import { daysBetween, type CalendarDate } from './calendar.js';
import { dayInWords } from './deadline-explanation.js';
import { findTerm, type Codebook, type Vocabulary } from './codebook.js';
import type { Codes, Competence } from './office.js';
import type { RoutingFacts } from './routing-rule.js';

export interface Sentence {
  readonly de: string;
  readonly en: string;
}

/** The reason of a rule with the deadline filled in. */
export function ruleSentence(reason: Sentence, due: CalendarDate | null): Sentence {
  const day = due === null ? { de: '', en: '' } : { de: dayInWords(due, 'de'), en: dayInWords(due, 'en') };
  return { de: reason.de.replaceAll('{deadline}', day.de), en: reason.en.replaceAll('{deadline}', day.en) };
}

/** "zuständig für Religion im Bereich Arbeit": names what of the case the office is made for. */
export function competenceSentence(competence: Competence, facts: RoutingFacts, codebook: Codebook): Sentence {
  const shared = (vocabulary: Vocabulary, codes: Codes, given: readonly string[]): Sentence | null =>
    codes === 'ALL'
      ? null
      : labels(
          codebook,
          vocabulary,
          [...new Set(given)].filter((code) => codes.includes(code)),
        );
  const what =
    shared('phenomena', competence.phenomena, facts.phenomena) ??
    shared('grounds', competence.grounds, facts.grounds) ??
    ({ de: 'alle Merkmale', en: 'all grounds' } as const);
  const where = shared('areas', competence.areas, areasOf(facts));
  const whom = shared('respondentTypes', competence.respondentTypes, [facts.respondentType]);
  return {
    de: `zuständig für ${what.de}${where ? ` im Bereich ${where.de}` : ' in allen Lebensbereichen'}${whom ? `, wenn verantwortlich ist: ${whom.de}` : ''}`,
    en: `competent for ${what.en}${where ? ` in the field of ${where.en}` : ' in all areas of life'}${whom ? `, where the respondent is: ${whom.en}` : ''}`,
  };
}

/** The codes of all areas of the case, the main one first. */
export const areasOf = (facts: RoutingFacts): string[] =>
  [facts.mainArea, ...facts.furtherAreas].map(({ area }) => area);

/** "Beratung auf Arabisch wird nicht angeboten". */
export function languageSentence(codebook: Codebook, language: string): Sentence {
  const name = labels(codebook, 'languages', [language]);
  return {
    de: `Beratung in dieser Sprache wird nicht angeboten: ${name.de}; Sprachmittlung einplanen`,
    en: `advice in this language is not offered: ${name.en}; plan for an interpreter`,
  };
}

function labels(codebook: Codebook, vocabulary: Vocabulary, codes: readonly string[]): Sentence {
  const terms = codes.map((code) => findTerm(codebook, vocabulary, code) ?? { de: code, en: code });
  return {
    de: inARow(
      terms.map(({ de }) => de),
      'und',
    ),
    en: inARow(
      terms.map(({ en }) => en),
      'and',
    ),
  };
}

const inARow = (words: readonly string[], and: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1) ?? ''}`;

export const fallbackSentences = {
  STATE_OFFICE: {
    de: 'Auffangstelle für jeden Fall',
    en: 'fallback for every case',
  },
  CONFLICT: {
    de: 'Auffangstelle, weil die Landesantidiskriminierungsstelle wegen eines Interessenkonflikts ausscheidet',
    en: 'fallback, because the state anti-discrimination office is excluded by a conflict of interest',
  },
  MISSING: {
    de: 'Auffangstelle, weil keine Landesantidiskriminierungsstelle im Verzeichnis steht',
    en: 'fallback, because the directory holds no state anti-discrimination office',
  },
} as const satisfies Record<string, Sentence>;

export const conflictSentences = {
  OWN_CARRIER: {
    de: 'Interessenkonflikt: Die Stelle gehört zum eigenen Träger, und der ist verantwortliche Stelle',
    en: 'conflict of interest: the office belongs to your own carrier, which is the respondent',
  },
  BELONGS_TO_RESPONDENT: {
    de: 'Interessenkonflikt: Die Stelle gehört zur verantwortlichen Stelle oder zu einer Stelle dieser Art',
    en: 'conflict of interest: the office belongs to the respondent or to a body of that kind',
  },
} as const satisfies Record<string, Sentence>;

export type ConflictCode = keyof typeof conflictSentences;

export const warningSentences = {
  CAPACITY_FULL: { de: 'nimmt zurzeit keine Fälle an', en: 'takes no cases at present' },
  CAPACITY_LIMITED: { de: 'nimmt zurzeit nur wenige Fälle an', en: 'takes few cases at present' },
  NOT_COMPETENT: {
    de: 'ist nach dem Verzeichnis für solche Fälle nicht zuständig; vorher anfragen',
    en: 'is not competent for such cases according to the directory; ask first',
  },
  OUTSIDE_REGION: {
    de: 'arbeitet nicht in diesem Kreis; vorher anfragen',
    en: 'does not work in this district; ask first',
  },
  DISTRICT_UNKNOWN: {
    de: 'arbeitet nur in einem Teil des Landes, und der Kreis ist nicht bekannt',
    en: 'works in a part of the state only, and the district is not known',
  },
  NOT_CONNECTED: {
    de: 'nimmt nicht an Beistand teil: nur Verweis, es werden keine Daten übermittelt',
    en: 'does not take part in Beistand: signposting only, no data is passed on',
  },
  ANONYMITY_WISHED: {
    de: 'Die ratsuchende Person möchte anonym bleiben: anonyme Fachanfrage',
    en: 'the client wishes to remain anonymous: anonymous specialist enquiry',
  },
  ANSWER_AFTER_DEADLINE: {
    de: 'antwortet möglicherweise erst nach Ablauf der Frist',
    en: 'may answer only after the deadline has ended',
  },
} as const satisfies Record<string, Sentence>;

/** Whether an answer that comes on the last day of the office's time would come after the deadline. */
export const answersTooLate = (answerDays: number, today: CalendarDate, due: CalendarDate | null): boolean =>
  due !== null && daysBetween(today, due) < answerDays;
