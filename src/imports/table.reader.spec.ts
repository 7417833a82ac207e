import { describe, expect, it } from '@jest/globals';
import { deflateRawSync } from 'node:zlib';
import { explain } from '../core/problems.js';
import { readTable } from './table.reader.js';
import { defaultLimits, type TableFormat, type TableLimits } from './table.js';
import { writeArchive } from './xlsx.archive.js';

const csv: TableFormat = { encoding: 'utf-8', delimiter: 'auto', sheet: null };

/** In chunks of seven bytes, so that every boundary falls inside something. */
async function* stream(bytes: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (
  file: string | Buffer,
  {
    columns = [],
    format = csv,
    limits = {},
    chunk = 7,
  }: Partial<{
    columns: string[];
    format: TableFormat;
    limits: Partial<TableLimits>;
    chunk: number;
  }> = {},
): Promise<unknown[]> => {
  const outcomes: unknown[] = [];
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  for await (const outcome of readTable(stream(bytes, chunk), columns, format, { ...defaultLimits, ...limits })) {
    outcomes.push(outcome.ok ? [outcome.value.line, outcome.value.values] : outcome.problems);
  }
  return outcomes;
};

const refusal = (code: string, values?: Record<string, unknown>) => [
  expect.objectContaining({ code, ...(values ? { values } : {}) }),
];

describe('a CSV file', () => {
  it.each([
    ['commas', 'a,b\n1,"2;3"\n'],
    ['semicolons', 'a;b\n1;2;3'.replace('2;3', '"2;3"')],
    ['tabs', 'a\tb\n1\t2;3\n'],
    ['a byte-order mark', '\uFEFFa;b\n1;"2;3"\n'],
    ['Windows line breaks', 'a,b\r\n1,2;3\r\n'],
    ['old Macintosh line breaks', 'a,b\r1,2;3\r'],
    ['no line break at its end', 'a,b\n1,2;3'],
    ['blanks around its headings and a nameless blank column at its end', ' a , b ,\n1,2;3,\n'],
  ])('is read with %s', async (_, text) => {
    expect(await read(text)).toEqual([[2, { a: '1', b: '2;3' }]]);
  });

  it('is read with the delimiter that stands between the headings, not inside them', async () => {
    expect(await read('"a;b;c;",d\n1,2\n')).toEqual([[2, { 'a;b;c;': '1', d: '2' }]]);
  });

  it('is read with the delimiter that the mapping states', async () => {
    expect(await read('a,b;c\n1,2;3\n', { format: { ...csv, delimiter: ';' } })).toEqual([
      [2, { 'a,b': '1,2', c: '3' }],
    ]);
  });

  it('keeps line breaks inside cells and counts lines as an editor does', async () => {
    expect(await read('a,b\r\n1,"x\r\ny"\r\n , \r\n\r\n2,"say ""no"""\r\n')).toEqual([
      [2, { a: '1', b: 'x\ny' }],
      [6, { a: '2', b: 'say "no"' }],
    ]);
  });

  it('may hold a cell of 100 kB', async () => {
    const long = 'ä'.repeat(100_000);
    expect(await read(`a\n"${long}"\n`, { chunk: 1000 })).toEqual([[2, { a: long }]]);
  });

  it('is read in Windows-1252 when the mapping says so', async () => {
    const bytes = Buffer.from([0x61, 0x0a, 0xc4, 0x80, 0x0a]);
    expect(await read(bytes, { format: { ...csv, encoding: 'windows-1252' } })).toEqual([[2, { a: 'Ä€' }]]);
  });

  it('in another encoding is refused with the line of the first character that is wrong', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,ä\n2,"x\ny"\n3,'), Buffer.from([0xe4]), Buffer.from('\n4,z\n')]);
    for (const chunk of [7, 1000]) {
      expect((await read(bytes, { chunk })).at(-1)).toEqual(refusal('IMPORT_ENCODING', { line: 5, encoding: 'UTF-8' }));
    }
  });

  it('in UTF-16 is refused, with and without byte-order mark', async () => {
    expect(await read(Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'))).toEqual([
      refusal('IMPORT_ENCODING', { line: 1, encoding: 'UTF-8' }),
    ]);
    expect(await read(Buffer.from('a,b\n1,2\n', 'utf16le'))).toEqual([refusal('IMPORT_ENCODING')]);
  });

  it.each([
    ['that is never closed', 'a,b\n1,2\n3,"4\n5,6\n'],
    ['that ends in another cell', 'a,b\n1,2\n3,"4\n5,"6"\n'],
  ])('with a quotation mark %s is refused with the line where that row begins', async (_, text) => {
    expect((await read(text)).at(-1)).toEqual(refusal('IMPORT_UNCLOSED_QUOTE', { line: 3 }));
  });

  it('with an unclosed quotation mark and much behind it is refused before memory fills', async () => {
    const text = `a,b\n1,"2\n${'3,4\n'.repeat(1000)}`;
    expect((await read(text, { limits: { charactersPerRow: 500 } })).at(-1)).toEqual(
      refusal('IMPORT_ROW_TOO_LONG', { line: 2, max: 500 }),
    );
  });

  it('with a quotation mark in the middle of a cell is refused with its line', async () => {
    expect((await read('a,b\n1,"x\ny"\n2,5" pipe\n')).at(-1)).toEqual(refusal('IMPORT_STRAY_QUOTE', { line: 4 }));
  });

  it('with too few or too many cells in a row is refused for that row, and the others are read', async () => {
    expect(await read('a,b\n1\n2,3\n4,5,6\n7,8,\n')).toEqual([
      refusal('IMPORT_COLUMN_COUNT', { line: 2, expected: 2, found: 1 }),
      [3, { a: '2', b: '3' }],
      refusal('IMPORT_COLUMN_COUNT', { line: 4, expected: 2, found: 3 }),
      [5, { a: '7', b: '8' }],
    ]);
  });

  it('without a column that the mapping names is refused with the name of each', async () => {
    expect(await read('a,b\n1,2\n', { columns: ['b', 'Datum', 'Ort'] })).toEqual([
      [
        ...refusal('IMPORT_COLUMN_MISSING', { column: 'Datum' }),
        ...refusal('IMPORT_COLUMN_MISSING', { column: 'Ort' }),
      ],
    ]);
  });

  it('without headings is refused, and nothing of its first case is repeated', async () => {
    const [problems] = await read('Frau Beispiel;Frau Beispiel\n1;2\n', { columns: ['Datum'] });
    expect(problems).toEqual(refusal('IMPORT_COLUMN_MISSING', { column: 'Datum' }));
    expect(JSON.stringify(problems)).not.toContain('Beispiel');
  });

  it('with a heading twice or a heading missing in between is refused', async () => {
    expect(await read('a,b,a\n1,2,3\n')).toEqual([refusal('IMPORT_COLUMN_DUPLICATE', { column: 'a' })]);
    expect(await read('a,,c\n1,2,3\n')).toEqual([refusal('IMPORT_COLUMN_UNNAMED', { position: 2 })]);
  });

  it.each([
    ['nothing', ''],
    ['blank lines', '\n \n\n'],
    ['headings alone', 'a,b\n'],
  ])('with %s is refused as empty', async (_, text) => {
    expect(await read(text)).toEqual([refusal('IMPORT_EMPTY_FILE')]);
  });

  it('with a NUL byte in a cell is refused for that row', async () => {
    expect(await read('a,b\n1,x\0y\n2,3\n')).toEqual([
      refusal('IMPORT_NUL', { line: 2, column: 'b' }),
      [3, { a: '2', b: '3' }],
    ]);
  });

  it('is read up to the limits of size, rows and columns, and not beyond', async () => {
    expect(await read('a\n1\n2\n', { limits: { bytes: 6, rows: 2, columns: 1 } })).toHaveLength(2);
    expect((await read('a\n1\n2\n', { limits: { bytes: 5 } })).at(-1)).toEqual(refusal('IMPORT_FILE_TOO_LARGE'));
    expect((await read('a\n1\n2\n', { limits: { rows: 1 } })).at(-1)).toEqual(
      refusal('IMPORT_TOO_MANY_ROWS', { max: 1 }),
    );
    expect(await read('a,b\n1,2\n', { limits: { columns: 1 } })).toEqual([
      refusal('IMPORT_TOO_MANY_COLUMNS', { max: 1 }),
    ]);
  });

  it('is no old Excel file', async () => {
    expect(await read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toEqual([refusal('IMPORT_FORMAT')]);
  });

  it('is refused in German and English, with everything filled in', async () => {
    for await (const outcome of readTable(stream(Buffer.from('a\n"')), [], csv)) {
      if (outcome.ok) throw new Error('expected a refusal');
      const [first] = outcome.problems;
      expect(explain(first, 'de')).toBe('Zeile 2: Ein Anführungszeichen wird nicht richtig geschlossen.');
      expect(explain(first, 'en')).toBe('Line 2: a quotation mark is not closed properly.');
    }
  });
});

const workbookParts = (sheets: Record<string, string>): { name: string; content: Buffer }[] => {
  const names = Object.keys(sheets);
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const relations = (inner: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`;
  const parts: Record<string, string> = {
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      names.map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('') +
        relation('rId90', 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((data, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`,
      ]),
    ),
  };
  return Object.entries(parts).map(([name, content]) => ({ name, content: Buffer.from(content) }));
};

const workbook = (sheets: Record<string, string>): Buffer => writeArchive(workbookParts(sheets));

const textCell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;

const sheet = `<row r="1">${textCell('A1', 'Nr')}${textCell('B1', 'Datum')}${textCell('C1', 'Anlass')}</row>
  <row r="3"><c r="A3"><v>20240000000000017</v></c><c r="B3" s="1"><v>45357</v></c>${textCell('C3', ' Kündigung ')}</row>
  <row r="4"><c r="A4"><v>0.30000000000000004</v></c><c r="C4" t="b"><v>1</v></c></row>`;

describe('an XLSX file', () => {
  const rows = [
    [3, { Nr: '20240000000000017', Datum: '2024-03-06', Anlass: ' Kündigung ' }],
    [4, { Nr: '0.3', Datum: '', Anlass: 'true' }],
  ];

  it('gives its first sheet, dates as ISO 8601, numbers in plain figures, lines as the spreadsheet counts', async () => {
    expect(await read(workbook({ Liste: sheet, Anderes: '' }), { columns: ['Nr', 'Datum'] })).toEqual(rows);
  });

  it('gives the sheet that the mapping names', async () => {
    const file = workbook({ Anderes: '', Liste: sheet });
    expect(await read(file, { format: { ...csv, sheet: 'Liste' } })).toEqual(rows);
    expect(await read(file, { format: { ...csv, sheet: 'Fälle' } })).toEqual([
      refusal('IMPORT_SHEET_MISSING', { sheet: 'Fälle' }),
    ]);
  });

  it('with an empty sheet is refused as empty', async () => {
    expect(await read(workbook({ Liste: '' }))).toEqual([refusal('IMPORT_EMPTY_FILE')]);
  });

  it('that is damaged, cut off or no workbook is refused', async () => {
    const whole = workbook({ Liste: sheet });
    for (const broken of [
      whole.subarray(0, whole.length - 30),
      Buffer.from('PK\x03\x04 and then nothing of the kind'),
      writeArchive([{ name: 'note.xml', content: Buffer.from('<note/>') }]),
      workbook({ Liste: '<row r="1"><c r="A1" t="s"><v>7</v></c></row>' }),
    ]) {
      expect(await read(broken)).toEqual([refusal('IMPORT_XLSX_DAMAGED')]);
    }
  });

  it('that is small and grows without end when unpacked is refused', async () => {
    const archive = writeArchive([
      { name: 'xl/worksheets/sheet1.xml', content: deflateRawSync(Buffer.alloc(3_000_000, 0x20)) },
    ]);
    archive.writeUInt16LE(8, archive.readUInt32LE(archive.length - 6) + 10);
    expect(archive.length).toBeLessThan(10_000);
    expect(await read(archive, { limits: { unpackedBytes: 2_000_000 } })).toEqual([
      refusal('IMPORT_UNPACKED_TOO_LARGE', { max: '2 MB' }),
    ]);
  });

  it('whose parts are too large together is refused', async () => {
    const parts = [...workbookParts({ Liste: sheet }), { name: 'xl/more.xml', content: Buffer.alloc(4000, 0x20) }];
    const size = parts.reduce((sum, { content }) => sum + content.length, 0);
    expect(await read(writeArchive(parts), { limits: { unpackedBytes: size } })).toHaveLength(2);
    expect(await read(writeArchive(parts), { limits: { unpackedBytes: size - 1 } })).toEqual([
      refusal('IMPORT_UNPACKED_TOO_LARGE'),
    ]);
  });

  it('with a single cell far out is refused before the cells between are filled', async () => {
    const far = (place: string) =>
      workbook({ Liste: `<row>${textCell('A1', 'a')}</row><row>${textCell('A2', 'b')}${textCell(place, 'x')}</row>` });
    expect(await read(far('XFD2'))).toEqual([refusal('IMPORT_TOO_MANY_COLUMNS')]);
    expect(await read(far('A99999999999'))).toEqual([refusal('IMPORT_TOO_MANY_ROWS')]);
    expect(await read(far('&#65;99999999999'))).toEqual([refusal('IMPORT_XLSX_DAMAGED')]);
  });
});
