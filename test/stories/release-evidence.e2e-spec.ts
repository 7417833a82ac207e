import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { AttachmentsJob } from '../../src/attachments/attachments.job.js';
import { houseIn } from '../../src/core/access.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import {
  fetchFile,
  filesOf,
  pathOf,
  RECEIVED_FILES,
  REMOVE_FILE,
  SENT_FILES,
  storedFiles,
  uploaded,
} from '../support/attachments.js';
import type { Json } from '../support/cases.js';
import { pdf } from '../support/files.js';
import {
  DISCLOSURES,
  doneBy,
  groups,
  officesStep,
  openOffice,
  releaseOf,
  rowsOf,
  scene,
  sendersStep,
  sentFrom,
  WITHDRAW_RELEASE,
  type Scene,
} from '../support/referrals.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const withFiles = [...groups, 'ATTACHMENTS'];

describe('evidence in a referral', () => {
  let house: TestHouse;
  let from: Scene;
  let releaseId: string;
  let referralId: string;
  const file = pdf('Absage der Hausverwaltung');
  const received = async (id = referralId): Promise<Json> =>
    (await from.office.staff.does<Json>(RECEIVED_FILES, { id })).receivedReferral;
  const send = async (fieldGroups: readonly string[]): Promise<string> => {
    releaseId = await releaseOf(from, { fieldGroups });
    return sentFrom(from, { releaseId });
  };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    from = await scene(house);
    await uploaded(from.counsellor, from.caseId, { file, fileName: 'Absage.pdf', fields: { description: 'vom Mai' } });
    await uploaded(from.counsellor, from.caseId, {
      file: pdf('intern'),
      fileName: 'Intern.pdf',
      fields: { internal: 'true' },
    });
    referralId = await send(withFiles);
  });
  afterAll(() => house.close());

  it('is closed to the office before it accepts', async () => {
    expect(await received()).toEqual({ attachments: [], content: null });
    const { referral } = await from.counsellor.does<Json>(SENT_FILES, { id: referralId });
    expect(referral.attachments).toMatchObject([{ name: 'Absage.pdf', description: 'vom Mai', sha256: sha256(file) }]);
    const path = pathOf(referral.attachments[0].downloadUrl);
    expect((await fetchFile(from.office.staff, path)).status).toBe(404);
    expect((await fetchFile(from.counsellor, path)).body).toEqual(file);
  });

  it('is open to it from acceptance on, without what stays with the service, and each download is told to the client', async () => {
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id: referralId });
    const { attachments, content } = await received();
    expect(attachments).toMatchObject([
      { name: 'Absage.pdf', description: 'vom Mai', bytes: file.length, sha256: sha256(file) },
    ]);
    expect(content.attachments).toEqual([{ name: 'Absage.pdf', description: 'vom Mai', sha256: sha256(file) }]);
    const fetched = await fetchFile(from.office.staff, pathOf(attachments[0].downloadUrl));
    expect([fetched.status, fetched.body.equals(file)]).toEqual([200, true]);
    const { disclosures } = await from.counsellor.does<Json>(DISCLOSURES, { caseId: from.caseId });
    expect(disclosures.at(-1)).toMatchObject({ what: 'ATTACHMENT', fieldGroups: [{ code: 'ATTACHMENTS' }] });
    const { rows } = await house.database.query<Json>(
      `select action, details ->> 'side' as side from audit_entry where subject_id = $1 and action like 'referral.attachment%' order by id`,
      [referralId],
    );
    expect(rows).toEqual([
      { action: 'referral.attachments-listed', side: null },
      { action: 'referral.attachment-downloaded', side: 'SENDER' },
      { action: 'referral.attachments-listed', side: null },
      { action: 'referral.attachment-downloaded', side: 'RECIPIENT' },
    ]);
  });

  it('is not there for another office, nor by the id that it has at the case', async () => {
    const other = await openOffice(house, { name: 'Andere Stelle' });
    const { attachments } = await received();
    const path = pathOf(attachments[0].downloadUrl);
    const nothing = await fetchFile(other.staff, '/referral-attachments/00000000-0000-4000-8000-000000000000');
    expect(nothing.status).toBe(404);
    expect((await fetchFile(other.staff, path)).body).toEqual(nothing.body);
    const [atCase] = await filesOf(from.counsellor, from.caseId);
    expect((await fetchFile(from.office.staff, `/referral-attachments/${atCase.id}`)).status).toBe(404);
    expect((await fetchFile(from.office.staff, `/attachments/${atCase.id}`)).status).toBe(403);
  });

  it('stays with the referral when it is taken away from the case, bytes and all', async () => {
    const [atCase] = await filesOf(from.counsellor, from.caseId);
    const { attachments } = await received();
    await from.counsellor.does(REMOVE_FILE, { id: atCase.id });
    const before = storedFiles(house).length;
    const later = new Date(Date.now() + 8 * 86_400_000);
    await house.app.get(AttachmentsJob).forget(houseIn(from.counsellor.organisation), atCase.id, later);
    await house.app.get(AttachmentsJob).tidy(later);
    expect(await filesOf(from.counsellor, from.caseId)).toHaveLength(1);
    expect(storedFiles(house).length).toBe(before);
    expect((await fetchFile(from.office.staff, pathOf(attachments[0].downloadUrl))).body).toEqual(file);
  });

  it('is closed to the office at once when the release is withdrawn', async () => {
    const { attachments } = await received();
    await doneBy(from.counsellor, WITHDRAW_RELEASE, { id: releaseId });
    expect(await received()).toEqual({ attachments: [], content: null });
    const path = pathOf(attachments[0].downloadUrl);
    expect((await fetchFile(from.office.staff, path)).status).toBe(404);
    expect((await fetchFile(from.counsellor, path)).status).toBe(200);
  });

  it('does not go along where its group was not released', async () => {
    await uploaded(from.counsellor, from.caseId, { file });
    const id = await send(groups);
    await doneBy(from.office.staff, officesStep('acceptReferral'), { id });
    const { attachments, content } = await received(id);
    expect([attachments, content.attachments]).toEqual([[], null]);
    expect(await rowsOf(house, 'referral_attachment', id)).toBe(0);
  });

  it('goes with the frozen copy of a referral that was taken back, and with its case', async () => {
    const id = await send(withFiles);
    expect(await rowsOf(house, 'referral_attachment', id)).toBe(1);
    await doneBy(from.counsellor, sendersStep('withdrawReferral'), { id });
    const { attachments } = await received(id);
    expect(attachments).toEqual([]);
    await house.database.query('delete from referral_content where referral_id = $1', [id]);
    expect(await rowsOf(house, 'referral_attachment', id)).toBe(0);
  });
});
