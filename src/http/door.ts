import type { IncomingMessage, ServerResponse } from 'node:http';
import { noteTurnedAway } from './turned-away.js';

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
/** A carrier's directory sends people back with a code of its own making, in the address. */
const LONGEST_RETURN = 8_192;
const returns = /^\/sign-in\/with\/[\w-]{22}\/back\?/;

/** Where files come in. */
const bringsFile = /^\/(imports|cases\/[^/?]+\/attachments)\b/;

/** How long the body of a request may be on its way. Files are large, and lines are slow: only the server's own limit holds there. */
const BODY_PATIENCE = 15_000;

/** Why a request is none of ours. */
export interface Objection {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The methods that would be answered, where another one was the fault. */
  readonly allowed?: string;
}

/** What is wrong with a request whatever it asks for; null: nothing. */
export function objections({
  publicUrl,
  checksHost,
}: Omit<DoorRules, 'headers'>): (request: IncomingMessage) => Objection | null {
  const own = new URL(publicUrl);
  return (request) => {
    const { method = '', url = '' } = request;
    if (!methods.has(method)) return { ...otherMethod, allowed: [...methods].join(', ') };
    if (url.length > (returns.test(url) ? LONGEST_RETURN : LONGEST_URL))
      return { status: 414, code: 'ADDRESS_TOO_LONG', message: 'The address is too long.' };
    if (request.headers.host === undefined && request.httpVersion !== '1.0')
      return { status: 400, code: 'BAD_REQUEST', message: 'The request cannot be read.' };
    if (checksHost && !watches(url) && !isOwnHost(request.headers.host, own))
      return { status: 421, code: 'WRONG_HOST', message: 'This house has another address.' };
    if (/^\/graphql\/?(\?|$)/.test(url) && method !== 'POST')
      return { ...otherMethod, message: 'Operations come by POST.', allowed: 'POST' };
    if (changing.has(method) && !comesFromOwnPages(request, own))
      return { status: 403, code: 'CROSS_SITE', message: 'This request comes from another site.' };
    return null;
  };
}

const otherMethod = { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'This method is not answered here.' } as const;

/** The first to see each request: sets the headers of every answer, and turns away what is no request of ours whatever it asks for. */
export function door({ headers, ...rules }: DoorRules): Middleware {
  const objectionTo = objections(rules);
  return (request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const objection = objectionTo(request);
    if (objection) return turnAway(response, headers, objection);
    if (changing.has(request.method ?? '') && !bringsFile.test(request.url ?? '')) hurry(request, response, headers);
    next();
  };
}

/** Answers in the shape of every other error. */
function turnAway(
  response: ServerResponse,
  headers: DoorRules['headers'],
  { status, code, message, allowed }: Objection,
): void {
  noteTurnedAway(code, status);
  for (const [name, value] of headers) response.setHeader(name, value);
  if (allowed !== undefined) response.setHeader('Allow', allowed);
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
export function hurry(request: IncomingMessage, response: ServerResponse, headers: DoorRules['headers']): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    if (response.headersSent) return void request.socket.destroy();
    response.once('finish', () => request.socket.destroy());
    turnAway(response, headers, { status: 408, code: 'TOO_LATE', message: 'The request did not arrive in time.' });
  }, BODY_PATIENCE);
  response.once('close', () => clearTimeout(timer));
}
