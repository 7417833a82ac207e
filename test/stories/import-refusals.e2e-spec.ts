import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import type { Json } from '../support/cases.js';
import {
  columns,
  ended,
  imported,
  post,
  reportOf,
  rowsOf,
  RUN,
  smallList,
  smallMapping,
  start,
  START,
  type GivenImport,
} from '../support/imports.js';
import type { Someone } from '../support/world.js';

describe('the import', () => {
  let house: TestHouse;
  let supervisor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    supervisor = await house.world.supervisor();
  });
  afterAll(() => house.close());

  const countOf = async (table: 'cases' | 'import_run' | 'import_row' | 'import_file' | 'case_origin') =>
    Number((await house.database.query(`select count(*) from ${table}`)).rows[0].count);

  const upload = async (someone: Someone, list: string): Promise<string> =>
    (await someone.post('/imports/files').attach('file', Buffer.from(list), 'list.csv').expect(201)).body.id;

  const startWith = async (someone: Someone, fileId: string, changes: object = {}): Promise<Json> => {
    const input = { fileId, mapping: smallMapping, source: 'Altliste', ...changes };
    return (await someone.does<Json>(START, { input })).startImport;
  };

  describe('is begun', () => {
    it('by an upload and a mutation; a list can be used once', async () => {
      const fileId = await upload(supervisor, smallList);
      const run = await startWith(supervisor, fileId, { source: ' Upload ' });
      expect(run).toMatchObject({ __typename: 'ImportRun', source: 'Upload', state: 'WAITING', format: 'CSV' });
      expect(await ended(supervisor, run.id)).toMatchObject({ state: 'DONE', total: 2, imported: 2, refused: 0 });
      expect(await countOf('import_file')).toBe(0);
      const { errors } = await supervisor.ask(START, { input: { fileId, mapping: smallMapping, source: 'x' } });
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    });

    it('by an administrator of the service, too', async () => {
      const administrator = await house.world.someone(await house.world.service(), 'ADMINISTRATOR');
      expect(await imported(administrator)).toMatchObject({ state: 'DONE', imported: 2 });
    });

    it('by nobody else', async () => {
      const counsellor = await house.world.counsellor();
      const runs = await countOf('import_run');
      for (const path of ['/imports', '/imports/files'])
        expect((await counsellor.post(path).attach('file', Buffer.from(smallList), 'list')).body.code).toBe(
          'FORBIDDEN',
        );
      const input = { fileId: randomUUID(), mapping: smallMapping, source: 'x' };
      for (const [query, variables] of [
        [START, { input }],
        [RUN, { id: randomUUID() }],
        ['{ importRuns { edges { node { id } } } }', {}],
      ] as const) {
        expect((await counsellor.ask(query, variables)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
        expect((await house.world.nobody.ask(query, variables)).errors?.[0]?.extensions.code).toBe('NOT_SIGNED_IN');
      }
      expect([await countOf('import_run'), await countOf('import_file')]).toEqual([runs, 0]);
    });

    it('in a service only: a carrier and an office have no cases', async () => {
      for (const organisation of [await house.world.carrier(), await house.world.office()]) {
        const administrator = await house.world.someone(organisation, 'ADMINISTRATOR');
        expect(await post(administrator)).toMatchObject({ status: 422, body: { code: 'IMPORT_NOT_A_SERVICE' } });
        const file = await administrator.post('/imports/files').attach('file', Buffer.from(smallList), 'list');
        expect([file.status, file.body.code]).toEqual([422, 'IMPORT_NOT_A_SERVICE']);
      }
    });
  });

  it('belongs to its service: another one sees neither list, run, rows nor cases', async () => {
    const other = await house.world.supervisor();
    const fileId = await upload(supervisor, smallList);
    const id = await start(supervisor, { source: 'Eigene' });
    const { rows } = await ended(supervisor, id);
    for (const foreign of [id, randomUUID(), 'nonsense', '\u0000'])
      expect((await other.ask(RUN, { id: foreign })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    for (const foreign of [fileId, randomUUID()]) {
      const { errors } = await other.ask(START, { input: { fileId: foreign, mapping: smallMapping, source: 'x' } });
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    expect(await other.does('{ importRuns { edges { node { id } } } }')).toEqual({ importRuns: { edges: [] } });
    const { errors } = await other.ask('query ($id: ID!) { case(id: $id) { id } }', { id: rows.edges[0].node.caseId });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    // The same list in two services: two cases a row, and neither service learns of the other's.
    expect(await imported(other, { source: 'Eigene' })).toMatchObject({ imported: 2, alreadyThere: 0 });
    await ended(supervisor, (await startWith(supervisor, fileId)).id);
  });

  describe('refuses at once', () => {
    const wrong: readonly [string, GivenImport, string, string][] = [
      ['a list without a column', { list: 'Nr,Merkmal,Text\n1,Herkunft,x\n' }, 'IMPORT_COLUMN_MISSING', 'file'],
      [
        'a list in another encoding',
        { list: Buffer.from('Nr,Merkmal,Datum,Text\n1,x,1.1.2024,Stra\xDFe\n', 'latin1') },
        'IMPORT_ENCODING',
        'file',
      ],
      [
        'a quotation mark that is never closed',
        { list: `${columns}1,Herkunft,1.2.2024,"Anfang\n` },
        'IMPORT_UNCLOSED_QUOTE',
        'file',
      ],
      ['a list without rows', { list: columns }, 'IMPORT_EMPTY_FILE', 'file'],
      ['an empty file', { list: '' }, 'IMPORT_EMPTY_FILE', 'file'],
      ['NUL bytes', { list: `Nr,Merkmal,Datum,Te\0xt\n1,Herkunft,1.2.2024,x\n` }, 'IMPORT_ENCODING', 'file'],
      ['an old Excel file', { list: Buffer.from('d0cf11e0a1b11ae1', 'hex') }, 'IMPORT_FORMAT', 'file'],
      ['a broken workbook', { list: Buffer.from('504b030400000000', 'hex') }, 'IMPORT_XLSX_DAMAGED', 'file'],
      ['a mapping that is none', { mapping: '{ a: [' }, 'IMPORT_MAPPING_SYNTAX', 'mapping'],
      [
        'a mapping with an unknown code',
        { mapping: smallMapping.replace('ORIGIN', 'NONSENSE') },
        'UNKNOWN_CODE',
        'mapping.fields.grounds.values.Herkunft',
      ],
      ['a mapping with NUL', { mapping: `${smallMapping}# \0` }, 'INVALID_CHARACTER', 'mapping'],
      ['a list without a name', { source: ' ' }, 'REQUIRED', 'source'],
      ['a name that is too long', { source: 'x'.repeat(101) }, 'TOO_LONG', 'source'],
      ['a name with NUL', { source: 'a\0b' }, 'INVALID_CHARACTER', 'source'],
    ];

    it.each(wrong)('%s', async (_, given, code, field) => {
      const before = [await countOf('import_run'), await countOf('cases')];
      const { status, body } = await post(supervisor, given);
      expect([status, body.code, body.field]).toEqual([422, code, field]);
      expect(body.de).not.toBe(body.en);
      expect([await countOf('import_run'), await countOf('cases')]).toEqual(before);
    });

    it('what is missing in the form, all of it at once', async () => {
      const { status, body } = await supervisor.post('/imports').field('dryRun', 'perhaps');
      expect([status, body.problems.map(({ code, field }: Json) => `${code} ${field}`)]).toEqual([
        422,
        ['REQUIRED file', 'REQUIRED mapping', 'REQUIRED source', 'INVALID_FORMAT dryRun'],
      ]);
      expect((await supervisor.post('/imports').send({ source: 'x' })).status).toBe(422);
      expect((await supervisor.post('/imports/files').field('file', 'a text')).status).toBe(422);
      const strange = await supervisor.post('/imports/files').attach('strange', Buffer.from('x'), 'x');
      expect(strange.status).toBe(400);
      const cut = await supervisor.post('/imports/files').set('Content-Type', 'multipart/form-data').send('x');
      expect(cut.status).toBe(400);
    });

    it('a file that is too large', async () => {
      const { status, body } = await post(supervisor, { list: Buffer.alloc(20_000_001, 'x') });
      expect([status, body.code, body.field]).toEqual([413, 'IMPORT_FILE_TOO_LARGE', 'file']);
    });

    it('the same over GraphQL, named from the argument on, and the list stays for another try', async () => {
      const fileId = await upload(supervisor, 'Nr,Merkmal,Text\n1,Herkunft,x\n');
      expect(await startWith(supervisor, fileId)).toMatchObject({
        __typename: 'Refusal',
        problems: [{ code: 'IMPORT_COLUMN_MISSING', field: 'input.fileId', de: 'Die Spalte „Datum“ fehlt.' }],
      });
      expect(await startWith(supervisor, fileId, { mapping: 'version: 2', source: 'x'.repeat(101) })).toMatchObject({
        __typename: 'Refusal',
        field: 'input.source',
      });
      expect(await startWith(supervisor, fileId, { mapping: 'version: 2' })).toMatchObject({
        problems: expect.arrayContaining([expect.objectContaining({ field: 'input.mapping.version' })]),
      });
      expect(await startWith(supervisor, 'nonsense')).toMatchObject({ code: 'INVALID_FORMAT', field: 'input.fileId' });
    });
  });

  it('fails as a whole, with nothing recorded, when a list turns out broken further down', async () => {
    const service = await house.world.service();
    const someone = await house.world.supervisor(service);
    const long = rowsOf(20_000);
    for (const [list, code, line] of [
      [`${columns}${long}20001,Herkunft,1.2.2024,"offen\n`, 'IMPORT_UNCLOSED_QUOTE', 20002],
      [
        Buffer.concat([Buffer.from(columns + long), Buffer.from('20001,Herkunft,1.2.2024,\xDF\n', 'latin1')]),
        'IMPORT_ENCODING',
        20002,
      ],
    ] as const) {
      const run = await imported(someone, { list });
      expect(run).toMatchObject({ state: 'FAILED', imported: 0, done: 0, problems: [{ code }] });
      expect(run.problems[0].de).toContain(`Zeile ${line}`);
      expect(run.problems[0].en).toContain(`Line ${line}`);
    }
    const { rows } = await house.database.query('select from cases where organisation_id = $1', [service.id]);
    expect(rows).toEqual([]);
  });

  describe('reports row by row', () => {
    const list = `${columns}1,Herkunft,1.2.2024,gut
2,Geheimnis,1.2.2024,ein unbekanntes Merkmal
3,Herkunft,31.2.2024,kein Tag
4,Herkunft,1.2.2924,in der Zukunft
5,Herkunft
1,Herkunft,1.2.2024,noch einmal
6,Herkunft,1.2.2024,${'x'.repeat(100_001)}
7,Herkunft,1.2.2024,a\0b
${'8'.repeat(201)},Herkunft,1.2.2024,lang
9,Herkunft,1.2.2024,ﷺ 🏳️‍🌈 محمد
`;
    const expected = [
      [2, 'IMPORTED'],
      [3, 'REFUSED', 'IMPORT_VALUE_UNMAPPED'],
      [4, 'REFUSED', 'IMPORT_DATE'],
      [5, 'REFUSED', 'DATE_IN_FUTURE', 'DATE_IN_FUTURE'],
      [6, 'REFUSED', 'IMPORT_COLUMN_COUNT'],
      [7, 'REFUSED', 'IMPORT_DUPLICATE_ID'],
      [8, 'REFUSED', 'TOO_LONG'],
      [9, 'REFUSED', 'IMPORT_NUL'],
      [10, 'REFUSED', 'TOO_LONG'],
      [11, 'IMPORTED'],
    ];

    it('what was refused and why, in both languages, and never what stood in a cell; what is sound is recorded', async () => {
      const run = await imported(supervisor, { list, source: 'Bunt' });
      expect(run).toMatchObject({ state: 'DONE', total: 10, done: 10, imported: 2, refused: 8 });
      expect(reportOf(run)).toEqual(expected);
      expect(run.rows.edges[1].node.problems[0]).toMatchObject({
        field: 'grounds',
        de: expect.stringMatching(/^Zeile 3, Spalte „Merkmal“/),
        en: expect.stringMatching(/^Line 3, column “Merkmal”/),
      });
      const { rows } = await house.database.query('select problems::text from import_row');
      for (const { problems } of rows) expect(problems).not.toMatch(/Geheimnis|31\.2|2924|xxx|88888/);
    });

    it('the same in a dry run', async () => {
      const run = await imported(await house.world.supervisor(), { list, dryRun: true });
      expect(reportOf(run)).toEqual(
        expected.map(([line, outcome, ...codes]) => [
          line,
          outcome === 'IMPORTED' ? 'WOULD_IMPORT' : outcome,
          ...codes,
        ]),
      );
    });

    it('and records what was corrected when the list comes again', async () => {
      const again = await imported(supervisor, { list: list.replace('Geheimnis', 'Religion'), source: 'Bunt' });
      expect(again).toMatchObject({ imported: 1, alreadyThere: 2, refused: 7 });
    });

    it('only rows of an outcome that there is', async () => {
      const id = await start(supervisor, { dryRun: true });
      const { errors } = await supervisor.ask(RUN, { id, outcome: 'NONSENSE' });
      expect(errors?.[0]?.extensions.problems).toMatchObject([{ code: 'INVALID_FORMAT', field: 'outcome' }]);
      const wrongPlace = await supervisor.ask(RUN, { id, after: 'bm9uc2Vuc2U' });
      expect(wrongPlace.errors?.[0]?.extensions.problems).toMatchObject([{ code: 'INVALID_CURSOR', field: 'after' }]);
    });
  });
});
