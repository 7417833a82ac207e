import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { readConfig } from '../../src/config.js';
import { buildApp } from '../../src/server.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, recordCase, type Json } from '../support/cases.js';
import { ended, imported, importFile, reportOf, runOf, start } from '../support/imports.js';
import type { Someone, TestOrganisation } from '../support/world.js';

const toronto = {
  list: importFile('toronto.csv'),
  mapping: importFile('toronto.mapping.yaml').toString(),
  source: 'Toronto',
};
const german = { mapping: importFile('german-list.mapping.yaml').toString(), source: 'Altliste' };

/** Enough rows to be interrupted between them. */
const rows = 800;
const part = {
  ...toronto,
  list: toronto.list
    .toString()
    .split('\n')
    .slice(0, rows + 1)
    .join('\n'),
};

/** Counted in the file by other means than the import's: src/imports/toronto.spec.ts shows how. */
const mentions = {
  SKIN_COLOUR: 609,
  ORIGIN: 247,
  LANGUAGE: 4,
  RELIGION: 968,
  SEXUAL_IDENTITY: 293,
  SEX_GENDER: 112,
  AGE: 0,
  DISABILITY: 3,
  UNCLEAR: 8,
};

/** What an organisation's imports have written, counted past row security. */
const written = async ({ database }: TestHouse, { id }: TestOrganisation): Promise<Json> => {
  const tables = { cases: 'cases', texts: 'case_text', searches: 'case_search', origins: 'case_origin' };
  const counts = Object.entries({ ...tables, notes: 'case_note', rows: 'import_row' }).map(
    ([name, table]) => `(select count(*)::integer from ${table} where organisation_id = $1) as ${name}`,
  );
  return (await database.query(`select ${counts.join(', ')}`, [id])).rows[0];
};

describe('a list of 2,041 incidents', () => {
  let house: TestHouse;
  let service: TestOrganisation;
  let supervisor: Someone;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    service = await house.world.service();
    supervisor = await house.world.supervisor(service);
    counsellor = await house.world.counsellor(service);
  });
  afterAll(() => house.close());

  it('is only checked in a dry run', async () => {
    const run = await imported(supervisor, { ...toronto, dryRun: true });
    expect(run).toMatchObject({ state: 'DONE', dryRun: true, total: 2041, imported: 2041, refused: 0, progress: 1 });
    expect(reportOf(run)[0]).toEqual([2, 'WOULD_IMPORT']);
    expect(await written(house, service)).toMatchObject({ cases: 0, origins: 0, notes: 0, rows: 2041 });
  }, 60_000);

  it('arrives completely, in well under a minute, and neither list nor mapping is kept', async () => {
    const began = performance.now();
    const run = await imported(supervisor, toronto);
    expect(run).toMatchObject({ state: 'DONE', total: 2041, done: 2041, imported: 2041, alreadyThere: 0, refused: 0 });
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(await written(house, service)).toMatchObject({ cases: 2041, texts: 2041, searches: 2041, origins: 2041 });
    const { rows } = await house.database.query(
      'select from import_run where content is not null or mapping is not null',
    );
    expect(rows).toEqual([]);
  }, 120_000);

  it('has the mentions per ground that an independent count of the file has found', async () => {
    const { rows } = await house.database.query<{ ground: string; count: number }>(
      `select ground, count(*)::integer from cases, unnest(grounds) as ground where organisation_id = $1 group by ground`,
      [service.id],
    );
    const counted = Object.fromEntries(rows.map(({ ground, count }) => [ground, count]));
    expect({ AGE: 0, ...counted }).toEqual(mentions);
    for (const [ground, count] of Object.entries(mentions)) {
      const { cases } = await counsellor.does<Json>(
        'query ($g: [String!]) { cases(filter: { grounds: $g }) { totalCount } }',
        {
          g: [ground],
        },
      );
      expect([ground, cases.totalCount]).toEqual([ground, count]);
    }
    const { rows: several } = await house.database.query(
      'select from cases where organisation_id = $1 and cardinality(grounds) > 1',
      [service.id],
    );
    expect(several).toHaveLength(185);
  });

  it('becomes cases of the years in which they were recorded, numbered without gaps', async () => {
    const { rows } = await house.database.query(
      `select year, min(number) as first, max(number) as last, count(*)::integer as count, bool_and(extract(year from opened_at) = year) as fits
       from cases where organisation_id = $1 group by year order by year`,
      [service.id],
    );
    expect(rows.map(({ year }) => year)).toEqual([2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025]);
    for (const { first, last, count, fits } of rows) expect([first, last, fits]).toEqual([1, count, true]);
    const own = await recordCase(counsellor);
    expect(own.number).toMatch(/-0001$/);
    await house.database.query('delete from cases where id = $1', [own.id]);
  });

  it('becomes cases like every other: found by their words, in nobody’s hands, with a history and the note of the list', async () => {
    const list = await counsellor.does<Json>(
      `{ cases(filter: { text: "robbery" }, first: 1) { totalCount edges { node { id assignee { id } } } } }`,
    );
    expect(list.cases.totalCount).toBeGreaterThan(0);
    const [{ node }] = list.cases.edges;
    expect(node.assignee).toBeNull();
    const { case: found } = await counsellor.does<Json>(CASE, { id: node.id });
    expect(found).toMatchObject({ status: 'OPEN', version: 1, narrative: expect.stringContaining('Robbery') });
    const { rows } = await house.database.query(
      `select n.author_id, e.kind, e.person_id, a.action
       from case_note n join case_event e using (organisation_id, case_id) join audit_entry a on a.subject_id = n.case_id
       where n.case_id = $1`,
      [node.id],
    );
    expect(found.notes).toHaveLength(1);
    const [{ notes }] = [
      (await counsellor.does<Json>('query ($id: ID!) { case(id: $id) { notes { text } } }', node)).case,
    ];
    expect(notes[0].text).toMatch(/^MULTIPLE_BIAS: (Yes|No)$/i);
    expect(rows[0]).toEqual({
      author_id: supervisor.id,
      kind: 'IMPORTED',
      person_id: supervisor.id,
      action: 'case.imported',
    });
    const noted = await counsellor.does<Json>(`{ cases(filter: { text: "MULTIPLE_BIAS" }) { totalCount } }`);
    expect(noted.cases.totalCount).toBe(500);
  });

  it('is known when it comes again, and nothing of it is recorded twice', async () => {
    const run = await imported(supervisor, toronto);
    expect(run).toMatchObject({ state: 'DONE', imported: 0, alreadyThere: 2041, refused: 0, progress: 1 });
    expect(await written(house, service)).toMatchObject({ cases: 2041, origins: 2041 });
    const { rows } = await house.database.query('select case_id from case_origin where organisation_id = $1', [
      service.id,
    ]);
    expect(rows.map(({ case_id }) => case_id)).toContain(run.rows.edges[0].node.caseId);
  }, 60_000);

  it('may be read page by page', async () => {
    const { importRuns } = await supervisor.does<Json>(`{ importRuns(first: 2) { edges { node { id dryRun imported } }
      pageInfo { hasNextPage endCursor } } }`);
    expect(importRuns.edges.map(({ node }: Json) => node.imported)).toEqual([0, 2041]);
    const more = await supervisor.does<Json>(
      `query ($after: String) { importRuns(after: $after) { edges { node { dryRun } } pageInfo { hasNextPage } } }`,
      { after: importRuns.pageInfo.endCursor },
    );
    expect(more.importRuns).toEqual({ edges: [{ node: { dryRun: true } }], pageInfo: { hasNextPage: false } });

    const { id } = importRuns.edges[1].node;
    const first = await runOf(supervisor, id);
    const second = await runOf(supervisor, id, { after: first.rows.pageInfo.endCursor, outcome: 'IMPORTED' });
    expect([reportOf(first)[0], reportOf(first)[99], reportOf(second)[0]]).toEqual([
      [2, 'IMPORTED'],
      [101, 'IMPORTED'],
      [102, 'IMPORTED'],
    ]);
    expect((await runOf(supervisor, id, { outcome: 'REFUSED' })).rows.edges).toEqual([]);
  });
});

describe('an import that is interrupted', () => {
  let house: TestHouse;
  const workers: NestExpressApplication[] = [];
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(async () => {
    for (const worker of workers) await worker.close();
    await house.close();
  });

  const openWorker = async (): Promise<NestExpressApplication> => {
    const env = { BEISTAND_PROFILE: 'test', LOG_LEVEL: 'silent', PORT: '0', BEISTAND_DATA: house.dataFolder };
    const worker = await buildApp(readConfig(env), house.urls);
    await worker.init();
    return worker;
  };

  /** Waits until so many rows are done. */
  const hasDone = async (supervisor: Someone, id: string, most: number): Promise<Json> => {
    for (let patience = 0; patience < 1000; patience++) {
      const run = await runOf(supervisor, id);
      if (run.done >= most) return run;
      await setTimeout(10);
    }
    throw new Error('The import does not move.');
  };

  const complete = { cases: rows, texts: rows, searches: rows, origins: rows, notes: rows, rows };

  it('by stopping the server goes on behind the last batch when it starts again', async () => {
    const supervisor = await house.world.supervisor();
    const id = await start(supervisor, part);
    expect(await runOf(supervisor, id)).toMatchObject({ state: 'WAITING', total: null, progress: 0, done: 0 });
    const first = await openWorker();
    await hasDone(supervisor, id, 200);
    await first.close();

    const run = await runOf(supervisor, id);
    const { cases, origins, rows: reported } = await written(house, supervisor.organisation);
    expect(run).toMatchObject({ state: 'RUNNING', total: rows, endedAt: null });
    expect(run.done).toBeLessThan(rows);
    expect(run.done % 100).toBe(0);
    expect([cases, origins, reported]).toEqual([run.done, run.done, run.done]);

    workers.push(await openWorker());
    expect(await ended(supervisor, id)).toMatchObject({ state: 'DONE', imported: rows, alreadyThere: 0, refused: 0 });
    expect(await written(house, supervisor.organisation)).toEqual(complete);
  }, 90_000);

  it('by cutting its connections in the middle of a batch records every row once', async () => {
    const supervisor = await house.world.supervisor();
    const id = await start(supervisor, part);
    await hasDone(supervisor, id, 100);
    const cut = async () =>
      (
        await house.database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename = 'beistand_app' and xact_start is not null and query like '%case%'`,
        )
      ).rowCount ?? 0;
    let connections = 0;
    while (connections === 0) connections = await cut();
    const { done } = await runOf(supervisor, id);
    expect(done).toBeLessThan(rows);
    expect(await written(house, supervisor.organisation)).toMatchObject({ cases: done, origins: done, rows: done });

    expect(await ended(supervisor, id)).toMatchObject({ state: 'DONE', imported: rows, alreadyThere: 0 });
    expect(await written(house, supervisor.organisation)).toEqual(complete);
  }, 90_000);

  it('by nothing, but run twice at the same time, records every row once', async () => {
    const supervisor = await house.world.supervisor();
    const ids = [await start(supervisor, part), await start(supervisor, part)];
    await house.database.query(
      `insert into graphile_worker._private_jobs (task_id, payload, max_attempts)
       select task_id, payload, 8 from graphile_worker._private_jobs where payload ->> 'subjectId' = $1`,
      [ids[0]],
    );
    const runs = [await ended(supervisor, ids[0] ?? ''), await ended(supervisor, ids[1] ?? '')];
    expect(runs.map(({ imported: one, alreadyThere }) => one + alreadyThere)).toEqual([rows, rows]);
    expect(await written(house, supervisor.organisation)).toEqual({ ...complete, rows: 2 * rows });
  }, 90_000);
});

describe('a German list', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it.each(['german-list.csv', 'german-list.xlsx'])('becomes five cases: %s', async (name) => {
    const supervisor = await house.world.supervisor();
    const run = await imported(supervisor, { ...german, list: importFile(name) });
    expect(run).toMatchObject({
      format: name.endsWith('csv') ? 'CSV' : 'XLSX',
      state: 'DONE',
      total: 5,
      imported: 5,
      refused: 0,
    });
    const reported = reportOf(run);
    expect(reported.map(([, ...rest]: Json) => rest)).toEqual([
      ['IMPORTED'],
      ['IMPORTED'],
      ['IMPORTED', 'IMPORT_VALUE_AS_OTHER'],
      ['IMPORTED'],
      ['IMPORTED', 'IMPORT_VALUE_SKIPPED'],
    ]);
    const counsellor = await house.world.counsellor(supervisor.organisation);
    const { case: second } = await counsellor.does<Json>(CASE, { id: run.rows.edges[1].node.caseId });
    expect(second).toMatchObject({
      number: expect.stringMatching(/-2024-0002$/),
      openedAt: expect.stringMatching(/^2024-03-11/),
      grounds: [{ code: 'RELIGION' }, { code: 'SEX_GENDER' }],
      incidentEarliest: '2024-02-01',
      incidentLatest: '2024-02-29',
      notes: [{ id: expect.anything() }],
    });
  });
});
