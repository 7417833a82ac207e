import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import type { HouseRequest } from '../access/request.js';
import type { Actor } from '../core/access.js';
import { TOKEN_PREFIX } from '../core/api-token.js';
import { ApiTokens } from './api-tokens.service.js';
import { Callers } from './caller.js';
import { Throttle } from './throttle.service.js';

/**
 * Lets programs in by `Authorization: Bearer bst_...`. Runs after the session's look-up and outranks it: a request with a token is the
 * token's alone, and where that is no good nobody's, whatever cookie comes with it. Other bearers are not ours (`/metrics` has its own).
 */
@Injectable()
export class ApiTokenMiddleware implements NestMiddleware {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly throttle: Throttle,
    private readonly callers: Callers,
  ) {}

  use(request: HouseRequest, response: Response, next: NextFunction): void {
    const secret = bearerOf(request.headers.authorization);
    if (secret === null) return next();
    this.actorOf(secret, request).then(
      (actor) => {
        if (!actor) return refuseToken(response);
        request.actor = actor;
        request.session = null;
        next();
      },
      (error: unknown) => next(error),
    );
  }

  private async actorOf(secret: string, request: HouseRequest): Promise<Actor | null> {
    const attempt = this.throttle.begin('token', this.callers.of(request), null);
    // What has not the shape of a token is not worth a question to the database.
    const actor = shape.test(secret) ? await this.tokens.actorOf(secret) : null;
    if (actor) attempt.succeeded();
    return actor;
  }
}

const shape = new RegExp(`^${TOKEN_PREFIX}[\\w-]{43}$`);

/** The secret that a request carries; null where it carries none of this house. The scheme's name is written in any case (RFC 9110, 11.1). */
function bearerOf(header: string | undefined): string | null {
  const [, given] = /^bearer +(\S*)$/i.exec(header ?? '') ?? [];
  return given?.startsWith(TOKEN_PREFIX) ? given : null;
}

/** One answer for unknown, revoked, expired and misspelt tokens (RFC 6750, 3.1). */
function refuseToken(response: Response): void {
  const message = 'This token is unknown, was revoked or has expired.';
  response
    .status(401)
    .setHeader('WWW-Authenticate', 'Bearer error="invalid_token"')
    .json({ code: 'TOKEN_INVALID', message });
}
