import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { TableFault, type TableLimits } from './table.js';

interface Member {
  readonly name: string;
  readonly content: Buffer;
}

const unpack = promisify(inflateRaw);

/**
 * The same workbook as a ZIP archive without compression, holding its XML parts alone. The reading library believes
 * the sizes that an archive states and unpacks without end; what comes out here is as large as it says.
 */
export const repackWorkbook = async (archive: Buffer, limits: TableLimits): Promise<Buffer> => {
  const members: Member[] = [];
  let left = limits.unpackedBytes;
  for (const { name, method, packed } of listMembers(archive)) {
    if (!/\.(xml|rels)$/.test(name)) continue;
    const content = await unpackMember(method, packed, left, limits);
    left -= content.length;
    if (name.startsWith('xl/worksheets/')) checkExtent(content.toString('latin1'), limits);
    members.push({ name, content });
  }
  return writeArchive(members);
};

const unpackMember = async (method: number, packed: Buffer, max: number, limits: TableLimits): Promise<Buffer> => {
  const tooLarge = () => {
    const megabytes = `${Math.round(limits.unpackedBytes / 1_000_000)} MB`;
    return new TableFault('IMPORT_UNPACKED_TOO_LARGE', { max: megabytes });
  };
  if (max <= 0 || (method === 0 && packed.length > max)) throw tooLarge();
  if (method === 0) return packed;
  if (method !== 8) throw damaged();
  try {
    return await unpack(packed, { maxOutputLength: max });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : damaged();
  }
};

/** A single cell far out (XFD1048576) makes the library fill all the cells before it. */
const checkExtent = (sheet: string, limits: TableLimits): void => {
  for (const [, , place = ''] of sheet.matchAll(/\sr\s*=\s*(["'])(.*?)\1/gs)) {
    const address = /^([A-Z]*)(\d+)$/i.exec(place);
    if (!address) {
      if (place.includes('&')) throw damaged();
      continue;
    }
    const [, letters = '', row] = address;
    const column = [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    if (Number(row) > limits.rows + headRows) throw new TableFault('IMPORT_TOO_MANY_ROWS', { max: limits.rows });
    if (column > limits.columns) throw new TableFault('IMPORT_TOO_MANY_COLUMNS', { max: limits.columns });
  }
};

/** Blank rows and the headings may stand above the data. */
const headRows = 100;

const damaged = (): TableFault => new TableFault('IMPORT_XLSX_DAMAGED');

/** The members by the central directory (PKWARE APPNOTE 4.3.12); no ZIP64 and no encryption. */
function* listMembers(archive: Buffer): Generator<{ name: string; method: number; packed: Buffer }> {
  const end = archive.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (end < 0 || end + 22 > archive.length) throw damaged();
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const names = new Set<string>();
  for (let member = 0; member < count; member++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== 0x02014b50) throw damaged();
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const encrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
    if (encrypted || names.has(name) || local + 30 > archive.length) throw damaged();
    names.add(name);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    yield { name, method: archive.readUInt16LE(at + 10), packed };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

/** A ZIP archive of these members, stored as they are. */
export const writeArchive = (members: readonly Member[]): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of members) {
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('504b0304', 'hex'), common, path, content);
    directory.push(Buffer.from('504b01021400', 'hex'), common, place, path);
    offset += 30 + path.length + content.length;
  }
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
};
