import fc from 'fast-check';
import { spoiled } from './graphql.js';
import { requestOf, type FuzzRequest } from './request.js';
import { anything, one, seldom, text, written, type Draw } from './values.js';

const methods = ['GET', 'POST', 'DELETE', 'HEAD', 'PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const headerNames = [
  'Host',
  'Origin',
  'Sec-Fetch-Site',
  'Content-Type',
  'Content-Encoding',
  'Content-Length',
  'Transfer-Encoding',
  'Accept',
  'Accept-Encoding',
  'Range',
  'If-Modified-Since',
  'If-None-Match',
  'Expect',
  'Upgrade',
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-HTTP-Method-Override',
  'Authorization',
  'Cookie',
  'Referer',
  'User-Agent',
  'Trailer',
  'TE',
];
const headerValues = [
  '',
  '*',
  'null',
  'http://localhost',
  'cross-site',
  'same-origin',
  'application/json',
  'application/json; charset=utf-7',
  'application/json; charset=latin1',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary="\u00e9"',
  'text/plain; a=b; a=c;;;=',
  'gzip',
  'br',
  'deflate',
  'gzip, gzip',
  'chunked',
  'identity, chunked',
  'bytes=0-0,5-1,-1',
  'bytes=99999999999999999999-',
  '100-continue',
  'h2c, websocket',
  '0',
  '-1',
  '1e9',
  'W/"x"',
  'Bearer x',
  'Basic =',
  'beistand=',
  `beistand=${'A'.repeat(43)}`,
  `beistand=${'A'.repeat(43)}; beistand=${'B'.repeat(43)}; __proto__=1`,
  '=;=;;%00',
  'x'.repeat(7_000),
  '\u0001\u0002',
  '\u00ff\u00fe',
];

/** A header's value can hold no line break: that would be another header. */
const inOneLine = (value: string): string => value.replace(/[\r\n]/g, ' ');

function path(draw: Draw, ids: readonly string[]): string {
  const id = seldom(draw, 3) ? encodeURI(inOneLine(safe(text(draw)))).replace(/ /g, '%20') : one(draw, ids);
  const known = [
    '/',
    '/index.js',
    '/invitation',
    '/graphql',
    '/session',
    '/health',
    '/ready',
    `/dossiers/${id}`,
    `/cases/${id}/release-form`,
    '/imports',
    '/imports/files',
  ];
  const address = one(draw, known);
  if (!seldom(draw, 3)) return address;
  return (
    address +
    one(draw, [
      '?',
      '?a[b][c]=1',
      `?${'a=1&'.repeat(300)}`,
      '?a=%',
      '/',
      '//',
      '/..%2f..%2fetc/passwd',
      '/%00',
      '/%c0%ae',
      '%',
      '#x',
      '?__proto__[x]=1',
      '/%E0%A4%A',
      `/${'x'.repeat(3_000)}`,
      '\\',
      ';x=1',
      '/.git/config',
    ])
  );
}

/** Unpaired surrogates cannot be written as an address. */
const safe = (value: string): string => value.replace(/[\ud800-\udfff]/g, '?');

function headers(draw: Draw, cookie: string, type: string | null): (readonly [string, string])[] {
  const odd = Array.from(
    { length: draw(fc.nat, { max: 2 }) },
    () => [one(draw, headerNames), inOneLine(seldom(draw, 5) ? text(draw) : one(draw, headerValues))] as const,
  );
  return [...(type ? [['Content-Type', type] as const] : []), ...(cookie ? [['Cookie', cookie] as const] : []), ...odd];
}

/** A form as browsers send them, with what goes wrong in forms. */
function form(draw: Draw): { type: string; body: Buffer } {
  const boundary = one(draw, ['x', '----b', 'x'.repeat(70), 'ü']);
  const parts = Array.from({ length: draw(fc.nat, { max: seldom(draw, 10) ? 40 : 4 }) }, () => {
    const name = seldom(draw, 4)
      ? text(draw)
      : one(draw, ['file', 'mapping', 'source', 'dryRun', 'file[0]', 'a[b][c]', '__proto__']);
    const file = draw(fc.boolean) ? `; filename="${seldom(draw, 3) ? text(draw) : 'list.csv'}"` : '';
    const type = seldom(draw, 3)
      ? `Content-Type: ${one(draw, ['text/csv', 'application/x', '', 'multipart/mixed; boundary=y', 'text/plain; charset=utf-7'])}\r\n`
      : '';
    const content = seldom(draw, 3)
      ? Buffer.from(draw(fc.uint8Array, { maxLength: 200 }))
      : Buffer.from(
          one(draw, [
            'datum;anlass\n2026-03-01;x\n',
            'a,b\n"',
            'PK\u0003\u0004',
            '\ufeffa;b',
            'true',
            'columns: [',
            'columns: {a: &x [*x]}',
            '\u0000',
            'a: !!js/function x',
            'x'.repeat(20_000),
          ]),
        );
    return Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${type}\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  });
  const end = seldom(draw, 8) ? '' : `--${boundary}--\r\n`;
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat([...parts, Buffer.from(end)]) };
}

/** Requests to the plain addresses: odd methods, paths, headers, cookies, bodies and forms. */
export function httpRequest(draw: Draw, ids: readonly string[], as: number, cookie: string): FuzzRequest {
  const kind = draw(fc.nat, { max: 9 });
  if (kind < 3) {
    const { type, body } = form(draw);
    return odd(
      'form',
      as,
      'POST',
      one(draw, ['/imports', '/imports', '/imports/files', '/session', '/graphql']),
      headers(draw, cookie, type),
      body,
    );
  }
  if (kind < 5) {
    const said = seldom(draw, 4)
      ? anything(draw)
      : {
          email: anything(draw),
          password: anything(draw),
          officeName: anything(draw),
          fieldGroups: anything(draw),
          purpose: anything(draw),
          language: anything(draw),
        };
    const json = seldom(draw, 5) ? spoiled(draw, written(said)) : written(said);
    const where = seldom(draw, 4) ? '/session' : `/cases/${one(draw, ids)}/release-form`;
    return odd('body', as, 'POST', where, headers(draw, cookie, 'application/json'), Buffer.from(json));
  }
  const method = seldom(draw, 3) ? one(draw, methods) : 'GET';
  const address = path(draw, ids);
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.from(text(draw));
  // Signing out would leave everything after it to nobody.
  const carried = method === 'DELETE' ? '' : cookie;
  return odd('address', as, method, address, headers(draw, carried, null), body);
}

/** Some headers make it unclear where a request ends: then this side does not wait for an answer. */
function odd(
  what: string,
  as: number,
  method: string,
  address: string,
  sent: readonly (readonly [string, string])[],
  body: Buffer | null,
): FuzzRequest {
  const whole = !sent.some(([name]) => /^(content-length|transfer-encoding|expect|upgrade)$/i.test(name));
  return requestOf({
    what: `${what}: ${method} ${address.slice(0, 80)}`,
    as,
    method,
    path: safe(address),
    headers: sent,
    body,
    whole,
  });
}

/** Bytes that are no request, or no longer one. */
export function rawRequest(draw: Draw, sound: FuzzRequest): FuzzRequest {
  if (seldom(draw, 3))
    return { what: 'bytes', as: sound.as, whole: false, bytes: Buffer.from(draw(fc.uint8Array, { maxLength: 300 })) };
  const bytes = Buffer.from(sound.bytes);
  const head = Math.max(1, bytes.indexOf('\r\n\r\n') + 4);
  for (let flip = 0; flip <= draw(fc.nat, { max: 3 }); flip++)
    bytes[draw(fc.nat, { max: head - 1 })] = draw(fc.nat, { max: 255 });
  const cut = seldom(draw, 2) ? bytes.subarray(0, draw(fc.nat, { max: bytes.length })) : bytes;
  return { what: `flipped: ${sound.what}`, as: sound.as, whole: false, bytes: cut };
}
