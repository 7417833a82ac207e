import type { Dimension, Thresholds } from './statistics-programme.js';
import type { SaidNumber } from './statistics-question.js';

/** What must be said beside numbers, in both languages. */
export interface Footnote {
  readonly code: string;
  readonly de: string;
  readonly en: string;
}

/** What belongs under numbers. Which notes there are follows from the programme and from how numbers were published, which everybody sees. */
export function footnotesOf(
  dimensions: readonly Dimension[],
  published: readonly SaidNumber['mode'][],
  { base, coarseBase, perClient }: Thresholds,
): readonly Footnote[] {
  const modes = new Set(published);
  const overlapping = dimensions.filter(({ overlaps }) => overlaps);
  const notes: (Footnote | false)[] = [
    {
      code: 'ROUNDED',
      de: `Die Zahlen sind zum Schutz der Betroffenen nach dem Zufall auf Vielfache von ${base} gerundet; jede steht für den Bereich zwischen unterer und oberer Grenze. Deshalb addieren sie sich nicht genau.`,
      en: `To protect those concerned, numbers are rounded at random to multiples of ${base}; each stands for the range between its lower and its upper bound. So they do not add up exactly.`,
    },
    overlapping.length > 0 && {
      code: 'MENTIONS',
      de: `${overlapping.map(({ de }) => de).join('; ')}: Mehreres kann zugleich genannt sein; die Angaben ergeben zusammen nicht die Zahl der Fälle.`,
      en: `${overlapping.map(({ en }) => en).join('; ')}: several may be named together; they do not add up to the number of cases.`,
    },
    {
      code: 'PER_CLIENT',
      de: `Eine Person zählt höchstens ${perClient}-mal im Jahr. Gezählt ist, was dokumentiert wurde, nicht was geschah.`,
      en: `A person counts at most ${perClient} times a year. Counted is what was documented, not what happened.`,
    },
    modes.has('EXACT') && {
      code: 'EXACT',
      de: 'Als genau bezeichnete Zahlen sind nicht gerundet.',
      en: 'Numbers that are marked as exact are not rounded.',
    },
    (modes.has('COARSE') || modes.has('DOMINATED')) && {
      code: 'COARSE',
      de: `Einige Zahlen sind auf Vielfache von ${coarseBase} gerundet, weil feinere zu viel verraten hätten.`,
      en: `Some numbers are rounded to multiples of ${coarseBase}, since finer ones would have told too much.`,
    },
    modes.has('WITHHELD') && {
      code: 'WITHHELD',
      de: 'Ein Punkt (·) heißt: nicht veröffentlicht.',
      en: 'A dot (·) means: not published.',
    },
    modes.has('SUM') && {
      code: 'SUM',
      de: 'Summen sind aus veröffentlichten Zahlen gebildet; ihre Grenzen sind addiert.',
      en: 'Sums are made of published numbers; their bounds are added.',
    },
  ];
  return notes.filter((note) => note !== false);
}
