import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { LeanOperations } from '../../src/graphql/lean-operations.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { recordCase } from '../support/cases.js';
import { documentFor, variablesFor } from '../support/matrix/documents.js';
import { example } from '../support/matrix/examples.js';
import { rootFields } from '../support/matrix/policy.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(120_000);

/** Takes the ordinary way: whoever would rather have something else than JSON is answered by Apollo itself. */
const ORDINARY = 'application/json, text/html;q=0.1';

interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string;
}

/** What of an answer has to be the same: status, headers but for the request's own, and every byte of the text. */
interface Said {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

describe('the lean way', () => {
  let house: TestHouse;
  let counsellor: Someone;
  let others: Someone[];
  let caseId: string;
  const taken = { count: 0 };

  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_PROFILE: 'production', OPERATIONS: 'open', BEISTAND_JOBS: 'off' });
    counsellor = await house.world.counsellor();
    others = [house.world.nobody, await house.world.operator(), await house.world.supervisor(counsellor.organisation)];
    caseId = ((await recordCase(counsellor)) as { id: string }).id;
    const lean = house.app.get(LeanOperations, { strict: false });
    const answer = lean.answer.bind(lean);
    jest.spyOn(lean, 'answer').mockImplementation((...given) => {
      taken.count += 1;
      return answer(...given);
    });
  });
  beforeEach(() => void (taken.count = 0));
  afterAll(() => house.close());

  async function send(someone: Someone, asked: Asked, headers: Record<string, string> = {}): Promise<Said> {
    const sent = request(house.world.server).post('/graphql').set('Cookie', someone.cookie).set(headers);
    const { status, headers: given, text } = await sent.send(asked);
    const { 'x-request-id': id, date, ...rest } = given as Record<string, string>;
    expect([id?.length, date?.length]).toEqual([36, 29]);
    // Each fault has a reference of its own, what is counted now says when, and a deed that goes well makes the next version.
    const same = text.replace(/"(reference|asOf)":"[^"]+"/g, '"$1":""').replace(/version":\d+/g, 'version":0');
    return { status, headers: sorted(rest), text: same };
  }

  /** Asks in both ways, the ordinary one first: that is where the lean one learns of an operation. */
  async function both(someone: Someone, asked: Asked): Promise<void> {
    const ordinary = await send(someone, asked, { accept: ORDINARY });
    const before = taken.count;
    const lean = await send(someone, asked);
    const again = await send(someone, asked);
    // What is refused before it is executed is refused in one place.
    const executed = ordinary.text.includes('"data"') || /INPUT_REFUSED|UNAVAILABLE|TOO_SLOW/.test(ordinary.text);
    expect([asked.query.slice(0, 60), taken.count - before]).toEqual([asked.query.slice(0, 60), executed ? 2 : 0]);
    expect(lean).toEqual(ordinary);
    expect(again).toEqual(ordinary);
  }

  it('answers every query byte for byte as the ordinary one, to everybody', async () => {
    const queries = Object.values(house.schema.getQueryType()?.getFields() ?? {});
    expect(queries.length).toBeGreaterThan(15);
    const source = { id: () => caseId, value: example };
    for (const field of queries) {
      const variables = variablesFor(field, source);
      const query = documentFor('Query', field, Object.keys(variables));
      for (const someone of [counsellor, ...others]) await both(someone, { query, variables });
    }
    expect(taken.count).toBeGreaterThan(100);
  });

  it('says no to deeds as the ordinary one does: not allowed, not there, not fitting', async () => {
    const deeds = [...rootFields(house.schema).values()].filter(
      // New codes are other ones each time.
      ({ name }) => name !== 'renewRecoveryCodes' && house.schema.getMutationType()?.getFields()[name],
    );
    const source = { id: () => '00000000-0000-4000-8000-000000000000', value: example };
    for (const field of deeds) {
      const variables = variablesFor(field, source);
      const query = documentFor('Mutation', field, Object.keys(variables));
      await both(house.world.nobody, { query, variables });
      await both(counsellor, {
        query,
        variables: Object.fromEntries(Object.keys(variables).map((name) => [name, []])),
      });
    }
    const strange = { query: 'query ($id: ID!) { case(id: $id) { id } }' };
    for (const variables of [{}, { id: null }, { id: 7 }, { id: 'x', more: 1 }, { id: ['x'] }])
      await both(counsellor, { ...strange, variables });
  });

  it('tells apart two operations in one text, and the same text with other variables', async () => {
    const query = 'query A { me { id } } query B { me { email } }';
    for (const operationName of ['A', 'B']) await both(counsellor, { query, operationName });
    for (const operationName of ['', 'C', undefined]) {
      const asked = operationName === undefined ? { query } : { query, operationName };
      const ordinary = await send(counsellor, asked, { accept: ORDINARY });
      expect(await send(counsellor, asked)).toEqual(ordinary);
      expect(ordinary.status).toBe(400);
    }
    const fresh = 'query ($id: ID!) { case(id: $id) { id number } }';
    for (const variables of [{}, { id: 'x' }]) {
      // Nothing of a request that named nothing stays with the text.
      expect((await send(counsellor, { query: fresh, operationName: '', variables })).status).toBe(400);
      expect((await send(counsellor, { query: fresh, variables })).status).toBeLessThan(500);
      expect((await send(counsellor, { query: fresh, variables }, { accept: ORDINARY })).status).toBeLessThan(500);
    }
    const one =
      'query ($first: Int, $yes: Boolean!) { cases(first: $first) { edges { cursor } pageInfo @include(if: $yes) { endCursor } } }';
    for (const variables of [{ first: 1, yes: true }, { first: 2, yes: false }, { yes: true }])
      await both(counsellor, { query: one, variables });
  });

  it('gives up as the ordinary one when the database is slow, and lets go of a fault by a reference alone', async () => {
    const query = 'query ($id: ID!) { case(id: $id) { id } }';
    await house.database.query(`
      create function hinder() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '57014'; end $$;
      create trigger hinder before insert on audit_entry for each row execute function hinder();`);
    await both(counsellor, { query, variables: { id: caseId } });
    await house.database.query(`create or replace function hinder() returns trigger language plpgsql as $$
      begin raise exception 'no' using errcode = 'XX000'; end $$`);
    await both(counsellor, { query, variables: { id: caseId } });
    await house.database.query('drop trigger hinder on audit_entry');
    await both(counsellor, { query, variables: { id: caseId } });
  });

  it('is not taken by anything unusual, which is answered as it was before', async () => {
    const query = '{ me { id } }';
    await both(counsellor, { query });
    taken.count = 0;
    const ask = (): request.Test => request(house.world.server).post('/graphql').set('Cookie', counsellor.cookie);
    const json = JSON.stringify({ query });
    const odd: readonly (readonly [number, request.Test])[] = [
      [400, ask().type('application/json').send('{')],
      [400, ask().type('application/json').send('"text"')],
      [400, ask().type('application/json').send(`[${json}]`)],
      [
        400,
        ask()
          .type('application/json')
          .send(`{"query":"${query}","variables":${'['.repeat(50)}${']'.repeat(50)}}`),
      ],
      [400, ask().type('application/json').send(`{"query":"${query}","variables":3}`)],
      [400, ask().type('text/plain').send(json)],
      [403, ask().set('Origin', 'https://evil.example').send({ query })],
      [421, ask().set('Host', 'evil.example').send({ query })],
      [200, ask().set('Accept', ORDINARY).send({ query })],
      [200, ask().set('Authorization', 'Bearer nobody').send({ query })],
      [200, ask().send({ query, extensions: {} })],
      [200, ask().send({ query, padding: 'x'.repeat(70_000) })],
      [200, ask().query('').send({ query: '{ me { id name } }' })],
      [200, request(house.world.server).post('/graphql?x=1').set('Cookie', counsellor.cookie).send({ query })],
      [200, request(house.world.server).post('/graphql/').set('Cookie', counsellor.cookie).send({ query })],
    ];
    for (const [at, [status, sent]] of odd.entries()) expect([at, (await sent).status]).toEqual([at, status]);
    expect(taken.count).toBe(0);
    await send(counsellor, { query });
    expect(taken.count).toBe(1);
  });

  it('is counted and timed like the ordinary one', async () => {
    const counted = async (): Promise<number> => {
      const { text } = await request(house.world.server).get('/metrics');
      return Number(/_count\{method="POST",route="\/graphql",status="200"\} (\d+)/.exec(text)?.[1]);
    };
    const before = await counted();
    await send(counsellor, { query: '{ me { id } }' });
    expect(await counted()).toBe(before + 1);
    expect(taken.count).toBe(1);
  });

  it('passes by nothing: what stands on the ordinary way is known here, one by one', () => {
    // Whoever puts something new before the endpoint decides whether the lean way needs it, and does it in src/lean-way.ts.
    expect(standingBefore(house.app)).toEqual([
      ...['<anonymous>', '<anonymous>'], // Nest's hooks, which nobody sets; the door
      ...['refuseUnreadable', 'jsonParser', 'jsonParser'], // bodies
      'serveStatic', // pages, by GET
      ...['handle', 'handle'], // lines of the log, and the logger of a request
      ...['handler', 'handler', 'handler', 'handler'], // times, session, token (lean requests bring none), gate
      ...['<anonymous>', '<anonymous>'], // a body where there is none; Apollo
      ...['<anonymous>', '<anonymous>'], // not reached: no such place, errors
    ]);
  });
});

const sorted = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Layer {
  readonly name: string;
  match(path: string): boolean;
}

/** The layers of Express that meet a request to the endpoint, in order, up to the first that answers. */
function standingBefore(app: NestExpressApplication): string[] {
  const { router } = app.getHttpAdapter().getInstance() as unknown as { router: { stack: readonly Layer[] } };
  return router.stack.filter((layer) => layer.match('/graphql')).map(({ name }) => name);
}
