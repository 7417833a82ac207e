import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import S3rver from '@20minutes/s3rver';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttachmentsJob } from '../../src/attachments/attachments.job.js';
import { houseIn } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchFile, filesOf, filesWith, REMOVE_FILE, storedFiles, upload, uploaded } from '../support/attachments.js';
import { recordCase } from '../support/cases.js';
import { pdf } from '../support/files.js';
import type { Someone } from '../support/world.js';

/**
 * AWS and the library sign `/bucket/` for the list of a bucket. This server checks against `/bucket`, unless it knows a key: here an empty one, to
 * which it adds nothing.
 */
const withSlashOfBucket: S3rver['middleware'][number] = (context, next) => {
  if (context.path === '/beistand/')
    context.params = {
      get key() {
        return Object('') as string;
      },
      set key(_) {
        // stays empty
      },
    };
  return next();
};

/** A server that speaks S3 and checks signatures (SigV4), on this machine. */
describe('evidence in a bucket', () => {
  let house: TestHouse;
  let server: S3rver;
  let folder: string;
  let counsellor: Someone;
  let settings: Record<string, string>;
  const objects = (): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('._S3rver_object'));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'beistand-s3-'));
    server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'beistand', configs: [] }],
    });
    server.middleware.unshift(withSlashOfBucket);
    const { port } = await server.run();
    settings = {
      BEISTAND_JOBS: 'off',
      S3_URL: `http://127.0.0.1:${port}/beistand`,
      S3_REGION: 'us-east-1',
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    };
    house = await openTestHouse(settings);
    counsellor = await house.world.counsellor();
  });
  afterAll(async () => {
    await house.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('comes back byte for byte, small or in parts, and nothing of it can be read there', async () => {
    const { id: caseId } = await recordCase(counsellor);
    const secret = 'zq geheim im Eimer';
    const small = pdf(secret);
    const large = Buffer.concat([pdf(secret), randomBytes(20_000_000), Buffer.from(secret)]);
    const ids = [];
    for (const file of [small, large]) ids.push(await uploaded(counsellor, caseId, { file }));
    expect(objects()).toHaveLength(2);
    expect(storedFiles(house)).toEqual([]);
    expect(filesWith(folder, secret)).toEqual([]);
    for (const [at, file] of [small, large].entries()) {
      const fetched = await fetchFile(counsellor, `/attachments/${ids[at]}`);
      expect([fetched.status, fetched.whole, fetched.body.equals(file)]).toEqual([200, true, true]);
    }
  }, 60_000);

  it('keeps nothing of what was refused, and nothing that nobody needs any more', async () => {
    const { id: caseId } = await recordCase(counsellor);
    const jobs = house.app.get(AttachmentsJob);
    const before = objects().length;
    const { status } = await upload(counsellor, caseId, { file: Buffer.from('<html>'), fileName: 'a.txt' });
    expect([status, objects().length]).toEqual([422, before]);

    const id = await uploaded(counsellor, caseId);
    await counsellor.does(REMOVE_FILE, { id });
    await jobs.forget(houseIn(counsellor.organisation), id, new Date(Date.now() + 8 * 86_400_000));
    expect(objects().length).toBe(before);

    const kept = await uploaded(counsellor, caseId);
    await house.database.query('delete from attachment where id <> $1', [kept]);
    await jobs.tidy(new Date(Date.now() + 2 * 86_400_000));
    expect(objects().length).toBe(1);
    expect((await fetchFile(counsellor, `/attachments/${kept}`)).status).toBe(200);
  });

  it('is not taken where the bucket does not let it in or is not there: nothing was done, and it can be tried again', async () => {
    const { id: caseId } = await recordCase(counsellor);
    const faults: unknown[] = [];
    const note = (fault: unknown): void => void faults.push(fault);
    subscribe('beistand:fault', note);
    for (const wrong of [{ S3_SECRET_ACCESS_KEY: 'falsch' }, { S3_URL: 'http://127.0.0.1:49151/beistand' }]) {
      const other = await openTestHouse({ ...settings, ...wrong });
      try {
        const somebody = await other.world.counsellor();
        const { id } = await recordCase(somebody);
        const { status, body } = await upload(somebody, id);
        expect([status, body]).toEqual([503, { code: 'UNAVAILABLE', message: expect.any(String) }]);
        expect(await filesOf(somebody, id)).toEqual([]);
      } finally {
        await other.close();
      }
    }
    unsubscribe('beistand:fault', note);
    expect(faults).toEqual([]); // the program is sound: the log says that the store is away
    expect((await upload(counsellor, caseId)).status).toBe(201);
  }, 60_000);
});
