import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, CLOSE_CASE, foundBy, recordCase, UPDATE_CASE, type Json } from '../support/cases.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe('changing a case', () => {
  let house: TestHouse;
  let service: TestOrganisation;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    service = await house.world.service();
    counsellor = await house.world.counsellor(service);
  });
  afterAll(() => house.close());

  const update = async (kase: Json, changes: object, who = counsellor, version = kase.version): Promise<Json> =>
    (await who.does<{ updateCase: Json }>(UPDATE_CASE, { id: kase.id, version, changes })).updateCase;
  const read = async (id: string): Promise<Json> => (await counsellor.does<{ case: Json }>(CASE, { id })).case;
  /** All that is written about a case, to see that a refusal leaves it as it was. */
  const written = async (id: string): Promise<string> => {
    const tables = ['cases', 'case_text', 'case_search', 'case_deadline', 'case_event'];
    const rows = [];
    for (const table of tables) {
      const column = table === 'cases' ? 'id' : 'case_id';
      rows.push((await house.database.query(`select * from ${table} where ${column} = $1 order by 1, 2`, [id])).rows);
    }
    rows.push((await house.database.query('select * from audit_entry where subject_id = $1 order by id', [id])).rows);
    return JSON.stringify(rows);
  };

  it('deepens it field by field: what is left out stays, null clears', async () => {
    const made = await recordCase(counsellor);
    const deeper = await update(made, {
      clientName: 'Kim (Pseudonym)',
      gender: 'FEMALE',
      wishes: ['RELIEF', 'CHANGE'],
      level: 'INSTITUTIONAL',
      interpreterNeeded: false,
    });
    expect(deeper).toMatchObject({
      __typename: 'Case',
      version: 2,
      clientName: 'Kim (Pseudonym)',
      interpreterNeeded: false,
      narrative: made.narrative,
    });
    const cleared = await update(deeper, { gender: null, wishes: null, district: null });
    expect(cleared).toMatchObject({
      version: 3,
      gender: null,
      wishes: [],
      district: null,
      level: { code: 'INSTITUTIONAL' },
      clientName: 'Kim (Pseudonym)',
    });
    const { __typename, ...rest } = cleared;
    expect(await read(made.id)).toEqual(rest);
  });

  it('tells how the deadlines moved when a fact changes', async () => {
    const made = await recordCase(counsellor, {
      mainArea: { area: 'WORK', subArea: 'WORK_ACCESS' },
      respondentType: 'EMPLOYER_PRIVATE',
      knowledgeOn: '2026-03-12',
    });
    expect(made.nextDeadline).not.toBe('');
    expect(made.deadlineChanges).toEqual([]);
    const claimed = await update(made, { claimedOn: '2026-04-30' });
    expect(claimed.deadlineChanges).toMatchObject([
      { kind: 'CHANGED', regime: { code: 'AGG_WORK' }, before: '2026-05-12', after: '2026-05-12' },
      { kind: 'ADDED', regime: { code: 'AGG_WORK_SUIT' }, before: null, after: '2026-07-30' },
    ]);
    expect((await read(made.id)).deadlineChanges).toEqual(claimed.deadlineChanges);
    const earlier = await update(claimed, { knowledgeOn: '2026-03-10' });
    expect(earlier.deadlineChanges).toMatchObject([{ kind: 'CHANGED', before: '2026-05-12', after: '2026-05-10' }]);
    const renamed = await update(earlier, { clientName: 'Kim' });
    expect(renamed.deadlineChanges).toEqual([]);
    const { rows } = await house.database.query(
      `select details -> 'deadlines' is not null as moved from case_event where case_id = $1 order by version`,
      [made.id],
    );
    expect(rows.map(({ moved }) => moved)).toEqual([false, true, true, false]);
  });

  it('keeps the earliest deadline that is still to be acted on for lists', async () => {
    const made = await recordCase(counsellor, {
      mainArea: { area: 'EDUCATION', subArea: 'EDU_SCHOOL' },
      respondentType: 'STATE_SCHOOL',
      incidentEarliest: '2026-09-01',
      incidentLatest: '2026-09-01',
    });
    expect(made.nextDeadline).toBe('2027-09-01');
    expect((await update(made, { respondentType: 'MUNICIPAL_BODY' })).nextDeadline).toBeNull();
  });

  it('finds by the new words and no longer by the old ones', async () => {
    const made = await recordCase(counsellor, { narrative: 'Drachenbootfahren' });
    await update(made, { narrative: 'Gartenzwerge' });
    expect([await foundBy(counsellor, 'Gartenzwerg'), await foundBy(counsellor, 'Drachenbootfahren')]).toEqual([
      [made.id],
      [],
    ]);
  });

  it('writes one event and one audit entry for a change, with the names of the fields alone', async () => {
    const made = await recordCase(counsellor);
    await update(made, { clientName: 'Unverwechselbar', grounds: ['RELIGION'] });
    const events = await house.database.query('select * from case_event where case_id = $1 and version = 2', [made.id]);
    expect(events.rows).toMatchObject([
      { kind: 'CHANGED', person_id: counsellor.id, details: { fields: ['grounds', 'clientName'] } },
    ]);
    const audit = await house.database.query(
      `select * from audit_entry where subject_id = $1 and action = 'case.changed'`,
      [made.id],
    );
    expect(audit.rows).toMatchObject([{ details: { version: 2, fields: ['grounds', 'clientName'] } }]);
    expect(JSON.stringify([events.rows, audit.rows])).not.toContain('Unverwechselbar');
  });

  it('writes nothing at all when nothing differs', async () => {
    const made = await recordCase(counsellor);
    const before = await written(made.id);
    expect(await update(made, { grounds: ['ORIGIN', 'NAME'], clientName: '  ' })).toMatchObject({ version: 1 });
    expect(await update(made, {})).toMatchObject({ version: 1 });
    expect(await written(made.id)).toBe(before);
  });

  it.each<[string, object, string, string]>([
    ['clearing the grounds', { grounds: null }, 'EMPTY', 'changes.grounds'],
    ['clearing the story', { narrative: null }, 'REQUIRED', 'changes.narrative'],
    ['an unknown code', { gender: 'X' }, 'UNKNOWN_CODE', 'changes.gender'],
    [
      'an unknown sub-area',
      { furtherAreas: [{ area: 'WORK', subArea: 'X' }] },
      'UNKNOWN_CODE',
      'changes.furtherAreas[0].subArea',
    ],
    [
      'the latest before the earliest',
      { incidentLatest: '2026-02-01' },
      'LATEST_BEFORE_EARLIEST',
      'changes.incidentLatest',
    ],
    ['knowledge before the incident', { knowledgeOn: '2026-02-01' }, 'BEFORE_INCIDENT', 'changes.knowledgeOn'],
    ['a claim to come', { claimedOn: '2999-01-01' }, 'DATE_IN_FUTURE', 'changes.claimedOn'],
    [
      'a person without a reason',
      { respondentPerson: 'Frau X' },
      'PERSON_REASON_MISSING',
      'changes.respondentPersonReason',
    ],
    ['NUL', { clientView: 'a\u0000' }, 'INVALID_CHARACTER', 'changes.clientView'],
    ['a name of 100 kB', { clientName: 'ن'.repeat(100_000) }, 'TOO_LONG', 'changes.clientName'],
  ])('refuses %s and leaves the case as it was', async (_, changes, code, field) => {
    const made = await recordCase(counsellor);
    const before = await written(made.id);
    const refused = await update(made, { clientName: 'Kim', ...changes });
    expect(refused).toMatchObject({ __typename: 'Refusal', code, field });
    expect(refused.de).not.toBe(refused.en);
    expect(await written(made.id)).toBe(before);
  });

  describe('by two editors', () => {
    it('lets one win and tells the other what was changed, by whom', async () => {
      const colleague = await house.world.counsellor(service);
      const made = await recordCase(counsellor);
      await update(made, { grounds: ['RELIGION'], clientName: 'Kim' }, colleague);
      const third = await house.world.supervisor(service);
      await update({ ...made, version: 2 }, { clientName: 'Kim M.' }, third);
      const before = await written(made.id);
      const names = await house.database.query<{ id: string; name: string }>('select id, name from person');
      const nameOf = (who: Someone) => names.rows.find(({ id }) => id === who.id)?.name;

      const conflict = await update(made, { narrative: 'Meine Fassung' });
      expect(conflict).toMatchObject({
        __typename: 'CaseConflict',
        yourVersion: 1,
        currentVersion: 3,
        current: { version: 3, grounds: [{ code: 'RELIGION' }], narrative: made.narrative },
      });
      expect(conflict.changedFields).toEqual([
        { field: 'clientName', changedBy: nameOf(third), changedAt: expect.any(String) },
        { field: 'grounds', changedBy: nameOf(colleague), changedAt: expect.any(String) },
      ]);
      expect(await written(made.id)).toBe(before);
      expect(await update({ ...made, version: 3 }, { narrative: 'Meine Fassung' })).toMatchObject({ version: 4 });
    });

    it('has one winner when both save at the same moment', async () => {
      const colleague = await house.world.counsellor(service);
      const made = await recordCase(counsellor);
      const outcomes = await Promise.all([
        update(made, { narrative: 'eins' }),
        update(made, { narrative: 'zwei' }, colleague),
        update(made, { narrative: 'drei' }),
      ]);
      expect(outcomes.map(({ __typename }: Json) => __typename).sort()).toEqual([
        'Case',
        'CaseConflict',
        'CaseConflict',
      ]);
      const winner = outcomes.find(({ __typename }: Json) => __typename === 'Case');
      expect(await read(made.id)).toMatchObject({ version: 2, narrative: winner.narrative });
    });

    it('answers a version that never was like any other wrong one', async () => {
      const made = await recordCase(counsellor);
      for (const version of [0, -1, 99, 2_147_483_647])
        expect(await update(made, { clientName: 'x' }, counsellor, version)).toMatchObject({
          __typename: 'CaseConflict',
          yourVersion: version,
          currentVersion: 1,
          changedFields: version < 1 ? expect.any(Array) : [],
        });
    });
  });

  it('is not for strangers, and a foreign case is as good as none', async () => {
    const made = await recordCase(counsellor);
    const before = await written(made.id);
    const carrier = { id: service.carrierId, carrierId: service.carrierId, kind: 'CARRIER', name: '' } as const;
    const strangers = [
      await house.world.counsellor(),
      await house.world.supervisor(await house.world.service('Nachbardienst', carrier)),
    ];
    for (const stranger of strangers)
      for (const [query, more] of [
        [UPDATE_CASE, { changes: { clientName: 'x' } }],
        [CLOSE_CASE, { reason: 'ACHIEVED' }],
      ] as const) {
        const answers = [];
        for (const id of [made.id, randomUUID(), "' or 1=1"])
          answers.push(JSON.stringify(await stranger.ask(query, { id, version: 1, ...more })));
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toContain('NOT_FOUND');
      }
    for (const role of ['ADMINISTRATOR'] as const) {
      const { errors } = await (
        await house.world.someone(service, role)
      ).ask(UPDATE_CASE, { id: made.id, version: 1, changes: {} });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await written(made.id)).toBe(before);
  });
});
