import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { closeCase, daysFromToday, recordCase, UPDATE_CASE, type Json } from '../support/cases.js';
import { acceptedFrom, draftOf, scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

/** What a case leaves for counting, whoever wrote it and by whatever way. */
describe('a counting record', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let statistics: pg.Client;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    statistics = new pg.Client({ connectionString: house.urls.statistics ?? '' });
    await statistics.connect();
  });
  afterAll(async () => {
    await statistics.end();
    await house.close();
  });

  const recordOf = async (caseId: string): Promise<Json> => {
    const { rows } = await house.database.query<Json>(
      `select r.* from statistics.counting_record r join case_counting k on k.record = r.key where k.case_id = $1`,
      [caseId],
    );
    return rows[0];
  };
  const count = async (): Promise<number> =>
    (await statistics.query<{ count: number }>('select count(*)::int as count from statistics.counting_record'))
      .rows[0]!.count;

  it('is written with the case: codes and bands, and nothing else', async () => {
    const { id } = await recordCase(counsellor, {
      grounds: ['RELIGION', 'ORIGIN'],
      incidentForms: ['INSULT'],
      level: 'INDIVIDUAL',
      accessPath: 'OUTREACH',
      clientName: 'Amal Beispiel',
    });
    const record = await recordOf(id);
    expect(record).toMatchObject({
      service: counsellor.organisation.id,
      area: 'HOUSING',
      sub_area: 'HOUSING_SEARCH',
      respondent_type: 'HOUSING_COMPANY',
      region: '071',
      district: '07111',
      level: 'INDIVIDUAL',
      access_path: 'OUTREACH',
      grounds: ['ORIGIN', 'RELIGION'],
      forms: ['INSULT'],
      deadline: 'RUNNING',
      closing: null,
      referral_kinds: [],
      referral_outcomes: [],
    });
    expect(record.quarter).toMatch(/^\d{4}-Q[1-4]$/);
    expect(JSON.stringify(record)).not.toContain('Amal');
    expect(Object.values(record)).not.toContain(id);
  });

  it.each([
    ['2025-03-31T21:30:00Z', '2025-Q1'],
    ['2025-03-31T22:30:00Z', '2025-Q2'],
    ['2025-12-31T22:30:00Z', '2025-Q4'],
    ['2025-12-31T23:30:00Z', '2026-Q1'],
  ])('counts in the quarter of the German day on which it was registered: %s', async (openedAt, quarter) => {
    const { id } = await recordCase(counsellor);
    await house.database.query('update cases set opened_at = $2 where id = $1', [id, openedAt]);
    expect((await recordOf(id)).quarter).toBe(quarter);
  });

  it('follows the case: grounds, a claim in time, its end, its referrals', async () => {
    const kase = await recordCase(counsellor, {
      mainArea: { area: 'WORK', subArea: 'WORK_TERMINATION' },
      respondentType: 'EMPLOYER_PRIVATE',
      incidentEarliest: daysFromToday(-20),
      incidentLatest: daysFromToday(-20),
      knowledgeOn: daysFromToday(-20),
    });
    const before = await recordOf(kase.id);
    const { updateCase: changed } = await counsellor.does<Json>(UPDATE_CASE, {
      id: kase.id,
      version: kase.version,
      changes: { grounds: ['AGE'], claimedOn: daysFromToday(-1) },
    });
    expect(await recordOf(kase.id)).toMatchObject({ key: before.key, grounds: ['AGE'], deadline: 'KEPT' });
    await closeCase(counsellor, changed);
    expect(await recordOf(kase.id)).toMatchObject({ key: before.key, closing: 'ACHIEVED' });
  });

  it('says how referrals went, drafts left out', async () => {
    const from = await scene(house);
    await draftOf(from);
    expect(await recordOf(from.caseId)).toMatchObject({ referral_kinds: [], referral_outcomes: [] });
    await acceptedFrom(from);
    expect(await recordOf(from.caseId)).toMatchObject({
      referral_kinds: ['HANDOVER'],
      referral_outcomes: ['ACCEPTED'],
    });
  });

  it('is not written when the case is refused, and is one only when the request is repeated', async () => {
    const before = await count();
    await expect(recordCase(counsellor, { grounds: [] })).rejects.toThrow('Refused');
    expect(await count()).toBe(before);
    const id = '0191e2a0-0000-7000-8000-00000000c0de';
    await recordCase(counsellor, { id });
    await recordCase(counsellor, { id });
    expect(await count()).toBe(before + 1);
  });

  it('outlives the case, and then nothing says whose it was', async () => {
    const { id } = await recordCase(counsellor, { grounds: ['DISABILITY'] });
    const { key } = await recordOf(id);
    await house.database.query('delete from cases where id = $1', [id]);
    const { rows } = await statistics.query(`select grounds from statistics.counting_record where key = $1`, [key]);
    expect(rows).toEqual([{ grounds: ['DISABILITY'] }]);
    expect((await house.database.query('select from case_counting where record = $1', [key])).rowCount).toBe(0);
  });

  it('is all that the role of statistics can read: no other table, function or way to write', async () => {
    const { rows: readable } = await statistics.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname not in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'p', 'v', 'm')
         and has_schema_privilege(n.oid, 'usage') and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))`,
    );
    expect(readable.map(({ name }) => name).sort()).toEqual([
      'statistics.counting_record',
      'statistics.frozen_record',
      'statistics.release',
      'statistics.release_file',
    ]);
    for (const text of [
      'select from cases',
      'select from public.case_text',
      'select from public.case_counting',
      'select prepared_by from statistics.release',
      'delete from statistics.release_file',
      'select public.freeze_quarter($$2025-Q1$$)',
      'select search_cases(array[$$a$$], 1)',
      `update statistics.counting_record set area = 'WORK'`,
      'delete from statistics.counting_record',
      `insert into statistics.counting_record (service) values (gen_random_uuid())`,
      'create table statistics.own (a integer)',
      'create table public.own (a integer)',
      'set role beistand_app',
    ])
      await expect(statistics.query(text)).rejects.toThrow(/permission denied|does not exist|must be/);
  });

  it('is none of the application: it neither reads nor writes one past the case', async () => {
    const application = new pg.Client({ connectionString: house.urls.application });
    await application.connect();
    for (const text of [
      'select from statistics.counting_record',
      'select from statistics.frozen_record',
      'select from statistics.freeze',
      'delete from statistics.release',
      'select from case_counting',
      'select count_cases(gen_random_uuid(), array[gen_random_uuid()])',
      'select count_all_cases()',
    ])
      await expect(application.query(text)).rejects.toThrow('permission denied');
    await application.end();
  });
});
