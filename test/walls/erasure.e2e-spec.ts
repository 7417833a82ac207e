import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuditExport } from '../../src/audit/audit-export.service.js';
import { verifyExport } from '../../src/audit/export-reader.js';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { daysFromToday, type Json } from '../support/cases.js';
import { imported, reportOf } from '../support/imports.js';
import { queueIsDone } from '../support/notices.js';
import { agreeToDispose, ANSWER_ACCESS, dayPasses, DISPOSALS, REQUEST_ACCESS, runNow } from '../support/privacy.js';
import {
  acceptedFrom,
  doneBy,
  referableCase,
  REFERRAL,
  RECEIVED,
  releaseOf,
  say,
  scene,
  sentFrom,
  type Scene,
} from '../support/referrals.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(240_000);

/** Words that stand nowhere else. Released groups go to the office that accepts; the others never leave the service. */
const word = (): string => `zq${randomBytes(8).toString('hex')}`;
const fields = ['narrative', 'clientName', 'clientContact', 'respondentOrganisation'] as const;
const ownFields = ['clientView', 'assessmentReason', 'campaign', 'respondentPerson', 'respondentPersonReason'] as const;

describe('what is left of a case that was erased', () => {
  let house: TestHouse;
  let from: Scene;
  let supervisor: Someone;
  let accepted: string;
  let pending: string;
  let releaseId: string;
  const released: Record<string, string> = {};
  const own: Record<string, string> = {};

  beforeAll(async () => {
    house = await openTestHouse();
    const first = await scene(house);
    supervisor = await house.world.supervisor(first.counsellor.organisation);
    for (const name of fields) released[name] = word();
    for (const name of [...ownFields, 'note', 'witness', 'question', 'purpose', 'unsent message', 'guardian'])
      own[name] = word();
    const caseId = await referableCase(first.counsellor, {
      ...released,
      ...Object.fromEntries(ownFields.map((name) => [name, own[name]])),
    });
    from = { ...first, caseId };
    const { counsellor, office } = from;
    await counsellor.does(
      `mutation ($id: ID!, $note: String!, $name: String!) {
         addNote(caseId: $id, input: { text: $note }) { __typename }
         addWitness(caseId: $id, input: { name: $name }) { __typename }
         requestReview(id: $id, input: {}) { __typename } }`,
      { id: caseId, note: own['note'], name: own['witness'] },
    );
    accepted = await acceptedFrom(from);
    releaseId = await releaseOf(from, { purpose: own['purpose'], guardian: own['guardian'] });
    pending = await sentFrom(from, { releaseId });
    await doneBy(office.staff, say('askQuestion'), { id: pending, input: { text: own['question'] } });
    const { outcome } = await counsellor.does<Json>(REQUEST_ACCESS, {
      id: caseId,
      input: { receivedOn: daysFromToday(0), language: 'de' },
    });
    const decisions = ['WITNESSES', 'NOTES', 'RESPONDENT_PERSON', 'OFFICE_MESSAGES'].map((what) => ({ what }));
    await counsellor.does(ANSWER_ACCESS, { id: outcome.id, decisions });
    await queueIsDone(house);
  });
  afterAll(() => house.close());

  /** Every row of every table, the queue's too, as text: `table: row`. */
  const dump = async (): Promise<{ table: string; row: string }[]> => {
    const { rows: tables } = await house.database.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
    );
    const all: { table: string; row: string }[] = [];
    for (const { name } of tables) {
      const { rows } = await house.database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
      all.push(...rows.map(({ row }) => ({ table: name, row: unhexed(row) })));
    }
    return all;
  };
  const standsIn = (rows: readonly { table: string; row: string }[], text: string): string[] =>
    [...new Set(rows.filter(({ row }) => row.includes(text)).map(({ table }) => table))].sort();

  /** The case's own, and that of the only answer that was drawn. */
  const keysOfCase = async (): Promise<number> =>
    (
      await house.database.query(`select from keyring.data_key where subject_id = $1 or scope = 'ANSWER'`, [
        from.caseId,
      ])
    ).rowCount ?? 0;

  /** Kinds of the notices about both referrals on one side, whoever of it was told. */
  const noticesOf = async ({ id }: { readonly id: string }): Promise<Record<string, string[]>> => {
    const { rows } = await house.database.query<{ subject: string; kind: string }>(
      'select distinct subject_id as subject, kind from notification where organisation_id = $1 and subject_id = any ($2) order by kind',
      [id, [accepted, pending]],
    );
    const kindsOf = (subject: string) => rows.filter((row) => row.subject === subject).map(({ kind }) => kind);
    return { accepted: kindsOf(accepted), pending: kindsOf(pending) };
  };

  it('stood in the database before, and nowhere in plain: not in the answer that was drawn for the client either', async () => {
    const rows = await dump();
    for (const [name, text] of Object.entries({ ...released, ...own }))
      expect([name, standsIn(rows, text)]).toEqual([name, []]);
    expect(standsIn(rows, from.caseId).length).toBeGreaterThan(10);
    expect((await house.database.query('select from access_answer')).rowCount).toBe(1);
    // The test finds what stands there, bytes too.
    await house.database.query('create table planted as select convert_to($1, $2) as bytes', [own['note'], 'utf8']);
    expect(standsIn(await dump(), own['note'] ?? '')).toEqual(['public.planted']);
    await house.database.query('drop table planted');
    expect(await keysOfCase()).toBe(2);
  });

  it('is nothing of what the service wrote, in any table', async () => {
    expect(await noticesOf(from.counsellor.organisation)).toEqual({ accepted: ['ACCEPTED'], pending: ['QUESTION'] });
    const disposal = await agreeToDispose(from.counsellor, supervisor, from.caseId, 'CLIENT_REQUEST');
    await dayPasses(house, disposal);
    const rows = await dump();
    for (const [name, text] of Object.entries(own)) expect([name, standsIn(rows, text)]).toEqual([name, []]);
    expect(standsIn(rows, from.caseId).filter((table) => /case_|cases/.test(table))).toEqual([]);
  });

  it('is for the office that it was told: its copy is its own, what waited is withdrawn and closed to it', async () => {
    const { office } = from;
    const told = await noticesOf(office.organisation);
    expect(told).toEqual({ accepted: ['RECEIVED', 'SOURCE_ERASED'], pending: ['RECEIVED', 'SOURCE_ERASED'] });
    const { receivedReferral: kept } = await office.staff.does<Json>(RECEIVED, { id: accepted });
    expect(kept).toMatchObject({ state: 'ACCEPTED', withdrawalReason: null });
    const { receivedReferral: waiting } = await office.staff.does<Json>(RECEIVED, { id: pending });
    expect(waiting).toMatchObject({
      state: 'WITHDRAWN',
      withdrawalReason: 'SOURCE_ERASED',
      preview: null,
      content: null,
    });
  });

  it('is no notice to the service but that it was erased', async () => {
    expect(await noticesOf(from.counsellor.organisation)).toEqual({ accepted: [], pending: ['SOURCE_ERASED'] });
  });

  it('has no key any more: what an older copy of the tables holds of it stays sealed', async () => {
    expect(await keysOfCase()).toBe(0);
    const { rows } = await house.database.query<{ scope: string }>(
      'select scope from keyring.data_key where organisation_id = $1 and subject_id = any ($2)',
      [from.counsellor.organisation.id, [accepted, pending, releaseId]],
    );
    // With the office that keeps its copy the service may still exchange messages.
    expect(rows).toEqual([{ scope: 'CONVERSATION' }]);
  });

  it('is no purpose in the list of what was passed on: that were the counsellor’s own words', async () => {
    const { rows } = await house.database.query<{ purpose: string }>(
      'select purpose from disclosure where referral_id = any ($1)',
      [[accepted, pending]],
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ purpose }) => purpose !== '')).toEqual([]);
  });

  it('is of what was released only the copy of the office that had accepted it', async () => {
    const rows = await dump();
    for (const [name, text] of Object.entries(released)) expect([name, standsIn(rows, text)]).toEqual([name, []]);
    const { receivedReferral } = await from.office.staff.does<Json>(RECEIVED, { id: accepted });
    expect(JSON.stringify(receivedReferral.content)).toContain(released['narrative']);
  });

  it('is nothing that the service itself could still read', async () => {
    for (const id of [accepted, pending]) {
      const { referral } = await from.counsellor.does<Json>(REFERRAL, { id });
      expect(referral).toMatchObject({ caseId: null, content: null, messages: [], notes: [] });
    }
    const { disposals } = await from.counsellor.does<Json>(DISPOSALS, { states: ['EXECUTED'] });
    expect(disposals.edges[0].node.handedOver.map(({ office, what }: Json) => [office, what])).toEqual(
      expect.arrayContaining([
        [from.office.name, 'CONTENT'],
        [from.office.name, 'PREVIEW'],
      ]),
    );
  });

  it('is no entry of the log that says whose it was, and the log is as it was signed', async () => {
    await house.app.get(AuditSequencer, { strict: false }).takeAll();
    await runNow(house, 'case.forget');
    await runNow(house, 'case.forget');
    const rows = await dump();
    expect(standsIn(rows, from.caseId)).toEqual(['public.disposal']);
    expect(standsIn(rows, releaseId)).toEqual([]);
    const { rows: erased } = await house.database.query<{ details: Json }>(
      `select details from audit_entry where action = 'case.erased' and organisation_id = $1`,
      [from.counsellor.organisation.id],
    );
    expect(erased).toEqual([{ details: { basis: 'CLIENT_REQUEST', rule: null } }]);
    await house.app.get(AuditSequencer, { strict: false }).takeAll();
    const exports = house.app.get(AuditExport, { strict: false });
    const lines: string[] = [];
    for await (const line of exports.lines(exports.publicKey() ?? '', null)) lines.push(JSON.stringify(line));
    expect((await verifyExport(lines, [], exports.publicKey())).findings).toEqual([]);
  });

  it('is the same when the job runs again', async () => {
    const before = standsIn(await dump(), from.caseId);
    const { rows } = await house.database.query<{ id: string }>(`select id from disposal where state = 'EXECUTED'`);
    await house.database.query(
      `select graphile_worker.enqueue('case.dispose', json_build_object('organisationId', $1::text, 'subjectId', $2::text), null, null)`,
      [from.counsellor.organisation.id, rows[0]?.id],
    );
    await queueIsDone(house);
    expect(standsIn(await dump(), from.caseId)).toEqual(before);
  });

  it('does not come back with the list that it once came from', async () => {
    expect(reportOf(await imported(supervisor))[0]).toEqual([2, 'IMPORTED']);
    const { rows } = await house.database.query<{ id: string }>(
      `select case_id as id from case_origin where organisation_id = $1 and external_id = '1'`,
      [supervisor.organisation.id],
    );
    await dayPasses(house, await agreeToDispose(from.counsellor, supervisor, rows[0]?.id ?? '', 'CLIENT_REQUEST'));
    const again = reportOf(await imported(supervisor));
    expect(again[0]).toEqual([2, 'REFUSED', 'IMPORT_ERASED']);
    expect(reportOf(await imported(supervisor, { source: 'Andere Liste' }))[0]).toEqual([2, 'IMPORTED']);
  });
});

/** Bytes stand as hex in JSON; a word must be found in them, too. */
const unhexed = (row: string): string =>
  row.replaceAll(/\\\\x([0-9a-f]{16,})/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
