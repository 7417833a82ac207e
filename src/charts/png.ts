import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { unpackWoff } from '../fonts/woff.js';
import { fontFamily } from './frame.js';

const { resolve } = createRequire(import.meta.url);

let ready: Promise<readonly Buffer[]> | null = null;

/** The drawing library and its fonts, loaded once in the life of the thread. */
const load = async (): Promise<readonly Buffer[]> => {
  await initWasm(readFileSync(resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return ['latin-400', 'latin-700', 'latin-ext-400', 'latin-ext-700'].map((name) =>
    unpackWoff(readFileSync(resolve(`@fontsource/noto-sans/files/noto-sans-${name}-normal.woff`))),
  );
};

/** The picture in twice its size in pixels, for print and for screens of high density; drawn with the shipped font alone. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  ready ??= load();
  const fontBuffers = [...(await ready)];
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontBuffers, loadSystemFonts: false, defaultFontFamily: fontFamily, sansSerifFamily: fontFamily },
  });
  try {
    return drawing.render().asPng();
  } finally {
    drawing.free();
  }
}
