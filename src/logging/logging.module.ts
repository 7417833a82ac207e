import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { destination } from 'pino';
import type { Config } from '../config.js';
import { RequestLines } from './request-lines.js';
import { routeOf, type RoutedRequest } from './route.js';

/** Provides the line of a request for the lean way. */
@Global()
@Module({ providers: [RequestLines], exports: [RequestLines] })
export class RequestLinesModule {}

/** Structured log lines with a request id. Of a request: method, route, status and time. No headers, no bodies, no addresses. */
export const loggingModule = (level: Config['logLevel']): DynamicModule =>
  LoggerModule.forRoot({
    pinoHttp: [
      {
        level,
        genReqId: (_request: IncomingMessage, response: ServerResponse) => {
          const id = randomUUID();
          response.setHeader('X-Request-Id', id);
          return id;
        },
        serializers: {
          req: ({ id, method }: { id: string; method: string }) => ({ id, method }),
          // Which route it was is known only when it has been answered.
          res: ({ statusCode, raw }: { statusCode: number; raw: { req: RoutedRequest } }) => ({
            status: statusCode,
            route: routeOf(raw.req),
          }),
          err: ({ type }: { type: string }) => ({ type }),
        },
        redact: {
          paths: ['email', 'name', 'password', 'token', '*.email', '*.password', '*.token', '*.narrative', '*.text'],
          censor: '[removed]',
        },
        autoLogging: {
          ignore: ({ url }: IncomingMessage) => url === '/health' || url === '/ready' || url === '/metrics',
        },
      },
      destination(gathered),
    ],
  });

/**
 * Lines are gathered and written together, at the latest after a moment, and at the end of the process: a write of its own for each request is
 * a good part of what a request costs. Only a process that is killed or loses its power takes the lines of that moment along.
 */
const gathered = { dest: 1, sync: false, minLength: 8_192, periodicFlush: 200 } as const;
