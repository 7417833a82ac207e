import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase } from '../support/cases.js';
import { seedOffices } from '../support/offices.js';
import { LEGAL_RULES, REPLACE_LEGAL, REPLACE_ROUTING, ROUTING_RULES, type RuleSet } from '../support/rules.js';
import type { Someone } from '../support/world.js';

describe('rules as data', () => {
  let house: TestHouse;
  let operator: Someone;
  let counsellor: Someone;
  beforeAll(async () => {
    house = await openTestHouse();
    await seedOffices(house);
    operator = await house.world.operator();
    counsellor = await house.world.counsellor();
  });
  afterAll(() => house.close());

  const read = async (query: string, version?: number): Promise<RuleSet> =>
    (await counsellor.does<{ set: RuleSet }>(query, { version })).set;
  const replace = async (mutation: string, input: object): Promise<Record<string, unknown>> =>
    (await operator.does<{ answer: Record<string, unknown> }>(mutation, { input })).answer;
  const countVersions = async (): Promise<number> => {
    const { rows } = await house.database.query<{ count: string }>('select count(*) from rule_set');
    return Number(rows[0]?.count);
  };
  /** The places of the offices for a case, with the names of the rules that speak for the first. */
  const ranking = async (caseId: string): Promise<{ keys: string[]; first: string[]; said: string[] }> => {
    const { routingSuggestions } = await counsellor.does<{
      routingSuggestions: {
        suggestions: {
          office: { key: string };
          reasons: { de: string; rule: { id: string; version: number } | null }[];
        }[];
      };
    }>(
      `query ($caseId: ID!) { routingSuggestions(caseId: $caseId) { suggestions { office { key } reasons { de rule { id version } } } } }`,
      { caseId },
    );
    const { suggestions } = routingSuggestions;
    const reasons = suggestions[0]?.reasons ?? [];
    return {
      keys: suggestions.map(({ office }) => office.key),
      first: reasons.flatMap(({ rule }) => (rule ? [`${rule.id} ${rule.version}`] : [])),
      said: reasons.map(({ de }) => de),
    };
  };

  const newRule = `
  - id: housing-in-koblenz
    version: 1
    when: { areas: [HOUSING], districts: ['07111'] }
    suggest: { officeId: anwaltspool }
    referralKind: LEGAL_ADVICE
    weight: 90
    reason:
      de: Absprache mit dem Pool für Wohnungssachen in Koblenz (erfunden)
      en: agreement with the pool on housing in Koblenz (invented)
    source: Absprache vom 1. April (erfunden)
    active: true
`;

  it('an edit changes the ranking at once, with the new reason; the old version stays readable', async () => {
    const kase = await recordCase(counsellor, { incidentEarliest: '2024-03-01', incidentLatest: '2024-03-01' });
    expect((await ranking(kase.id)).keys[0]).toBe('fachstelle-rassismus');
    const before = await read(ROUTING_RULES);
    expect(before).toMatchObject({ version: 1, shipped: true });

    const input = { content: before.written + newRule, basedOn: 1, note: 'Absprache mit dem Pool' };
    expect(await replace(REPLACE_ROUTING, input)).toEqual({
      __typename: 'RulesReplaced',
      version: 2,
      dryRun: false,
      changes: [{ id: 'housing-in-koblenz', change: 'ADDED' }],
    });

    const after = await ranking(kase.id);
    expect(after.keys[0]).toBe('anwaltspool');
    expect(after.first).toContain('housing-in-koblenz 1');
    expect(after.said[0]).toBe('Absprache mit dem Pool für Wohnungssachen in Koblenz (erfunden)');
    expect(await read(ROUTING_RULES)).toMatchObject({ version: 2, shipped: false, note: 'Absprache mit dem Pool' });
    expect(await read(ROUTING_RULES, 1)).toEqual(before);
    const { routingRuleVersions } = await counsellor.does('{ routingRuleVersions { version shipped createdAt } }');
    expect(routingRuleVersions).toMatchObject([
      { version: 2, shipped: false },
      { version: 1, shipped: true },
    ]);
    const { rows } = await house.database.query(
      `select person_id, details from audit_entry where action = 'rules.replaced'`,
    );
    expect(rows).toEqual([{ person_id: operator.id, details: { kind: 'ROUTING', version: 2 } }]);
  });

  it('a dry run tells what would change, and changes nothing', async () => {
    const { version, written } = await read(ROUTING_RULES);
    const [before, content] = [
      await countVersions(),
      written.replace('weight: 100\n', 'weight: 99\n').replace(/(id: own-carrier\n\s+version: )1/, '$12'),
    ];
    expect(await replace(REPLACE_ROUTING, { content, basedOn: version, dryRun: true })).toEqual({
      __typename: 'RulesReplaced',
      version: version + 1,
      dryRun: true,
      changes: [{ id: 'own-carrier', change: 'CHANGED' }],
    });
    expect(await countVersions()).toBe(before);
    expect((await read(ROUTING_RULES)).version).toBe(version);
  });

  it('a changed rule needs a higher version of its own, because reasons name it', async () => {
    const { version, written } = await read(ROUTING_RULES);
    const content = written.replace('weight: 100\n', 'weight: 99\n');
    expect(await replace(REPLACE_ROUTING, { content, basedOn: version })).toMatchObject({
      ...{ __typename: 'Refusal', code: 'RULE_VERSION_NOT_RAISED', field: 'input.content.rules[0].version' },
      ...{ de: expect.any(String), en: expect.any(String) },
    });
  });

  it('whoever edits an older version is told, and loses nothing of the other edit', async () => {
    const { version, written } = await read(ROUTING_RULES);
    const answer = await replace(REPLACE_ROUTING, { content: written, basedOn: version - 1 });
    expect(answer).toMatchObject({ code: 'VERSION_CONFLICT', field: 'input.basedOn' });
    const both = await Promise.all([
      replace(REPLACE_ROUTING, { content: written, basedOn: version, note: 'eine' }),
      replace(REPLACE_ROUTING, { content: written, basedOn: version, note: 'andere' }),
    ]);
    expect(both.map(({ __typename }) => __typename).sort()).toEqual(['Refusal', 'RulesReplaced']);
  });

  it('JSON is taken like YAML', async () => {
    const { version } = await read(ROUTING_RULES);
    const rule = {
      ...{ id: 'only-one', version: 1, when: {}, suggest: { officeKind: 'STATE_OFFICE' }, referralKind: 'ENQUIRY' },
      ...{ weight: 1, reason: { de: 'immer', en: 'always' }, source: 'erfunden', active: true },
    };
    const answer = await replace(REPLACE_ROUTING, {
      content: JSON.stringify({ rules: [rule] }),
      basedOn: version,
      dryRun: true,
    });
    expect(answer).toMatchObject({ __typename: 'RulesReplaced' });
    expect(answer['changes']).toContainEqual({ id: 'only-one', change: 'ADDED' });
    expect(answer['changes']).toContainEqual({ id: 'own-carrier', change: 'REMOVED' });
  });

  it.each([
    ['a weight out of range', ['weight: 100', 'weight: 1000'], 'OUT_OF_RANGE', 'rules[0].weight'],
    [
      'an unknown ground',
      ['ownCarrierIsRespondent: true', 'grounds: [SHOE_SIZE]'],
      'UNKNOWN_CODE',
      'rules[0].when.grounds[0]',
    ],
    [
      'a misspelt condition',
      ['ownCarrierIsRespondent: true', 'gronds: [AGE]'],
      'UNKNOWN_FIELD',
      'rules[0].when.gronds',
    ],
    [
      'an office that there is not',
      ['officeKind: STATE_OFFICE', 'officeId: nowhere'],
      'ROUTING_UNKNOWN_OFFICE',
      'rules[0].suggest.officeId',
    ],
    [
      'a district elsewhere',
      ['ownCarrierIsRespondent: true', "districts: ['09162']"],
      'UNKNOWN_DISTRICT',
      'rules[0].when.districts[0]',
    ],
    [
      'an unknown kind of referral',
      ['referralKind: HANDOVER', 'referralKind: GIFT'],
      'UNKNOWN_CODE',
      'rules[0].referralKind',
    ],
    ['another head', ['rules:', 'regeln:'], 'UNKNOWN_FIELD', 'regeln'],
    [
      'a NUL by an escape',
      [/de: Der eigene[^\n]*/, 'de: "\\0 Der eigene Träger"'],
      'INVALID_CHARACTER',
      'rules[0].reason.de',
    ],
  ])('routing rules with %s are refused with the field, and nothing is written', async (_, edit, code, field) => {
    const [{ written }, { version }] = [await read(ROUTING_RULES, 1), await read(ROUTING_RULES)];
    const before = await countVersions();
    const content = written.replace(edit[0] ?? '', String(edit[1]));
    expect(content).not.toBe(written);
    const answer = await replace(REPLACE_ROUTING, { content, basedOn: version });
    expect(answer['__typename']).toBe('Refusal');
    expect(answer['problems']).toContainEqual({ code, field: `input.content.${field}` });
    expect(await countVersions()).toBe(before);
  });

  it.each([
    ['no YAML', 'rules: [', 'RULES_SYNTAX', 'input.content'],
    ['a text', 'only words', 'INVALID_FORMAT', 'input.content'],
    ['a list', '[]', 'INVALID_FORMAT', 'input.content'],
    ['blanks', '   ', 'REQUIRED', 'input.content'],
    ['NUL', 'rules: []\u0000', 'INVALID_CHARACTER', 'input.content'],
    ['half a character', `rules: [{ id: "\\uD800" }]`, 'REQUIRED', 'input.content.rules[0].version'],
    ['too much', 'x'.repeat(200_001), 'TOO_LONG', 'input.content'],
    ['a bottomless nest', '['.repeat(50_000), 'RULES_SYNTAX', 'input.content'],
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((name, at) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
        .join('\n')}`,
      'RULES_SYNTAX',
      'input.content',
    ],
  ])('%s is refused as rules, never a fault', async (_, content, code, field) => {
    const { version } = await read(ROUTING_RULES);
    const answer = await replace(REPLACE_ROUTING, { content, basedOn: version });
    expect(answer['problems']).toContainEqual({ code, field });
    expect(await read(ROUTING_RULES)).toMatchObject({ version });
  });

  it('a lone surrogate written by an escape is refused before it reaches the database', async () => {
    const [shipped, { version }] = [await read(ROUTING_RULES, 1), await read(ROUTING_RULES)];
    const content = shipped.written.replace(/de: Der eigene[^\n]*/, 'de: "\\uD800 Der eigene Träger"');
    const answer = await replace(REPLACE_ROUTING, { content, basedOn: version, dryRun: true });
    expect(answer).toMatchObject({ __typename: 'Refusal', code: 'INVALID_CHARACTER', field: 'input.content' });
  });

  it('the law is edited the same way, and the next case is counted by it', async () => {
    const { version, written } = await read(LEGAL_RULES);
    const content = written.replace(
      /(code: AGG_CIVIL_CLAIM\n.*\n\s+length: )\{ months: 2 \}([\s\S]*?version: )1/,
      '$1{ months: 4 }$22',
    );
    expect(content).not.toBe(written);
    expect(
      await replace(REPLACE_LEGAL, { content, basedOn: version, note: 'Frist verlängert (erfunden)' }),
    ).toMatchObject({
      __typename: 'RulesReplaced',
      changes: [{ id: 'AGG_CIVIL_CLAIM', change: 'CHANGED' }],
    });
    const { legalRules, old } = await counsellor.does<
      Record<'legalRules' | 'old', { rules: { code: string; months: number }[] }>
    >(
      `query ($old: Int) { legalRules { rules { code months version source needsCheck regime { de } name { de en } } assignments { areas { code } regimes { code } reason { de } source } }
        old: legalRules(version: $old) { rules { code months } } }`,
      { old: version },
    );
    const months = (rules: { code: string; months: number }[]) =>
      rules.find(({ code }) => code === 'AGG_CIVIL_CLAIM')?.months;
    expect([months(legalRules.rules), months(old.rules)]).toEqual([4, 2]);
    const kase = await recordCase(counsellor);
    expect(kase.deadlines).toContainEqual(
      expect.objectContaining({ ruleCode: 'AGG_CIVIL_CLAIM', endsOn: '2026-07-01' }),
    );
  });

  it.each([
    ['a period without a length', /length: \{ months: 2 \}/, 'length: {}', 'INVALID_FORMAT', 'rules[0].length'],
    [
      'a table with a hole',
      /assignments:[\s\S]*/,
      'assignments:\n  - { areas: [WORK], regimes: [AGG_WORK], reason: { de: a, en: b }, source: c }\n',
      'LEGAL_TABLE_GAP',
      'assignments',
    ],
    ['an unknown regime', /regime: AGG_WORK\n/, 'regime: AGG_PLAY\n', 'INVALID_FORMAT', 'rules[0].regime'],
  ])('legal rules with %s are refused with the field', async (_, from, to, code, field) => {
    const { version, written } = await read(LEGAL_RULES);
    const before = await countVersions();
    const answer = await replace(REPLACE_LEGAL, { content: written.replace(from, to), basedOn: version });
    expect(answer['problems']).toContainEqual({ code, field: `input.content.${field}` });
    expect(await countVersions()).toBe(before);
  });

  it('only the operator edits, everybody reads', async () => {
    const { version, written } = await read(ROUTING_RULES);
    const input = { content: written, basedOn: version };
    for (const someone of [
      counsellor,
      await house.world.supervisor(),
      await house.world.someone(await house.world.carrier(), 'ADMINISTRATOR'),
      await house.world.someone(await house.world.office(), 'OFFICE_LEAD'),
    ]) {
      for (const mutation of [REPLACE_ROUTING, REPLACE_LEGAL]) {
        const { data, errors } = await someone.ask(mutation, { input });
        expect([data, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN']);
      }
      expect(await someone.does(ROUTING_RULES)).toMatchObject({ set: { version } });
    }
    expect((await read(ROUTING_RULES)).version).toBe(version);
  });

  it('a version that there is not is not found', async () => {
    for (const version of [0, -1, 999, 2_147_483_647]) {
      for (const query of [ROUTING_RULES, LEGAL_RULES]) {
        const { errors } = await counsellor.ask(query, { version });
        expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      }
    }
  });

  it('no version can be changed or taken away past the API', async () => {
    const client = await house.database.connect();
    try {
      await client.query('begin');
      await client.query('set local role beistand_app');
      await expect(client.query(`update rule_set set content = '{}'`)).rejects.toThrow('permission denied');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
