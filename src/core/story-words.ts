/** A word of a text and where it stands. */
export interface Word {
  readonly text: string;
  /** One spelling for what people write differently: small letters, ä as ae, ß as ss, no accents. */
  readonly folded: string;
  readonly start: number;
  readonly end: number;
  readonly isCapital: boolean;
  /** Whether a sentence begins with it: there every German and English word is written with a capital. */
  readonly begins: boolean;
}

const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** One spelling for words that people write differently. */
export const foldWord = (word: string): string =>
  word
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => german[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');

/** The words of a text in order; signs between them part words, hyphens too. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => {
    const [word] = match;
    const start = match.index;
    return {
      text: word,
      folded: foldWord(word),
      start,
      end: start + word.length,
      isCapital: /^\p{Lu}/u.test(word),
      begins: /(^|[.!?:…\n])[\s"'„“”‚‘’»«(–-]*$/u.test(text.slice(Math.max(0, start - 12), start)),
    };
  });
}

/** Whether two words stand beside each other with nothing but a blank between them. */
export const areNeighbours = (text: string, one: Word, other: Word): boolean =>
  /^[ \u00a0]$/.test(text.slice(one.end, other.start));

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words that begin sentences, or are written with a capital anywhere, and name nobody. Folded. */
export const nameNobody = words(
  `
  der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner ich du er sie es wir ihr ihnen ihre ihren ihrem ihrer
  mein meine meinen meinem meiner sein seine seinen seinem seiner unser unsere unseren unserem unserer dieser diese dieses diesen diesem jener jene
  jeder jede jedes jeden jedem alle allen aller alles viele vielen mehrere manche manchen einige einigen beide beiden welche welcher welches
  in im an am auf aus bei beim mit nach seit von vom zu zum zur fuer durch gegen ohne um bis unter ueber vor hinter neben zwischen waehrend wegen trotz statt
  und oder aber denn sondern doch dass weil wenn als ob obwohl damit sodass bevor nachdem sobald solange falls indem da dort hier heute gestern morgen
  dann danach davor daher darum deshalb trotzdem dennoch ausserdem spaeter frueher zuerst schliesslich endlich ploetzlich immer nie niemals oft manchmal
  schon noch erst nur auch sogar nicht nichts niemand jemand man wer wie was wo wann warum wieso weshalb woher wohin so ja nein bitte danke
  ist sind war waren wird werden wurde wurden hat haben hatte hatten kann konnte soll sollte darf durfte muss musste will wollte
  the a an i you he she it we they his her its their our my your this that these those in on at to from by with of for and or but when while after before
  as if because although then there here today yesterday tomorrow not no yes who what where why how is are was were has have had will would can could
  should must all some many most every each both another`.trim(),
);

/** Titles behind which a name follows. Folded. */
export const titles = words(
  'frau herr herrn fraeulein familie dr prof professor professorin mr mrs ms miss mister madam dame sir onkel tante opa oma kollege kollegin',
);

/** Words that are written with a capital in English and name nobody in particular. Folded. */
export const englishCapitals = words(
  `
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
  german germany europe european muslim christian jewish jew islam islamic english french turkish arabic black roma sinti god internet agg eu i`.trim(),
);

/** Abbreviations that name no body in particular. */
export const knownAbbreviations: ReadonlySet<string> = new Set(
  'AGG LADG GG EU UN BGB SGB DSGVO DSK NGO NGOS WG PC SMS LGBT LGBTI LGBTIQ LGBTQ LSBTI LSBTIQ BIPOC OK CV FAQ PDF USA'.split(
    ' ',
  ),
);
