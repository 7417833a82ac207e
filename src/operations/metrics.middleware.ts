import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { routeOf } from '../logging/route.js';
import { Metrics } from './metrics.js';

/** Times each request. The route is the pattern (`/dossiers/:id`), never the address itself. */
@Injectable()
export class MetricsMiddleware implements NestMiddleware {
  constructor(private readonly metrics: Metrics) {}

  use(request: Request, response: Response, next: NextFunction): void {
    const stop = this.metrics.requests.startTimer();
    response.once('finish', () => {
      stop({ method: methodOf(request), route: routeOf(request), status: String(response.statusCode) });
    });
    next();
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const methodOf = ({ method }: Request): string => (methods.has(method) ? method : 'other');
