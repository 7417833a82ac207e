import bidiFactory from 'bidi-js';
import { replacement, type Face, type Fonts, type Weight } from './fonts.js';

/** A piece of a line in one font, in the order in which the shaper wants its characters. */
export interface Run {
  readonly text: string;
  readonly face: Face;
  readonly width: number;
  /** Distance from the left end of the line. */
  readonly x: number;
  /** What a reader would copy, where the drawn order or the drawn characters differ from it; null = just what is drawn. */
  readonly spoken: string | null;
}

/** A line with its runs in reading order, whatever their places. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
  /** Joined scripts reach further above and below the line. */
  readonly tall: boolean;
  /** Whether the paragraph as a whole runs from right to left. */
  readonly rightToLeft: boolean;
}

export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
}

/** What a reader takes for one character. */
interface Cluster {
  /** Its place in the paragraph. */
  readonly index: number;
  readonly source: string;
  /** Empty for what directs the text and is not drawn. */
  readonly drawn: string;
  readonly face: Face;
  readonly level: number;
  readonly space: boolean;
  readonly breakAfter: boolean;
}

// The package is CommonJS and exports the factory itself; its types say that it exports it as `default`.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
const graphemes = new Intl.Segmenter('de', { granularity: 'grapheme' });

// Hebrew to Arabic Extended, presentation forms, the right-to-left planes, and the marks that set a direction.
const anyRightToLeft =
  /[\u0590-\u08FF\u200F\u2067\u2068\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\uFEFF]/g;
// Embeddings and overrides can make a text look like another one.
const overrides = /[\u202A-\u202E]/g;
const undrawn = /^(?:[\u200B-\u200F]|[\u2060-\u206F]|\uFE0E|\uFE0F|\u061C)+$/;
const variationSelectors = /[\uFE0E\uFE0F]/g;
const joiners = /\u200C|\u200D/g;

/** Breaks a text into lines no wider than `width`; line breaks in it are kept. */
export function layoutText(text: string, width: number, style: TextStyle, fonts: Fonts): Line[] {
  return clean(text)
    .split('\n')
    .flatMap((paragraph) => layoutParagraph(paragraph, width, style, fonts));
}

const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, '    ')
    .replace(controls, '')
    .replace(overrides, '')
    .normalize('NFC');

function layoutParagraph(text: string, width: number, style: TextStyle, fonts: Fonts): Line[] {
  const embedding = anyRightToLeft.test(text) ? bidi.getEmbeddingLevels(text, 'auto') : null;
  const base = embedding?.paragraphs[0]?.level ?? 0;
  const clusters = clustersOf(text, embedding?.levels ?? null, style.weight, fonts);
  const widthOf = (from: number, to: number): number =>
    runsOf(inVisualOrder(clusters.slice(from, to)), style, fonts).reduce((sum, run) => sum + run.width, 0);
  return breakLines(clusters, width, widthOf).map(([from, to]) => lineOf(clusters.slice(from, to), base, style, fonts));
}

function clustersOf(text: string, levels: Uint8Array | null, weight: Weight, fonts: Fonts): Cluster[] {
  const clusters: Cluster[] = [];
  let index = 0;
  for (const segment of segmentsOf(text)) {
    const before = clusters.at(-1);
    // A paragraph sign stays with its number.
    const space = /^\s$/.test(segment) && segment !== '\u00A0' && segment !== '\u202F' && before?.source !== '§';
    const level = levels?.[index] ?? 0;
    const breakAfter = space || /^[-–—/\u200B]$/.test(segment);
    clusters.push({
      index,
      source: segment,
      ...drawable(segment, level, before, weight, fonts),
      level,
      space,
      breakAfter,
    });
    index += segment.length;
  }
  return clusters;
}

// A simple letter that nothing joins stands for itself; only the rest is worth the segmenter, and in short stretches:
// its time grows with the square of the text.
const stretches = /[ -\u02FF](?![^ -\u02FF])|[ -\u02FF]?[^ -\u02FF]{1,200}/gu;

const segmentsOf = (text: string): string[] =>
  (text.match(stretches) ?? []).flatMap((stretch) =>
    stretch.length === 1 ? stretch : Array.from(graphemes.segment(stretch), ({ segment }) => segment),
  );

function drawable(
  segment: string,
  level: number,
  before: Cluster | undefined,
  weight: Weight,
  fonts: Fonts,
): { readonly drawn: string; readonly face: Face } {
  const latin = fonts.latin(weight);
  if (undrawn.test(segment)) return { drawn: '', face: before?.face ?? latin };
  const mirrored = level % 2 === 1 ? (bidi.getMirroredCharacter(segment) ?? segment) : segment;
  if (/^\s$/.test(mirrored)) {
    // A space stays with the word before it: a joined script is then shaped in one piece.
    return { drawn: ' ', face: before?.face.covers(0x20) ? before.face : latin };
  }
  const wanted = mirrored.replace(variationSelectors, '').replace('\u2011', '-');
  const face = fonts.faceFor(wanted, weight);
  if (face) return { drawn: wanted, face };
  const unjoined = wanted.replace(joiners, '');
  const plain = fonts.faceFor(unjoined, weight);
  // Joined emoji have no font either way; elsewhere a joiner without a glyph may go.
  if (plain && unjoined !== '' && [...unjoined].length === 1) return { drawn: unjoined, face: plain };
  fonts.missing.count += 1;
  return { drawn: replacement, face: latin };
}

/** A run of characters beyond this fits on no line and need not be measured in one piece. */
const longestWord = 400;

/** The lines as [from, to) of the clusters: as many words as fit, and words that are too long broken anywhere. */
function breakLines(
  clusters: readonly Cluster[],
  width: number,
  widthOf: (from: number, to: number) => number,
): (readonly [number, number])[] {
  const lines: (readonly [number, number])[] = [];
  let start = 0;
  let used = 0;
  for (let from = 0; from < clusters.length;) {
    const to = endOfWord(clusters, from);
    const solid = endOfInk(clusters, from, to);
    const ink = solid - from > longestWord ? Infinity : widthOf(from, solid);
    if (used + ink > width && start < from) {
      lines.push([start, from]);
      [start, used] = [from, 0];
    }
    if (ink > width) {
      // The last piece of a long word stays open for the words that follow it.
      for (let at = from; at < solid; at++) {
        const one = widthOf(at, at + 1);
        if (used + one > width && start < at) {
          lines.push([start, at]);
          [start, used] = [at, 0];
        }
        used += one;
      }
      used += widthOf(solid, to);
    } else used += ink + widthOf(solid, to);
    from = to;
  }
  if (start < clusters.length || lines.length === 0) lines.push([start, clusters.length]);
  return lines;
}

const endOfWord = (clusters: readonly Cluster[], from: number): number => {
  let to = from + 1;
  while (to < clusters.length && (!clusters[to - 1]?.breakAfter || clusters[to]?.space)) to++;
  return to;
};

const endOfInk = (clusters: readonly Cluster[], from: number, to: number): number => {
  let end = to;
  while (end > from && clusters[end - 1]?.space) end--;
  return end;
};

function lineOf(all: readonly Cluster[], base: number, style: TextStyle, fonts: Fonts): Line {
  const clusters = all.slice(0, endOfInk(all, 0, all.length));
  const pieces = runsOf(inVisualOrder(clusters), style, fonts);
  const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
  let x = 0;
  const placed = pieces.map((piece) => {
    const at = x;
    x += piece.width;
    return { ...piece, x: at };
  });
  return {
    runs: placed.sort((one, other) => one.start - other.start),
    width,
    tall: pieces.some(({ face }) => face.joining),
    rightToLeft: base % 2 === 1,
  };
}

/** Rule L2 of the Unicode bidirectional algorithm, on whole clusters so that marks stay with their letters. */
function inVisualOrder(clusters: readonly Cluster[]): Cluster[] {
  const highest = clusters.reduce((most, { level }) => Math.max(most, level), 0);
  const ordered = [...clusters];
  for (let level = highest; level >= 1; level--) {
    for (let from = 0; from < ordered.length; from++) {
      let to = from;
      while ((ordered[to]?.level ?? -1) >= level) to++;
      if (to > from) ordered.splice(from, to - from, ...ordered.slice(from, to).reverse());
      from = to;
    }
  }
  return ordered;
}

interface Piece extends Omit<Run, 'x'> {
  /** Where it begins in the paragraph. */
  readonly start: number;
}

/** The runs from left to right of clusters in visual order. */
function runsOf(clusters: readonly Cluster[], style: TextStyle, fonts: Fonts): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < clusters.length;) {
    const first = clusters[from];
    if (!first) break;
    let to = from + 1;
    while (clusters[to]?.face === first.face && clusters[to]?.level === first.level) to++;
    const stretch = clusters.slice(from, to);
    from = to;
    const drawn = stretch.map((cluster) => cluster.drawn);
    // The shaper turns what it takes for a right-to-left script: it gets such a run turned, and turns it back.
    const text = first.face.runsRightToLeft(drawn.join('')) ? drawn.reverse().join('') : drawn.join('');
    if (text === '') continue;
    const width = fonts.widthOf(text, first.face, style.size);
    const read = first.level % 2 === 1 ? stretch.reverse() : stretch;
    const told = first.level > 0 || first.face.joining || text.includes(replacement);
    const spoken = told ? read.map(({ source }) => source).join('') : null;
    pieces.push({ text, face: first.face, width, spoken, start: read[0]?.index ?? 0 });
  }
  return pieces;
}
