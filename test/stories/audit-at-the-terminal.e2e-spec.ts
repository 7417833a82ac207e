import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { LogUnderTest } from '../support/audit.js';

// Each command starts a program, which takes its time where much else runs.
jest.setTimeout(120_000);

async function beistand(env: Record<string, string>, ...words: string[]): Promise<{ code: number; said: string }> {
  const program = join(process.env.TEST_BUILD ?? '', 'src', 'cli.js');
  const child = spawn(process.execPath, [program, ...words], { env: { PATH: process.env.PATH ?? '', ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe('the audit log at the terminal', () => {
  let house: TestHouse;
  let settings: Record<string, string>;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    settings = {
      DATABASE_URL: house.urls.application,
      DATABASE_JOBS_URL: house.urls.jobs,
      BEISTAND_DATA: house.dataFolder,
    };
  }, 60_000);
  afterAll(() => house.close());

  it('is exported, and verified without a server, a database or a setting', async () => {
    const file = join(house.dataFolder, 'export.ndjson');
    expect(await beistand(settings, 'audit', 'export', file)).toMatchObject({
      code: 1,
      said: expect.stringContaining('Nothing is signed here yet'),
    });
    const log = await LogUnderTest.open(house);
    await log.grow(3, 2);
    const key = join(house.dataFolder, 'public.pem');
    const printed = await beistand(settings, 'audit', 'key');
    expect(printed.said).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    writeFileSync(key, printed.said);
    expect(statSync(join(house.dataFolder, 'audit-key.pem')).mode & 0o777).toBe(0o600);

    expect(await beistand(settings, 'audit', 'export', file)).toEqual({ code: 0, said: `5 entries are in ${file}.\n` });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const checkpoints = join(house.dataFolder, 'checkpoints');
    const kept = ['--checkpoints', checkpoints, '--key', key];
    const sound = await beistand({}, 'audit', 'verify', file, ...kept);
    expect(sound.code).toBe(0);
    expect(sound.said).toContain(`log ${log.id}: 5 entries`);
    expect(sound.said).toContain('All is as it was signed, and fits 2 kept checkpoints.');

    const changed = join(house.dataFolder, 'changed.ndjson');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('"case.recorded"', '"case.closed"'));
    const tampered = await beistand({}, 'audit', 'verify', changed, ...kept);
    expect(tampered.code).toBe(2);
    expect(tampered.said).toMatch(/EDITED \(log [\w-]+\): entry 0 .* was changed after it was written\./);

    expect(await beistand({}, 'audit', 'verify', join(house.dataFolder, 'nowhere'))).toMatchObject({ code: 1 });
    expect(await beistand({}, 'audit', 'verify', key)).toMatchObject({
      code: 1,
      said: expect.stringContaining('Line 1 of the export cannot be read.'),
    });
  });

  it('proves one entry: that it stands where it was signed, and that the log only grew since; checked without a server', async () => {
    const log = await LogUnderTest.open(house);
    await log.grow(4, 3);
    const [, , entry] = await log.entries();
    const [file, key] = [join(house.dataFolder, 'proof.json'), join(house.dataFolder, 'public.pem')];
    writeFileSync(key, (await beistand(settings, 'audit', 'key')).said);
    const made = await beistand(settings, 'audit', 'prove', entry?.id ?? '', file, '--since', '4');
    expect(made).toEqual({ code: 0, said: `The proof that entry 2 of 7 is in the log is in ${file}.\n` });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const held = await beistand({}, 'audit', 'check', file, '--key', key);
    expect(held.code).toBe(0);
    expect(held.said).toContain(`stands at place 2 of the log ${log.id}`);
    expect(held.said).toContain('The log was only added to from 4 to 7 entries.');

    const changed = join(house.dataFolder, 'changed-proof.json');
    writeFileSync(changed, readFileSync(file, 'utf8').replace('"case.recorded"', '"case.closed"'));
    expect(await beistand({}, 'audit', 'check', changed, '--key', key)).toEqual({
      code: 2,
      said: 'The proof does not hold: NOT_INCLUDED.\n',
    });
    expect((await beistand({}, 'audit', 'check', key, '--key', key)).code).toBe(1);
    expect((await beistand(settings, 'audit', 'prove', log.id, join(house.dataFolder, 'none.json'))).said).toContain(
      'There is no such entry',
    );
  });
});
