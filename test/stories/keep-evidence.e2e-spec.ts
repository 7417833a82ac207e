import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { AttachmentsJob } from '../../src/attachments/attachments.job.js';
import { houseIn } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import {
  CHANGE_FILE,
  fetchFile,
  filesOf,
  pathOf,
  REMOVE_FILE,
  RESTORE_FILE,
  storedFiles,
  upload,
  uploaded,
} from '../support/attachments.js';
import { recordCase, type Json } from '../support/cases.js';
import { docx, jpegs, pdf, zip } from '../support/files.js';
import type { Someone } from '../support/world.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('evidence at a case', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let caseId: string;
  const entriesOf = async (id: string): Promise<Json[]> =>
    (
      await house.database.query<Json>(
        `select action, details from audit_entry where subject_id = $1 and action like 'attachment.%' order by id`,
        [id],
      )
    ).rows;

  beforeAll(async () => {
    house = await openTestHouse({
      BEISTAND_JOBS: 'off',
      ATTACHMENT_MAX_MB: '4',
      ATTACHMENTS_PER_CASE: '3',
      ATTACHMENTS_PER_CASE_MB: '6',
    });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());
  const newCase = async (): Promise<string> => (caseId = String((await recordCase(counsellor)).id));

  it('is uploaded, listed with what it is, and fetched byte for byte, each on record', async () => {
    await newCase();
    const file = pdf('Absage der Hausverwaltung');
    const { status, body } = await upload(counsellor, caseId, {
      file,
      fileName: 'Absage Müller.pdf',
      fields: { description: 'Absage vom Mai', kind: 'DOCUMENT' },
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      state: 'READY',
      mediaType: 'application/pdf',
      bytes: file.length,
      sha256: sha256(file),
      originalSha256: sha256(file),
      metadata: 'KEPT',
    });

    const [listed, ...more] = await filesOf(counsellor, caseId);
    expect(more).toEqual([]);
    expect(listed).toMatchObject({
      id: body.id,
      name: 'Absage Müller.pdf',
      description: 'Absage vom Mai',
      kind: { code: 'DOCUMENT' },
      state: 'READY',
      internal: false,
      uploadedBy: { id: counsellor.id },
    });
    const fetched = await fetchFile(counsellor, pathOf(listed.downloadUrl));
    expect(fetched).toMatchObject({
      status: 200,
      whole: true,
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="anhang-${body.id.slice(-8)}.pdf"`,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'accept-ranges': 'none',
        'repr-digest': `sha-256=:${createHash('sha256').update(file).digest('base64')}:`,
      },
    });
    expect(fetched.body).toEqual(file);
    expect(await entriesOf(caseId)).toEqual([
      {
        action: 'attachment.added',
        details: {
          partId: body.id,
          sha256: sha256(file),
          kept: sha256(file),
          bytes: file.length,
          type: 'application/pdf',
          metadata: 'KEPT',
          scan: 'NOT_SCANNED',
        },
      },
      { action: 'attachment.listed', details: {} },
      { action: 'attachment.downloaded', details: { attachmentId: body.id, sha256: sha256(file) } },
    ]);
  });

  it('stands in the history of its case', async () => {
    const { caseTimeline } = await counsellor.does<Json>(
      `query ($id: ID!) { caseTimeline(id: $id) { edges { node { kind { code de } partId } } } }`,
      { id: caseId },
    );
    expect(caseTimeline.edges[0].node).toMatchObject({ kind: { code: 'ATTACHMENT_ADDED', de: 'Datei hinzugefügt' } });
  });

  it('is as large as it may be and not larger, and nothing of a larger one is kept', async () => {
    await newCase();
    const before = storedFiles(house).length;
    const whole = Buffer.concat([pdf('x'), randomBytes(4_000_000 - pdf('x').length)]);
    const id = await uploaded(counsellor, caseId, { file: whole });
    expect((await fetchFile(counsellor, `/attachments/${id}`)).body.equals(whole)).toBe(true);

    const { status, body } = await upload(counsellor, caseId, { file: Buffer.concat([whole, Buffer.from('!')]) });
    expect([status, body.code, body.field, body.de]).toEqual([
      413,
      'ATTACHMENT_TOO_LARGE',
      'file',
      'Eine Datei darf höchstens 4 MB haben.',
    ]);
    const full = await upload(counsellor, caseId, { file: whole });
    expect([full.status, full.body.code]).toEqual([422, 'ATTACHMENTS_OF_CASE_FULL']);
    expect(storedFiles(house).length).toBe(before + 1);
  });

  it('comes in so many files and no more, also when they come at once', async () => {
    await newCase();
    const answers = await Promise.all(Array.from({ length: 5 }, () => upload(counsellor, caseId)));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      201,
      201,
      201,
      'ATTACHMENTS_TOO_MANY',
      'ATTACHMENTS_TOO_MANY',
    ]);
    expect(await filesOf(counsellor, caseId)).toHaveLength(3);
  });

  it.each([
    ['rechnung.pdf', 'ATTACHMENT_TYPE_NOT_ALLOWED', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)])],
    ['seite.txt', 'ATTACHMENT_TYPE_NOT_ALLOWED', Buffer.from('<html><script>')],
    ['bild.svg', 'ATTACHMENT_TYPE_NOT_ALLOWED', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['alles.zip', 'ATTACHMENT_TYPE_NOT_ALLOWED', zip({ 'a.txt': 'x' })],
    ['brief.docx', 'ATTACHMENT_HAS_MACROS', docx('x', { 'word/vbaProject.bin': 'x' })],
    ['brief.pdf', 'ATTACHMENT_EXTENSION_DOES_NOT_FIT', docx('x')],
    ['leer.txt', 'ATTACHMENT_EMPTY', Buffer.alloc(0)],
  ])('%s is refused: %s', async (fileName, code, file) => {
    await newCase();
    const before = storedFiles(house).length;
    const { status, body } = await upload(counsellor, caseId, { file, fileName });
    expect([status, body.__typename, body.code, body.field]).toEqual([422, undefined, code, 'file']);
    expect(body.de).toMatch(/\w/);
    expect(await filesOf(counsellor, caseId)).toEqual([]);
    expect(storedFiles(house).length).toBe(before);
  });

  it('loses place and time unless they are wanted, and says so', async () => {
    await newCase();
    const { chatty, plain } = jpegs('N50.0014 E8.2608');
    const cleaned = await upload(counsellor, caseId, { file: chatty, fileName: 'Foto.jpg' });
    expect(cleaned.body).toMatchObject({
      metadata: 'REMOVED',
      sha256: sha256(plain),
      originalSha256: sha256(chatty),
      bytes: plain.length,
    });
    expect((await fetchFile(counsellor, `/attachments/${cleaned.body.id}`)).body).toEqual(plain);
    // What was handed over is on record as well as what was made of it.
    expect(await entriesOf(caseId)).toContainEqual(
      expect.objectContaining({
        action: 'attachment.added',
        details: expect.objectContaining({ sha256: sha256(chatty), bytes: chatty.length, kept: sha256(plain) }),
      }),
    );

    const kept = await upload(counsellor, caseId, { file: chatty, fileName: 'Foto.jpg', fields: { metadata: 'keep' } });
    expect(kept.body).toMatchObject({ metadata: 'KEPT', sha256: sha256(chatty) });
    const stays = await upload(counsellor, caseId, { fields: { metadata: 'remove' } });
    expect([stays.status, stays.body.code, stays.body.field]).toEqual([422, 'ATTACHMENT_METADATA_STAYS', 'metadata']);
  });

  it('is uploaded twice with one effect, and another file under its id is refused', async () => {
    await newCase();
    const id = randomUUID();
    const before = storedFiles(house).length;
    const once = await upload(counsellor, caseId, { fields: { id } });
    const again = await upload(counsellor, caseId, { fields: { id } });
    expect([once.status, again.status, again.body]).toEqual([201, 200, once.body]);
    const other = await upload(counsellor, caseId, { fields: { id }, file: pdf('etwas anderes') });
    expect([other.status, other.body.code, other.body.field]).toEqual([409, 'ATTACHMENT_ID_TAKEN', 'id']);
    const elsewhere = await upload(counsellor, String((await recordCase(counsellor)).id), { fields: { id } });
    expect(elsewhere.status).toBe(409);

    const twin = randomUUID();
    const twins = await Promise.all([1, 2, 3].map(() => upload(counsellor, caseId, { fields: { id: twin } })));
    expect(twins.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect((await filesOf(counsellor, caseId)).map((file) => file.id)).toEqual([id, twin]);
    expect(storedFiles(house).length).toBe(before + 2);

    // An id is the service's own: what another one has under it neither helps nor hinders.
    const stranger = await house.world.counsellor();
    const theirs = await upload(stranger, String((await recordCase(stranger)).id), {
      fields: { id },
      file: pdf('von anderen'),
    });
    expect(theirs.status).toBe(201);
  });

  it('needs a form that is one, with sound values before the file', async () => {
    await newCase();
    const form = () => counsellor.post(`/cases/${caseId}/attachments`);
    const late = await form().attach('file', pdf('x'), 'a.pdf').field('description', 'zu spät');
    expect([late.status, late.body.code, late.body.field]).toEqual([422, 'ATTACHMENT_FIELDS_FIRST', 'description']);
    const none = await form().field('description', 'ohne Datei');
    expect([none.status, none.body.code, none.body.field]).toEqual([422, 'REQUIRED', 'file']);
    const misnamed = await form().attach('upload', pdf('x'), 'a.pdf');
    expect([misnamed.status, misnamed.body.field]).toEqual([422, 'file']);
    const wrong = await form()
      .field('id', 'abc')
      .field('kind', 'KEINE')
      .field('internal', 'vielleicht')
      .field('metadata', 'beides')
      .attach('file', pdf('x'), 'a.pdf');
    expect(wrong.body.problems.map(({ field }: Json) => field)).toEqual(['id', 'internal', 'metadata']);
    const unknown = await upload(counsellor, caseId, { fields: { kind: 'KEINE' } });
    expect([unknown.status, unknown.body.code, unknown.body.field]).toEqual([422, 'UNKNOWN_CODE', 'kind']);
    const long = await upload(counsellor, caseId, { fields: { name: 'x'.repeat(201) } });
    expect([long.status, long.body.code, long.body.field]).toEqual([422, 'TOO_LONG', 'name']);
    for (const type of ['application/json', 'text/plain', 'multipart/form-data']) {
      const { status } = await form().set('Content-Type', type).send('{}');
      expect([type, status]).toEqual([type, 400]);
    }
    expect(await filesOf(counsellor, caseId)).toEqual([]);
  });

  it('gets another name and description, of one who has seen the newest', async () => {
    await newCase();
    const id = await uploaded(counsellor, caseId);
    const input = {
      name: 'Bescheid des Amts.pdf',
      description: 'mit Eingangsstempel',
      kind: 'DOCUMENT',
      internal: true,
    };
    const { changeAttachment: changed } = await counsellor.does<Json>(CHANGE_FILE, { id, version: 1, input });
    expect(changed).toMatchObject({ name: input.name, description: input.description, internal: true, version: 2 });
    const stale = await counsellor.does<Json>(CHANGE_FILE, { id, version: 1, input });
    expect(stale.changeAttachment).toMatchObject({ code: 'VERSION_CONFLICT' });
    const unknown = await counsellor.does<Json>(CHANGE_FILE, { id, version: 2, input: { ...input, kind: 'KEINE' } });
    expect(unknown.changeAttachment).toMatchObject({ code: 'UNKNOWN_CODE', field: 'input.kind' });
    expect((await fetchFile(counsellor, `/attachments/${id}`)).body).toEqual(
      Buffer.from('%PDF-1.7\n% ein Bescheid\n%%EOF\n'),
    );
    expect((await entriesOf(caseId)).find(({ action }) => action === 'attachment.changed')?.details).toEqual({
      partId: id,
      fields: ['name', 'description', 'kind', 'isInternal'],
    });
  });

  it('is removed, can be brought back for a week, and is gone after it with its bytes', async () => {
    await newCase();
    const jobs = house.app.get(AttachmentsJob);
    const actor = houseIn(counsellor.organisation);
    const [id, stays] = [await uploaded(counsellor, caseId), await uploaded(counsellor, caseId)];
    const { removeAttachment: removed } = await counsellor.does<Json>(REMOVE_FILE, { id });
    expect(removed).toMatchObject({ state: 'REMOVED', downloadUrl: null });
    expect(new Date(removed.goneAt).getTime() - new Date(removed.removedAt).getTime()).toBe(7 * 86_400_000);
    const closed = await fetchFile(counsellor, `/attachments/${id}`);
    expect([closed.status, JSON.parse(closed.body.toString()).code]).toEqual([409, 'ATTACHMENT_REMOVED']);
    expect((await counsellor.does<Json>(REMOVE_FILE, { id })).removeAttachment.code).toBe('ATTACHMENT_REMOVED');

    expect((await counsellor.does<Json>(RESTORE_FILE, { id })).restoreAttachment.state).toBe('READY');
    await jobs.forget(actor, id, new Date(Date.now() + 8 * 86_400_000));
    expect(await filesOf(counsellor, caseId)).toHaveLength(2);

    await counsellor.does(REMOVE_FILE, { id });
    await jobs.forget(actor, id, new Date(Date.now() + 6 * 86_400_000));
    expect(await filesOf(counsellor, caseId)).toHaveLength(2);
    const before = storedFiles(house).length;
    await jobs.forget(actor, id, new Date(Date.now() + 8 * 86_400_000));
    await jobs.forget(actor, id, new Date(Date.now() + 8 * 86_400_000));
    expect((await filesOf(counsellor, caseId)).map((file) => file.id)).toEqual([stays]);
    expect(storedFiles(house).length).toBe(before - 1);
    const { rows } = await house.database.query(
      `select t.identifier from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where j.payload ->> 'subjectId' = $1 and j.run_at > now() + interval '6 days'`,
      [id],
    );
    expect(rows).toEqual([{ identifier: 'attachment.forget' }]);
  });
});
