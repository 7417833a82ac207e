import { Damaged, type BytesReader } from './bytes.reader.js';

const [START, END, SCAN, COMMENT] = [0xd8, 0xd9, 0xda, 0xfe];
const [JFIF, EXIF, COLOURS, ADOBE] = [0xe0, 0xe1, 0xe2, 0xee];

/**
 * A JPEG (ISO/IEC 10918-1) without what a camera or a program wrote into it: Exif with place, time, device and thumbnail, XMP, IPTC, comments,
 * further pictures and whatever is appended. The picture itself is copied byte for byte, and which way is up stays known.
 */
export async function* cleanJpeg(read: BytesReader): AsyncGenerator<Buffer> {
  const start = await read.exactly(2);
  if (start[0] !== 0xff || start[1] !== START) throw new Damaged();
  yield start;
  for (let marker = await nextMarker(read); marker !== END; marker = await nextMarker(read)) {
    if (isAlone(marker)) yield Buffer.from([0xff, marker]);
    else yield* segment(read, marker);
    if (marker === SCAN) yield* scan(read);
  }
  yield Buffer.from([0xff, END]);
  for await (const appended of read.rest()) void appended;
}

async function nextMarker(read: BytesReader): Promise<number> {
  if ((await read.exactly(1))[0] !== 0xff) throw new Damaged();
  for (;;) {
    const [marker = 0] = await read.exactly(1);
    if (marker === 0) throw new Damaged();
    if (marker !== 0xff) return marker; // any number of 0xff may stand before a marker
  }
}

/** Markers without a length: restarts, and one for private use. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

async function* segment(read: BytesReader, marker: number): AsyncGenerator<Buffer> {
  const length = (await read.exactly(2)).readUInt16BE();
  if (length < 2) throw new Damaged();
  const body = await read.exactly(length - 2);
  const kept = keptOf(marker, body);
  if (!kept) return;
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(kept.length + 2, 2);
  yield head;
  yield kept;
}

/** What stays of a segment: the picture's own ones whole, of the applications' those without which it would look different. */
function keptOf(marker: number, body: Buffer): Buffer | null {
  if (marker === COMMENT) return null;
  if (marker < JFIF || marker > 0xef) return body;
  const begins = (text: string): boolean => body.subarray(0, text.length).toString('latin1') === text;
  if (marker === JFIF) return begins('JFIF\0') ? withoutThumbnail(body) : null;
  if (marker === COLOURS) return begins('ICC_PROFILE\0') ? body : null;
  if (marker === ADOBE) return begins('Adobe') ? body : null;
  return marker === EXIF && begins('Exif\0\0') ? uprightOnly(body.subarray(6)) : null;
}

/** The small picture inside may show what was cut off the large one. */
const withoutThumbnail = (body: Buffer): Buffer => {
  const kept = Buffer.from(body.subarray(0, 14));
  if (kept.length < 14) throw new Damaged();
  kept.writeUInt16BE(0, 12);
  return kept;
};

/** An Exif block that tells the orientation and nothing else; null where the picture stands upright, or does not say. */
function uprightOnly(tiff: Buffer): Buffer | null {
  const orientation = orientationOf(tiff);
  if (orientation === null || orientation < 2 || orientation > 8) return null;
  const block = Buffer.from(
    '457869660000' + '4d4d002a00000008' + '0001' + '0112000300000001' + '00000000' + '00000000',
    'hex',
  );
  block.writeUInt16BE(orientation, 24);
  return block;
}

/** Tag 0x0112 of the first directory (TIFF 6.0, section 2). */
function orientationOf(tiff: Buffer): number | null {
  const order = tiff.subarray(0, 2).toString('latin1');
  if (tiff.length < 14 || (order !== 'II' && order !== 'MM')) return null;
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const directory = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (short(at) === 0x0112) return short(at + 8);
  }
  return null;
}

/** The compressed picture: until a marker that is neither a stuffed zero nor a restart. That marker is still to be read. */
async function* scan(read: BytesReader): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = await read.peek(65_536);
    const end = endOfScan(piece);
    if (end !== null) {
      yield* read.through(end);
      return;
    }
    if (piece.length < 2) throw new Damaged();
    yield* read.through(piece.length - 1); // the last byte may be the first of a marker
  }
}

function endOfScan(piece: Buffer): number | null {
  for (let at = piece.indexOf(0xff); at !== -1 && at + 1 < piece.length; at = piece.indexOf(0xff, at + 1)) {
    const next = piece[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return null;
}
