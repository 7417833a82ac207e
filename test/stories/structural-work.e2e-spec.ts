import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { closeCase, recordCase, type Json } from '../support/cases.js';
import { fetchPdf, textOfPdf } from '../support/pdf.js';
import type { Someone } from '../support/world.js';

const refusal = '... on Refusal { code field problems { code field } }';
const FIELDS = `id version kind { code } title startsOn endsOn partners reach reachEstimated district { key } grounds { code } note removed`;
const RECORD = `mutation ($input: ActivityInput!) { recordActivity(input: $input) { __typename ... on StructuralActivity { ${FIELDS} } ${refusal} } }`;
const CHANGE = `mutation ($id: ID!, $version: Int!, $input: ActivityInput!) {
  changeActivity(id: $id, version: $version, input: $input) { __typename ... on StructuralActivity { ${FIELDS} } ${refusal} } }`;
const LIST = `query ($filter: ActivityFilterInput, $first: Int, $after: String) { structuralActivities(filter: $filter, first: $first, after: $after) {
  edges { node { id title } } pageInfo { hasNextPage endCursor } } }`;
const INDICATORS = `query ($year: Int!) { serviceIndicators(year: $year) { year asOf tables { title { code } mentions rows { term { code de } count } } } }`;
const HINTS = `{ structuralHints { respondentType { code } district { key } cases areas { code } grounds { code } newest { id number } } }`;

const year = Number(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(new Date()).slice(0, 4));
const training = (changes: object = {}): object => ({
  kind: 'TRAINING',
  title: 'Argumente üben',
  startsOn: `${year}-01-10`,
  partners: ['Stadt Beispiel', 'Verein Beispiel'],
  reach: 24,
  ...changes,
});

describe('structural work', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const record = async (input: object, who = counsellor): Promise<Json> =>
    (await who.does<Json>(RECORD, { input })).recordActivity;
  const titles = async (variables: object = {}, who = counsellor): Promise<string[]> =>
    (await who.does<Json>(LIST, variables)).structuralActivities.edges.map((edge: Json) => edge.node.title);
  const indicator = (found: Json, table: string): Record<string, number> =>
    Object.fromEntries(
      found.serviceIndicators.tables
        .find(({ title }: Json) => title.code === table)
        .rows.map(({ term, count }: Json) => [term.code, count]),
    );

  it('is entered, listed newest first page by page, and filtered', async () => {
    const made = await record(training());
    expect(made).toMatchObject({ version: 1, kind: { code: 'TRAINING' }, endsOn: `${year}-01-10`, reach: 24 });
    await record(
      training({ kind: 'NETWORKING', title: 'Runder Tisch', startsOn: `${year}-02-01`, endsOn: `${year}-03-01` }),
    );
    await record(training({ title: 'Noch eine', startsOn: `${year - 1}-12-31` }));
    expect(await titles()).toEqual(['Runder Tisch', 'Argumente üben', 'Noch eine']);
    expect(await titles({ filter: { kind: 'NETWORKING' } })).toEqual(['Runder Tisch']);
    expect(await titles({ filter: { from: `${year}-02-15`, to: `${year}-12-31` } })).toEqual(['Runder Tisch']);
    const { structuralActivities: first } = await counsellor.does<Json>(LIST, { first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await titles({ first: 2, after: first.pageInfo.endCursor })).toEqual(['Noch eine']);
  });

  it('says what is wrong with it, and writes nothing then', async () => {
    const before = await titles();
    expect(await record(training({ kind: 'NAP', endsOn: `${year}-01-01`, district: '99999' }))).toMatchObject({
      __typename: 'Refusal',
      problems: [
        { code: 'UNKNOWN_CODE', field: 'input.kind' },
        { code: 'LATEST_BEFORE_EARLIEST', field: 'input.endsOn' },
        { code: 'UNKNOWN_DISTRICT', field: 'input.district' },
      ],
    });
    expect(await titles()).toEqual(before);
  });

  it('has one winner when two change it, is removed and restored', async () => {
    const { id, version } = await record(training({ title: 'Zum Ändern' }));
    const change = async (input: object): Promise<Json> =>
      (await counsellor.does<Json>(CHANGE, { id, version, input })).changeActivity;
    expect(await change(training({ title: 'Geändert' }))).toMatchObject({ version: 2, title: 'Geändert' });
    expect(await change(training({ title: 'Zu spät' }))).toMatchObject({ code: 'VERSION_CONFLICT', field: 'version' });
    const aside = async (name: string): Promise<Json> =>
      (
        await counsellor.does<Json>(
          `mutation ($id: ID!) { done: ${name}(id: $id) { ... on StructuralActivity { removed version } } }`,
          { id },
        )
      ).done;
    expect(await aside('removeActivity')).toEqual({ removed: true, version: 3 });
    expect(await aside('removeActivity')).toEqual({ removed: true, version: 3 });
    const late = await counsellor.does<Json>(CHANGE, { id, version: 3, input: training({ title: 'Nach dem Ende' }) });
    expect(late.changeActivity).toMatchObject({ code: 'ACTIVITY_REMOVED', field: 'id' });
    expect(await titles()).not.toContain('Geändert');
    expect(await aside('restoreActivity')).toEqual({ removed: false, version: 4 });
    expect(await titles()).toContain('Geändert');
  });

  it('is that of one service: others find nothing, and not everybody may enter it', async () => {
    const { id } = await record(training());
    const stranger = await house.world.counsellor();
    expect(await titles({}, stranger)).toEqual([]);
    const foreign = await stranger.ask(`query ($id: ID!) { structuralActivity(id: $id) { id } }`, { id });
    expect(foreign.errors?.[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    const administrator = await house.world.someone(counsellor.organisation, 'ADMINISTRATOR');
    expect(await titles({}, administrator)).not.toEqual([]);
    expect((await administrator.ask(RECORD, { input: training() })).errors?.[0]).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    expect((await administrator.ask(INDICATORS, { year })).errors?.[0]).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('is hinted at by the third case against the same kind of office in one district, inside one service', async () => {
    const someone = await house.world.counsellor();
    const another = await house.world.counsellor();
    const against = { respondentType: 'MUNICIPAL_BODY', mainArea: { area: 'PUBLIC_OFFICES' }, district: '07111' };
    const hints = async (): Promise<Json[]> => (await someone.does<Json>(HINTS)).structuralHints;
    await recordCase(another, against);
    await recordCase(someone, against);
    await recordCase(someone, { ...against, grounds: ['RELIGION'] });
    await recordCase(someone, { ...against, district: '07211' });
    expect(await hints()).toEqual([]);
    const third = await recordCase(someone, against);
    expect(await hints()).toMatchObject([
      {
        respondentType: { code: 'MUNICIPAL_BODY' },
        district: { key: '07111' },
        cases: 3,
        newest: [{ id: third.id }, {}, {}],
      },
    ]);
    const put = async (name: string): Promise<Json> =>
      (
        await someone.does<Json>(
          `mutation { done: ${name}(respondentType: "MUNICIPAL_BODY", district: "07111") { ... on StructuralHint { cases } ${refusal} } }`,
        )
      ).done;
    expect(await put('dismissHint')).toEqual({ cases: 3 });
    expect(await hints()).toEqual([]);
    expect(await put('dismissHint')).toMatchObject({ code: 'NO_SUCH_HINT' });
    expect(await put('recallHint')).toEqual({ cases: 3 });
    await put('dismissHint');
    await recordCase(someone, against);
    expect(await hints()).toMatchObject([{ cases: 4 }]);
    expect((await another.does<Json>(HINTS)).structuralHints).toEqual([]);
  });

  it('and cases make the indicators of a year, exactly, of the own service alone', async () => {
    const someone = await house.world.counsellor();
    await recordCase(someone, { grounds: ['ORIGIN', 'RELIGION'], accessPath: 'OUTREACH' });
    const second = await recordCase(someone, { grounds: ['ORIGIN'] });
    const earlier = await recordCase(someone);
    await house.database.query(`update cases set opened_at = $2 where id = $1`, [
      earlier.id,
      `${year - 1}-12-31T22:30:00Z`,
    ]);
    // Half past midnight on New Year's Day in Germany: of this year, whatever the clocks say elsewhere.
    const early = await recordCase(someone, { grounds: ['ORIGIN'] });
    await house.database.query(`update cases set opened_at = $2 where id = $1`, [
      early.id,
      `${year - 1}-12-31T23:30:00Z`,
    ]);
    await closeCase(someone, second);
    await record(training({ kind: 'CAMPAIGN', reach: 300, reachEstimated: true }), someone);
    await record(training({ kind: 'CAMPAIGN', reach: null }), someone);
    const found = await someone.does<Json>(INDICATORS, { year });
    expect(indicator(found, 'OVERVIEW')).toEqual({
      RECORDED: 3,
      CLOSED: 1,
      OPEN_AT_END: 3,
      SEVERAL_GROUNDS: 1,
      REFERRED: 0,
    });
    expect(indicator(found, 'GROUNDS')).toEqual({ ORIGIN: 3, RELIGION: 1 });
    expect(indicator(found, 'ACCESS_PATHS')).toEqual({ OUTREACH: 1, NOT_RECORDED: 2 });
    expect(indicator(found, 'CLOSING_REASONS')).toEqual({ ACHIEVED: 1 });
    expect(indicator(found, 'ACTIVITIES')).toEqual({ CAMPAIGN: 2 });
    expect(indicator(found, 'REACH')).toEqual({ CAMPAIGN: 300 });
    expect(indicator(await someone.does<Json>(INDICATORS, { year: year - 1 }), 'OVERVIEW')).toMatchObject({
      RECORDED: 1,
    });
    const { errors } = await someone.ask<Json>(INDICATORS, { year: year + 1 });
    expect(errors?.[0]?.extensions.problems).toMatchObject([{ code: 'OUT_OF_RANGE', field: 'year' }]);
  });

  it('is reported on as PDF and XLSX, marked as internal; a title is never a formula', async () => {
    const someone = await house.world.counsellor();
    await recordCase(someone);
    await record(training({ title: '=HYPERLINK("https://example.org")' }), someone);
    const pdf = await fetchPdf(someone, `/reports/${year}/pdf`);
    expect(pdf.status).toBe(200);
    expect(pdf.headers['content-disposition']).toBe(`attachment; filename="jahresbericht-${year}-intern.pdf"`);
    const words = await textOfPdf(pdf.body);
    for (const word of [
      `Jahresbericht ${year}`,
      'Nicht zur Veröffentlichung',
      'aufgenommene Fälle',
      'Stadt Beispiel',
      '=HYPERLINK',
    ])
      expect(words).toContain(word);
    const { body: workbook } = await fetchPdf(someone, `/reports/${year}/xlsx`);
    expect(JSON.stringify(await readSheet(workbook, 'Hinweise'))).toContain('Nicht zur Veröffentlichung');
    expect(await readSheet(workbook, 'Zahlen')).toContainEqual(['Überblick', 'aufgenommene Fälle', 1]);
    expect((await readSheet(workbook, 'Aktivitäten'))[1]?.[3]).toBe(`'=HYPERLINK("https://example.org")`);
    expect((await someone.get('/reports/1999/pdf')).status).toBe(422);
    expect((await someone.get(`/reports/${year}/doc`)).status).toBe(404);
    const { rows } = await house.database.query(
      `select action, details from audit_entry where organisation_id = $1 and action like 'yearly%' order by id`,
      [someone.organisation.id],
    );
    expect(rows).toEqual([
      { action: 'yearly-report.drawn', details: { year, format: 'pdf' } },
      { action: 'yearly-report.drawn', details: { year, format: 'xlsx' } },
    ]);
  });
});
