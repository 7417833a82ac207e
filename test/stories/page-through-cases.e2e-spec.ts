import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { look, refusedFields, type Found } from '../support/case-lists.js';
import { recordCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

describe('paging through cases', () => {
  let house: TestHouse;
  afterAll(() => house.close());

  const orders = [
    'OPENED_AT_DESC',
    'OPENED_AT_ASC',
    'CHANGED_AT_DESC',
    'NEXT_DEADLINE_ASC',
    'NUMBER_DESC',
    'NUMBER_ASC',
  ] as const;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    for (let at = 0; at < 60; at += 1) await recordCase(counsellor);
    // Many of one moment and one day: the id alone tells them apart.
    await house.database.query(
      `update cases set opened_at = date_trunc('second', opened_at) - (number / 20) * interval '1 day',
         changed_at = date_trunc('minute', changed_at) - (number % 3) * interval '1 hour',
         next_deadline = case when number % 4 > 0 then date '2026-12-01' + number / 10 end,
         year = case when number > 30 then year - 1 else year end
       where organisation_id = $1`,
      [counsellor.organisation.id],
    );
  });

  const walk = async (orderBy: string, first: number, between: () => Promise<unknown> = async () => undefined) => {
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const page: Found = await look(counsellor, { orderBy, first, after });
      ids.push(...page.ids);
      after = page.next;
      if (after) await between();
    } while (after);
    return ids;
  };
  const inOrder = async (columns: string, where = 'true'): Promise<string[]> => {
    const { rows } = await house.database.query(
      `select id from cases where organisation_id = $1 and ${where} order by ${columns}`,
      [counsellor.organisation.id],
    );
    return rows.map(({ id }) => id as string);
  };
  const columns: Record<(typeof orders)[number], [string, string?]> = {
    OPENED_AT_DESC: ['opened_at desc, id desc'],
    OPENED_AT_ASC: ['opened_at, id'],
    CHANGED_AT_DESC: ['changed_at desc, id desc'],
    NEXT_DEADLINE_ASC: ['next_deadline, id', `status = 'OPEN' and next_deadline is not null`],
    NUMBER_DESC: ['year desc, number desc'],
    NUMBER_ASC: ['year, number'],
  };

  it.each(orders)('in the order %s there is no gap and no repetition', async (orderBy) => {
    const expected = await inOrder(...columns[orderBy]);
    expect(expected.length).toBe(orderBy === 'NEXT_DEADLINE_ASC' ? 45 : 60);
    expect(await walk(orderBy, 7)).toEqual(expected);
    const { total } = await look(counsellor, { orderBy, first: 1 });
    expect(total).toBe(expected.length);
  });

  it('stays whole while new cases arrive', async () => {
    const before = await inOrder('opened_at desc, id desc');
    const walked = await walk('OPENED_AT_DESC', 20, () => recordCase(counsellor));
    expect(walked).toEqual(before);
  });

  it('refuses a cursor of another order, of another list or of nobody', async () => {
    const { next } = await look(counsellor, { orderBy: 'OPENED_AT_DESC', first: 5 });
    const forged = (...keys: unknown[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');
    for (const after of [
      '',
      'nonsense',
      'x'.repeat(100_000),
      forged('OPENED_AT_ASC', 'now', randomUUID()),
      forged('OPENED_AT_ASC', '9'.repeat(17), randomUUID()),
      forged('OPENED_AT_ASC', '1', `'; drop table cases; --`),
      forged('OPENED_AT_ASC', '1', 'a\u0000'),
      next,
    ])
      expect(await refusedFields(counsellor, { orderBy: 'OPENED_AT_ASC', after })).toEqual(['after']);
  });

  it('counts only when it is asked to', async () => {
    const { cases } = await counsellor.does<{ cases: object }>('{ cases(first: 1) { edges { node { id } } } }');
    expect(cases).toEqual({ edges: [{ node: { id: expect.any(String) } }] });
  });
});
