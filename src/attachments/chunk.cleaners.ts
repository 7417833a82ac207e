import { Damaged, type BytesReader } from './bytes.reader.js';

/** Chunks without which a picture would look different (PNG, third edition, section 11; APNG among them). All others go: texts, times, Exif. */
const pngChunks = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

/** A PNG without texts, times, Exif, private chunks and whatever is appended. */
export async function* cleanPng(read: BytesReader): AsyncGenerator<Buffer> {
  const signature = await read.exactly(8);
  if (signature.toString('hex') !== '89504e470d0a1a0a') throw new Damaged();
  yield signature;
  for (let type = ''; type !== 'IEND';) {
    const head = await read.exactly(8);
    type = head.toString('latin1', 4);
    const left = head.readUInt32BE() + 4; // with the checksum
    if (!pngChunks.has(type)) await read.skip(left);
    else {
      yield head;
      yield* read.through(left);
    }
  }
  for await (const appended of read.rest()) void appended;
}

const webpChunks = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

/** In the flags of VP8X: "there is Exif", "there is XMP". */
const METADATA_FLAGS = 0x0c;

/**
 * A WebP without Exif, XMP and unknown chunks. The length of the whole stands at its beginning, so what goes becomes a chunk of zeros that
 * readers pass over (RIFF's JUNK).
 */
export async function* cleanWebp(read: BytesReader): AsyncGenerator<Buffer> {
  const head = await read.exactly(12);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8) !== 'WEBP') throw new Damaged();
  yield head;
  for (let left = head.readUInt32LE(4) - 4; left > 0;) {
    const chunk = await read.exactly(8);
    const type = chunk.toString('latin1', 0, 4);
    const size = chunk.readUInt32LE(4);
    const padded = size + (size % 2);
    left -= 8 + padded;
    if (left < 0) throw new Damaged();
    if (!webpChunks.has(type)) chunk.write('JUNK', 'latin1');
    yield chunk;
    if (!webpChunks.has(type)) for await (const piece of read.through(padded)) yield Buffer.alloc(piece.length);
    else if (type === 'VP8X' && size > 0) {
      const [flags = 0] = await read.exactly(1);
      yield Buffer.from([flags & ~METADATA_FLAGS]);
      yield* read.through(padded - 1);
    } else yield* read.through(padded);
  }
  for await (const appended of read.rest()) void appended;
}
