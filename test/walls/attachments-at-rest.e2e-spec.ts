import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { AttachmentsJob } from '../../src/attachments/attachments.job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchFile, filesOf, filesWith, storedFiles, uploaded } from '../support/attachments.js';
import { recordCase } from '../support/cases.js';
import { pdf } from '../support/files.js';
import type { Someone } from '../support/world.js';

const word = 'zq Wort das nirgends sonst steht';

describe('files at rest', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let caseId: string;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    caseId = String((await recordCase(counsellor)).id);
  });
  afterAll(() => house.close());
  /** The one file that an upload has added to the store. */
  const kept = async (file: Buffer): Promise<{ id: string; path: string }> => {
    const before = new Set(storedFiles(house));
    const id = await uploaded(counsellor, caseId, { file, fileName: `${word}.pdf`, fields: { description: word } });
    const [path] = storedFiles(house).filter((each) => !before.has(each));
    return { id, path: path! };
  };

  it('tell nothing: neither in the store nor in a row', async () => {
    await kept(Buffer.concat([pdf(word), randomBytes(300_000), Buffer.from(word)]));
    expect(filesWith(house.dataFolder, word)).toEqual([]);
    const { rows } = await house.database.query<{ row: string }>(
      `select to_jsonb(a)::text || encode(a.sealed, 'escape') as row from attachment a`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(word);
    writeFileSync(`${house.dataFolder}/attachments/probe`, word);
    expect(filesWith(house.dataFolder, word)).toHaveLength(1);
  });

  it('break the download when they are changed, cut, exchanged or in another order', async () => {
    const content = (): Buffer => Buffer.concat([pdf('x'), randomBytes(400_000)]);
    const [one, other] = [await kept(content()), await kept(content())];
    const sound = readFileSync(one.path);
    const CHUNK = 65_536 + 16;
    const part = (at: number): Buffer => sound.subarray(33 + at * CHUNK, 33 + (at + 1) * CHUNK);
    const flipped = Buffer.from(sound);
    flipped[200_000] = (flipped[200_000] ?? 0) ^ 1;
    const wrong: Record<string, Buffer> = {
      flipped,
      cut: sound.subarray(0, 300_000),
      'cut between two chunks': sound.subarray(0, 33 + 2 * CHUNK),
      reordered: Buffer.concat([sound.subarray(0, 33), part(1), part(0), sound.subarray(33 + 2 * CHUNK)]),
      'without a chunk': Buffer.concat([sound.subarray(0, 33 + CHUNK), sound.subarray(33 + 2 * CHUNK)]),
      empty: Buffer.alloc(0),
    };
    for (const [what, bytes] of Object.entries(wrong)) {
      writeFileSync(one.path, bytes);
      const { status, whole } = await fetchFile(counsellor, `/attachments/${one.id}`);
      expect([what, status === 200 && whole]).toEqual([what, false]);
    }
    copyFileSync(other.path, one.path);
    expect((await fetchFile(counsellor, `/attachments/${one.id}`)).status).toBe(500);
    writeFileSync(one.path, sound);
    expect(await fetchFile(counsellor, `/attachments/${one.id}`)).toMatchObject({ status: 200, whole: true });
    // What is said of a file opens in its own row alone.
    await house.database.query(
      'update attachment set sealed = (select sealed from attachment where id = $2) where id = $1',
      [one.id, other.id],
    );
    expect((await fetchFile(counsellor, `/attachments/${one.id}`)).status).toBe(500);
    await house.database.query('delete from attachment where id = $1', [one.id]);
  }, 60_000);

  it('are not there when the upload broke off, and what a killed one left is removed', async () => {
    const [before, listed] = [storedFiles(house).length, (await filesOf(counsellor, caseId)).length];
    const { port } = counsellor.server.address() as AddressInfo;
    const asked = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: `/cases/${caseId}/attachments`,
      headers: {
        cookie: counsellor.cookie,
        'content-type': 'multipart/form-data; boundary=x',
        'transfer-encoding': 'chunked',
      },
    });
    asked.on('error', () => undefined);
    asked.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n');
    asked.write(Buffer.concat([pdf(word), randomBytes(500_000), Buffer.from(word)]));
    for (let patience = 0; storedFiles(house).length === before && patience < 200; patience++) await setTimeout(50);
    expect(storedFiles(house).length).toBe(before + 1);
    expect(filesWith(`${house.dataFolder}/attachments/unfinished`, word)).toEqual([]);
    asked.destroy();
    for (let patience = 0; storedFiles(house).length > before && patience < 200; patience++) await setTimeout(50);
    expect(storedFiles(house).length).toBe(before);
    expect(await filesOf(counsellor, caseId)).toHaveLength(listed);

    // Killed after the bytes and before the row: the bytes are nobody's, and go when they are a day old.
    const { id } = await kept(pdf('verwaist'));
    await house.database.query('delete from attachment where id = $1', [id]);
    const jobs = house.app.get(AttachmentsJob);
    await jobs.tidy();
    expect(storedFiles(house).length).toBe(before + 1);
    await jobs.tidy(new Date(Date.now() + 2 * 86_400_000));
    expect(storedFiles(house).length).toBeLessThanOrEqual(before);
  }, 60_000);
});
