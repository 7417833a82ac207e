import { lookup } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Which addresses the house goes to on behalf of a carrier's administrator. */
export interface IssuerRules {
  /** Plain http: in the demonstration and in tests alone. */
  readonly allowsHttp: boolean;
  /** Hosts with their port (443 where none is named) inside the own network: whoever runs the house named them. */
  readonly privateHosts: readonly string[];
}

/** What the library asks for. */
interface Asked {
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly method: string;
}

const PATIENCE_MS = 5_000;
const LARGEST_ANSWER = 1_000_000;

/** IANA's special-purpose registries (RFC 6890): nothing there is a provider on the internet. */
const closed = new BlockList();
for (const network of [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24',
  '192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
].flatMap((line) => line.split(' ')))
  closed.addSubnet(network.split('/')[0] ?? '', Number(network.split('/')[1]), 'ipv4');
// Of IPv6 only 2000::/3 is the internet; in it, what leads back to IPv4 or nowhere. Mapped IPv4 addresses lie outside of it.
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(network, bits, 'ipv6');
const internet = new BlockList();
internet.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one on the internet: not this machine, not a private network, not the metadata service of a cloud. */
export function isOnInternet(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4');
    case 6:
      return internet.check(address, 'ipv6') && !closed.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The provider cannot be asked. Says nothing of what lies behind an address: nobody explores the house's network by it. */
export class IssuerUnreachable extends Error {
  constructor() {
    super('The provider cannot be reached.');
  }
}

/**
 * Asks a carrier's provider, and nobody else: addresses are checked when the connection is made, so that a name that changes its mind gains nothing;
 * no redirect is followed; an answer that takes too long or is too large is none.
 */
export const issuerFetch =
  (rules: IssuerRules) =>
  async (address: string, { body, headers, method }: Asked): Promise<Response> => {
    const url = new URL(address);
    const own = rules.privateHosts.includes(`${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`);
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol !== 'https:' && !(rules.allowsHttp && url.protocol === 'http:')) throw new IssuerUnreachable();
    if (!own && isIP(literal) !== 0 && !isOnInternet(literal)) throw new IssuerUnreachable();
    const options: RequestOptions = {
      method,
      headers: { ...headers },
      agent: false,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(own ? {} : { lookup: onInternet }),
    };
    return send(url, options, textOf(body)).catch((error: unknown) => {
      throw error instanceof IssuerUnreachable ? error : new IssuerUnreachable();
    });
  };

/** Every address of a name must be on the internet: of two, the other one could be taken. */
const onInternet: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error || addresses.length === 0 || !addresses.every(({ address }) => isOnInternet(address)))
      return done(new IssuerUnreachable(), []);
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    done(null, first?.address ?? '', first?.family);
  });
};

function textOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('The provider is sent forms alone.');
}

async function send(url: URL, options: RequestOptions, body: string | null): Promise<Response> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
    request.once('error', reject);
    request.end(body ?? undefined);
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) {
      answer.destroy();
      throw new IssuerUnreachable();
    }
    chunks.push(chunk);
  }
  const headers = new Headers();
  for (const name of ['content-type', 'www-authenticate']) {
    const value = answer.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const status = answer.statusCode ?? 500;
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers });
}
