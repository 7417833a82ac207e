import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase, UPDATE_CASE } from '../support/cases.js';
import { connectOffice, officeId, seedOffices } from '../support/offices.js';
import type { Someone } from '../support/world.js';

interface Suggested {
  readonly office: { readonly key: string };
  readonly rank: number;
  readonly score: number;
  readonly referralKind: { readonly code: string };
  readonly reasons: readonly {
    readonly code: string;
    readonly de: string;
    readonly en: string;
    readonly points: number;
    readonly rule: { readonly id: string; readonly version: number } | null;
  }[];
  readonly warnings: readonly { readonly code: string; readonly de: string; readonly points: number }[];
}

interface Suggestions {
  readonly suggestions: readonly Suggested[];
  readonly excluded: readonly {
    readonly office: { readonly key: string };
    readonly code: string;
    readonly de: string;
  }[];
  readonly fallbackOffice: { readonly key: string } | null;
  readonly ownCarrierInvolved: boolean;
  readonly rulesVersion: number;
}

const SUGGEST = `query ($caseId: ID!, $ownCarrierInvolved: Boolean) { routingSuggestions(caseId: $caseId, ownCarrierInvolved: $ownCarrierInvolved) {
  suggestions { office { key } rank score referralKind { code de } reasons { code de en points rule { id version } } warnings { code de en points } }
  excluded { office { key } code de en } fallbackOffice { key } ownCarrierInvolved rulesVersion } }`;

describe('offices for a case', () => {
  let house: TestHouse;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    await seedOffices(house);
    const carrier = await house.world.carrier('Träger Regenbogen e. V.');
    counsellor = await house.world.counsellor(await house.world.service('Beratungsdienst Regenbogen Nord', carrier));
    for (const key of ['lads-rlp', 'fachstelle-rassismus', 'anwaltspool']) await connectOffice(house, key);
  });
  afterAll(() => house.close());

  const suggest = async (caseId: string, ownCarrierInvolved?: boolean): Promise<Suggestions> => {
    const answer = await counsellor.does<{ routingSuggestions: Suggestions }>(SUGGEST, { caseId, ownCarrierInvolved });
    return answer.routingSuggestions;
  };
  const keys = ({ suggestions }: Suggestions): string[] => suggestions.map(({ office }) => office.key);
  /** An incident so long ago that no deadline is running. */
  const longAgo = { incidentEarliest: '2024-03-01', incidentLatest: '2024-03-01' };

  it('are ranked, each with the reasons for its place in both languages', async () => {
    const kase = await recordCase(counsellor, longAgo);
    const { suggestions, fallbackOffice, excluded, rulesVersion } = await suggest(kase.id);
    expect(suggestions[0]).toMatchObject({
      office: { key: 'fachstelle-rassismus' },
      rank: 1,
      referralKind: { code: 'CO_ADVICE' },
    });
    expect(suggestions[0]?.reasons).toMatchObject([
      { code: 'RULE', rule: { id: 'racism', version: 1 }, de: expect.any(String), en: expect.any(String) },
      {
        code: 'COMPETENT',
        de: 'zuständig für (zugeschriebene) ethnische Herkunft und Name in allen Lebensbereichen',
        en: 'competent for ethnic origin (actual or ascribed) and name in all areas of life',
        rule: null,
      },
    ]);
    for (const { score, reasons, warnings } of suggestions) {
      expect(reasons.length).toBeGreaterThan(0);
      expect(score).toBe([...reasons, ...warnings].reduce((sum, { points }) => sum + points, 0));
    }
    expect(suggestions.map(({ rank }) => rank)).toEqual(suggestions.map((_, at) => at + 1));
    expect(keys({ suggestions } as Suggestions)).not.toContain('fachstelle-queer');
    expect(fallbackOffice?.key).toBe('lads-rlp');
    expect([excluded, rulesVersion]).toEqual([[], 1]);
  });

  it('name the rule and its version, where a rule gives the reason', async () => {
    const kase = await recordCase(counsellor, longAgo);
    const stateOffice = (await suggest(kase.id)).suggestions.find(({ office }) => office.key === 'lads-rlp');
    expect(stateOffice?.reasons).toContainEqual({
      code: 'RULE',
      de: 'Mehrere Merkmale: Die Landesstelle kann die Fachstellen zusammenführen',
      en: 'several grounds: the state office can bring the specialised offices together',
      points: 15,
      rule: { id: 'several-grounds', version: 1 },
    });
  });

  it('lead to legal advice first while a deadline is near, and no longer once the claim was made in writing', async () => {
    const today = new Date();
    const ago = (days: number): string => new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
    const kase = await recordCase(counsellor, {
      mainArea: { area: 'WORK', subArea: 'WORK_ACCESS' },
      respondentType: 'EMPLOYER_PRIVATE',
      incidentEarliest: ago(50),
      incidentLatest: ago(50),
    });
    const before = await suggest(kase.id);
    expect(before.suggestions[0]).toMatchObject({
      office: { key: 'anwaltspool' },
      referralKind: { code: 'LEGAL_ADVICE' },
    });
    const near = (answer: Suggestions) =>
      answer.suggestions.flatMap(({ reasons }) => reasons).find(({ rule }) => rule?.id === 'deadline-near');
    expect(near(before)?.de).toMatch(/^Frist läuft am \d+\. \S+ \d{4} ab: rechtliche Erstberatung zuerst$/);
    await counsellor.does(UPDATE_CASE, {
      id: kase.id,
      version: 1,
      changes: { knowledgeOn: ago(50), claimedOn: ago(1) },
    });
    expect(near(await suggest(kase.id))).toBeUndefined();
  });

  it('point to an office that is not connected, and pass nothing on to it', async () => {
    const kase = await recordCase(counsellor, { ...longAgo, grounds: ['DISABILITY'] });
    const disability = (await suggest(kase.id)).suggestions.find(
      ({ office }) => office.key === 'fachstelle-behinderung',
    );
    expect(disability?.referralKind.code).toBe('SIGNPOSTING');
    expect(disability?.warnings.map(({ code }) => code)).toContain('NOT_CONNECTED');
  });

  it('leave out an office that belongs to a body like the respondent', async () => {
    const kase = await recordCase(counsellor, { ...longAgo, respondentType: 'MUNICIPAL_BODY', district: '07312' });
    const answer = await suggest(kase.id);
    expect(keys(answer)).not.toContain('kommunale-stelle-kaiserslautern');
    expect(answer.excluded).toMatchObject([
      { office: { key: 'kommunale-stelle-kaiserslautern' }, code: 'BELONGS_TO_RESPONDENT', de: expect.any(String) },
    ]);
  });

  it('leave out an office whose body is the respondent by name, as the operator wrote it down', async () => {
    const operator = await house.world.operator();
    const id = await officeId(operator, 'fachstelle-rassismus');
    const { office } = await operator.does<{ office: { version: number } }>(
      'query ($id: ID!) { office(id: $id) { version } }',
      { id },
    );
    const { changeOffice } = await operator.does(
      'mutation ($id: ID!, $input: ChangeOfficeInput!) { changeOffice(id: $id, input: $input) { __typename } }',
      { id, input: { version: office.version, belongsTo: 'verein-wiese', bodyNames: ['Verein Wiese e. V.'] } },
    );
    expect(changeOffice).toEqual({ __typename: 'Office' });
    const kase = await recordCase(counsellor, longAgo);
    expect(keys(await suggest(kase.id))).toContain('fachstelle-rassismus');
    await counsellor.does(UPDATE_CASE, {
      id: kase.id,
      version: 1,
      changes: { respondentOrganisation: 'VEREIN WIESE, Abteilung Wohnen' },
    });
    const answer = await suggest(kase.id);
    expect(keys(answer)).not.toContain('fachstelle-rassismus');
    expect(answer.excluded).toMatchObject([{ office: { key: 'fachstelle-rassismus' }, code: 'BELONGS_TO_RESPONDENT' }]);
  });

  it('come from independent hands when the own carrier is the respondent: said by the counsellor', async () => {
    const kase = await recordCase(counsellor, longAgo);
    expect((await suggest(kase.id, false)).ownCarrierInvolved).toBe(false);
    const answer = await suggest(kase.id, true);
    expect(answer.ownCarrierInvolved).toBe(true);
    expect(answer.suggestions[0]).toMatchObject({ office: { key: 'lads-rlp' }, referralKind: { code: 'HANDOVER' } });
    expect(answer.suggestions[0]?.reasons[0]?.rule).toEqual({ id: 'own-carrier', version: 1 });
  });

  it.each(['Traeger Regenbogen', 'Beratungsdienst Regenbogen Nord', 'Träger Regenbogen e.V., Kita Sonne'])(
    'recognise the own carrier or service in "%s", whatever is said',
    async (respondentOrganisation) => {
      const kase = await recordCase(counsellor, longAgo);
      await counsellor.does(UPDATE_CASE, { id: kase.id, version: 1, changes: { respondentOrganisation } });
      expect((await suggest(kase.id, false)).ownCarrierInvolved).toBe(true);
    },
  );

  it('leave out an office that the own carrier runs, when that is the respondent', async () => {
    const operator = await house.world.operator();
    const id = await officeId(operator, 'anwaltspool');
    const { office } = await operator.does<{ office: { version: number } }>(
      'query ($id: ID!) { office(id: $id) { version } }',
      { id },
    );
    await operator.does(
      'mutation ($id: ID!, $input: ChangeOfficeInput!) { changeOffice(id: $id, input: $input) { __typename } }',
      {
        id,
        input: { version: office.version, runByCarrierId: counsellor.organisation.carrierId },
      },
    );
    const kase = await recordCase(counsellor, longAgo);
    expect(keys(await suggest(kase.id))).toContain('anwaltspool');
    const answer = await suggest(kase.id, true);
    expect(keys(answer)).not.toContain('anwaltspool');
    expect(answer.excluded).toMatchObject([{ office: { key: 'anwaltspool' }, code: 'OWN_CARRIER' }]);
  });

  it('follow at once when an office says that it is full', async () => {
    const lead = await house.world.someone(await connectOffice(house, 'fachstelle-queer'), 'OFFICE_LEAD');
    const kase = await recordCase(counsellor, { ...longAgo, grounds: ['SEXUAL_IDENTITY'] });
    expect((await suggest(kase.id)).suggestions[0]?.office.key).toBe('fachstelle-queer');
    const { ownOffice } = await lead.does<{ ownOffice: { version: number } }>('{ ownOffice { version } }');
    await lead.does('mutation ($input: ChangeOwnOfficeInput!) { changeOwnOffice(input: $input) { __typename } }', {
      input: { version: ownOffice.version, capacity: 'FULL' },
    });
    const { suggestions } = await suggest(kase.id);
    expect(suggestions[0]?.office.key).toBe('lads-rlp');
    const full = suggestions.find(({ office }) => office.key === 'fachstelle-queer');
    expect(full?.warnings).toContainEqual(expect.objectContaining({ code: 'CAPACITY_FULL', points: -30 }));
  });

  it('are for the service of the case alone: a foreign, a random and a malformed id get one answer', async () => {
    const kase = await recordCase(counsellor, longAgo);
    const stranger = await house.world.counsellor();
    const answers = [];
    for (const caseId of [kase.id, '00000000-0000-4000-8000-000000000000', 'nonsense\u0000']) {
      const { data, errors } = await stranger.ask(SUGGEST, { caseId });
      answers.push(JSON.stringify({ data, errors }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('NOT_FOUND');
  });

  it('are not for offices, administrators and the operator', async () => {
    const kase = await recordCase(counsellor, longAgo);
    for (const someone of [
      await house.world.someone(await house.world.office(), 'OFFICE_STAFF'),
      await house.world.someone(counsellor.organisation, 'ADMINISTRATOR'),
      await house.world.operator(),
    ]) {
      const { data, errors } = await someone.ask(SUGGEST, { caseId: kase.id });
      expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
    }
  });
});

describe('offices for a case, before the platform is founded', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse()));
  afterAll(() => house.close());

  it('are none, and say so without failing', async () => {
    const counsellor = await house.world.counsellor();
    const kase = await recordCase(counsellor);
    const { routingSuggestions } = await counsellor.does(SUGGEST, { caseId: kase.id });
    expect(routingSuggestions).toMatchObject({ suggestions: [], excluded: [], fallbackOffice: null, rulesVersion: 1 });
  });
});
