import { hostname } from 'node:os';
import type { FuzzRequest } from './request.js';

/** What must never stand in an answer: where it runs, how it is written, what the database said. */
const leaks: readonly (readonly [string, RegExp])[] = [
  ['a stack frame', /\bat (?:async )?[\w.<>$ []*\(?(?:file:\/\/|node:|\/)[^\s)]*:\d+:\d+/],
  ['a path of the machine', /node_modules|file:\/\/\/|\/(?:home|root|tmp|usr|var\/lib|work)\/[\w.-]+\//],
  ['a file of the program', /\bsrc\/[\w-]+\/[\w.-]+\.[jt]s\b|\bdist\/src\b/],
  ['SQL', /\b(?:select|insert into|update|delete from)\s+[\w".*, ]+\s+(?:from|values|set|where)\s/i],
  [
    'words of the database',
    /violates \w[\w -]* constraint|relation ".*" does not exist|syntax error at or near|invalid input syntax|beistand_(?:app|jobs|owner)|invalid byte sequence|could not determine/,
  ],
  ['a class of errors', /QueryFailedError|TypeError|RangeError|ReferenceError|EntityMetadata|\[object Object\]/],
  ['an address of the database', /postgres(?:ql)?:\/\/|ECONNREFUSED/],
];

const neverMissing = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'permissions-policy'];

/** What is wrong with an answer; null when nothing is. */
export function faultOf(request: FuzzRequest, answer: string, planted: readonly string[]): string | null {
  if (answer === '') return request.whole ? 'no answer' : null;
  const statuses = [...answer.matchAll(/(?:^|\r\n\r\n|[}>\n])HTTP\/1\.[01] (\d{3})/g)].map(([, status]) =>
    Number(status),
  );
  if (statuses.length === 0) return 'an answer that is no HTTP';
  const bad = statuses.find((status) => status >= 500);
  if (bad) return `status ${bad}`;
  const head = answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();
  const missing = statuses[0] === 100 ? undefined : neverMissing.find((name) => !head.includes(`\r\n${name}:`));
  if (missing) return `no header ${missing}`;
  if (/\r\nx-powered-by:|\r\nserver:/.test(head)) return 'a header that tells what it runs on';
  if (/"code":"FAULT"/.test(answer)) return 'a fault';
  const token = planted.find((word) => answer.includes(word));
  if (token) return 'a word of another organisation';
  if (machine.test(answer)) return 'the name of the machine';
  const sent = request.bytes.toString('utf8');
  for (const [what, pattern] of leaks) {
    const found = pattern.exec(answer)?.[0];
    // An answer may repeat a name that it was asked about: that tells nothing.
    if (found && !sent.includes(found)) return `${what}: ${found.slice(0, 80)}`;
  }
  return null;
}

/** A short name such as `W` would be found everywhere. */
const machine = hostname().length > 4 ? new RegExp(`\\b${hostname().replace(/[^\w-]/g, '.')}\\b`) : /(?!)/;
