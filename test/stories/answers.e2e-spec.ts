import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';

describe('how the API answers what it cannot do', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_PROFILE: 'production', OPERATIONS: 'open' })));
  afterAll(() => house.close());

  const send = (body: string | object, type = 'application/json') =>
    request(house.world.server).post('/graphql').set('content-type', type).send(body);

  it('says which variable does not fit, and nothing of the schema', async () => {
    const counsellor = await house.world.counsellor();
    const { status, errors } = await counsellor.ask(
      'mutation ($id: ID!, $version: Int!) { reopenCase(id: $id, version: $version) { __typename } }',
      {
        id: counsellor.id,
        version: 'zwei',
      },
    );
    expect(status).toBe(400);
    expect(errors?.[0]?.extensions).toEqual({
      code: 'INPUT_REFUSED',
      problems: [
        { code: 'DOES_NOT_FIT', field: 'version', de: expect.stringContaining('Form'), en: expect.any(String) },
      ],
    });
    expect(JSON.stringify(errors)).not.toMatch(/Int|zwei/);
  });

  it('names the place inside an input as the caller wrote it', async () => {
    const counsellor = await house.world.counsellor();
    const record = 'mutation ($input: RecordCaseInput!) { recordCase(input: $input) { __typename } }';
    const fieldOf = async (input: object): Promise<string | null | undefined> =>
      (await counsellor.ask(record, { input })).errors?.[0]?.extensions.problems?.[0]?.field;
    const given = {
      grounds: ['ORIGIN'],
      mainArea: { area: 'WORK' },
      respondentType: 'COMPANY',
      incidentEarliest: '2026-01-01',
      incidentLatest: '2026-01-01',
      narrative: 'Etwas geschah.',
    };
    expect(await fieldOf({ ...given, mainArea: { area: 7 } })).toBe('input.mainArea.area');
    expect(await fieldOf({ ...given, grounds: ['ORIGIN', { code: 'NAME' }] })).toBe('input.grounds[1]');
    expect(await fieldOf({ ...given, nonsense: true })).toBe('input.nonsense');
  });

  it('does not explain its schema in production, nor guess what was meant', async () => {
    const introspection = await send({ query: '{ __schema { types { name } } }' });
    expect(introspection.body).not.toHaveProperty('data.__schema');
    const slip = await send({ query: '{ mee { id } }' });
    expect(slip.status).toBe(400);
    expect(slip.text).not.toContain('Did you mean');
  });

  it('takes no form, no batch and no query in the address', async () => {
    expect((await send('query={me{id}}', 'application/x-www-form-urlencoded')).status).toBe(400);
    expect((await send([{ query: '{ me { id } }' }, { query: '{ me { id } }' }])).status).toBe(400);
    expect((await request(house.world.server).get('/graphql?query={me{id}}')).status).toBe(405);
  });

  it('answers broken and oversized bodies with 4xx and without inner details', async () => {
    for (const body of [
      '{',
      '[]',
      '"text"',
      '{"query":1}',
      '{"query":"{"}',
      '{"query":"{ me { id } }","variables":3}',
      '\u0000',
    ]) {
      const answer = await send(body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(answer.text).not.toMatch(/node_modules|at .*\.js|SyntaxError/);
    }
    const huge = await send({ query: `{ me { id } } # ${'x'.repeat(3_000_000)}` });
    expect(huge.status).toBe(413);
  });

  it('sets the same headers on answers, errors and pages', async () => {
    for (const answer of [
      await send({ query: '{ me { id } }' }),
      await send('{'),
      await request(house.world.server).get('/nowhere'),
    ]) {
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(answer.headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('knows no address that it does not have', async () => {
    const answer = await request(house.world.server).get('/nowhere/secret?name=x');
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
  });
});
