import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Transactions } from '../../src/database/transactions.js';
import { tokenFor } from '../support/api-tokens.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

const ask = (house: TestHouse, query: string, variables: object = {}, cookie = '') =>
  request(house.world.server).post('/graphql').set('Cookie', cookie).send({ query, variables });

const LIMITS = {
  errors: [{ message: 'This operation asks for more than is answered.', extensions: { code: 'LIMITS' } }],
};
const NOT_LISTED = {
  errors: [{ message: 'This operation is not answered here.', extensions: { code: 'NOT_LISTED' } }],
};

describe('an operation that asks for too much', () => {
  let house: TestHouse;
  beforeAll(
    async () =>
      void (house = await openTestHouse({ BEISTAND_PROFILE: 'production', OPERATIONS: 'open', BEISTAND_JOBS: 'off' })),
  );
  afterAll(() => house.close());

  it('is told by the same bytes, whatever is too much and whether its names exist', async () => {
    const rows = 'rows(first: $n) { edges { node { line outcome ' + 'line '.repeat(10) + '} } }';
    const nested = `query ($n: Int) { importRuns(first: $n) { edges { node { ${rows} } } } }`;
    const tooMuch: readonly (readonly [string, object?])[] = [
      [`{ me { ${'id '.repeat(900)}} }`],
      [`{ nothing { ${'like this '.repeat(900)}} }`],
      [`{ ${'a { '.repeat(40)}b ${'}'.repeat(40)} }`],
      [`{ ${'['.repeat(100_000)}`],
      ['{ me { ...F } } fragment F on Person { ...F }'],
      [`{ ${Array.from({ length: 100 }, (_, n) => `a${n}: me { id }`).join(' ')} }`],
      [`{ me { id } } # ${'x'.repeat(30_000)}`],
      [nested, { n: 100 }],
    ];
    const counsellor = await house.world.counsellor();
    for (const cookie of ['', counsellor.cookie])
      for (const [query, variables] of tooMuch) {
        const { status, body } = await ask(house, query, variables, cookie);
        expect([query.slice(0, 40), status, body]).toEqual([query.slice(0, 40), 400, LIMITS]);
      }
    expect((await ask(house, nested, { n: 2 })).body).not.toEqual(LIMITS);
  });

  it('is no longer one when its variables are smaller, and the other way round', async () => {
    const supervisor = await house.world.supervisor();
    const rows = 'rows(first: $n) { edges { node { line outcome ' + 'line '.repeat(10) + '} } }';
    const nested = `query ($n: Int) { importRuns(first: $n) { edges { node { ${rows} } } } }`;
    for (const [n, fits] of [
      [3, true],
      [100, false],
      [3, true],
      [100, false],
    ] as const) {
      const { body } = await ask(house, nested, { n }, supervisor.cookie);
      expect([n, 'data' in body]).toEqual([n, fits]);
    }
  });

  it('cannot hide in its variables, nor in another body or encoding', async () => {
    const counsellor = await house.world.counsellor();
    const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    const query = JSON.stringify('query ($x: ID!) { case(id: $x) { id } }');
    for (const [path, body] of [
      ['/graphql', `{"query":${query},"variables":${deep}}`],
      [`/cases/${counsellor.id}/release-form`, deep],
      ['/session', `{"email":"\\","password":${'['.repeat(50)}1${']'.repeat(50)}}`],
    ] as const)
      expect((await counsellor.post(path).type('application/json').send(body)).status).toBe(400);
    const twoBytes = Buffer.from('{"query":"{ me { id } }"}', 'utf16le');
    const other = counsellor.post('/graphql').set('Content-Type', 'application/json; charset=utf-16');
    expect((await other.serialize((sent: string) => sent).send(twoBytes as unknown as object)).status).toBe(400);
    const brackets = await counsellor.ask('query ($x: ID!) { case(id: $x) { id } }', { x: '["{'.repeat(1_000) });
    expect(brackets.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('cannot be asked for by a hash alone', async () => {
    const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';
    const { status, text } = await request(house.world.server)
      .post('/graphql')
      .send({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
    expect(status).toBeLessThan(500);
    expect(text).not.toContain('"data"');
  });
});

describe('where operations are listed', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openTestHouse({ BEISTAND_PROFILE: 'production', BEISTAND_JOBS: 'off' });
  });
  afterAll(() => house.close());

  /** The operations that a page sends: the first argument of each `ask(...)`. */
  const operationsOf = (page: string): string[] =>
    [...readFileSync(`src/web/pages/${page}`, 'utf8').matchAll(/\bask\(\s*(['`])([^'`]+)\1/g)].map(
      ([, , text]) => text!,
    );

  it('every operation of the pages is answered, blanks aside', async () => {
    const counsellor = await house.world.counsellor();
    const pages = [
      'index.js',
      'invitation.js',
      'reset.js',
      'account.js',
      'tokens.js',
      'proof.js',
      'release-operations.js',
      'story-operations.js',
    ];
    const sent = pages.flatMap(operationsOf).filter(
      (text) => !text.includes('__schema'), // the page asks whether it may explain its schema; here it may not
    );
    expect(sent.length).toBe(37);
    for (const query of sent) expect((await ask(house, query, { token: 'x' })).body).not.toEqual(NOT_LISTED);
    expect((await ask(house, '{me{name roles}}', {}, counsellor.cookie)).body.data.me.roles).toEqual(['COUNSELLOR']);
  });

  it('all others are refused by the same bytes: wanted, unknown, broken, disguised', async () => {
    const counsellor = await house.world.counsellor();
    for (const query of [
      '{ me { id } }',
      '{ me { name roles id } }',
      '{ me { mail roles } }',
      '{ me { name roles(of: 1) } }',
      '{ __typename }',
      '{ __schema { queryType { name } } }',
      '{ nothing }',
      '{ me { name roles } } query Other { me { id } }',
      'query Named { me { name roles } }',
      '{ a: me { name roles } }',
      '{ me { name roles } ',
      '',
      ' ',
    ].filter((text) => text.trim() !== '')) {
      const { status, body } = await ask(house, query, {}, counsellor.cookie);
      expect([query, status, body]).toEqual([query, 400, NOT_LISTED]);
    }
  });

  it('only a token with the scope opens the others, and the limits hold for it too', async () => {
    const counsellor = await house.world.counsellor();
    const [plain, open] = [
      await tokenFor(house, counsellor, ['cases:read']),
      await tokenFor(house, counsellor, ['cases:read', 'operations:any']),
    ];
    const asking = (token: string, query: string) =>
      request(house.world.server).post('/graphql').set('Authorization', `Bearer ${token}`).send({ query });
    expect((await asking(plain, '{ me { id } }')).body).toEqual(NOT_LISTED);
    expect((await asking(plain, '{ me { name roles } }')).body.data.me.roles).toEqual(['COUNSELLOR']);
    expect((await asking(open, '{ me { id } }')).body).toEqual({ data: { me: { id: counsellor.id } } });
    expect((await asking(open, `{ ${'me { id } '.repeat(2_000)} }`)).body).toEqual(LIMITS);
    expect((await asking(open, '{ __schema { queryType { name } } }')).body).not.toHaveProperty('data');
    // What is known and compiled for a program by now stays closed to a session, which takes the lean way with it.
    expect((await ask(house, '{ me { id } }', {}, counsellor.cookie)).body).toEqual(NOT_LISTED);
  });
});

describe('when the database', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('cannot be reached, everything says so with 503 and when to come again, and works again afterwards', async () => {
    const counsellor = await house.world.counsellor();
    const { rows } = await house.database.query('select current_database() as name');
    const { name } = rows[0];
    await house.database.query(`revoke connect on database "${name}" from beistand_app`);
    await house.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename = 'beistand_app'`,
    );
    const said = [
      await ask(house, '{ me { id } }', {}, counsellor.cookie),
      await ask(house, 'query { invitation(token: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") { email } }'),
      await request(house.world.server)
        .post('/session')
        .send({ email: counsellor.email, password: 'ein langes Passwort 42' }),
      await counsellor.get(`/dossiers/${counsellor.id}`),
    ];
    expect((await request(house.world.server).get('/ready')).status).toBe(503);
    expect((await request(house.world.server).get('/health')).status).toBe(200);
    await house.database.query(`grant connect on database "${name}" to beistand_app`);
    for (const { status, headers, body, text } of said) {
      expect([status, headers['retry-after']]).toEqual([503, '5']);
      expect(body.code ?? body.errors[0].extensions.code).toBe('UNAVAILABLE');
      expect(text).not.toMatch(/beistand_|database|127\.0\.0\.1|FAULT/);
    }
    expect((await counsellor.ask('{ me { id } }')).data).toEqual({ me: { id: counsellor.id } });
  });

  it('takes too long, the statement is given up and said to be too slow', async () => {
    const counsellor = await house.world.counsellor();
    const transactions = house.app.get(Transactions, { strict: false });
    expect(await transactions.readAsNobody({ name: 'patience', text: 'show statement_timeout', values: [] })).toEqual([
      { statement_timeout: '15s' },
    ]);
    // What the cluster says after that time, without waiting for it.
    await house.database.query(`
      create function slow() returns trigger language plpgsql as $$ begin raise exception 'canceling' using errcode = '57014'; end $$;
      create trigger slow before update on person for each row execute function slow();`);
    const { status, body, headers } = await ask(
      house,
      'mutation { changeMe(input: { name: "Neuer Name" }) { __typename } }',
      {},
      counsellor.cookie,
    );
    await house.database.query('drop trigger slow on person');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(body.errors[0].extensions).toEqual({ code: 'TOO_SLOW' });
  });
});
