import type { Condition } from './statistics-programme.js';
import { placesIn, type Gazetteer } from './story-places.js';
import {
  areNeighbours,
  englishCapitals,
  foldWord,
  knownAbbreviations,
  nameNobody,
  titles,
  wordsOf,
  type Word,
} from './story-words.js';

/** What may give somebody away, the worst first. Labels: vocabulary `storyHints`. */
export const storyHintKinds = [
  'NAME_OF_CASE',
  'CONTACT',
  'DATE',
  'AGE',
  'NUMBER',
  'PLACE',
  'WORD_OF_CASE',
  'NAME_LIKE',
  'RARE_IN_SERVICE',
  'RARE_PUBLISHED',
] as const;
export type StoryHintKind = (typeof storyHintKinds)[number];

/** Kinds that no reason outweighs: a story with one of them is not signed off. The others a person has to look at, and confirm one by one. */
const blocking: readonly StoryHintKind[] = ['NAME_OF_CASE', 'CONTACT'];

/** A place in a story that may give somebody away. */
export interface StoryHint {
  readonly kind: StoryHintKind;
  /** Null: it is about the codes. */
  readonly field: 'title' | 'text' | null;
  /** Where it stands, counted in UTF-16 units, the end not included. */
  readonly start: number;
  readonly end: number;
  readonly excerpt: string;
  /** By which it is confirmed: the same words give the same key, wherever they stand. */
  readonly key: string;
  readonly blocks: boolean;
}

/** What the case knows by name. */
export interface NamesOfCase {
  /** Of the client, the respondent, witnesses. */
  readonly persons: readonly string[];
  /** Of the respondent's organisation. */
  readonly bodies: readonly string[];
}

export interface HintKnowledge {
  readonly names: NamesOfCase;
  readonly places: Gazetteer;
  /** Language of the story, a code of `languages`: in English any word with a capital may be a name. */
  readonly language: string;
}

interface Span {
  readonly kind: StoryHintKind;
  readonly start: number;
  readonly end: number;
}

/** Everything in title and text that may give somebody away, in order. What two rules find at one place is said once, by the worse one. */
export function hintsIn(
  story: { readonly title: string; readonly text: string },
  knowledge: HintKnowledge,
): readonly StoryHint[] {
  return (['title', 'text'] as const).flatMap((field) => {
    const text = story[field];
    const spans = storyHintKinds.flatMap((kind) => rules[kind]?.(text, wordsOf(text), knowledge) ?? []);
    const kept: Span[] = [];
    for (const span of spans)
      if (span.end > span.start && !kept.some(({ start, end }) => span.start < end && start < span.end))
        kept.push(span);
    return kept.toSorted((one, other) => one.start - other.start).map((span) => hintAt(field, text, span));
  });
}

/** Whether a story's codes fit so few cases that whoever knows one of them knows whom it is about. */
export function rareHints(counts: {
  /** Cases of the own service with these codes. */
  readonly own: number;
  /** The least that the published numbers say of cases with these codes; null = they say nothing of them. */
  readonly published: number | null;
}): readonly StoryHint[] {
  const hint = (kind: StoryHintKind): StoryHint => ({
    kind,
    field: null,
    start: 0,
    end: 0,
    excerpt: '',
    key: kind,
    blocks: false,
  });
  return [
    ...(counts.own < fewestCases ? [hint('RARE_IN_SERVICE')] : []),
    ...(counts.published !== null && counts.published < fewestCases ? [hint('RARE_PUBLISHED')] : []),
  ];
}

/** Fewer cases than this are a rare combination. */
const fewestCases = 3;

/** Codes by which somebody could look a story up in published tables. */
export interface StoryCodes {
  readonly grounds: readonly string[];
  readonly area: string | null;
  readonly region: string | null;
}

/** The least that published numbers say of cases like this one: of all cells that count it, the one with the lowest lower bound; null = none does. */
export function fewestPublished(
  cells: readonly { readonly when: readonly Condition[]; readonly lower: number }[],
  codes: StoryCodes,
): number | null {
  const fits = (when: Condition): boolean => {
    if (when.kind === 'MENTIONS')
      return when.facet === 'grounds' && codes.grounds.some((ground) => when.codes.includes(ground));
    if (when.kind !== 'IS' || (when.facet !== 'area' && when.facet !== 'region')) return false;
    const said = codes[when.facet];
    return said !== null && when.codes.includes(said);
  };
  const lowers = cells.filter(({ when }) => when.length > 0 && when.every(fits)).map(({ lower }) => lower);
  return lowers.length === 0 ? null : Math.min(...lowers);
}

const hintAt = (field: 'title' | 'text', text: string, { kind, start, end }: Span): StoryHint => {
  const excerpt = text.slice(start, end);
  const key = `${kind}:${foldWord(excerpt).replace(/\s+/g, ' ')}`;
  return { kind, field, start, end, excerpt, key, blocks: blocking.includes(kind) };
};

type Rule = (text: string, words: readonly Word[], knowledge: HintKnowledge) => readonly Span[];

const matching =
  (kind: StoryHintKind, ...patterns: readonly RegExp[]): Rule =>
  (text) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ 0: found, index }) => ({ kind, start: index, end: index + found.length })),
    );

const month =
  '(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|February|March|May|June|July|October|December|(?:Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Oct|Nov|Dez|Dec)\\b\\.?)';
const number =
  '(?:\\d{1,3}|\\p{L}{0,24}(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zig|ßig|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty))';

const rules: Partial<Record<StoryHintKind, Rule>> = {
  NAME_OF_CASE: namesOfCase,
  CONTACT: matching(
    'CONTACT',
    /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
    /(?:https?:\/\/|www\.)\S*[^\s.,;:!?)]/giu,
    /(?<![\p{L}\p{N}])@[\p{L}\p{N}_][\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu,
    /\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,}(?:\s?[A-Z0-9]{1,4})?\b/g,
    // Telephone: begins with + or 0 and has at least six digits, however they are grouped.
    /(?<![\p{L}\p{N}.,])(?:\+|00?)\s?\d(?:[\s()/.-]{0,3}\d){4,}/gu,
    /(?<!\p{L})\p{Lu}[\p{L}-]*\s?(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|ufer|street|road|avenue)\s+\d+\s?[a-z]?(?!\p{L})/giu,
  ),
  DATE: matching(
    'DATE',
    /(?<!\d)\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:\d{4}|\d{2})(?!\d))?/gu,
    /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/gu,
    /(?<!\d)\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})(?!\d)/gu,
    new RegExp(`(?<!\\d)\\d{1,2}\\.?(?:st|nd|rd|th)?\\s+(?:of\\s+)?${month}(?!\\p{L})`, 'giu'),
    new RegExp(`(?<!\\p{L})${month}\\s+\\d{1,2}(?:st|nd|rd|th)?(?![\\p{L}\\d])`, 'giu'),
    new RegExp(`(?<!\\p{L})\\p{L}{1,24}(?:te|ten|ter)\\s+${month}(?!\\p{L})`, 'giu'),
  ),
  AGE: matching(
    'AGE',
    new RegExp(`(?<![\\p{L}\\d])${number}[\\s-]*(?:Jahre\\s+alt|years?[\\s-]old|J\\.)(?!\\p{L})`, 'giu'),
    /(?<![\p{L}\d])\d{1,3}[\s-]?jährig\p{L}*/giu,
    new RegExp(`(?<!\\p{L})${number}jährig\\p{L}*`, 'giu'),
    new RegExp(`(?<!\\p{L})(?:im\\s+Alter\\s+von|aged|at\\s+the\\s+age\\s+of)\\s+${number}`, 'giu'),
    /(?<!\p{L})(?:Jahrgang|geboren(?:\s+im\s+Jahr)?|born\s+in)\s+(?:19|20)\d{2}(?!\d)/giu,
  ),
  NUMBER: matching(
    'NUMBER',
    // File references, number plates, membership and house numbers, postcodes: whatever has a long number in it.
    /(?<!\p{L})(?:Az|Aktenzeichen|Geschäftszeichen|Ref)\.?:?\s+[\p{L}\d][\p{L}\d /.-]*\d/giu,
    /(?<![\p{L}\d])\p{Lu}{1,3}-\p{Lu}{1,2}\s?\d{1,4}(?!\d)/gu,
    /(?<![\p{L}\d])\p{Lu}{2,8}-?\d{4}-\d+/gu,
    /(?<![\d.,])\d(?:[ ./-]?\d){4,}(?!\d)/gu,
  ),
  PLACE: (_, words, { places }) =>
    placesIn(words, places).flatMap(({ first, last }) => spanOf('PLACE', words[first], words[last])),
  WORD_OF_CASE: wordsOfCase,
  NAME_LIKE: nameLike,
};

const spanOf = (kind: StoryHintKind, first: Word | undefined, last = first): Span[] =>
  first && last ? [{ kind, start: first.start, end: last.end }] : [];

/** Words of a name that would be found in every text. Folded. */
const emptyInNames = new Set(
  'gmbh mbh ag kg ohg ev eg und der die das den dem von vom van zu zur de del el al la le bin ibn abu fuer im am an auf stadt kreis landkreis land amt schule firma verein praxis agentur buero center zentrum gruppe service deutschland'.split(
    ' ',
  ),
);

const namedBy = (names: readonly string[], shortest: number): ReadonlySet<string> =>
  new Set(
    names.flatMap((name) =>
      wordsOf(name).flatMap(({ folded }) =>
        folded.length >= shortest && !emptyInNames.has(folded) && !titles.has(folded) ? [folded] : [],
      ),
    ),
  );

const isNamed = (word: Word, names: ReadonlySet<string>): boolean =>
  names.has(word.folded) || (word.folded.endsWith('s') && names.has(word.folded.slice(0, -1)));

/** A person of the case by any part of the name, a body by its whole name. */
function namesOfCase(_: string, words: readonly Word[], { names }: HintKnowledge): readonly Span[] {
  const persons = namedBy(names.persons, 2);
  const single = words
    .filter((word) => word.isCapital && isNamed(word, persons))
    .flatMap((word) => spanOf('NAME_OF_CASE', word));
  const bodies = names.bodies.flatMap((name) => {
    const parts = wordsOf(name).map(({ folded }) => folded);
    if (parts.length < 2) return [];
    return words.flatMap((word, at) =>
      parts.every((part, next) => words[at + next]?.folded === part)
        ? spanOf('NAME_OF_CASE', word, words[at + parts.length - 1])
        : [],
    );
  });
  return [...bodies, ...single];
}

/** A word of the respondent's name, and a person's name in small letters: both may be an ordinary word. */
function wordsOfCase(_: string, words: readonly Word[], { names }: HintKnowledge): readonly Span[] {
  const bodies = namedBy(names.bodies, 4);
  const persons = namedBy(names.persons, 3);
  return words
    .filter((word) => isNamed(word, bodies) || (!word.isCapital && isNamed(word, persons)))
    .flatMap((word) => spanOf('WORD_OF_CASE', word));
}

/**
 * What looks like a name. German writes every noun with a capital, so one such word says nothing; two beside each other do, and one behind a title.
 * In other languages one inside a sentence is enough. Whatever this overlooks, the second person is there for.
 */
function nameLike(text: string, words: readonly Word[], { language }: HintKnowledge): readonly Span[] {
  const isGerman = language === 'de';
  const couldName = (word: Word | undefined): word is Word =>
    word !== undefined && word.isCapital && !nameNobody.has(word.folded) && !/^\d/.test(word.text);
  const spans: Span[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) continue;
    const run = runFrom(text, words, at, couldName);
    const behindTitle = titles.has(words[at - 1]?.folded ?? '') && couldName(word);
    const abbreviation = /^\p{Lu}{2,}$/u.test(word.text) && !knownAbbreviations.has(word.text);
    const inEnglish = !isGerman && couldName(word) && !word.begins && !englishCapitals.has(word.folded);
    if (run === 0 && !behindTitle && !abbreviation && !inEnglish) continue;
    spans.push(...spanOf('NAME_LIKE', word, words[at + run]));
    at += run;
  }
  return spans;
}

/** How many words with a capital follow this one without anything between. */
function runFrom(
  text: string,
  words: readonly Word[],
  at: number,
  couldName: (word: Word | undefined) => word is Word,
): number {
  let run = 0;
  for (let word = words[at]; couldName(word); run++) {
    const next = words[at + run + 1];
    if (!couldName(next) || !areNeighbours(text, word, next)) break;
    word = next;
  }
  return run;
}
