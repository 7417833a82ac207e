import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchFile, filesOf, REMOVE_FILE, upload, uploaded } from '../support/attachments.js';
import { closeCase, recordCase, type Json } from '../support/cases.js';
import type { Someone } from '../support/world.js';

const random = '00000000-0000-4000-8000-000000000000';

describe('evidence', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());
  const newCase = async (): Promise<string> => String((await recordCase(counsellor)).id);

  it('is read and not worked on at a closed case', async () => {
    const kase = await recordCase(counsellor);
    const id = await uploaded(counsellor, kase.id);
    await closeCase(counsellor, kase);
    const refused = await upload(counsellor, kase.id);
    expect([refused.status, refused.body.code]).toEqual([422, 'CASE_CLOSED']);
    expect((await counsellor.does<Json>(REMOVE_FILE, { id })).removeAttachment.code).toBe('CASE_CLOSED');
    expect((await fetchFile(counsellor, `/attachments/${id}`)).status).toBe(200);
  });

  it('is not there for others: same bytes as for an id that nobody has', async () => {
    const caseId = await newCase();
    const id = await uploaded(counsellor, caseId);
    const stranger = await house.world.counsellor();
    const own = String((await recordCase(stranger)).id);
    const nothing = await fetchFile(stranger, `/attachments/${random}`);
    expect(nothing.status).toBe(404);
    for (const path of [`/attachments/${id}`, `/attachments/unsinn`, `/referral-attachments/${id}`]) {
      const { status, body } = await fetchFile(stranger, path);
      expect([status, body]).toEqual([404, nothing.body]);
    }
    const [foreign, nobodys] = [await upload(stranger, caseId), await upload(stranger, random)];
    expect([foreign, nobodys.status]).toEqual([nobodys, 404]);
    expect((await stranger.ask(REMOVE_FILE, { id })).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(await filesOf(stranger, own)).toEqual([]);

    const administrator = await house.world.someone(counsellor.organisation, 'ADMINISTRATOR');
    expect((await fetchFile(administrator, `/attachments/${id}`)).status).toBe(403);
    expect((await upload(administrator, caseId)).status).toBe(403);
    expect((await fetchFile(house.world.nobody, `/attachments/${id}`)).status).toBe(401);
  });
});
