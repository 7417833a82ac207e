import type { IncomingMessage, ServerResponse } from 'node:http';

/** Node's own request, as Express hands it on. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export interface DoorRules {
  readonly headers: ReadonlyMap<string, string>;
  readonly publicUrl: string;
  /** Whether a request must name the house by its public address: on in production. */
  readonly checksHost: boolean;
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE']);
const changing: ReadonlySet<string> = new Set(['POST', 'DELETE']);
const LONGEST_URL = 2_048;

/** How long the body of a request may be on its way. Lists for import are large, and lines are slow: only the server's own limit holds there. */
const BODY_PATIENCE = 15_000;

/** The first to see each request: sets the headers of every answer, and turns away what is no request of ours whatever it asks for. */
export function door({ headers, publicUrl, checksHost }: DoorRules): Middleware {
  const own = new URL(publicUrl);
  return (request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const { method = '', url = '' } = request;
    if (!methods.has(method)) {
      response.setHeader('Allow', [...methods].join(', '));
      return turnAway(response, 405, 'METHOD_NOT_ALLOWED', 'This method is not answered here.');
    }
    if (url.length > LONGEST_URL) return turnAway(response, 414, 'ADDRESS_TOO_LONG', 'The address is too long.');
    if (request.headers.host === undefined && request.httpVersion !== '1.0')
      return turnAway(response, 400, 'BAD_REQUEST', 'The request cannot be read.');
    if (checksHost && !watches(url) && !isOwnHost(request.headers.host, own))
      return turnAway(response, 421, 'WRONG_HOST', 'This house has another address.');
    if (/^\/graphql\/?(\?|$)/.test(url) && method !== 'POST') {
      response.setHeader('Allow', 'POST');
      return turnAway(response, 405, 'METHOD_NOT_ALLOWED', 'Operations come by POST.');
    }
    if (changing.has(method)) {
      if (!comesFromOwnPages(request, own))
        return turnAway(response, 403, 'CROSS_SITE', 'This request comes from another site.');
      if (!url.startsWith('/imports')) hurry(request, response);
    }
    next();
  };
}

/** Answers in the shape of every other error. */
function turnAway(response: ServerResponse, status: number, code: string, message: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', Connection: 'close' })
    .end(JSON.stringify({ code, message }));
}

/** Whoever watches over the process or balances load asks it by its own address. */
const watches = (url: string): boolean => /^\/(health|ready|metrics)(\?|$)/.test(url);

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** By name alone, since a proxy may leave the port out. This machine has several names for itself. */
function isOwnHost(host: string | undefined, own: URL): boolean {
  const name = /^(\[[\da-f:]+\]|[\w.-]+)(:\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
  return name !== undefined && (name === own.hostname || (loopback.test(own.hostname) && loopback.test(name)));
}

/**
 * Browsers say where a request comes from; the session's cookie is SameSite=Strict, and this does not rely on it.
 * Programs that are no browser send neither header, and carry nobody's cookie but their own.
 */
function comesFromOwnPages({ headers }: IncomingMessage, own: URL): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = headers;
  if (origin === undefined || origin === own.origin) return true;
  return loopback.test(own.hostname) && origin === `http://${host}` && isOwnHost(host, own);
}

/** Ends a request whose body does not arrive, so that nobody holds connections by sending a byte now and then. */
function hurry(request: IncomingMessage, response: ServerResponse): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    if (response.headersSent) return void request.socket.destroy();
    response.once('finish', () => request.socket.destroy());
    turnAway(response, 408, 'TOO_LATE', 'The request did not arrive in time.');
  }, BODY_PATIENCE);
  response.once('close', () => clearTimeout(timer));
}
