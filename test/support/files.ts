import { deflateRawSync, crc32 } from 'node:zlib';

/** One white dot. */
const dot =
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

const plainJpeg = (): Buffer => {
  const picture = Buffer.from(dot, 'base64');
  return picture.subarray(-2).equals(Buffer.from([0xff, 0xd9]))
    ? picture
    : Buffer.concat([picture, Buffer.from([0xff, 0xd9])]);
};

/** A little-endian Exif block with an orientation and, as the camera's name, a text. */
const exif = (orientation: number, text: string): Buffer => {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  tiff.writeUInt16LE(0x010f, 10); // Make
  tiff.writeUInt16LE(2, 12);
  tiff.writeUInt32LE(text.length, 14);
  tiff.writeUInt32LE(tiff.length, 18);
  tiff.writeUInt16LE(0x0112, 22); // Orientation
  tiff.writeUInt16LE(3, 24);
  tiff.writeUInt32LE(1, 26);
  tiff.writeUInt16LE(orientation, 30);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(text, 'latin1')]);
};

/** A JPEG without anything but its picture, and the same with a text in every place where a camera or a program could write one. */
export function jpegs(text: string, orientation = 1): { plain: Buffer; chatty: Buffer } {
  const plain = plainJpeg();
  const said = Buffer.from(text, 'latin1');
  const more = [
    segment(0xe1, exif(orientation, text)),
    segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), said])),
    segment(0xe2, Buffer.concat([Buffer.from('MPF\0'), said])),
    segment(0xed, Buffer.concat([Buffer.from('Photoshop 3.0\0'), said])),
    segment(0xfe, said),
  ];
  // Behind the head and its JFIF segment, and once more behind the end.
  const chatty = Buffer.concat([plain.subarray(0, 20), ...more, plain.subarray(20), said]);
  return { plain, chatty };
}

const chunk = (type: string, body: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
};

/** The same for a PNG. */
export function pngs(text: string): { plain: Buffer; chatty: Buffer } {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const header = chunk('IHDR', Buffer.from('00000001000000010800000000', 'hex'));
  const picture = chunk('IDAT', Buffer.from('789c6360000000020001', 'hex'));
  const end = chunk('IEND', Buffer.alloc(0));
  const said = Buffer.from(`Comment\0${text}`, 'latin1');
  const more = ['tEXt', 'iTXt', 'eXIf', 'tIME', 'prIv'].map((type) => chunk(type, said));
  return {
    plain: Buffer.concat([signature, header, picture, end]),
    chatty: Buffer.concat([signature, header, ...more, picture, ...more, end, said]),
  };
}

/** A WebP with Exif and XMP. */
export function webp(text: string): Buffer {
  const part = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const said = Buffer.from(text, 'latin1');
  const parts = [
    part('VP8X', Buffer.from('0c0000000000000000000000'.slice(0, 20), 'hex')),
    part('VP8L', Buffer.from('2f00000000', 'hex')),
  ];
  const body = Buffer.concat([...parts, part('EXIF', said), part('XMP ', said)]);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body, said]);
}

/** An archive of these entries, as office programs write them. */
export function zip(entries: Readonly<Record<string, Buffer | string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(entries)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(raw.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(locals.length, 8);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}

const contentTypes = (main: string): string =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`;

/** A Word document; `more`: further entries. */
export const docx = (text: string, more: Readonly<Record<string, Buffer | string>> = {}): Buffer =>
  zip({
    '[Content_Types].xml': contentTypes(
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
    ),
    'word/document.xml': `<w:document>${text}</w:document>`,
    ...more,
  });

/** A PDF that is one by its first bytes. */
export const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`, 'latin1');

/** A compound file with these names in its directory, as Outlook and old office programs write them. */
export const compound = (...names: string[]): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(504),
    ...names.map((name) => Buffer.concat([Buffer.from(name, 'utf16le'), Buffer.alloc(512)]).subarray(0, 512)),
  ]);
