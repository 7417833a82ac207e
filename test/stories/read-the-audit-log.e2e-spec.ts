import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditSequencer } from '../../src/audit/sequencer.service.js';
import { loadCodebook } from '../../src/reference/codebook.loader.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { CASE, recordCase } from '../support/cases.js';
import type { Someone, TestOrganisation } from '../support/world.js';

interface Page {
  readonly edges: readonly {
    readonly node: {
      readonly id: string;
      readonly action: { readonly code: string; readonly de: string };
      readonly person: { readonly id: string; readonly name: string | null } | null;
      readonly organisation: { readonly name: string };
      readonly subjectId: string | null;
      readonly details: readonly { readonly name: string; readonly value: string }[];
      readonly place: number | null;
    };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const LOG = `query ($filter: AuditFilterInput, $first: Int, $after: String) { auditLog(filter: $filter, first: $first, after: $after) {
  edges { node { id action { code de } person { id name } organisation { name } subjectId details { name value } place } }
  pageInfo { hasNextPage endCursor } } }`;

describe('the data-protection officer reads the audit log', () => {
  let house: TestHouse;
  let carrier: TestOrganisation;
  let officer: Someone;
  let counsellor: Someone;
  let kase: { id: string };

  const read = async (variables: object = {}, reader = officer): Promise<Page> =>
    (await reader.does<{ auditLog: Page }>(LOG, variables)).auditLog;
  const actions = ({ edges }: Page): string[] => edges.map(({ node }) => node.action.code);

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    carrier = await house.world.carrier();
    officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
    counsellor = await house.world.counsellor(await house.world.service('Dienst Beispiel', carrier));
    kase = (await recordCase(counsellor)) as { id: string };
    await counsellor.does(CASE, { id: kase.id });
    await recordCase(await house.world.counsellor());
  }, 60_000);
  afterAll(() => house.close());

  it('sees who did what in a service of the carrier, with names and words', async () => {
    const page = await read({ filter: { subjectId: kase.id } });
    const person = { id: counsellor.id, name: expect.any(String) };
    expect(page.edges.map(({ node }) => node)).toEqual([
      expect.objectContaining({ action: { code: 'case.read', de: 'Fall angesehen' }, person }),
      // Recording answers with likely duplicates: a look at other cases.
      expect.objectContaining({ action: { code: 'case.read-duplicates', de: 'mögliche Dubletten angesehen' }, person }),
      expect.objectContaining({ action: { code: 'case.recorded', de: 'Fall aufgenommen' }, person }),
    ]);
    expect(page.edges[0]?.node.organisation).toEqual({ name: 'Dienst Beispiel' });
  });

  it('filters by person, action, kind and day, and the reading is an entry itself', async () => {
    expect(actions(await read({ filter: { personId: counsellor.id } }))).toEqual([
      'case.read',
      'case.read-duplicates',
      'case.recorded',
      'session.started',
    ]);
    expect(actions(await read({ filter: { action: 'case.read', subjectType: 'case' } }))).toEqual(['case.read']);
    expect(actions(await read({ filter: { to: '2020-01-01' } }))).toEqual([]);
    expect(actions(await read({ filter: { from: '2099-01-01' } }))).toEqual([]);
    const [last] = (await read({ filter: { personId: officer.id, action: 'audit.read' } })).edges;
    expect(last?.node.details).toEqual([{ name: 'filter', value: 'from' }]);
  });

  it('and a day is a day in Germany', async () => {
    const { id, carrierId } = counsellor.organisation;
    for (const at of ['2021-06-30T21:30:00Z', '2021-06-30T22:30:00Z', '2021-07-01T22:30:00Z'])
      await house.database.query(
        `insert into audit_entry (organisation_id, carrier_id, action, subject_type, details, at) values ($1, $2, 'cases.listed', 'case', '{}', $3)`,
        [id, carrierId, at],
      );
    const [day, before] = [
      { from: '2021-07-01', to: '2021-07-01' },
      { from: '2021-06-30', to: '2021-06-30' },
    ];
    for (const filter of [day, before]) expect(actions(await read({ filter }))).toEqual(['cases.listed']);
    await house.database.query(`delete from audit_entry where at < '2022-01-01'`);
  });

  it('pages through it, each entry once', async () => {
    const filter = { personId: counsellor.id };
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Page = await read({ filter, first: 1, after });
      seen.push(...actions(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(['case.read', 'case.read-duplicates', 'case.recorded', 'session.started']);
  });

  it('sees the place in the tree and the signed heads, once the tree has grown', async () => {
    expect((await read({ filter: { subjectId: kase.id } })).edges[0]?.node.place).toBeNull();
    await house.app.get(AuditSequencer, { strict: false }).takeAll();
    expect((await read({ filter: { subjectId: kase.id } })).edges[0]?.node.place).toEqual(expect.any(Number));
    const { auditCheckpoints } = await officer.does<{ auditCheckpoints: object[] }>(
      '{ auditCheckpoints { size head at signature } }',
    );
    expect(auditCheckpoints).toEqual([
      expect.objectContaining({ head: expect.stringMatching(/^[0-9a-f]{64}$/), size: expect.any(Number) }),
    ]);
  });

  it('is refused what makes no sense', async () => {
    for (const [variables, field] of [
      [{ filter: { action: 'case.eaten' } }, 'filter.action'],
      [{ filter: { from: '2026-02-31' } }, 'filter.from'],
      [{ after: 'no cursor' }, 'after'],
    ] as const) {
      const { status, errors } = await officer.ask(LOG, variables);
      expect([status, errors?.[0]?.extensions.problems?.[0]?.field]).toEqual([200, field]);
    }
  });

  it('and nobody else does: no counsellor, no administrator, no officer of another carrier', async () => {
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    for (const someone of [counsellor, administrator, await house.world.operator()]) {
      expect((await someone.ask(LOG)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect((await someone.ask('{ auditCheckpoints { size } }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const other = await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER');
    expect(actions(await read({ filter: { subjectId: kase.id } }, other))).toEqual([]);
    expect(actions(await read({}, other))).toEqual(['audit.read', 'session.started']);
    const { auditCheckpoints } = await other.does<{ auditCheckpoints: object[] }>('{ auditCheckpoints { size } }');
    expect(auditCheckpoints).toEqual([]);
  });

  it('in words: every action that the house records has a label', () => {
    const labelled = new Set(loadCodebook().terms.auditActions.map(({ code }) => code));
    const files = globSync('src/**/*.ts').filter((file) => !file.endsWith('.spec.ts'));
    const sources = files.map((file) => readFileSync(file, 'utf8'));
    const used = sources.flatMap((source) =>
      [
        ...source.matchAll(/(?:action|inVain): '([a-z-]+\.[a-z.-]+)'/g),
        ...source.matchAll(/record\(\s*tx,\s*\w+,\s*'([a-z.-]+)'/g),
      ].map(([, action = '']) => action),
    );
    expect(used.length).toBeGreaterThan(40);
    const parts = ['case.measure', 'case.reaction', 'case.indication', 'case.witness', 'case.comparison-person'];
    const expected = used.flatMap((action) =>
      parts.includes(action) ? ['added', 'changed', 'removed'].map((what) => `${action}-${what}`) : [action],
    );
    expect(expected.filter((action) => !labelled.has(action))).toEqual([]);
  });
});
