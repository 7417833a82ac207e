import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sealedColumns } from '../../src/keys/sealed-columns.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, foundBy, recordCase, UPDATE_CASE, type Json } from '../support/cases.js';
import { acceptedFrom, RECEIVED, scene } from '../support/referrals.js';
import type { Someone } from '../support/world.js';

const ADD_NOTE = `mutation ($id: ID!, $text: String!) { addNote(caseId: $id, input: { text: $text }) { __typename } }`;

describe('what is sealed', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []) => house.database.query<Row>(text, values);
  const read = (id: string) => counsellor.ask<{ case: Json }>(CASE, { id });
  const narrativeOf = async (id: string): Promise<string> =>
    String(
      (await sql<{ narrative: string }>('select narrative from case_text where case_id = $1', [id])).rows[0]?.narrative,
    );
  /** A fault with a reference, and not a word of any text. */
  const failsLoudly = async (id: string, what: string): Promise<void> => {
    const { data, errors } = await read(id);
    expect([what, data?.case ?? null, errors?.[0]?.extensions.code]).toEqual([what, null, 'FAULT']);
    expect(JSON.stringify(errors)).not.toMatch(/Aster|Begonie/);
  };

  it('every sealed column is one of its table, and so is what names its row and its key', async () => {
    for (const { table, row, subject, columns } of sealedColumns) {
      const { rows } = await sql<{ name: string }>(
        `select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1`,
        [table],
      );
      const there = rows.map(({ name }) => name);
      expect([table, [row, subject, ...columns].filter((name) => !there.includes(name))]).toEqual([table, []]);
    }
  });

  it('stands in no readable form in the database, and is found all the same', async () => {
    const kase = await recordCase(counsellor, { narrative: 'Asternfeld am Zaun', clientName: 'Begonie Erfunden' });
    await counsellor.does(ADD_NOTE, { id: kase.id, text: 'Chrysantheme notiert' });
    const { rows: tables } = await sql<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_schema in ('public', 'keyring', 'graphile_worker') and table_type = 'BASE TABLE'`,
    );
    const readable = /Astern|Begonie|begoni|Chrysanthem/i;
    const found: string[] = [];
    for (const { name } of tables)
      for (const { row } of (await sql<{ row: string }>(`select to_json(t)::text as row from ${name} t`)).rows)
        if (readable.test(row)) found.push(name);
    expect(found).toEqual([]);
    // The same search finds what does stand there in plain.
    await sql(`update cases set legal_form = 'Asternfeld' where id = $1`, [kase.id]);
    const { rows } = await sql<{ row: string }>('select to_json(t)::text as row from cases t where id = $1', [kase.id]);
    expect(rows.some(({ row }) => readable.test(row))).toBe(true);
    for (const text of ['Asternfeld', 'Chrysanthemen', 'Begon*'])
      expect(await foundBy(counsellor, text)).toEqual([kase.id]);
  });

  it('and found by words that cannot be compared between two services, nor worked out without the key', async () => {
    const tokensOf = async (id: string): Promise<string[]> =>
      (await sql<{ tokens: string[] }>('select tokens from case_search where case_id = $1', [id])).rows[0]?.tokens ??
      [];
    const said = { narrative: 'Dahlien am Zaun', clientName: 'Dahlia Erfunden' };
    const [mine, again] = [await recordCase(counsellor, said), await recordCase(counsellor, said)];
    const theirs = await recordCase(await house.world.counsellor(), said);
    const own = await tokensOf(mine.id);
    expect(own.length).toBeGreaterThan(5);
    // The same service must find both by one word, so there they are alike.
    expect((await tokensOf(again.id)).toSorted()).toEqual(own.toSorted());
    expect((await tokensOf(theirs.id)).filter((token) => own.includes(token))).toEqual([]);
  });

  it('does not open when it was changed, cut, emptied, replaced by plain text or moved', async () => {
    const kase = await recordCase(counsellor, { narrative: 'Aster eins', clientView: 'Begonie zwei' });
    const other = await recordCase(counsellor, { narrative: 'Aster drei', clientView: 'Begonie vier' });
    const sealed = await narrativeOf(kase.id);
    const { rows } = await sql<{ view: string }>('select client_view as view from case_text where case_id = $1', [
      kase.id,
    ]);
    const flipped = `${sealed.slice(0, 30)}${sealed[30] === 'A' ? 'B' : 'A'}${sealed.slice(31)}`;
    const broken: Record<string, string> = {
      flipped,
      cut: sealed.slice(0, -4),
      'cut to nothing': 'AA',
      empty: '',
      plain: 'Aster in plain',
      'of another row': await narrativeOf(other.id),
      'of another column': String(rows[0]?.view),
    };
    for (const [what, value] of Object.entries(broken)) {
      await sql('update case_text set narrative = $2 where case_id = $1', [kase.id, value]);
      await failsLoudly(kase.id, what);
    }
    await sql('update case_text set narrative = $2 where case_id = $1', [kase.id, sealed]);
    expect((await read(kase.id)).data?.case.narrative).toBe('Aster eins');
  });

  it('does not open when it was set back, the whole row of it neither', async () => {
    const kase = await recordCase(counsellor, { narrative: 'Aster früher' });
    const earlier = await sql<Record<string, unknown>>('select * from case_text where case_id = $1', [kase.id]);
    await counsellor.does(UPDATE_CASE, { id: kase.id, version: kase.version, changes: { narrative: 'Aster später' } });
    const later = await narrativeOf(kase.id);
    await sql('update case_text set narrative = $2 where case_id = $1', [kase.id, earlier.rows[0]?.['narrative']]);
    await failsLoudly(kase.id, 'set back');
    await sql('update case_text set narrative = $2 where case_id = $1', [kase.id, later]);
    expect((await read(kase.id)).data?.case.narrative).toBe('Aster später');
  });

  it('does not open with the key of another case, nor with none', async () => {
    const kase = await recordCase(counsellor, { narrative: 'Aster mit Schlüssel' });
    const other = await recordCase(counsellor, { narrative: 'Aster ohne' });
    await sql(
      `update keyring.data_key k set wrapped = o.wrapped from keyring.data_key o where k.subject_id = $1 and o.subject_id = $2`,
      [kase.id, other.id],
    );
    await failsLoudly(kase.id, 'the wrapped key of another case');
    await sql('delete from keyring.data_key where subject_id = $1', [other.id]);
    const { data, errors } = await read(other.id);
    expect([data?.case ?? null, errors?.[0]?.extensions.problems?.[0]?.code]).toEqual([null, 'KEY_GONE']);
  });

  it('does not open for an office with the sender’s wrapped key, though it wraps the very same key', async () => {
    const from = await scene(house);
    const id = await acceptedFrom(from);
    const receivedBy = () => from.office.staff.ask<{ receivedReferral: Json }>(RECEIVED, { id });
    const [service, office] = [from.counsellor.organisation.id, from.office.organisation.id];
    const ofBoth = `k.scope = 'CONTENT' and k.subject_id = $1 and k.organisation_id = $2`;
    const { rows } = await sql<{ wrapped: Buffer; carrier: string }>(
      `select k.wrapped, k.carrier_id as carrier from keyring.data_key k where ${ofBoth}`,
      [id, office],
    );
    const [own] = rows;
    await sql(
      `update keyring.data_key k set wrapped = o.wrapped, carrier_id = o.carrier_id from keyring.data_key o
       where ${ofBoth} and o.id = k.id and o.subject_id = $1 and o.scope = k.scope and o.organisation_id = $3`,
      [id, office, service],
    );
    const { data, errors } = await receivedBy();
    expect([data?.receivedReferral.content ?? null, errors?.[0]?.extensions.code]).toEqual([null, 'FAULT']);
    await sql(`update keyring.data_key k set wrapped = $3, carrier_id = $4 where ${ofBoth}`, [
      id,
      office,
      own?.wrapped,
      own?.carrier,
    ]);
    expect((await receivedBy()).data?.receivedReferral.content).not.toBeNull();
  });
});
