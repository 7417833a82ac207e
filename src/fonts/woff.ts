import { inflateSync } from 'node:zlib';

/**
 * Unpacks a WOFF file (W3C, WOFF 1.0) to the font it holds. The parser below pdfkit would unpack the outlines anew for
 * each glyph, which made a dossier five times as slow.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF file');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const entry = 44 + index * 20;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number];
    const bytes = woff.subarray(offset, offset + packed);
    const content = packed < length ? inflateSync(bytes) : bytes;
    return { tag: woff.subarray(entry, entry + 4), checksum: woff.subarray(entry + 16, entry + 20), content };
  });
  return Buffer.concat([
    header(woff.subarray(4, 8), count),
    ...directory(tables),
    ...tables.map(({ content }) => padded(content)),
  ]);
}

interface Table {
  readonly tag: Buffer;
  readonly checksum: Buffer;
  readonly content: Buffer;
}

/** The offset table of an OpenType font: what it is, how many tables, and three numbers for searching them. */
function header(flavour: Buffer, count: number): Buffer {
  const steps = Math.floor(Math.log2(count));
  const numbers = Buffer.alloc(8);
  [count, 2 ** steps * 16, steps, (count - 2 ** steps) * 16].forEach((n, index) => numbers.writeUInt16BE(n, index * 2));
  return Buffer.concat([flavour, numbers]);
}

function directory(tables: readonly Table[]): Buffer[] {
  let offset = 12 + tables.length * 16;
  return tables.map(({ tag, checksum, content }) => {
    const place = Buffer.alloc(8);
    place.writeUInt32BE(offset, 0);
    place.writeUInt32BE(content.length, 4);
    offset += padded(content).length;
    return Buffer.concat([tag, checksum, place]);
  });
}

const padded = (content: Buffer): Buffer =>
  content.length % 4 === 0 ? content : Buffer.concat([content, Buffer.alloc(4 - (content.length % 4))]);
