import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, CLOSE_CASE, recordCase, UPDATE_CASE, type Json } from '../support/cases.js';

const RULES = '{ legalRules { version written } }';
const REPLACE = `mutation ($input: ReplaceRulesInput!) { replaceLegalRules(input: $input) { __typename
  ... on Refusal { code field } } }`;

describe('when the rules of law change', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('open cases get their deadlines anew, their history tells it, and an edit under way goes through', async () => {
    const counsellor = await house.world.counsellor();
    const operator = await house.world.operator();
    const read = async (id: string): Promise<Json> => (await counsellor.does<{ case: Json }>(CASE, { id })).case;
    const open = await recordCase(counsellor);
    const closed = await recordCase(counsellor);
    await counsellor.does(CLOSE_CASE, { id: closed.id, version: 1, reason: 'ACHIEVED' });
    expect(open.deadlines[0]).toMatchObject({ ruleCode: 'AGG_CIVIL_CLAIM', endsOn: '2026-05-01' });

    const { legalRules } = await operator.does<{ legalRules: { version: number; written: string } }>(RULES);
    const content = legalRules.written.replace(
      /(code: AGG_CIVIL_CLAIM\n.*\n\s+length: )\{ months: 2 \}([\s\S]*?version: )1/,
      '$1{ months: 4 }$22',
    );
    expect(content).not.toBe(legalRules.written);
    const input = { content, basedOn: legalRules.version, note: 'Frist verlängert (erfunden)' };
    const { replaceLegalRules } = await operator.does<{ replaceLegalRules: Json }>(REPLACE, { input });
    expect(replaceLegalRules.__typename).not.toBe('Refusal');

    for (let attempt = 0; attempt < 100; attempt += 1) {
      if ((await read(open.id)).deadlines[0].endsOn !== '2026-05-01') break;
      await pause(100);
    }
    const now = await read(open.id);
    expect(now).toMatchObject({
      version: 1,
      deadlines: [{ ruleCode: 'AGG_CIVIL_CLAIM', endsOn: '2026-07-01' }],
      deadlineChanges: [{ kind: 'CHANGED', before: '2026-05-01', after: '2026-07-01' }],
    });
    expect((await read(closed.id)).deadlines[0].endsOn).toBe('2026-05-01');
    const { rows } = await house.database.query(
      'select kind, version, person_id from case_event where case_id = $1 order by id',
      [open.id],
    );
    expect(rows).toMatchObject([{ kind: 'RECORDED' }, { kind: 'DEADLINES_CHANGED', version: 1, person_id: null }]);
    const { updateCase } = await counsellor.does<{ updateCase: Json }>(UPDATE_CASE, {
      id: open.id,
      version: 1,
      changes: { clientName: 'Kim' },
    });
    expect(updateCase).toMatchObject({ __typename: 'Case', version: 2, deadlineChanges: [] });
  });
});
