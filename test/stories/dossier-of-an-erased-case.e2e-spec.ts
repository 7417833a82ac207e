import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchPdf, until } from '../support/pdf.js';
import { agreeToDispose, dayPasses } from '../support/privacy.js';
import { acceptByHand, sentByHand, type ReferralByHand } from '../support/referrals-by-hand.js';
import type { Someone } from '../support/world.js';

const RENDER = `mutation ($id: ID!) { renderDossier(referralId: $id) { ... on Dossier { state } ... on Refusal { code field de en } } }`;
const STATE = 'query ($id: ID!) { referral(id: $id) { dossier { state } } }';

describe('the dossier of a case that was erased', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let staff: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    counsellor = await house.world.counsellor();
    staff = await house.world.someone(await house.world.office(), 'OFFICE_STAFF');
  });
  afterAll(() => house.close());

  const isDrawn = async ({ id }: ReferralByHand): Promise<boolean> =>
    (await house.database.query(`select from dossier where referral_id = $1 and state = 'READY'`, [id])).rowCount === 1;
  const erase = async ({ caseId }: ReferralByHand): Promise<void> => {
    const second = await house.world.supervisor(counsellor.organisation);
    await dayPasses(house, await agreeToDispose(counsellor, second, caseId, 'CLIENT_REQUEST'));
  };

  it('is closed to the service, which is told so, and stays with the office that has accepted it', async () => {
    const referral = await sentByHand(house, counsellor, staff.organisation);
    await acceptByHand(house.database, referral);
    await until(() => isDrawn(referral));
    expect((await fetchPdf(counsellor, `/dossiers/${referral.id}`)).status).toBe(200);
    await erase(referral);

    const { status, headers, body } = await fetchPdf(counsellor, `/dossiers/${referral.id}`);
    expect([status, headers['retry-after']]).toEqual([410, undefined]);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'DOSSIER_ERASED', field: null });
    const { id } = referral;
    const { renderDossier } = await counsellor.does<{ renderDossier: object }>(RENDER, { id });
    expect(renderDossier).toMatchObject({ code: 'DOSSIER_ERASED', field: 'referralId' });
    expect((await counsellor.ask(STATE, { id })).data).toEqual({ referral: { dossier: null } });

    expect((await fetchPdf(staff, `/dossiers/${referral.id}`)).status).toBe(200);
  });
});
