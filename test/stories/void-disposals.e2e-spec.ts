import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { uploaded } from '../support/attachments.js';
import { CASE, daysFromToday, UPDATE_CASE, type Json } from '../support/cases.js';
import { agreeToDispose, dayPasses, DISPOSALS, ERASURE_PREVIEW, REQUEST_ACCESS } from '../support/privacy.js';
import { doneBy, openOffice, referableCase, releaseOf, say, sentFrom, type Scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

const ADD_NOTE = `mutation ($id: ID!) { addNote(caseId: $id, input: { text: "Neues" }) { __typename } }`;
const asksToday = () => ({ receivedOn: daysFromToday(0), language: 'de' });

describe('a disposal is void when after its approval', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let supervisor: Someone;
  let from: Scene;
  let referralId: string;
  const deeds: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
    [
      'a fact is changed',
      async (id) => {
        const { case: kase } = await counsellor.does<Json>(CASE, { id });
        await doneBy(counsellor, UPDATE_CASE, { id, version: kase.version, changes: { clientView: 'Neue Sicht' } });
      },
    ],
    ['a note is added', (id) => counsellor.does(ADD_NOTE, { id })],
    ['a file is added', (id) => uploaded(counsellor, id)],
    ['the client gives a release', (caseId) => releaseOf({ ...from, caseId })],
    ['the client asks what is known', (id) => doneBy(counsellor, REQUEST_ACCESS, { id, input: asksToday() })],
    ['it is referred', (caseId) => sentFrom({ ...from, caseId })],
    [
      'the office asks',
      () => doneBy(from.office.staff, say('askQuestion'), { id: referralId, input: { text: 'Wer?' } }),
    ],
  ];
  beforeAll(async () => {
    house = await openTestHouse();
    const service = await house.world.service();
    counsellor = await house.world.counsellor(service);
    supervisor = await house.world.supervisor(service);
    from = { counsellor, office: await openOffice(house), caseId: '' };
  }, 60_000);
  afterAll(() => house.close());

  it.each(deeds)('%s', async (_, deed) => {
    const caseId = await referableCase(counsellor);
    referralId = await sentFrom({ ...from, caseId });
    const id = await agreeToDispose(counsellor, supervisor, caseId, 'CLIENT_REQUEST');
    await deed(caseId);
    await dayPasses(house, id);
    expect((await counsellor.does<Json>(CASE, { id: caseId })).case.id).toBe(caseId);
    const { disposals } = await counsellor.does<Json>(DISPOSALS, { states: ['WITHDRAWN'] });
    expect(disposals.edges.map(({ node }: Json) => node.id)).toContain(id);
  });

  it('and goes when it was only looked at', async () => {
    const caseId = await referableCase(counsellor);
    const id = await agreeToDispose(counsellor, supervisor, caseId, 'CLIENT_REQUEST');
    await counsellor.does(CASE, { id: caseId });
    await counsellor.does(ERASURE_PREVIEW, { id: caseId });
    await dayPasses(house, id);
    const { disposals } = await counsellor.does<Json>(DISPOSALS, { states: ['EXECUTED'] });
    expect(disposals.edges.map(({ node }: Json) => node.id)).toContain(id);
  });
});
