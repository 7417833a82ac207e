import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../core/access.js';

/** A request after the session was looked at: `actor` is null for whoever is not signed in. */
export interface HouseRequest extends Request {
  actor?: Actor | null;
}

/** The HTTP request behind an operation, whether it came as GraphQL or as plain HTTP. */
export function requestOf(context: ExecutionContext): HouseRequest {
  if (context.getType<'http' | 'graphql'>() !== 'graphql') return context.switchToHttp().getRequest<HouseRequest>();
  const [, , graphqlContext] = context.getArgs<[unknown, unknown, { req: HouseRequest }]>();
  return graphqlContext.req;
}
