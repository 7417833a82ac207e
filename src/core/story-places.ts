import { foldWord, wordsOf, type Word } from './story-words.js';

/** Names of places below the region, by their first word, the longest first. */
export type Gazetteer = ReadonlyMap<string, readonly PlaceName[]>;

interface PlaceName {
  readonly words: readonly string[];
}

/** A place that a text names, as the places of its words. */
export interface PlaceFound {
  readonly first: number;
  readonly last: number;
}

/** Behind these words such a name is a place, and not the ordinary word that it also is ("in Hof", "der Hof"). Folded. */
const leadsToPlace = new Set(
  'in aus nach bei von um nahe raum kreis landkreis stadt gemeinde verbandsgemeinde ort near from at to'.split(' '),
);
/** Names that are ordinary words of a text. Folded. */
const ordinary = new Set(
  (
    'acht auen bann berg boden breit bruch buch burg dill eich einig elben erden ernst esch fell filz fisch forst hahn hof horn igel kalt karl kenn kopp ' +
    'lind pohl rech rehe reich roth salz wehr bergen bescheid bruecken eichen fuerthen gering hecken huetten jucken kerben kirchen kommen linden macken ' +
    'mandel nieder platten pracht schuld schutz seelen seifen speicher steinen wellen weiden winden winkel wissen'
  ).split(' '),
);
/** Of a name of several words the first alone says where it was, unless it is one of these: "Bad", "Sankt". Folded. */
const saysNothing = new Set(['bad', 'sankt', 'st', 'ober', 'unter', 'neu', 'alt', 'gross', 'klein']);

/** Makes the list of places that a story must not name from the names of municipalities and districts. */
export function gazetteerOf(names: Iterable<string>): Gazetteer {
  const places = new Map<string, PlaceName[]>();
  const known = new Set<string>();
  const add = (words: readonly string[]): void => {
    const [first] = words;
    const name = words.join(' ');
    if (first === undefined || known.has(name)) return;
    known.add(name);
    places.set(first, [...(places.get(first) ?? []), { words }]);
  };
  for (const name of names) {
    const plain = name.replace(/\(.*?\)|,.*$/g, ' ');
    const words = wordsOf(plain).map(({ folded }) => folded);
    add(words);
    const [first] = words;
    if (words.length > 1 && first !== undefined && first.length > 5 && !saysNothing.has(first)) add([first]);
  }
  for (const [first, list] of places)
    places.set(
      first,
      list.toSorted((one, other) => other.words.length - one.words.length),
    );
  return places;
}

/** Where the words name a place, in the genitive ("Triers") and as an adjective or inhabitant ("Mainzer") too. Each word once. */
export function placesIn(words: readonly Word[], gazetteer: Gazetteer): readonly PlaceFound[] {
  const found: PlaceFound[] = [];
  for (let at = 0; at < words.length; at++) {
    const length = placeAt(words, at, gazetteer);
    if (length === 0) continue;
    found.push({ first: at, last: at + length - 1 });
    at += length - 1;
  }
  return found;
}

function placeAt(words: readonly Word[], at: number, gazetteer: Gazetteer): number {
  const word = words[at];
  if (!word?.isCapital) return 0;
  for (const stem of stemsOf(word.folded))
    for (const { words: name } of gazetteer.get(stem) ?? []) {
      const isThere = name.every((part, next) => next === 0 || words[at + next]?.folded === part);
      const isWord = name.length === 1 && ordinary.has(stem);
      if (isThere && (!isWord || isLedTo(words, at))) return name.length;
    }
  return 0;
}

const isLedTo = (words: readonly Word[], at: number): boolean => leadsToPlace.has(words[at - 1]?.folded ?? '');

const stemsOf = (word: string): readonly string[] => {
  const stems = [word];
  for (const ending of ['er', 'ern', 'erin', 'ers', 's', 'n'])
    if (word.length > ending.length + 2 && word.endsWith(ending)) stems.push(word.slice(0, -ending.length));
  // Mainzer from Mainz, Bremer from Bremen.
  if (word.endsWith('er')) stems.push(`${word.slice(0, -2)}en`);
  return stems.map(foldWord);
};
