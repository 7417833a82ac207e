import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, UPDATE_CASE, type Json } from '../support/cases.js';
import { acceptedFrom, outcomeOf, scene, sentFrom, told, type Scene } from '../support/referrals.js';

const TELL = `mutation ($id: ID!, $groups: [String!]!) { tellRectification(caseId: $id, fieldGroups: $groups) {
  __typename ... on RectificationTold { referrals } ... on Refusal { code field } } }`;

describe('a rectification', () => {
  let house: TestHouse;
  let from: Scene;
  let accepted: string;
  let pending: string;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    from = await scene(house);
    accepted = await acceptedFrom(from);
    pending = await sentFrom(from);
  }, 60_000);
  afterAll(() => house.close());

  it('is told to the office that holds what was wrong: that there is one, not what', async () => {
    const { counsellor, caseId: id } = from;
    expect(await outcomeOf(counsellor, TELL, { id, groups: ['INCIDENT', 'ASSESSMENT'] })).toEqual({
      __typename: 'RectificationTold',
      referrals: 1,
    });
    expect(await told(house, from, accepted)).toContain('RECIPIENT:RECTIFIED');
    expect(await told(house, from, pending)).not.toContain('RECIPIENT:RECTIFIED');
    expect(await outcomeOf(counsellor, TELL, { id, groups: ['ASSESSMENT'] })).toMatchObject({ referrals: 0 });
  });

  it('stands in the history: which field, when, by whom, and not what was there before', async () => {
    const { counsellor, caseId: id } = from;
    const { case: kase } = await counsellor.does<Json>(CASE, { id });
    await counsellor.does(UPDATE_CASE, { id, version: kase.version, changes: { clientName: 'Shirin Richtig' } });
    const { caseTimeline } = await counsellor.does<Json>(
      `query ($id: ID!) { caseTimeline(id: $id, first: 5) { edges { node { kind { code } person { id } fields } } } }`,
      { id },
    );
    const [newest] = caseTimeline.edges.map(({ node }: Json) => node);
    expect(newest).toMatchObject({ kind: { code: 'CHANGED' }, person: { id: counsellor.id }, fields: ['clientName'] });
    const { rows } = await house.database.query<{ text: string }>(
      `select string_agg(e::text, ' ') as text from case_event e where case_id = $1`,
      [id],
    );
    expect(rows[0]?.text).not.toContain('Shirin');
  });

  it('needs a group that there is, and a case of the own service', async () => {
    const { counsellor, caseId: id } = from;
    expect(await outcomeOf(counsellor, TELL, { id, groups: [] })).toMatchObject({ code: 'EMPTY' });
    expect(await outcomeOf(counsellor, TELL, { id, groups: ['INCIDENT', 'NONSENSE'] })).toMatchObject({
      code: 'UNKNOWN_CODE',
      field: 'fieldGroups[1]',
    });
    const stranger = await house.world.counsellor();
    for (const each of [id, randomUUID()])
      expect((await stranger.ask(TELL, { id: each, groups: ['INCIDENT'] })).errors?.[0]?.extensions.code).toBe(
        'NOT_FOUND',
      );
  });
});
