import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isOnInternet, issuerFetch, IssuerUnreachable } from './issuer-fetch.js';

describe('addresses on the internet', () => {
  it.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'are such as %s',
    (address) => expect(isOnInternet(address)).toBe(true),
  );

  it.each(
    `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1 198.18.0.1 224.0.0.1 255.255.255.255
     :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 fe80::1 fc00::1 fd12::1 ff02::1 2001:db8::1 2002:7f00:1:: 2001::1 100::1 login.example.org 127.1`.split(
      /\s+/,
    ),
  )('are not such as %s', (address) => expect(isOnInternet(address)).toBe(false));
});

describe('what is asked on behalf of an administrator', () => {
  let server: Server;
  let host: string;
  let asked = 0;
  const answers: Record<string, (response: import('node:http').ServerResponse) => void> = {
    '/redirect': (response) => response.writeHead(302, { location: '/plain' }).end(),
    '/plain': (response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end('{}'),
    '/large': (response) => response.writeHead(200).end(Buffer.alloc(1_000_001)),
  };
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) => {
      asked++;
      answers[url]?.(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (url: string, privateHosts: string[] = [], allowsHttp = true): Promise<Response> =>
    issuerFetch({ allowsHttp, privateHosts })(url, { headers: {}, method: 'GET' });

  it('is not this machine, by number or by name, and no request gets there', async () => {
    const port = host.split(':')[1];
    for (const name of [
      host,
      `localhost:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `2130706433:${port}`,
      `0x7f.1:${port}`,
    ])
      await expect(get(`http://${name}/plain`)).rejects.toThrow(IssuerUnreachable);
    await expect(get(`http://${host}/plain`, ['127.0.0.1:443', '127.0.0.1:80'])).rejects.toThrow(IssuerUnreachable);
    await expect(get(`http://${host}/plain`, [host], false)).rejects.toThrow(IssuerUnreachable);
    expect(asked).toBe(0);
  });

  it('is a host inside that was named, with its port; no redirect is followed, no cookie taken, and a large answer is none', async () => {
    const answer = await get(`http://${host}/plain`, [host]);
    expect([answer.status, await answer.json(), answer.headers.get('set-cookie')]).toEqual([200, {}, null]);
    const before = asked;
    expect((await get(`http://${host}/redirect`, [host])).status).toBe(302);
    expect(asked).toBe(before + 1);
    await expect(get(`http://${host}/large`, [host])).rejects.toThrow(IssuerUnreachable);
  });
});
