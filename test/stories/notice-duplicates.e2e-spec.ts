import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { quickRecord, RECORD_CASE, recordCase, type Json } from '../support/cases.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe('hints at likely duplicates', () => {
  let house: TestHouse;
  let own: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    own = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const hints = async (changes: object, who = own): Promise<string[]> =>
    (await who.does<{ recordCase: Json }>(RECORD_CASE, { input: quickRecord(changes) })).recordCase.duplicateHints.map(
      ({ caseId }: Json) => caseId,
    );

  it('name the newest five of the same area, respondent, ground and days', async () => {
    const made: Json[] = [];
    for (let index = 0; index < 6; index += 1) made.push(await recordCase(own));
    const ids = made.map(({ id }: Json) => id).reverse();
    expect(await hints({ grounds: ['NAME', 'AGE'], district: null })).toEqual(ids.slice(0, 5));
    const { duplicateHints } = await own.does<{ duplicateHints: Json[] }>(
      'query ($id: ID!) { duplicateHints(caseId: $id) { caseId number grounds { code } district { key } } }',
      { id: made[0].id },
    );
    expect(duplicateHints).toHaveLength(5);
  });

  it.each([
    ['another district', { district: '07211' }],
    ['other days', { incidentEarliest: '2026-03-13', incidentLatest: '2026-03-14' }],
    ['other grounds', { grounds: ['AGE'] }],
    ['another area', { mainArea: { area: 'LEISURE' } }],
    ['another respondent', { respondentType: 'LANDLORD_PRIVATE' }],
  ])('pass over %s', async (_, changes) => {
    const other = await house.world.counsellor();
    await recordCase(other);
    expect(await hints(changes, other)).toEqual([]);
    expect(await hints({}, other)).toHaveLength(1);
  });

  it('never name a case of another service, of the same carrier either', async () => {
    const sister = {
      id: own.organisation.carrierId,
      carrierId: own.organisation.carrierId,
      kind: 'CARRIER',
      name: '',
    };
    const neighbour = await house.world.counsellor(
      await house.world.service('Schwesterdienst', sister as TestOrganisation),
    );
    const mine = await recordCase(own);
    expect(await hints({}, neighbour)).toEqual([]);
    for (const id of [mine.id, randomUUID(), 'x']) {
      const { data, errors } = await neighbour.ask('query ($id: ID!) { duplicateHints(caseId: $id) { number } }', {
        id,
      });
      expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'NOT_FOUND']);
    }
  });
});
