import type { Problem } from './result.js';

/**
 * Every reason for which the house says no, in plain words. `{name}` is replaced by `problem.values.name`.
 * One section a subject; codes are part of the API and are never renamed.
 */
const texts = {
  // input as such
  REQUIRED: { de: 'Diese Angabe fehlt.', en: 'This value is missing.' },
  EMPTY: { de: 'Bitte mindestens einen Wert angeben.', en: 'Give at least one value.' },
  TOO_LONG: { de: 'Höchstens {max} Zeichen.', en: 'At most {max} characters.' },
  TOO_MANY: { de: 'Höchstens {max} Einträge.', en: 'At most {max} entries.' },
  INVALID_CHARACTER: {
    de: 'Der Text enthält Zeichen, die nicht gespeichert werden können (NUL).',
    en: 'The text contains characters that cannot be stored (NUL).',
  },
  INVALID_FORMAT: { de: 'Das Format stimmt nicht; erwartet: {expected}.', en: 'Wrong format; expected: {expected}.' },
  UNKNOWN_CODE: { de: 'Unbekannter Schlüssel in „{vocabulary}“.', en: 'Unknown code in “{vocabulary}”.' },
  RETIRED_CODE: {
    de: 'Dieser Schlüssel in „{vocabulary}“ wird nicht mehr vergeben.',
    en: 'This code in “{vocabulary}” is retired.',
  },
  DUPLICATE_VALUE: { de: 'Dieser Wert steht zweimal da.', en: 'This value is given twice.' },
  UNKNOWN_DISTRICT: { de: 'Diesen Kreis gibt es nicht.', en: 'There is no such district.' },
  DATE_IN_FUTURE: { de: 'Das Datum liegt in der Zukunft.', en: 'The date is in the future.' },
  DATE_TOO_EARLY: { de: 'Das Datum liegt vor {min}.', en: 'The date is before {min}.' },
  LATEST_BEFORE_EARLIEST: {
    de: 'Das späteste Datum liegt vor dem frühesten.',
    en: 'The latest date is before the earliest.',
  },
} as const satisfies Record<string, { readonly de: string; readonly en: string }>;

export type ProblemCode = keyof typeof texts;

export type Language = 'de' | 'en';

/** All codes, for the documentation of the API. */
export const problemCodes = Object.keys(texts) as ProblemCode[];

/** The sentence for a problem in the reader's language. */
export const explain = (problem: Problem, language: Language): string =>
  texts[problem.code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(problem.values?.[name] ?? ''));
