import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { fieldFaults, listFaults, operationFaults, readPolicy, type Policy } from '../support/matrix/policy.js';
import { classesIn, operationsOf, type Operation } from '../support/operations.js';

/** docs/access.yaml says of everything in the schema who may do it and whose it is; the matrix then proves it. */
describe('the access policy', () => {
  let house: TestHouse;
  let operations: Operation[];
  const policy: Policy = readPolicy();
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_JOBS: 'off' });
    operations = operationsOf(classesIn(house.app));
  });
  afterAll(() => house.close());

  it('says of every query, mutation and route who may call it, and what each id names', () => {
    expect(operationFaults(policy, house.schema, operations)).toEqual([]);
  });

  it('says of every field of every type how sensitive it is', () => {
    expect(fieldFaults(policy, house.schema)).toEqual([]);
  });

  it('says of every table with rows of its own who may learn that one exists', async () => {
    const { rows } = await house.database.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c where c.table_schema = 'public' and c.column_name = 'id'
         and exists (select from information_schema.columns o where o.table_schema = 'public' and o.table_name = c.table_name and o.column_name = 'organisation_id')`,
    );
    const tables = rows.map(({ name }) => name);
    expect(listFaults('rows', Object.keys(policy.rows), tables)).toEqual([]);
  });

  it('knows every job', () => {
    const jobs: unknown = house.app.get(Jobs, { strict: false });
    const { handlers, daily } = jobs as { handlers: Map<string, unknown>; daily: Set<string> };
    const names = [...handlers.keys()].filter((name) => !daily.has(name));
    expect(names.length).toBeGreaterThan(4);
    expect(listFaults('jobs', policy.jobs, names)).toEqual([]);
  });

  it('speaks of relations, things and owners that it explains itself', () => {
    const relations = Object.keys(policy.relations);
    const named = [
      ...Object.values(policy.things).flatMap(({ reach }) => (reach === 'public' ? [] : reach)),
      ...Object.values(policy.rows).flat(),
      ...Object.values(policy.data).flatMap(({ read }) => (read === 'everybody' ? [] : Object.keys(read))),
    ];
    expect(named.filter((name) => !relations.includes(name))).toEqual([]);
  });

  it('and what it does not say is found, with what to do', () => {
    const schema = buildSchema(`
      type Case { id: ID! secret: String }
      type Letter { text: String }
      input Wish { officeId: ID! }
      type Query { case(id: ID!, colleagueId: ID!): Case! letters: [Letter!]! }
      type Mutation { wish(input: Wish!): Case }`);
    const few: Policy = {
      ...policy,
      operations: {
        case: { kind: 'Query', permission: 'signed-in', ids: { id: 'case', caseId: 'case' } },
        wish: { kind: 'Mutation', permission: 'case:write', ids: { 'input.officeId': 'planet' } },
        gone: { kind: 'Query', permission: 'signed-in' },
      },
      types: { Case: { whose: 'nobody', coded: ['id', 'number'], open: ['id'] } },
    };
    const served: Operation[] = [
      { kind: 'Query', name: 'case', permission: 'case:read', isPublic: false, fresh: false },
      { kind: 'Query', name: 'letters', permission: 'case:read', isPublic: false, fresh: false },
      { kind: 'Mutation', name: 'wish', permission: 'case:write', isPublic: false, fresh: true },
    ];
    expect(operationFaults(few, schema, served)).toEqual([
      'case: docs/access.yaml says signed-in, the code case:read: one of them is wrong.',
      'case(colleagueId): say under "ids" in docs/access.yaml which of "things" this id names.',
      'case(caseId): is gone: take it out of docs/access.yaml.',
      'letters: add it to "operations" in docs/access.yaml, with kind, permission and what each of its ids names.',
      'wish: "proof: fresh" in docs/access.yaml and @FreshProof() in the code do not agree: one of them is wrong.',
      'wish(input.officeId): say under "ids" in docs/access.yaml which of "things" this id names.',
      'gone: is gone: take it out of "operations" in docs/access.yaml.',
    ]);
    expect(fieldFaults(few, schema)).toEqual([
      'Case: whose it is ("nobody") is not among "data".',
      'Case.id: stands in docs/access.yaml 2 times: say it once.',
      'Case.secret: say in docs/access.yaml whether it is protected, personal, coded, open, holds (the meanings stand there).',
      'Case.number: is gone: take it out of docs/access.yaml.',
      'Letter: add it to "types" in docs/access.yaml: whose it is, and how sensitive each field.',
    ]);
    expect(listFaults('jobs', ['old'], ['new'])).toEqual([
      'new: add it to "jobs" in docs/access.yaml.',
      'old: is gone: take it out of "jobs".',
    ]);
  });
});
