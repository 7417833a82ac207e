import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';

/** The same line for a request that does not come through Express: one when it is over, and its id on whatever is said in between. */
@Injectable()
export class RequestLines {
  constructor(private readonly logger: PinoLogger) {}

  /** Does the work, which is told the id that it runs under, with a logger that knows the request. */
  during(request: IncomingMessage, response: ServerResponse, work: (id: string) => void): void {
    const began = Date.now();
    const id = randomUUID();
    request.id = id;
    this.logger.runInContext(
      () => {
        const { logger } = this.logger;
        response.once('close', () =>
          logger.info(
            { res: response, responseTime: Date.now() - began },
            response.writableFinished ? 'request completed' : 'request aborted',
          ),
        );
        work(id);
      },
      { bindings: { req: request } },
    );
  }
}
