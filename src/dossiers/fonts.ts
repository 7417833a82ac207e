import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from '../fonts/woff.js';

export type Weight = 'regular' | 'bold';

/** A font file that the document has opened. */
export interface Face {
  /** The name under which the document knows it. */
  readonly name: string;
  /** Whether letters join and marks move, so that a run must reach the shaper in one piece. */
  readonly joining: boolean;
  /** What pdfkit hands to the shaper. Without any, it measures and draws word by word, which is faster. */
  readonly shaping: { readonly features?: PDFKit.Mixins.OpenTypeFeatures[] };
  /** Arabic letters are drawn small for their size: they need more of it to be read beside Latin ones. */
  readonly scale: number;
  readonly covers: (codePoint: number) => boolean;
  /** The direction in which the shaper would lay this text out, judged by its script. */
  readonly runsRightToLeft: (text: string) => boolean;
}

export interface Fonts {
  /** The first face that has every character of the cluster (what a reader takes for one character), or null. */
  readonly faceFor: (cluster: string, weight: Weight) => Face | null;
  readonly latin: (weight: Weight) => Face;
  readonly widthOf: (text: string, face: Face, size: number) => number;
  /** How often a replacement stood in for a character that no font has. */
  readonly missing: { count: number };
}

/** Shown for what no font has: emoji, and scripts for which no font is shipped. */
export const replacement = '\uFFFD';

// One file for each script, as the packages ship them; the first that has a character draws it.
const scripts = [
  ['noto-sans', 'latin'],
  ['noto-sans', 'latin-ext'],
  ['noto-sans', 'vietnamese'],
  ['noto-sans', 'cyrillic'],
  ['noto-sans', 'cyrillic-ext'],
  ['noto-naskh-arabic', 'arabic'],
  ['noto-sans', 'greek'],
  ['noto-sans', 'greek-ext'],
  ['noto-sans', 'devanagari'],
  ['noto-sans-ethiopic', 'ethiopic'],
] as const;

const weights = { regular: 400, bold: 700 } as const;

const { resolve } = createRequire(import.meta.url);

const unpacked = new Map<string, Buffer>();

/** The font of this name, read once in the life of the process. */
const fontNamed = (name: string): Buffer => {
  const found = unpacked.get(name);
  if (found) return found;
  const family = scripts.find((entry) => name.startsWith(`${entry.join('-')}-`))?.[0] ?? '';
  const font = unpackWoff(readFileSync(resolve(`@fontsource/${family}/files/${name}.woff`)));
  unpacked.set(name, font);
  return font;
};

/** pdfkit keeps the parsed font here and offers no other way to ask what it can draw. */
interface ParsedFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
  layout(text: string, features: readonly string[]): { readonly direction: string };
}

// A joined script goes through the shaper in one piece. Elsewhere the shaper must not take letters apart (ị into i and a
// dot): the parts have no code point of their own, and whoever copies the text would get rubbish.
const shapingOf = (script: string, joining: boolean): Face['shaping'] => {
  if (joining) return { features: [] };
  return script === 'latin' ? {} : { features: { ccmp: false } as unknown as [] };
};

/** The fonts of one document; a file is opened when the first character needs it. */
export function openFonts(doc: PDFKit.PDFDocument): Fonts {
  const opened = new Map<string, Face>();
  const known = new Map<string, Face | null>();

  const open = (family: string, script: string, weight: Weight): Face => {
    const name = `${family}-${script}-${weights[weight]}-normal`;
    const found = opened.get(name);
    if (found) return found;
    doc.registerFont(name, fontNamed(name));
    doc.font(name);
    const parsed = (doc as unknown as { readonly _font: { readonly font: ParsedFont } })._font.font;
    const joining = script === 'arabic' || script === 'devanagari';
    const face: Face = {
      name,
      joining,
      scale: script === 'arabic' ? 1.2 : 1,
      shaping: shapingOf(script, joining),
      covers: (codePoint) => parsed.hasGlyphForCodePoint(codePoint),
      runsRightToLeft: (text) => script === 'arabic' && parsed.layout(text, []).direction === 'rtl',
    };
    opened.set(name, face);
    return face;
  };

  const search = (cluster: string, weight: Weight): Face | null => {
    const codePoints = [...cluster].map((character) => character.codePointAt(0) ?? 0);
    for (const [family, script] of scripts) {
      const face = open(family, script, weight);
      if (codePoints.every(face.covers)) return face;
    }
    return null;
  };

  return {
    faceFor: (cluster, weight) => {
      const key = `${weight} ${cluster}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const face = search(cluster, weight);
      known.set(key, face);
      return face;
    },
    latin: (weight) => open('noto-sans', 'latin', weight),
    widthOf: (text, face, size) => {
      doc.font(face.name).fontSize(size * face.scale);
      return doc.widthOfString(text, face.shaping);
    },
    missing: { count: 0 },
  };
}
