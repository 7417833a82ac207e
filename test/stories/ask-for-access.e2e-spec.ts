import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { AccessJob } from '../../src/privacy/access.job.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { uploaded } from '../support/attachments.js';
import { daysFromToday, type Json } from '../support/cases.js';
import { queueIsDone } from '../support/notices.js';
import { fetchPdf, textOfPdf, type Fetched } from '../support/pdf.js';
import {
  ACCESS_DECIDABLES,
  ACCESS_REQUESTS,
  ANSWER_ACCESS,
  CHANGE_SETTINGS,
  EXTEND_ACCESS,
  LOOK_AT_ANSWER,
  REQUEST_ACCESS,
  WITHDRAW_ACCESS,
} from '../support/privacy.js';
import { acceptedFrom, referableCase, scene, type Scene } from '../support/referrals.js';
import { asApplication } from '../support/stories.js';
import type { Someone } from '../support/world.js';

const secret = {
  note: 'Notiz: bleibt hier im Haus',
  witness: 'Zeugin Beispielfrau',
  seen: 'hat alles gehört',
};

describe("a client's request for access", () => {
  let house: TestHouse;
  let from: Scene;
  let officer: Someone;
  let requestId: string;
  const attachments: string[] = [];
  beforeAll(async () => {
    house = await openTestHouse();
    from = await scene(house);
    const { organisation } = from.counsellor;
    const carrier = { ...organisation, id: organisation.carrierId, kind: 'CARRIER' } as const;
    officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    await administrator.does(CHANGE_SETTINGS, {
      version: 0,
      input: {
        address: 'Beispielweg 5, 55555 Musterstadt',
        officerName: 'Kim Aufsicht',
        supervisoryBody: 'Aufsicht Beispiel',
      },
    });
    const { counsellor, caseId } = from;
    await counsellor.does(
      `mutation ($id: ID!, $note: String!, $name: String!, $seen: String!) {
        addNote(caseId: $id, input: { text: $note }) { __typename }
        addWitness(caseId: $id, input: { name: $name, observation: $seen }) { __typename } }`,
      { id: caseId, note: secret.note, name: secret.witness, seen: secret.seen },
    );
    for (const name of ['brief.pdf', 'fremdes.pdf'])
      attachments.push(await uploaded(counsellor, caseId, { fileName: name }));
    await acceptedFrom(from);
  }, 60_000);
  afterAll(() => house.close());

  const outcome = async (who: Someone, text: string, variables: object): Promise<Json> =>
    (await who.does<Json>(text, variables)).outcome;
  const decisions = (): object[] => [
    { what: 'WITNESSES' },
    { what: 'NOTES', withheld: 'CONFIDENTIALITY' },
    { what: 'RESPONDENT_PERSON', withheld: 'RIGHTS_OF_OTHERS' },
    { what: 'ATTACHMENTS' },
    { what: 'ATTACHMENTS', itemId: attachments[1], withheld: 'RIGHTS_OF_OTHERS' },
  ];
  const fetched = (who: Someone, form: string, id = requestId): Promise<Fetched> =>
    fetchPdf(who, `/access-requests/${id}/answer.${form}`);

  it('is recorded with its deadline, once at a time', async () => {
    const { counsellor, caseId } = from;
    const input = { receivedOn: daysFromToday(-3), language: 'de' };
    const made = await outcome(counsellor, REQUEST_ACCESS, { id: caseId, input });
    expect(made).toMatchObject({ __typename: 'AccessRequest', caseId, state: 'OPEN', downloadUrl: null });
    expect(made.dueOn > daysFromToday(20)).toBe(true);
    requestId = made.id;
    expect(await outcome(counsellor, REQUEST_ACCESS, { id: caseId, input })).toMatchObject({
      code: 'ACCESS_OPEN_ALREADY',
    });
    expect(
      await outcome(counsellor, REQUEST_ACCESS, { id: caseId, input: { receivedOn: daysFromToday(1), language: 'x' } }),
    ).toMatchObject({ problems: [{ field: 'input.language' }, { field: 'input.receivedOn' }] });
    const stranger = await house.world.counsellor();
    for (const id of [caseId, randomUUID()])
      expect((await stranger.ask(REQUEST_ACCESS, { id, input })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('is answered only when somebody has decided on what touches others', async () => {
    const { counsellor } = from;
    const { accessDecidables } = await counsellor.does<Json>(ACCESS_DECIDABLES, { id: requestId });
    expect(accessDecidables.map(({ what, itemIds }: Json) => [what, itemIds.length])).toEqual([
      ['WITNESSES', 1],
      ['RESPONDENT_PERSON', 1],
      ['NOTES', 1],
      ['ATTACHMENTS', 2],
    ]);
    expect(await outcome(counsellor, ANSWER_ACCESS, { id: requestId, decisions: [] })).toMatchObject({
      __typename: 'Refusal',
      problems: Array.from({ length: 4 }, () => ({ code: 'ACCESS_UNDECIDED' })),
    });
    const pending = await fetched(counsellor, 'pdf');
    expect([pending.status, JSON.parse(pending.body.toString()).code]).toEqual([409, 'ACCESS_GONE']);
    expect(await outcome(counsellor, ANSWER_ACCESS, { id: requestId, decisions: decisions() })).toMatchObject({
      state: 'DRAWING',
    });
    await queueIsDone(house);
    const { accessRequests } = await counsellor.does<Json>(ACCESS_REQUESTS);
    expect(accessRequests.edges[0].node).toMatchObject({
      state: 'ANSWERED',
      downloadUrl: expect.stringContaining(`/access-requests/${requestId}/answer.pdf`),
      decisions: expect.arrayContaining([{ what: 'NOTES', itemId: null, withheld: 'CONFIDENTIALITY' }]),
    });
  }, 30_000);

  it('gives pages with the data, the recipients, the rights and what is withheld, and nothing of others', async () => {
    const { status, body, headers } = await fetched(from.counsellor, 'pdf');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-disposition']).toBe('attachment; filename="auskunft.pdf"');
    const text = await textOfPdf(body);
    for (const told of [
      'Shirin Erfunden',
      'lieber jemanden von hier',
      'Fachstelle Beispiel',
      secret.witness,
      'Kim Aufsicht',
      'Aufsicht Beispiel',
      'Beispielweg 5',
      'Art. 15 DSGVO',
      'freigegebener Inhalt',
      'nicht mitgeteilt',
      'brief.pdf',
    ])
      expect(text).toContain(told);
    for (const kept of [secret.note, 'Mustermann-Beispiel', 'fremdes.pdf']) expect(text).not.toContain(kept);
  });

  it('gives the same as JSON that keeps to its schema', async () => {
    const { status, body } = await fetched(from.counsellor, 'json');
    expect(status).toBe(200);
    const json = JSON.parse(body.toString());
    const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('docs/access-answer.schema.json', 'utf8')) as object,
    );
    expect([validate(json), validate.errors]).toEqual([true, null]);
    expect(json.recipients.map(({ office, what }: Json) => [office, what])).toEqual([
      ['Fachstelle Beispiel', 'PREVIEW'],
      ['Fachstelle Beispiel', 'CONTENT'],
    ]);
    expect(json.looks.length).toBeGreaterThan(0);
    expect(json.withheld).toContainEqual({ what: 'notes', reason: 'CONFIDENTIALITY', count: 1 });
    expect(body.toString()).not.toContain(secret.note);
    expect(body.toString()).not.toContain(from.counsellor.id);
    expect(validate({ ...json, surprise: 1 })).toBe(false);
  });

  it('is tracked by the officer of the carrier, who sees no contents without a reason that is on record', async () => {
    const { accessRequests } = await officer.does<Json>(ACCESS_REQUESTS);
    const [tracked] = accessRequests.edges.map(({ node }: Json) => node);
    expect(tracked).toMatchObject({ id: requestId, state: 'ANSWERED', caseId: null, decisions: [], downloadUrl: null });
    expect((await fetched(officer, 'pdf')).status).toBe(404);
    expect(await outcome(officer, LOOK_AT_ANSWER, { id: requestId, reason: 'CURIOSITY' })).toMatchObject({
      code: 'INVALID_FORMAT',
    });
    expect((await fetched(officer, 'json')).status).toBe(404);
    const keysSeen = (): Promise<unknown[]> =>
      asApplication(house, officer, `select scope from keyring.data_key where subject_id = $1`, [requestId]);
    expect(await keysSeen()).toEqual([]);
    await outcome(officer, LOOK_AT_ANSWER, { id: requestId, reason: 'COMPLAINT' });
    expect((await fetched(officer, 'pdf')).status).toBe(200);
    expect(await keysSeen()).toEqual([{ scope: 'ANSWER' }]);
    const { rows } = await house.database.query<{ action: string; details: Json }>(
      `select action, details from audit_entry where person_id = $1 and action like 'access.%' and subject_id = $2 order by id`,
      [officer.id, requestId],
    );
    expect(rows.map(({ action }) => action)).toEqual(['access.looked-at', 'access.downloaded']);
    expect(rows[0]?.details).toMatchObject({ reason: 'COMPLAINT' });

    // After an hour it is closed again, in the database itself.
    await house.database.query(`update officer_look set at = at - interval '61 minutes'`);
    expect((await fetched(officer, 'pdf')).status).toBe(404);
    expect(await keysSeen()).toEqual([]);
  });

  it('is nobody else’s: another service, another officer, the office, the administrator', async () => {
    const others = [
      await house.world.counsellor(),
      await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER'),
    ];
    for (const other of others) {
      expect((await fetched(other, 'pdf')).status).toBe(404);
      expect((await other.does<Json>(ACCESS_REQUESTS)).accessRequests.edges).toEqual([]);
    }
    const [, foreignOfficer] = others;
    for (const id of [requestId, randomUUID()])
      expect(
        (await foreignOfficer!.ask(LOOK_AT_ANSWER, { id, reason: 'COMPLAINT' })).errors?.[0]?.extensions.code,
      ).toBe('NOT_FOUND');
    for (const closed of [from.office.staff, await house.world.someone(from.counsellor.organisation, 'ADMINISTRATOR')])
      expect((await fetched(closed, 'pdf')).status).toBe(403);
  });

  it('can be extended once and withdrawn, and is in English for whoever asked in English', async () => {
    const { counsellor } = from;
    const caseId = await referableCase(counsellor, { clientName: 'Ana Invented' });
    const input = { receivedOn: daysFromToday(-40), language: 'en' };
    const late = await outcome(counsellor, REQUEST_ACCESS, { id: caseId, input });
    expect(await outcome(counsellor, EXTEND_ACCESS, { id: late.id, reason: 'NUMBER' })).toMatchObject({
      code: 'ACCESS_TOO_LATE',
    });
    expect(await outcome(counsellor, WITHDRAW_ACCESS, { id: late.id })).toMatchObject({ state: 'WITHDRAWN' });
    expect(
      await outcome(counsellor, ANSWER_ACCESS, { id: late.id, decisions: [{ what: 'RESPONDENT_PERSON' }] }),
    ).toMatchObject({
      code: 'ACCESS_OVER',
    });
    const again = await outcome(counsellor, REQUEST_ACCESS, {
      id: caseId,
      input: { ...input, receivedOn: daysFromToday(0) },
    });
    expect(await outcome(counsellor, EXTEND_ACCESS, { id: again.id, reason: 'COMPLEXITY' })).toMatchObject({
      extension: 'COMPLEXITY',
      state: 'OPEN',
    });
    expect(await outcome(counsellor, EXTEND_ACCESS, { id: again.id, reason: 'COMPLEXITY' })).toMatchObject({
      code: 'ACCESS_NOT_EXTENDABLE',
    });
    await outcome(counsellor, ANSWER_ACCESS, { id: again.id, decisions: [{ what: 'RESPONDENT_PERSON' }] });
    await queueIsDone(house);
    const text = await textOfPdf((await fetched(counsellor, 'pdf', again.id)).body);
    expect(text).toContain('Ana Invented');
    expect(text).toContain('Who answers you');
  }, 30_000);

  it('is gone after thirty days, and can be drawn anew', async () => {
    await house.database.query(`update access_answer set drawn_at = drawn_at - interval '31 days'`);
    const keysOfAnswers = async (): Promise<number> =>
      Number(
        (
          await house.database.query(`select from keyring.data_key where scope = 'ANSWER' and subject_id = $1`, [
            requestId,
          ])
        ).rowCount,
      );
    expect(await keysOfAnswers()).toBe(1);
    await house.app.get(AccessJob, { strict: false }).forgetAll();
    // Not the row alone: what a backup still holds of it opens with nothing.
    expect(await keysOfAnswers()).toBe(0);
    const gone = await fetched(from.counsellor, 'pdf');
    expect([gone.status, JSON.parse(gone.body.toString()).code]).toEqual([409, 'ACCESS_GONE']);
    await outcome(from.counsellor, ANSWER_ACCESS, { id: requestId, decisions: decisions() });
    await queueIsDone(house);
    expect((await fetched(from.counsellor, 'pdf')).status).toBe(200);
  }, 30_000);
});
