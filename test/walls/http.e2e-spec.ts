import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { portOf } from '../support/listening.js';

const JSON_TYPE = 'application/json';

/** What a page could ask of a device: nothing here needs any of it. */
const switchedOff = [
  ...['accelerometer', 'browsing-topics', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation'],
  ...['gyroscope', 'hid', 'idle-detection', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['screen-wake-lock', 'serial', 'usb', 'web-share', 'xr-spatial-tracking'],
];

/** What every answer carries, whatever was asked and however it went. */
const everywhere: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /default-src 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-embedder-policy': /^require-corp$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'x-frame-options': /^DENY$/,
  'cache-control': /no-store/,
};

const missing = (headers: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(everywhere).flatMap(([name, wanted]) => (wanted.test(headers[name] ?? '') ? [] : [name]));

describe('every answer', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await openTestHouse({
      BEISTAND_PROFILE: 'production',
      OPERATIONS: 'open',
      PUBLIC_URL: 'http://localhost:3000',
    });
  });
  afterAll(() => house.close());

  const http = () => request(house.world.server);

  /** Sends these bytes and gives all that comes back until the connection ends. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(portOf(house.world.server), '127.0.0.1');
    let said = '';
    socket.on('data', (piece: Buffer) => (said += piece.toString('latin1')));
    socket.on('error', () => undefined);
    socket.write(bytes, 'latin1');
    await Promise.race([once(socket, 'close'), setTimeout(5_000)]);
    socket.destroy();
    return said;
  }

  const headersOf = (said: string): Record<string, string> =>
    Object.fromEntries(
      said
        .split('\r\n\r\n')[0]!
        .split('\r\n')
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );

  it('carries the same protecting headers: pages, data, errors, what is not there', async () => {
    const counsellor = await house.world.counsellor();
    const answers = [
      [200, await http().get('/')],
      [200, await http().get('/index.js')],
      [
        304,
        await http()
          .get('/index.js')
          .set('If-Modified-Since', new Date(Date.now() + 1e6).toUTCString()),
      ],
      [200, await http().get('/invitation')],
      [200, await http().get('/health')],
      [200, await http().get('/ready')],
      [200, await http().post('/graphql').set('Cookie', counsellor.cookie).send({ query: '{ me { id } }' })],
      [400, await http().post('/graphql').send({ query: '{ nothingHere }' })],
      [400, await http().post('/graphql').type(JSON_TYPE).send('{')],
      [
        413,
        await http()
          .post('/graphql')
          .send({ query: 'x'.repeat(3_000_000) }),
      ],
      [
        413,
        await http()
          .post('/session')
          .send({ email: 'x'.repeat(9_000) }),
      ],
      [401, await http().post('/session').send({ email: 'a@b.example', password: 'wrong' })],
      [401, await http().get('/dossiers/x')],
      [404, await counsellor.get('/dossiers/x')],
      [404, await http().get('/no-such-place')],
      [400, await http().get('/%E0%A4%A')],
      [405, await http().put('/session')],
      [405, await http().options('/graphql')],
      [405, await http().get('/graphql?query={me{id}}')],
      [414, await http().get(`/${'x'.repeat(2_100)}`)],
      [401, await http().post('/imports').attach('file', Buffer.from('a;b'), 'list.csv')],
    ] as const;
    for (const [status, answer] of answers) {
      expect([answer.request.url, answer.status]).toEqual([answer.request.url, status]);
      expect([answer.request.url, missing(answer.headers)]).toEqual([answer.request.url, []]);
      expect(answer.headers).not.toHaveProperty('x-powered-by');
    }
  });

  it('carries them even where the request was none', async () => {
    const host = 'Host: localhost\r\n';
    for (const [status, bytes] of [
      [400, 'nonsense\r\n\r\n'],
      [400, 'GET / HTTP/1.1\r\n\r\n'],
      [400, `GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
      [400, `POST /session HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`],
      [400, `GET / HTTP/1.1\r\n${host}A\u0000B: c\r\n\r\n`],
      [431, `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(20_000)}\r\n\r\n`],
      [417, `POST /session HTTP/1.1\r\n${host}Expect: wonders\r\nContent-Length: 2\r\n\r\n{}`],
      [405, `TRACE / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`],
      [405, `CONNECT elsewhere:443 HTTP/1.1\r\n${host}\r\n`],
    ] as const) {
      const said = await raw(bytes);
      expect([bytes.slice(0, 60), said.slice(9, 12)]).toEqual([bytes.slice(0, 60), String(status)]);
      expect([bytes.slice(0, 60), missing(headersOf(said))]).toEqual([bytes.slice(0, 60), []]);
    }
  });

  it('that is no page lets nothing be run, framed, sent, opened or switched on: each word of it', async () => {
    for (const answer of [await http().get('/health'), await http().get('/no-such-place')]) {
      const policy = String(answer.headers['content-security-policy']);
      expect(
        policy
          .split(';')
          .map((word) => word.trim())
          .sort(),
      ).toEqual(["base-uri 'none'", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'", 'sandbox']);
      expect(String(answer.headers['permissions-policy']).split(', ').sort()).toEqual(
        [
          ...switchedOff.map((name) => `${name}=()`),
          'publickey-credentials-create=(self)',
          'publickey-credentials-get=(self)',
        ].sort(),
      );
      // By plain HTTP it would be nothing but a promise that this machine cannot keep.
      expect(answer.headers).not.toHaveProperty('strict-transport-security');
    }
  });

  it('gives pages a policy under which nothing inline runs and no text becomes script', async () => {
    const policy = (await http().get('/')).headers['content-security-policy'];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain('unsafe');
    for (const word of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
      expect(policy).toContain(word);
  });

  it('is for those who call the house by its own name', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:3000', 'localhost@evil.example', '']) {
      const said = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect([host, said.slice(9, 12)]).toEqual([host, '421']);
    }
    for (const host of ['localhost', 'localhost:3000', '127.0.0.1:9', '[::1]:3000', 'LOCALHOST'])
      expect([host, (await http().get('/').set('Host', host)).status]).toEqual([host, 200]);
    expect((await http().get('/health').set('Host', '10.0.0.7:3000')).status).toBe(200);
  });

  it('is counted where it was no, by its code alone', async () => {
    const counted = async (): Promise<number> =>
      Number(
        /^beistand_turned_away_total\{code="WRONG_HOST"\} (\d+)$/m.exec((await http().get('/metrics')).text)?.[1] ?? 0,
      );
    const before = await counted();
    await raw('GET /zqgeheim HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    expect(await counted()).toBe(before + 1);
    expect((await http().get('/metrics')).text).not.toMatch(/zqgeheim|evil\.example/);
  });

  it.each([
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Origin', 'https://evil.example'],
    ['Origin', 'null'],
    ['Origin', 'http://localhost.evil.example:3000'],
    ['Origin', 'https://localhost:3000'],
  ])('is no for a deed that another site set off (%s: %s)', async (name, value) => {
    const counsellor = await house.world.counsellor();
    const asked = { query: '{ me { id } }' };
    for (const answer of [
      await http().post('/graphql').set('Cookie', counsellor.cookie).set(name, value).send(asked),
      await http().delete('/session').set('Cookie', counsellor.cookie).set(name, value),
      await http().post('/session').set(name, value).send({ email: counsellor.email, password: 'x' }),
      await counsellor.post(`/cases/${counsellor.id}/release-form`).set(name, value).send({}),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'CROSS_SITE']);
    expect((await counsellor.ask('{ me { id } }')).data).toEqual({ me: { id: counsellor.id } });
  });

  it('is yes for the own pages', async () => {
    for (const [name, value] of [
      ['Sec-Fetch-Site', 'same-origin'],
      ['Sec-Fetch-Site', 'none'],
      ['Origin', 'http://localhost:3000'],
    ] as const)
      expect((await http().post('/graphql').set(name, value).send({ query: '{ me { id } }' })).status).toBe(200);
  });

  it('takes operations as JSON alone', async () => {
    for (const type of [
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/graphql',
    ])
      expect([type, (await http().post('/graphql').type(type).send('{"query":"{ me { id } }"}')).status]).toEqual([
        type,
        400,
      ]);
  });

  it('is not waited for by a body that does not arrive', async () => {
    const socket = connect(portOf(house.world.server), '127.0.0.1');
    let said = '';
    socket.on('data', (piece: Buffer) => (said += String(piece)));
    socket.on('error', () => undefined);
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    const drip = setInterval(() => socket.write(' '), 1_000);
    const began = Date.now();
    await once(socket, 'close');
    clearInterval(drip);
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(said.slice(9, 12)).toBe('408');
    expect(missing(headersOf(said))).toEqual([]);
  }, 25_000);
});

describe('connections', () => {
  let house: TestHouse;
  beforeAll(
    async () =>
      void (house = await openTestHouse({
        MAX_CONNECTIONS: '10',
        BEISTAND_JOBS: 'off',
        PUBLIC_URL: 'https://beistand.example.org',
      })),
  );
  afterAll(() => house.close());

  it('to a house that is reached by HTTPS are to stay so: two years, said on every answer', async () => {
    for (const path of ['/', '/health', '/no-such-place'])
      expect((await request(house.world.server).get(path)).headers['strict-transport-security']).toBe(
        'max-age=63072000',
      );
  });

  it('are held up to a number, and others come in as soon as some have left', async () => {
    const open = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const socket = connect(portOf(house.world.server), '127.0.0.1');
        await once(socket, 'connect');
        return socket;
      }),
    );
    await expect(fetch(`http://127.0.0.1:${portOf(house.world.server)}/health`)).rejects.toThrow();
    for (const socket of open) socket.destroy();
    await setTimeout(100);
    expect((await fetch(`http://127.0.0.1:${portOf(house.world.server)}/health`)).status).toBe(200);
  });
});
