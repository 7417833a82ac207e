import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { AttachmentsJob } from '../../src/attachments/attachments.job.js';
import { houseIn } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchFile, filesOf, storedFiles, upload, uploaded } from '../support/attachments.js';
import { recordCase, type Json } from '../support/cases.js';
import { Clamd, hasClamd, malware } from '../support/clamd.js';
import { pdf } from '../support/files.js';
import { doneBy, draftOf, FORESEE, outcomeOf, releaseOf, SEND, scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

if (!hasClamd)
  process.stdout.write('left out: files are not scanned here, clamd is not installed (Debian: clamav-daemon)\n');
const withClamd = hasClamd ? describe : describe.skip;

withClamd('evidence, where a scanner is set up', () => {
  const clamd = new Clamd();
  let house: TestHouse;
  let counsellor: Someone;
  let jobs: AttachmentsJob;
  const newCase = async (): Promise<string> => String((await recordCase(counsellor)).id);
  const stateOf = async (caseId: string): Promise<string[]> =>
    (await filesOf(counsellor, caseId)).map((file) => String(file.state));
  const waitingScans = async (id: string): Promise<Json[]> =>
    (
      await house.database.query<Json>(
        `select run_at > now() + interval '1 minute' as later from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id
         where t.identifier = 'attachment.scan' and j.payload ->> 'subjectId' = $1`,
        [id],
      )
    ).rows;

  beforeAll(async () => {
    await clamd.start();
    house = await openTestHouse({ BEISTAND_JOBS: 'off', CLAMD_URL: clamd.url });
    counsellor = await house.world.counsellor();
    jobs = house.app.get(AttachmentsJob);
  }, 60_000);
  afterAll(async () => {
    await house.close();
    await clamd.remove();
  });

  it('is released at once when it is clean', async () => {
    const caseId = await newCase();
    const file = Buffer.concat([pdf('sauber'), randomBytes(3_000_000)]);
    const { body } = await upload(counsellor, caseId, { file });
    expect(body.state).toBe('READY');
    expect((await fetchFile(counsellor, `/attachments/${body.id}`)).body.equals(file)).toBe(true);
  });

  it('is not kept when malware is found in it, however far behind, and that is said and on record', async () => {
    const caseId = await newCase();
    const before = storedFiles(house).length;
    for (const file of [pdf(malware), Buffer.concat([pdf('x'), randomBytes(2_000_000), Buffer.from(malware)])]) {
      const { status, body } = await upload(counsellor, caseId, { file });
      expect([status, body.code, body.field]).toEqual([422, 'ATTACHMENT_INFECTED', 'file']);
    }
    expect([await filesOf(counsellor, caseId), storedFiles(house).length]).toEqual([[], before]);
    const { rows } = await house.database.query(
      `select count(*)::int as count from audit_entry where subject_id = $1 and action = 'attachment.refused-infected'`,
      [caseId],
    );
    expect(rows).toEqual([{ count: 2 }]);
  });

  it('is refused, or stays closed, when it is larger than the scanner takes', async () => {
    const file = Buffer.concat([pdf('x'), randomBytes(12_000_000)]);
    const { status, body } = await upload(counsellor, await newCase(), { file });
    // The scanner hangs up while the file is still coming: not always is its reason heard.
    expect(status === 422 ? body.code : body.state).toBe(status === 422 ? 'ATTACHMENT_NOT_SCANNABLE' : 'WAITING');
    if (status !== 422) expect((await fetchFile(counsellor, `/attachments/${body.id}`)).status).toBe(409);
  });

  it('stays closed to everybody while the scanner is away, and is released by a job when it is back', async () => {
    const from = await scene(house);
    const { counsellor: sender, caseId } = from;
    const actor = houseIn(sender.organisation);
    const releaseId = await releaseOf(from, { fieldGroups: ['CLIENT_CONTACT', 'INCIDENT', 'GROUNDS', 'ATTACHMENTS'] });
    const draft = await draftOf(from, { releaseId });
    await clamd.stop();
    const { status, body } = await upload(sender, caseId);
    expect([status, body.state]).toEqual([201, 'WAITING']);
    const closed = await fetchFile(sender, `/attachments/${body.id}`);
    expect([closed.status, JSON.parse(closed.body.toString()).code]).toEqual([409, 'ATTACHMENT_NOT_SCANNED']);
    expect(await waitingScans(body.id)).toEqual([{ later: false }]);

    const send = { id: draft.id, version: draft.version };
    expect(await outcomeOf(sender, SEND, send)).toMatchObject({ code: 'ATTACHMENTS_NOT_READY', field: 'fieldGroups' });
    const foreseen = await outcomeOf(sender, FORESEE, { id: draft.id });
    expect(foreseen.problems).toMatchObject([{ code: 'ATTACHMENTS_NOT_READY' }]);

    await jobs.scan(actor, body.id);
    expect(await waitingScans(body.id)).toEqual([{ later: true }]);
    expect((await fetchFile(sender, `/attachments/${body.id}`)).status).toBe(409);

    await clamd.start();
    await jobs.scan(actor, body.id);
    await jobs.scan(actor, body.id);
    expect((await fetchFile(sender, `/attachments/${body.id}`)).status).toBe(200);
    expect((await doneBy(sender, SEND, send)).state).toBe('SENT');
  }, 60_000);

  it('loses its bytes when malware is found in it later', async () => {
    const caseId = await newCase();
    await clamd.stop();
    const id = await uploaded(counsellor, caseId, { file: pdf(malware) });
    await clamd.start();
    const before = storedFiles(house).length;
    await jobs.scan(houseIn(counsellor.organisation), id);
    expect(await stateOf(caseId)).toEqual(['INFECTED']);
    expect(storedFiles(house).length).toBe(before - 1);
    const gone = await fetchFile(counsellor, `/attachments/${id}`);
    expect([gone.status, JSON.parse(gone.body.toString()).code]).toEqual([409, 'ATTACHMENT_INFECTED']);
  }, 60_000);

  it('is brought to the scanner by night when it was uploaded before there was one', async () => {
    const caseId = await newCase();
    const id = await uploaded(counsellor, caseId);
    await house.database.query(`update attachment set scan = 'NOT_SCANNED', scanned_at = null where id = $1`, [id]);
    expect(await stateOf(caseId)).toEqual(['WAITING']);
    await jobs.tidy();
    expect(await waitingScans(id)).toEqual([{ later: false }]);
  });
});

describe('a scanner', () => {
  let server: Server;
  let house: TestHouse;
  let says: string | null = null;
  beforeAll(async () => {
    server = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (piece) => {
          // Without a word it takes everything and hangs up; otherwise it waits for the end and says it.
          if (says === null) socket.destroy();
          else if (piece.subarray(-4).equals(Buffer.alloc(4))) socket.end(`${says}\0`);
        });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    house = await openTestHouse({ BEISTAND_JOBS: 'off', CLAMD_URL: `tcp://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await house.close();
    server.close();
  });

  it('that breaks off has seen nothing', async () => {
    const counsellor = await house.world.counsellor();
    const { id: caseId } = await recordCase(counsellor);
    const { status, body } = await upload(counsellor, caseId, {
      file: Buffer.concat([pdf('x'), randomBytes(1_000_000)]),
    });
    expect([status, body.state]).toEqual([201, 'WAITING']);
    expect((await fetchFile(counsellor, `/attachments/${body.id}`)).status).toBe(409);
  });

  it.each([
    ['INSTREAM size limit exceeded. ERROR', 'ATTACHMENT_NOT_SCANNABLE'],
    ['stream: Eicar-Signature FOUND', 'ATTACHMENT_INFECTED'],
  ])('is believed when it says: %s', async (sentence, code) => {
    says = sentence;
    const before = storedFiles(house);
    const counsellor = await house.world.counsellor();
    const caseId = String((await recordCase(counsellor)).id);
    const { status, body } = await upload(counsellor, caseId);
    expect([status, body.code, body.field]).toEqual([422, code, 'file']);
    expect(await filesOf(counsellor, caseId)).toEqual([]);
    expect(storedFiles(house)).toEqual(before);
  });

  it.each(['stream: OK and more', 'INSTREAM: OK', 'UNKNOWN COMMAND', ''])(
    'has seen nothing when it says: %p',
    async (sentence) => {
      says = sentence;
      const counsellor = await house.world.counsellor();
      const { body } = await upload(counsellor, String((await recordCase(counsellor)).id));
      expect(body.state).toBe('WAITING');
    },
  );
});
