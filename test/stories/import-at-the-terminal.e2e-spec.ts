import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { columns, importFile, rowsOf, smallList, smallMapping } from '../support/imports.js';

describe('beistand import', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const folder = mkdtempSync(join(tmpdir(), 'beistand-import-'));
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  const beistand = async (...words: string[]): Promise<{ code: number; said: string }> => {
    const { application, jobs } = house.urls;
    const settings = { DATABASE_URL: application, DATABASE_JOBS_URL: jobs, BEISTAND_DATA: house.dataFolder };
    const program = join(process.env.TEST_BUILD ?? '', 'src', 'cli.js');
    const env = { ...process.env, ...settings, LOG_LEVEL: 'silent', NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [program, 'import', ...words], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  };

  it('records a list without a server, and knows it the next time', async () => {
    const supervisor = await house.world.supervisor();
    const mapping = file('german.yaml', importFile('german-list.mapping.yaml'));
    const list = file('german.csv', importFile('german-list.csv'));
    const words = [list, '--mapping', mapping, '--source', 'Liste', '--as', supervisor.email];
    expect(await beistand(...words, '--dry-run')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/\n5 would be imported, 0 were there already, 0 refused\.\n$/),
    });
    expect(await beistand(...words)).toMatchObject({ code: 0, said: expect.stringContaining('5 imported, 0 were') });
    expect(await beistand(...words)).toMatchObject({ code: 0, said: expect.stringContaining('0 imported, 5 were') });
  }, 60_000);

  it('tells which rows were refused, at the terminal and in a file, and answers 1', async () => {
    const supervisor = await house.world.supervisor();
    const mapping = file('small.yaml', smallMapping.replaceAll('Merkmal', '=Merkmal'));
    const list = file(
      'small.csv',
      `${columns.replace('Merkmal', '=Merkmal')}${rowsOf(60).replaceAll('Herkunft', 'Geheimnis')}${rowsOf(1, 61)}`,
    );
    const report = join(folder, 'report.csv');
    const { code, said } = await beistand(
      list,
      '--mapping',
      mapping,
      '--source',
      'x',
      '--as',
      supervisor.email,
      '--report',
      report,
    );
    expect(code).toBe(1);
    expect(said).toMatch(/^2\tREFUSED\tgrounds: Line 2, column “=Merkmal”: /m);
    expect(said.match(/REFUSED/g)).toHaveLength(50);
    expect(said).toContain('… and 10 more rows');
    expect(said).toContain('1 imported, 0 were there already, 60 refused.');
    const lines = readFileSync(report, 'utf8').split('\r\n');
    expect(lines).toHaveLength(63);
    expect(lines[1]).toMatch(/^2;REFUSED;;IMPORT_VALUE_UNMAPPED;grounds;Zeile 2, /);
    expect(said + lines.join()).not.toContain('Geheimnis');
  }, 60_000);

  it('says in a sentence why nothing was imported', async () => {
    const supervisor = await house.world.supervisor();
    const counsellor = await house.world.counsellor();
    const [mapping, list] = [file('m.yaml', smallMapping), file('l.csv', smallList)];
    const run = async (path: string, email: string) => {
      const { code, said } = await beistand(path, '--mapping', mapping, '--source', 'x', '--as', email);
      return [code, said];
    };
    expect(await run(list, counsellor.email)).toEqual([1, expect.stringContaining('Only supervisors')]);
    expect(await run(list, 'niemand@example.org')).toEqual([
      1,
      expect.stringContaining('Nobody with an active account'),
    ]);
    expect(await run(join(folder, 'none.csv'), supervisor.email)).toEqual([1, expect.stringContaining('ENOENT')]);
    const broken = file('broken.csv', 'Nr\n1\n');
    expect(await run(broken, supervisor.email)).toEqual([
      1,
      expect.stringContaining('The column “Merkmal” is missing.'),
    ]);
    expect((await house.database.query('select from import_run')).rows).toHaveLength(4);
  }, 60_000);
});
