import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { IdempotencyDayJob } from '../../src/operations/idempotency-day.job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { quickRecord, RECORD_CASE, recordCase, type Json } from '../support/cases.js';
import { REQUEST_ACCESS, WITHDRAW_ACCESS } from '../support/privacy.js';
import type { Someone } from '../support/world.js';

const ADD_NOTE = `mutation ($caseId: ID!, $text: String!) { addNote(caseId: $caseId, input: { text: $text }) {
  __typename ... on CaseNote { id text } ... on Refusal { code } } }`;

describe('a request that is sent again', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const send = async (someone: Someone, key: string, query: string, variables: object): Promise<Json> => {
    const { body } = await request(someone.server)
      .post('/graphql')
      .set('Cookie', someone.cookie)
      .set('Idempotency-Key', key)
      .send({ query, variables });
    return body;
  };
  const count = async (table: string): Promise<number> =>
    Number((await house.database.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
  const effects = async (): Promise<number[]> => [
    await count('cases'),
    await count('case_note'),
    await count('case_event'),
    // A look that is asked for again is a look again.
    await count(`audit_entry where action not like 'case.read%'`),
  ];

  it('has one effect and the same answer', async () => {
    const key = randomUUID();
    const first = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    expect(first.data.recordCase.__typename).toBe('RecordedCase');
    const before = await effects();
    expect(await send(counsellor, key, RECORD_CASE, { input: quickRecord() })).toEqual(first);
    expect(await send(counsellor, key.toUpperCase(), RECORD_CASE, { input: quickRecord() })).toEqual(first);
    expect(await effects()).toEqual(before);
  });

  it('is a conflict with another content, another operation or another order of things, and does nothing', async () => {
    const key = randomUUID();
    const kase = await recordCase(counsellor);
    const note = await send(counsellor, key, ADD_NOTE, { caseId: kase.id, text: 'Rief zurück.' });
    expect(note.data.addNote).toMatchObject({ __typename: 'CaseNote', text: 'Rief zurück.' });
    const before = await effects();
    const other = await send(counsellor, key, ADD_NOTE, { caseId: kase.id, text: 'Rief nicht zurück.' });
    expect(other.data.addNote).toEqual({ __typename: 'Refusal', code: 'IDEMPOTENCY_KEY_USED' });
    const elsewhere = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    expect(elsewhere.data.recordCase).toMatchObject({ __typename: 'Refusal', code: 'IDEMPOTENCY_KEY_USED' });
    expect(await effects()).toEqual(before);
  });

  it('twice at the same moment has one effect, and both get its answer', async () => {
    const key = randomUUID();
    const before = await count('cases');
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(counsellor, key, RECORD_CASE, { input: quickRecord() })),
    );
    expect(answers[0].data.recordCase.__typename).toBe('RecordedCase');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await count('cases')).toBe(before + 1);
  });

  it('that was refused is not used up: put right, it is done', async () => {
    const key = randomUUID();
    const refused = await send(counsellor, key, RECORD_CASE, { input: quickRecord({ grounds: [] }) });
    expect(refused.data.recordCase.__typename).toBe('Refusal');
    const done = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    expect(done.data.recordCase.__typename).toBe('RecordedCase');
  });

  it('that was refused in the middle of its deed is tried anew, and done once nothing is in its way', async () => {
    const [key, kase] = [randomUUID(), await recordCase(counsellor)];
    const asked = { id: kase.id, input: { receivedOn: new Date().toISOString().slice(0, 10), language: 'de' } };
    const open = await send(counsellor, randomUUID(), REQUEST_ACCESS, asked);
    const refused = await send(counsellor, key, REQUEST_ACCESS, asked);
    expect(refused.data.outcome).toMatchObject({ code: 'ACCESS_OPEN_ALREADY' });
    await send(counsellor, randomUUID(), WITHDRAW_ACCESS, { id: open.data.outcome.id });
    const done = await send(counsellor, key, REQUEST_ACCESS, asked);
    expect(done.data.outcome).toMatchObject({ state: 'OPEN' });
    expect(await send(counsellor, key, REQUEST_ACCESS, asked)).toEqual(done);
  });

  it("is one's own: a colleague's same key does something of its own", async () => {
    const key = randomUUID();
    const colleague = await house.world.counsellor(counsellor.organisation);
    const mine = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    const hers = await send(colleague, key, RECORD_CASE, { input: quickRecord() });
    expect(hers.data.recordCase.case.id).not.toBe(mine.data.recordCase.case.id);
  });

  it('asks again who may: somebody who has lost the role gets nothing out of the key', async () => {
    const key = randomUUID();
    const leaver = await house.world.counsellor(counsellor.organisation);
    await send(leaver, key, RECORD_CASE, { input: quickRecord() });
    await house.database.query(`update person set roles = '{ADMINISTRATOR}' where id = $1`, [leaver.id]);
    const again = await send(leaver, key, RECORD_CASE, { input: quickRecord() });
    expect(again.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(JSON.stringify(again)).not.toContain('Wohnung');
  });

  it.each(['', '1', 'abc', '00000000-0000-0000-0000-000000000000'])(
    'needs a key that nobody can guess: %j',
    async (key) => {
      const before = await effects();
      const refused = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
      expect(refused.data.recordCase.code).toBe('IDEMPOTENCY_KEY_FORMAT');
      expect(await effects()).toEqual(before);
    },
  );

  it('holds one mutation: a second one is refused', async () => {
    const kase = await recordCase(counsellor);
    const both = await send(
      counsellor,
      randomUUID(),
      `mutation ($id: ID!) { one: addNote(caseId: $id, input: { text: "eins" }) { __typename ... on Refusal { code } }
        two: addNote(caseId: $id, input: { text: "zwei" }) { __typename ... on Refusal { code } } }`,
      { id: kase.id },
    );
    expect(both.data.one.__typename).toBe('CaseNote');
    expect(both.data.two).toEqual({ __typename: 'Refusal', code: 'IDEMPOTENCY_KEY_FOR_ONE' });
  });

  it('leaves nothing behind that could be read without the key, and nothing at all after a day', async () => {
    const key = randomUUID();
    const first = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    const { rows } = await house.database.query<{ kept: string }>(
      `select encode(key_hash, 'escape') || encode(request_mac, 'escape') || encode(outcome, 'escape') as kept from idempotency_key`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const kept = rows.map((row) => row.kept).join();
    for (const told of ['Wohnung', 'HOUSING', key, first.data.recordCase.case.id]) expect(kept).not.toContain(told);

    await house.database.query(`update idempotency_key set created_at = now() - interval '25 hours'`);
    const later = await send(counsellor, key, RECORD_CASE, { input: quickRecord() });
    expect(later.data.recordCase.case.id).not.toBe(first.data.recordCase.case.id);
    await house.app.get(IdempotencyDayJob, { strict: false }).forget();
    expect(await count('idempotency_key')).toBe(1);
    await house.app.get(IdempotencyDayJob, { strict: false }).forget();
    expect(await count('idempotency_key')).toBe(1);
  });
});

describe('a case under an id that the client made', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const record = async (id: string, changes: object = {}): Promise<Json> =>
    (await counsellor.does<{ recordCase: Json }>(RECORD_CASE, { input: { ...quickRecord(changes), id } })).recordCase;

  it('is the same case when it says the same', async () => {
    const id = randomUUID();
    const [one, other] = await Promise.all([record(id), record(id)]);
    expect(one.case.number).toBe(other.case.number);
    expect((await record(id)).case.number).toBe(one.case.number);
  });

  it.each([{ narrative: 'Etwas anderes.' }, { grounds: ['ORIGIN'] }, { district: '07315' }])(
    'is a conflict when it says something else: %j',
    async (changes) => {
      const id = randomUUID();
      await record(id);
      expect(await record(id, changes)).toMatchObject({ __typename: 'Refusal', code: 'ID_TAKEN', field: 'input.id' });
    },
  );
});
