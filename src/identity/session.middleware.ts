import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import type { HouseRequest } from '../access/request.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions } from './sessions.service.js';

/** Looks up, for each request, who it comes from. */
@Injectable()
export class SessionMiddleware implements NestMiddleware {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
  ) {}

  use(request: HouseRequest, _response: Response, next: NextFunction): void {
    const token = this.cookie.read(request.headers.cookie);
    if (!token) {
      request.actor = null;
      request.session = null;
      next();
      return;
    }
    this.sessions.actorOf(token).then(
      (signedIn) => {
        request.actor = signedIn?.actor ?? null;
        request.session = signedIn?.session ?? null;
        next();
      },
      (error: unknown) => next(error),
    );
  }
}
