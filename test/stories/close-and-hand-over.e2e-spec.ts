import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import {
  CASE,
  CLOSE_CASE,
  HAND_OVER_CASES,
  REASSIGN_CASE,
  recordCase,
  REOPEN_CASE,
  UPDATE_CASE,
  type Json,
} from '../support/cases.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe('closing cases and handing them over', () => {
  let house: TestHouse;
  let service: TestOrganisation;
  let counsellor: Someone;
  let colleague: Someone;
  let supervisor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    service = await house.world.service();
    counsellor = await house.world.counsellor(service);
    colleague = await house.world.counsellor(service);
    supervisor = await house.world.supervisor(service);
  });
  afterAll(() => house.close());

  const act = async (query: string, kase: Json, more: object = {}, who = counsellor): Promise<Json> => {
    const data = await who.does<Json>(query, { id: kase.id, version: kase.version, ...more });
    return Object.values(data)[0];
  };
  const read = async (id: string): Promise<Json> => (await counsellor.does<{ case: Json }>(CASE, { id })).case;
  const deactivate = (who: Someone) =>
    house.database.query('update person set active = false, deactivated_at = now() where id = $1', [who.id]);
  const entries = async (id: string): Promise<string[]> =>
    (
      await house.database.query<{ action: string }>(
        `select action from audit_entry where subject_id = $1 and action not like 'case.read%' order by id`,
        [id],
      )
    ).rows.map(({ action }) => action);
  const events = async (id: string): Promise<Json[]> =>
    (await house.database.query('select * from case_event where case_id = $1 order by version, id', [id])).rows;

  it('closes with reason and result, refuses work, and reopens', async () => {
    const made = await recordCase(counsellor);
    const closed = await act(CLOSE_CASE, made, { reason: 'PARTLY', note: 'Entschuldigung erhalten 🙂' });
    expect(closed).toMatchObject({
      __typename: 'Case',
      version: 2,
      status: 'CLOSED',
      closingReason: { code: 'PARTLY', de: 'Ziel teilweise erreicht' },
      closingNote: 'Entschuldigung erhalten 🙂',
      closedAt: expect.any(String),
    });
    for (const [query, more] of [
      [UPDATE_CASE, { changes: { clientName: 'Kim' } }],
      [CLOSE_CASE, { reason: 'ACHIEVED' }],
      [REASSIGN_CASE, { assigneeId: colleague.id }],
    ] as const)
      expect(await act(query, closed, more)).toMatchObject({ __typename: 'Refusal', code: 'CASE_CLOSED' });
    expect(await read(made.id)).toMatchObject({ version: 2, clientName: null, assignee: { id: counsellor.id } });

    const reopened = await act(REOPEN_CASE, closed);
    expect(reopened).toMatchObject({
      version: 3,
      status: 'OPEN',
      closedAt: null,
      closingReason: null,
      closingNote: null,
    });
    expect(await act(REOPEN_CASE, reopened)).toMatchObject({ __typename: 'Refusal', code: 'CASE_OPEN' });
    expect((await events(made.id)).map(({ kind, version }: Json) => [kind, version])).toEqual([
      ['RECORDED', 1],
      ['CLOSED', 2],
      ['REOPENED', 3],
    ]);
    expect(await entries(made.id)).toEqual(['case.recorded', 'case.closed', 'case.reopened']);
  });

  it.each<[string, object, string, string]>([
    ['an unknown reason', { reason: 'BORED' }, 'UNKNOWN_CODE', 'reason'],
    ['a reason that is no code', { reason: '\u0000' }, 'UNKNOWN_CODE', 'reason'],
    ['a result with NUL', { reason: 'ACHIEVED', note: 'a\u0000' }, 'INVALID_CHARACTER', 'note'],
    ['half a character', { reason: 'ACHIEVED', note: 'a\ud83d' }, 'INVALID_CHARACTER', 'note'],
    ['a result of 100 kB', { reason: 'ACHIEVED', note: 'a'.repeat(100_000) }, 'TOO_LONG', 'note'],
  ])('refuses to close with %s', async (_, more, code, field) => {
    const made = await recordCase(counsellor);
    expect(await act(CLOSE_CASE, made, more)).toMatchObject({ __typename: 'Refusal', code, field });
    expect(await read(made.id)).toEqual(made);
  });

  it('tells of a conflict when somebody has worked on it in the meantime', async () => {
    const made = await recordCase(counsellor);
    await act(UPDATE_CASE, made, { changes: { clientName: 'Kim' } });
    for (const [query, more] of [
      [CLOSE_CASE, { reason: 'ACHIEVED' }],
      [REOPEN_CASE, {}],
      [REASSIGN_CASE, { assigneeId: colleague.id }],
    ] as const)
      expect(await act(query, made, more)).toMatchObject({
        __typename: 'CaseConflict',
        currentVersion: 2,
        changedFields: [{ field: 'clientName' }],
      });
    expect((await events(made.id)).map(({ kind }: Json) => kind)).toEqual(['RECORDED', 'CHANGED']);
  });

  describe('one case', () => {
    it('goes from a counsellor to a colleague', async () => {
      const made = await recordCase(counsellor);
      expect(await act(REASSIGN_CASE, made, { assigneeId: colleague.id })).toMatchObject({
        version: 2,
        assignee: { id: colleague.id },
      });
      expect((await events(made.id))[1]).toMatchObject({
        kind: 'REASSIGNED',
        details: { fields: ['assignee'], from: counsellor.id, to: colleague.id },
      });
    });

    it('is handed on by its own counsellor or by a supervisor, not by others', async () => {
      const made = await recordCase(counsellor);
      expect(await act(REASSIGN_CASE, made, { assigneeId: colleague.id }, colleague)).toMatchObject({
        __typename: 'Refusal',
        code: 'REASSIGN_OWN_ONLY',
      });
      expect(await act(REASSIGN_CASE, made, { assigneeId: supervisor.id }, supervisor)).toMatchObject({
        assignee: { id: supervisor.id },
      });
    });

    it('goes only to active people of the service who work on cases, and never tells whether others exist', async () => {
      const made = await recordCase(counsellor);
      const gone = await house.world.counsellor(service);
      await deactivate(gone);
      const administrator = await house.world.someone(service, 'ADMINISTRATOR');
      const stranger = await house.world.counsellor();
      const answers = [];
      for (const assigneeId of [gone.id, administrator.id, stranger.id, randomUUID()])
        answers.push(JSON.stringify(await act(REASSIGN_CASE, made, { assigneeId })));
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('ASSIGNEE_NOT_HERE');
      expect(await read(made.id)).toEqual(made);
    });
  });

  describe('all cases of somebody who leaves', () => {
    const handOver = async (from: string, to: string, who = supervisor): Promise<Json> =>
      (await who.does<{ handOverCases: Json }>(HAND_OVER_CASES, { from, to })).handOverCases;

    it('go to a colleague in one deed; closed cases stay where they were', async () => {
      const leaver = await house.world.counsellor(service);
      const open = [await recordCase(leaver), await recordCase(leaver)];
      const closed = await act(CLOSE_CASE, await recordCase(leaver), { reason: 'ACHIEVED' }, leaver);
      const others = await recordCase(counsellor);
      await deactivate(leaver);
      const administrator = await house.world.someone(service, 'ADMINISTRATOR');
      expect(await handOver(leaver.id, colleague.id, administrator)).toEqual({ __typename: 'HandedOver', count: 2 });

      for (const { id } of open) {
        expect(await read(id)).toMatchObject({ version: 2, assignee: { id: colleague.id } });
        expect((await events(id))[1]).toMatchObject({
          kind: 'REASSIGNED',
          version: 2,
          person_id: administrator.id,
          details: { from: leaver.id, to: colleague.id, handover: true },
        });
      }
      expect(await read(closed.id)).toMatchObject({ version: 2, assignee: { id: leaver.id } });
      expect(await read(others.id)).toEqual(others);
      expect((await entries(leaver.id)).filter((action) => action.startsWith('case.'))).toEqual(['case.handed-over']);
      expect(await handOver(leaver.id, colleague.id)).toEqual({ __typename: 'HandedOver', count: 0 });
    });

    it('show up as a change of hands to whoever was editing one', async () => {
      const leaver = await house.world.counsellor(service);
      const made = await recordCase(leaver);
      await handOver(leaver.id, colleague.id);
      expect(await act(UPDATE_CASE, made, { changes: { clientName: 'x' } })).toMatchObject({
        __typename: 'CaseConflict',
        changedFields: [{ field: 'assignee' }],
      });
    });

    it('stay with them when the other is not one who works on cases here', async () => {
      const leaver = await house.world.counsellor(service);
      const made = await recordCase(leaver);
      const gone = await house.world.counsellor(service);
      await deactivate(gone);
      const wrong = [gone.id, (await house.world.counsellor()).id, leaver.id, randomUUID()];
      for (const to of wrong)
        expect(await handOver(leaver.id, to)).toMatchObject({
          __typename: 'Refusal',
          code: 'ASSIGNEE_NOT_HERE',
          field: 'toPersonId',
        });
      expect(await read(made.id)).toEqual(made);
    });

    it('are not reached from another service, of the same carrier either, nor from the carrier', async () => {
      const made = await recordCase(counsellor);
      const carrier = { id: service.carrierId, carrierId: service.carrierId, kind: 'CARRIER', name: '' } as const;
      const sister = await house.world.service('Schwesterdienst', carrier);
      const outsiders = [
        await house.world.supervisor(sister),
        await house.world.someone(carrier, 'ADMINISTRATOR'),
        await house.world.supervisor(),
      ];
      for (const outsider of outsiders) {
        const answers = [];
        for (const from of [counsellor.id, randomUUID(), 'x'])
          answers.push(JSON.stringify(await outsider.ask(HAND_OVER_CASES, { from, to: outsider.id })));
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toContain('NOT_FOUND');
      }
      expect((await read(made.id)).assignee.id).toBe(counsellor.id);
    });

    it('are not handed over by a counsellor', async () => {
      const { errors } = await counsellor.ask(HAND_OVER_CASES, { from: counsellor.id, to: colleague.id });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });
  });
});
