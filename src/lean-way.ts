import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import type { HouseRequest } from './access/request.js';
import { failed, LeanOperations, type Answer, type LeanOperation } from './graphql/lean-operations.js';
import { hurry, objections, type DoorRules } from './http/door.js';
import { bringsSmallJson, parseSmallJson, readBody, takesJson } from './http/small-body.js';
import { RememberedSessions } from './identity/remembered-sessions.js';
import { SessionMiddleware } from './identity/session.middleware.js';
import { RequestLines } from './logging/request-lines.js';
import { Metrics } from './operations/metrics.js';

/**
 * A short way for operations that were answered before: past Express, Nest's router and Apollo's pipeline, through the same door, session,
 * gate, resolvers, log and metrics (docs/decisions/0014). Only what will be executed goes this way. Whatever is to be refused, or is in
 * any way unusual, goes the ordinary one from the start, and is answered there.
 */
export function putLeanWayFirst(app: NestExpressApplication, rules: DoorRules): void {
  const server = app.getHttpServer();
  const [ordinary] = server.listeners('request') as RequestListener[];
  if (!ordinary) throw new Error('The server has no way to answer.');
  const objectionTo = objections(rules);
  const headers = [...rules.headers].flat();
  const [operations, session, remembered, lines, metrics] = [
    app.get(LeanOperations, { strict: false }),
    app.get(SessionMiddleware, { strict: false }),
    app.get(RememberedSessions, { strict: false }),
    app.get(RequestLines, { strict: false }),
    app.get(Metrics, { strict: false }),
  ];

  /** An operation is executed only after everything that could say no has been asked; a question of somebody remembered asks along the way. */
  const answer = (request: HouseRequest, response: Response, operation: LeanOperation): void => {
    if (operation.isQuery && remembered.recall(request)) return execute(request, response, operation);
    session.use(request, response, (error?: unknown) => {
      if (error !== undefined) return ordinary(request, response);
      remembered.remember(request);
      execute(request, response, operation);
    });
  };

  const execute = (request: HouseRequest, response: Response, operation: LeanOperation): void => {
    if (!operations.lets(request, operation)) return ordinary(request, response);
    const stop = metrics.requests.startTimer({ method: 'POST', route: '/graphql' });
    response.once('finish', () => stop({ status: String(response.statusCode) }));
    lines.during(request, response, (id) => {
      void answerTo(request, response, operation).then((given) =>
        send(response, [...headers, 'X-Request-Id', id], given),
      );
    });
  };

  /** What was made for somebody remembered is thrown away where it does not hold. */
  const answerTo = async (request: HouseRequest, response: Response, operation: LeanOperation): Promise<Answer> => {
    const given = await operations.answer(request, response, operation);
    if (!request.actor?.assumed) return given;
    try {
      return (await remembered.confirm(request)) ? given : await operations.answer(request, response, operation);
    } catch (error) {
      return failed(error);
    }
  };

  server.removeAllListeners('request');
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (!isPlainOperation(incoming) || objectionTo(incoming)) return ordinary(incoming, outgoing);
    const [request, response] = [incoming as Request, outgoing as Response];
    hurry(request, response, rules.headers);
    readBody(request, (bytes) => {
      const body = parseSmallJson(bytes);
      const operation = operations.recognise(body);
      request.body = body ?? UNREADABLE;
      if (operation) return answer(request, response, operation);
      ordinary(request, response);
    });
  });
}

/** Stands in the place of a body that was read in vain. */
const UNREADABLE = Symbol('a body that cannot be read');

/** Refuses what was read here and could not be understood, as Express' own parser would have done. */
export function refuseUnreadable({ body }: Request, _: Response, next: (error?: Error) => void): void {
  next(body === UNREADABLE ? Object.assign(new Error('The body cannot be read.'), { status: 400 }) : undefined);
}

const isPlainOperation = (request: IncomingMessage): boolean =>
  request.method === 'POST' &&
  request.url === '/graphql' &&
  request.headers.authorization === undefined &&
  bringsSmallJson(request) &&
  takesJson(request);

function send(response: ServerResponse, headers: readonly string[], { status, text, retryAfter }: Answer): void {
  if (response.headersSent) return void response.end(); // given up while it was executed
  response.writeHead(status, [
    ...headers,
    ...(retryAfter === undefined ? [] : ['Retry-After', retryAfter]),
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(Buffer.byteLength(text)),
  ]);
  response.end(text);
}
