import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { closeCase, daysFromToday, recordCase as recordAnyCase } from '../support/cases.js';
import type { Someone } from '../support/world.js';

interface RecordedCase {
  readonly id: string;
  readonly version: number;
}

/** Some weeks ago, so that no rule about days is touched by chance. */
const recordCase = (someone: Someone, changes: object = {}): Promise<RecordedCase> =>
  recordAnyCase(someone, {
    grounds: ['ORIGIN'],
    incidentEarliest: daysFromToday(-30),
    incidentLatest: daysFromToday(-28),
    ...changes,
  });

interface Outcome {
  readonly __typename: string;
  readonly id?: string;
  readonly problems?: { code: string; field: string | null; de: string; en: string }[];
  readonly [field: string]: unknown;
}

const refusal = '__typename ... on Refusal { problems { code field de en } }';
const today = daysFromToday(0);

/** Each kind of part: what is sent, what comes back, and what no part may say. */
const parts = [
  {
    one: 'Measure',
    list: 'measures',
    input: { kind: 'MEDIATION', takenOn: today, result: 'vertagt' },
    later: { kind: 'MEDIATION', takenOn: today, result: 'geeinigt' },
    fields: 'id kind { code de en } takenOn result',
    shown: { kind: { code: 'MEDIATION', de: 'Vermittlungsgespräch', en: 'mediation talk' }, result: 'vertagt' },
    wrong: { input: { kind: 'NOPE', takenOn: daysFromToday(1) }, fields: ['input.kind', 'input.takenOn'] },
  },
  {
    one: 'Reaction',
    list: 'reactions',
    input: { kind: 'DENIAL', occurredOn: today },
    later: { kind: 'DENIAL', occurredOn: today, detail: 'schriftlich' },
    fields: 'id kind { code } occurredOn detail',
    shown: { kind: { code: 'DENIAL' }, occurredOn: today, detail: null },
    wrong: { input: { kind: 'DENIAL', occurredOn: '2026-02-30' }, fields: ['input.occurredOn'] },
  },
  {
    one: 'Indication',
    list: 'indications',
    input: { description: 'E-Mail der Verwaltung', evidenceKind: 'MESSAGE', occurredOn: today },
    later: { description: 'E-Mail der Hausverwaltung', evidenceKind: 'MESSAGE' },
    fields: 'id description evidenceKind { code } occurredOn',
    shown: { description: 'E-Mail der Verwaltung', evidenceKind: { code: 'MESSAGE' }, occurredOn: today },
    wrong: { input: { description: 'NUL\u0000', evidenceKind: 'MESSAGE' }, fields: ['input.description'] },
  },
  {
    one: 'Witness',
    list: 'witnesses',
    input: { name: 'مريم المختلقة', observation: 'hat mitgehört 🙂' },
    later: { name: 'مريم المختلقة', observation: 'stand daneben' },
    fields: 'id name contact observation',
    shown: { name: 'مريم المختلقة', contact: null, observation: 'hat mitgehört 🙂' },
    wrong: { input: { contact: 'am Empfang' }, fields: ['input.observation'] },
  },
  {
    one: 'ComparisonPerson',
    list: 'comparisonPersons',
    input: { description: 'bekam am selben Tag einen Termin' },
    later: { description: 'bekam am selben Tag die Wohnung' },
    fields: 'id description',
    shown: { description: 'bekam am selben Tag einen Termin' },
    wrong: { input: { description: 'x'.repeat(100_000) }, fields: ['input.description'] },
  },
] as const;

const add = async (someone: Someone, one: string, caseId: string, input: object, fields = 'id'): Promise<Outcome> => {
  const { outcome } = await someone.does<{ outcome: Outcome }>(
    `mutation ($caseId: ID!, $input: ${one}Input!) { outcome: add${one}(caseId: $caseId, input: $input) { ${refusal} ... on Case${one} { ${fields} } } }`,
    { caseId, input },
  );
  return outcome;
};

const change = async (someone: Someone, one: string, id: string, input: object, fields = 'id'): Promise<Outcome> => {
  const { outcome } = await someone.does<{ outcome: Outcome }>(
    `mutation ($id: ID!, $input: ${one}Input!) { outcome: change${one}(id: $id, input: $input) { ${refusal} ... on Case${one} { ${fields} } } }`,
    { id, input },
  );
  return outcome;
};

const removal = (one: string): string =>
  `mutation ($id: ID!) { outcome: remove${one}(id: $id) { ${refusal} ... on CasePartRemoved { id caseId } } }`;

describe('working on a case', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let kase: RecordedCase;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    kase = await recordCase(counsellor);
  });
  afterAll(() => house.close());

  const written = async (caseId = kase.id): Promise<number[]> => {
    const counts: number[] = [];
    for (const table of ['case_measure', 'case_note', 'case_event', 'case_witness'])
      counts.push(
        Number(
          (await house.database.query(`select count(*) from ${table} where case_id = $1`, [caseId])).rows[0].count,
        ),
      );
    return counts;
  };
  const timeline = async (
    someone: Someone,
    id: string,
  ): Promise<{ kind: { code: string }; partId: string | null }[]> => {
    const { caseTimeline } = await someone.does<{
      caseTimeline: { edges: { node: { kind: { code: string }; partId: string | null } }[] };
    }>(`query ($id: ID!) { caseTimeline(id: $id) { edges { node { kind { code de en } partId } } } }`, { id });
    return caseTimeline.edges.map(({ node }) => node);
  };

  describe.each(parts)('$one', ({ one, list, input, later, fields, shown, wrong }) => {
    it('is added, changed and removed by a counsellor, and the history tells it', async () => {
      const added = await add(counsellor, one, kase.id, input, fields);
      expect(added).toMatchObject({ __typename: `Case${one}`, ...shown });
      const id = added.id!;
      const changed = await change(counsellor, one, id, later, fields);
      expect(changed).toMatchObject({ __typename: `Case${one}`, id });
      const { case: whole } = await counsellor.does<{ case: Record<string, unknown> }>(
        `query ($id: ID!) { case(id: $id) { version ${list} { ${fields} } } }`,
        { id: kase.id },
      );
      const { __typename, ...kept } = changed;
      expect(whole[list]).toEqual([kept]);
      expect(whole.version).toBe(kase.version);

      const { outcome } = await counsellor.does<{ outcome: Outcome }>(removal(one), { id });
      expect(outcome).toEqual({ __typename: 'CasePartRemoved', id, caseId: kase.id });
      const word = one === 'ComparisonPerson' ? 'COMPARISON_PERSON' : one.toUpperCase();
      const history = (await timeline(counsellor, kase.id)).filter(({ partId }) => partId === id);
      expect(history.map(({ kind }) => kind.code)).toEqual([`${word}_REMOVED`, `${word}_CHANGED`, `${word}_ADDED`]);
      const { rows } = await house.database.query(
        `select action, person_id from audit_entry where details ->> 'partId' = $1 order by id`,
        [id],
      );
      expect(rows).toHaveLength(3);
      expect(rows.every(({ person_id }) => person_id === counsellor.id)).toBe(true);
    });

    it('is refused with every field and both languages when it cannot be, and nothing is written', async () => {
      const before = await written();
      const outcome = await add(counsellor, one, kase.id, wrong.input);
      expect(outcome.__typename).toBe('Refusal');
      expect(outcome.problems!.map(({ field }) => field)).toEqual(wrong.fields);
      for (const { de, en } of outcome.problems!) expect([de, en].every((text) => text.length > 5)).toBe(true);
      expect(await written()).toEqual(before);
    });

    it('does not exist for another service, like a random or a malformed id', async () => {
      const { id } = await add(counsellor, one, kase.id, input);
      const stranger = await house.world.counsellor();
      const answers = [];
      for (const tried of [id, '00000000-0000-4000-8000-000000000000', 'nonsense\u0000']) {
        const { data, errors } = await stranger.ask(removal(one), { id: tried });
        answers.push(JSON.stringify({ data, errors }));
      }
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('NOT_FOUND');
      const { errors } = await stranger.ask(
        `mutation ($caseId: ID!, $input: ${one}Input!) { add${one}(caseId: $caseId, input: $input) { __typename } }`,
        { caseId: kase.id, input },
      );
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      await counsellor.does(removal(one), { id });
    });
  });

  it('keeps notes as they were written, with who wrote them', async () => {
    const colleague = await house.world.counsellor(counsellor.organisation);
    const note = await add(colleague, 'Note', kase.id, { text: ' Rückruf am Montag 📞 ' }, 'text author { id }');
    expect(note).toMatchObject({ text: 'Rückruf am Montag 📞', author: { id: colleague.id } });
    for (const text of ['   ', 'a\u0000b', 'x'.repeat(100_000)]) {
      const before = await written();
      const outcome = await add(counsellor, 'Note', kase.id, { text });
      expect(outcome.problems).toMatchObject([{ field: 'input.text' }]);
      expect(await written()).toEqual(before);
    }
  });

  it('is refused on a closed case', async () => {
    const closed = await recordCase(counsellor);
    const { id } = await add(counsellor, 'Measure', closed.id, parts[0].input);
    await closeCase(counsellor, closed);
    const before = await written(closed.id);
    const outcomes = [
      await add(counsellor, 'Note', closed.id, { text: 'zu spät' }),
      await add(counsellor, 'Measure', closed.id, parts[0].input),
      await change(counsellor, 'Measure', id!, parts[0].later),
      (await counsellor.does<{ outcome: Outcome }>(removal('Measure'), { id })).outcome,
    ];
    for (const outcome of outcomes) expect(outcome.problems).toMatchObject([{ code: 'CASE_CLOSED' }]);
    expect(await written(closed.id)).toEqual(before);
  });

  it('moves the case up in "changed last" and leaves an edit of the facts without a conflict', async () => {
    const edited = await recordCase(counsellor);
    await recordCase(counsellor);
    await add(counsellor, 'Note', edited.id, { text: 'dazwischen' });
    const { cases } = await counsellor.does<{ cases: { edges: { node: { id: string } }[] } }>(
      '{ cases(orderBy: "CHANGED_AT_DESC", first: 1) { edges { node { id } } } }',
    );
    expect(cases.edges[0]?.node.id).toBe(edited.id);
    const { updateCase } = await counsellor.does<{ updateCase: Outcome }>(
      `mutation ($id: ID!) { updateCase(id: $id, version: 1, changes: { level: "INDIVIDUAL" }) { __typename } }`,
      { id: edited.id },
    );
    expect(updateCase.__typename).toBe('Case');
  });

  it('leaves no trace when a change says the same as before', async () => {
    const { id } = await add(counsellor, 'Measure', kase.id, parts[0].input);
    const before = await written();
    expect(await change(counsellor, 'Measure', id!, parts[0].input)).toMatchObject({ __typename: 'CaseMeasure', id });
    expect(await written()).toEqual(before);
  });

  describe('a claim letter', () => {
    const look = `query ($id: ID!) { case(id: $id) { version claimedOn deadlines { regime { code } } } }`;
    interface Looked {
      readonly case: { version: number; claimedOn: string | null; deadlines: { regime: { code: string } }[] };
    }

    it('tells the case when the claim was asserted, which opens the time limit for the suit', async () => {
      const atWork = await recordCase(counsellor, {
        mainArea: { area: 'WORK', subArea: 'WORK_TERMINATION' },
        respondentType: 'EMPLOYER_PRIVATE',
      });
      const takenOn = daysFromToday(-10);
      await add(counsellor, 'Measure', atWork.id, { kind: 'CLAIM_LETTER', takenOn });
      const { case: after } = await counsellor.does<Looked>(look, { id: atWork.id });
      expect(after).toMatchObject({ version: 2, claimedOn: takenOn });
      expect(after.deadlines.map(({ regime }) => regime.code)).toContain('AGG_WORK_SUIT');

      await add(counsellor, 'Measure', atWork.id, { kind: 'CLAIM_LETTER', takenOn: daysFromToday(-5) });
      const { case: again } = await counsellor.does<Looked>(look, { id: atWork.id });
      expect(again).toMatchObject({ version: 2, claimedOn: takenOn });
    });

    it('cannot be older than the incident', async () => {
      const outcome = await add(counsellor, 'Measure', kase.id, { kind: 'CLAIM_LETTER', takenOn: daysFromToday(-31) });
      expect(outcome.problems).toMatchObject([{ code: 'BEFORE_INCIDENT', field: 'input.takenOn' }]);
    });
  });

  it('is not for those whose role does not include it', async () => {
    for (const [role, organisation] of [
      ['ADMINISTRATOR', counsellor.organisation],
      ['OFFICE_STAFF', await house.world.office()],
      ['CAMPAIGN_STAFF', await house.world.campaignTeam()],
    ] as const) {
      const someone = await house.world.someone(organisation, role);
      const { data, errors } = await someone.ask(
        `mutation ($id: ID!) { addNote(caseId: $id, input: { text: "nein" }) { __typename } }`,
        { id: kase.id },
      );
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
