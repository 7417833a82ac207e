import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fetchPdf } from '../support/pdf.js';
import { agreeToDispose, dayPasses } from '../support/privacy.js';
import { drawnByHand } from '../support/referrals-by-hand.js';
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

  it('is closed to the service, which is told so, and stays with the office that has accepted it', async () => {
    const { id, caseId } = await drawnByHand(house, counsellor, staff.organisation);
    expect((await fetchPdf(counsellor, `/dossiers/${id}`)).status).toBe(200);
    const second = await house.world.supervisor(counsellor.organisation);
    await dayPasses(house, await agreeToDispose(counsellor, second, caseId, 'CLIENT_REQUEST'));

    const { status, headers, body } = await fetchPdf(counsellor, `/dossiers/${id}`);
    expect([status, headers['retry-after']]).toEqual([410, undefined]);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'DOSSIER_ERASED', field: null });
    const { renderDossier } = await counsellor.does<{ renderDossier: object }>(RENDER, { id });
    expect(renderDossier).toMatchObject({ code: 'DOSSIER_ERASED', field: 'referralId' });
    expect((await counsellor.ask(STATE, { id })).data).toEqual({ referral: { dossier: null } });

    expect((await fetchPdf(staff, `/dossiers/${id}`)).status).toBe(200);
  });
});
