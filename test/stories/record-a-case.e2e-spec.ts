import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, foundBy, quickRecord, RECORD_CASE, recordCase, type Json } from '../support/cases.js';
import type { Someone, TestOrganisation } from '../support/world.js';

describe('recording a case', () => {
  let house: TestHouse;
  let service: TestOrganisation;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    service = await house.world.service();
    counsellor = await house.world.counsellor(service);
  });
  afterAll(() => house.close());

  const attempt = async (changes: object, who = counsellor): Promise<Json> =>
    (await who.does<{ recordCase: Json }>(RECORD_CASE, { input: quickRecord(changes) })).recordCase;
  const count = async (table: string): Promise<number> =>
    Number((await house.database.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
  // Looks and denials are on record, too; here it is about deeds.
  const deeds = `audit_entry where action like 'case.%' and action not like 'case.read%'`;
  const tables = ['cases', 'case_text', 'case_search', 'case_deadline', 'case_event', 'case_counter', deeds];
  const counts = () => Promise.all(tables.map(count));
  const lastNumber = async (of: TestOrganisation): Promise<number> => {
    const { rows } = await house.database.query<{ last: number }>(
      'select last from case_counter where organisation_id = $1',
      [of.id],
    );
    return rows[0]?.last ?? 0;
  };

  it('takes the quick record of a counsellor and gives it number, deadline and hands', async () => {
    const made = await recordCase(counsellor, { recurrence: 'ONCE' });
    const { rows } = await house.database.query<{ short_name: string }>(
      'select short_name from organisation where id = $1',
      [service.id],
    );
    const year = new Date().getFullYear();
    expect(made).toMatchObject({
      number: `${rows[0]?.short_name}-${year}-0001`,
      version: 1,
      status: 'OPEN',
      assignee: { id: counsellor.id },
      grounds: [
        { code: 'ORIGIN', de: '(zugeschriebene) ethnische Herkunft', en: 'ethnic origin (actual or ascribed)' },
        { code: 'NAME', de: 'Name', en: 'name' },
      ],
      multipleGrounds: true,
      mainArea: { area: { code: 'HOUSING' }, subArea: { code: 'HOUSING_SEARCH' } },
      district: { key: '07111', regionKey: '071' },
      regimes: [{ code: 'AGG_CIVIL' }],
    });
    expect(made.deadlines).toMatchObject([
      { regime: { code: 'AGG_CIVIL' }, endsOn: '2026-05-01', movedTo: '2026-05-04', source: '§ 21 Abs. 5 AGG' },
    ]);
    expect(made.deadlines[0].precaution.de).toBe('Vorsorgliche Angabe, keine Rechtsberatung.');
  });

  it('answers the same case that is read afterwards', async () => {
    const made = await recordCase(counsellor, { clientName: 'محمد', clientContact: '🙂 abends', wishes: ['RELIEF'] });
    const read = await counsellor.does<{ case: Json }>(CASE, { id: made.id });
    expect(read.case).toEqual(made);
  });

  it('takes everything at once', async () => {
    const everything = {
      furtherAreas: [{ area: 'NEIGHBOURHOOD' }, { area: 'HOUSING', subArea: 'HOUSING_TENANCY' }],
      phenomena: ['ANTI_MUSLIM'],
      incidentForms: ['REFUSAL', 'INSULT'],
      level: 'INDIVIDUAL',
      recurrence: 'REPEATED',
      wishes: ['APOLOGY', 'COMPENSATION'],
      affectedRole: 'SELF',
      ageBand: 'A27_39',
      gender: 'NOT_STATED',
      language: 'prs',
      interpreterNeeded: true,
      accessPath: 'CAMPAIGN',
      channel: 'PHONE',
      campaign: 'Aushang im Sprachkurs (erfunden)',
      clientView: 'Andere sollen das nicht erleben.',
      assessment: 'LIKELY',
      assessmentReason: 'Der zeitliche Zusammenhang ist deutlich.',
      legalForm: 'DIRECT',
      clientName: 'Nguyễn Thị Ánh Tuyết',
      clientContact: 'ruft zurück',
      respondentOrganisation: 'Wohnbau Musterheim (erfunden)',
      respondentFunction: 'Vermietung',
      respondentPerson: 'Herr Erfunden',
      respondentPersonReason: 'hat unterschrieben',
      knowledgeOn: '2026-03-15',
      claimedOn: '2026-04-01',
    };
    const made = await recordCase(counsellor, everything);
    const codes = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(codes)
        : value?.area
          ? { area: value.area.code, ...(value.subArea ? { subArea: value.subArea.code } : {}) }
          : (value?.code ?? value);
    for (const [field, value] of Object.entries(everything))
      expect([field, codes(made[field])]).toEqual([field, value]);
    expect(made.deadlines[0]).toMatchObject({ ruleCode: 'AGG_CIVIL_CLAIM', state: 'KEPT' });
    expect(made.regimes.map(({ code }: Json) => code)).toContain('CRIMINAL');
  });

  it('leaves district and client open when they are not known', async () => {
    expect(await recordCase(counsellor, { district: null })).toMatchObject({ district: null, clientName: null });
  });

  it('shows the other routes where no deadline is known, never "no problem"', async () => {
    const made = await recordCase(counsellor, {
      mainArea: { area: 'PUBLIC_OFFICES' },
      respondentType: 'MUNICIPAL_BODY',
    });
    expect(made.deadlines).toEqual([]);
    expect(made.nextDeadline).toBeNull();
    expect(made.routesWithoutDeadline[0]).toMatchObject({ regime: { code: 'NONE_SPECIFIC' } });
    expect(made.routesWithoutDeadline[0].note.de).not.toBe('');
  });

  it('numbers each service by itself, also when many record at once', async () => {
    const [one, other] = [await house.world.service(), await house.world.service()];
    const [first, second] = [await house.world.counsellor(one), await house.world.counsellor(other)];
    await recordCase(second);
    const made = await Promise.all(Array.from({ length: 8 }, () => recordCase(first)));
    const numbers = made.map(({ number }: Json) => String(number).slice(-4)).sort();
    expect(numbers).toEqual(['0001', '0002', '0003', '0004', '0005', '0006', '0007', '0008']);
    expect((await recordCase(second)).number).toMatch(/-0002$/);
  });

  it('records once what a client sends twice, one after the other or at the same moment', async () => {
    const id = randomUUID();
    const before = await count('cases');
    const number = await lastNumber(service);
    const made = await Promise.all([1, 2, 3].map(() => recordCase(counsellor, { id })));
    made.push(await recordCase(counsellor, { id: id.toUpperCase() }));
    expect(new Set(made.map((one: Json) => `${one.id} ${one.number}`)).size).toBe(1);
    expect(made[0].id).toBe(id);
    expect(await count('cases')).toBe(before + 1);
    expect(await lastNumber(service)).toBe(number + 1);
  });

  it('lets two services use the same id without learning of each other', async () => {
    const id = randomUUID();
    const stranger = await house.world.counsellor();
    const [mine, theirs] = [await recordCase(counsellor, { id }), await recordCase(stranger, { id })];
    expect(theirs.id).toBe(mine.id);
    expect(theirs.number).not.toBe(mine.number);
    expect(theirs.assignee.id).toBe(stranger.id);
  });

  it('writes one event and one audit entry that hold no text of the case', async () => {
    const made = await recordCase(counsellor, { clientName: 'Unverwechselbar' });
    const event = await house.database.query('select * from case_event where case_id = $1', [made.id]);
    expect(event.rows).toMatchObject([{ kind: 'RECORDED', version: 1, person_id: counsellor.id }]);
    const audit = await house.database.query(
      `select * from audit_entry where subject_id = $1 and action not like 'case.read%'`,
      [made.id],
    );
    expect(audit.rows).toMatchObject([{ action: 'case.recorded', person_id: counsellor.id }]);
    expect(JSON.stringify([event.rows, audit.rows])).not.toContain('Unverwechselbar');
  });

  it('makes every text findable', async () => {
    const made = await recordCase(counsellor, { clientName: 'Zappelphilippsen', narrative: 'Wohnungsbesichtigungen' });
    for (const text of ['Wohnungsbesichtigung Zappelphilippsen', 'Zappelphil*', 'zap* Wohnungsbesichtigung'])
      expect([text, await foundBy(counsellor, text)]).toEqual([text, [made.id]]);
    for (const text of ['Zappelphil', 'philippsen*', 'Wohnungsbesich*', 'zap* Kleingarten'])
      expect(await foundBy(counsellor, text)).toEqual([]);
  });

  describe('refuses as data, in both languages, and writes nothing', () => {
    it.each<[string, object, string, string]>([
      ['no ground', { grounds: [] }, 'EMPTY', 'input.grounds'],
      ['an unknown ground', { grounds: ['ORIGIN', 'SHOE_SIZE'] }, 'UNKNOWN_CODE', 'input.grounds[1]'],
      ['a ground twice', { grounds: ['ORIGIN', 'ORIGIN'] }, 'DUPLICATE_VALUE', 'input.grounds[1]'],
      ['what is no code', { respondentType: "x'; drop table cases" }, 'INVALID_FORMAT', 'input.respondentType'],
      ['an unknown area', { mainArea: { area: 'MOON' } }, 'UNKNOWN_CODE', 'input.mainArea.area'],
      [
        'the sub-area of another area',
        { mainArea: { area: 'WORK', subArea: 'HOUSING_SEARCH' } },
        'SUB_AREA_ELSEWHERE',
        'input.mainArea.subArea',
      ],
      ['a foreign district', { district: '09162' }, 'UNKNOWN_DISTRICT', 'input.district'],
      ['a day to come', { incidentLatest: '2999-01-01' }, 'DATE_IN_FUTURE', 'input.incidentLatest'],
      ['a day that does not exist', { incidentEarliest: '2026-02-30' }, 'INVALID_FORMAT', 'input.incidentEarliest'],
      ['what is no day', { incidentEarliest: 'gestern' }, 'INVALID_FORMAT', 'input.incidentEarliest'],
      [
        'the latest before the earliest',
        { incidentLatest: '2026-02-28' },
        'LATEST_BEFORE_EARLIEST',
        'input.incidentLatest',
      ],
      ['a story with NUL', { narrative: 'a\u0000b' }, 'INVALID_CHARACTER', 'input.narrative'],
      ['half a character', { narrative: 'a\ud83d' }, 'INVALID_CHARACTER', 'input.narrative'],
      ['a story of blanks', { narrative: ' \n\t ' }, 'REQUIRED', 'input.narrative'],
      ['a story that is too long', { narrative: 'a'.repeat(100_001) }, 'TOO_LONG', 'input.narrative'],
      ['a name of 100 kB', { clientName: 'n'.repeat(100_000) }, 'TOO_LONG', 'input.clientName'],
      [
        'a person without a reason',
        { respondentPerson: 'Frau X' },
        'PERSON_REASON_MISSING',
        'input.respondentPersonReason',
      ],
      ['a malformed id', { id: 'meine-id' }, 'INVALID_FORMAT', 'input.id'],
    ])('%s', async (_, changes, code, field) => {
      const before = await counts();
      const refused = await attempt(changes);
      expect(refused).toMatchObject({ __typename: 'Refusal', code, field });
      expect(refused.de).not.toBe('');
      expect(refused.en).not.toBe(refused.de);
      expect(await counts()).toEqual(before);
    });

    it('takes 100,000 characters of any kind', async () => {
      const narrative = `${'🙂 سلام '.repeat(14_285)}Ende.`.padEnd(100_000, '.').slice(0, 110_000);
      const long = [...narrative].slice(0, 100_000).join('').trim();
      expect((await recordCase(counsellor, { narrative: long })).narrative).toBe(long);
    });

    it('what GraphQL itself cannot read, without a fault', async () => {
      for (const input of [
        {},
        { ...quickRecord(), grounds: 'ORIGIN', extra: 1 },
        quickRecord({ incidentEarliest: 5 }),
      ]) {
        const { status, errors } = await counsellor.ask(RECORD_CASE, { input });
        expect(status).toBe(400);
        expect(errors?.length).toBeGreaterThan(0);
      }
    });
  });

  describe('keeps cases to the service', () => {
    it('answers a foreign, a random and a malformed id alike, in the same carrier too', async () => {
      const made = await recordCase(counsellor);
      const carrier = { id: service.carrierId, carrierId: service.carrierId, kind: 'CARRIER', name: '' } as const;
      const strangers = [
        await house.world.counsellor(),
        await house.world.supervisor(await house.world.service('Nachbardienst', carrier)),
      ];
      for (const stranger of strangers) {
        const answers = await Promise.all(
          [made.id, randomUUID(), 'x\u0000'].map(async (id) => JSON.stringify(await stranger.ask(CASE, { id }))),
        );
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toContain('NOT_FOUND');
      }
    });

    it('is read by every colleague of the service', async () => {
      const made = await recordCase(counsellor);
      const colleague = await house.world.counsellor(service);
      expect((await colleague.does<{ case: Json }>(CASE, { id: made.id })).case.number).toBe(made.number);
    });

    it('does not let administration, offices and campaigns record or read', async () => {
      const made = await recordCase(counsellor);
      const carrier = { id: service.carrierId, carrierId: service.carrierId, kind: 'CARRIER', name: '' } as const;
      const others = [
        await house.world.someone(service, 'ADMINISTRATOR'),
        await house.world.someone(carrier, 'ADMINISTRATOR', 'DATA_PROTECTION_OFFICER'),
        await house.world.someone(await house.world.office(), 'OFFICE_STAFF'),
        await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF'),
        await house.world.operator(),
      ];
      const before = await counts();
      for (const other of others) {
        for (const [query, variables] of [
          [RECORD_CASE, { input: quickRecord() }],
          [CASE, { id: made.id }],
        ] as const) {
          const { data, errors } = await other.ask(query, variables);
          expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
        }
      }
      expect(await counts()).toEqual(before);
    });
  });
});
