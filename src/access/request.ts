import { ForbiddenException, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../core/access.js';

/** A request after the session was looked at: `actor` is null for whoever is not signed in. */
export interface HouseRequest extends Request {
  actor?: Actor | null;
  /** The session behind it; null without one. */
  session?: CurrentSession | null;
}

/** The session of a request. */
export interface CurrentSession {
  readonly id: string;
  /** When its person last proved who they are. */
  readonly provenAt: Date | null;
}

/** Whether operations that the shipped client does not send are answered too, where they are listed. */
export const mayAskAnything = ({ actor }: HouseRequest): boolean =>
  actor?.token?.scopes.includes('operations:any') ?? false;

/** The session of a request, for what only a person at a session may do: a program with a token has none. */
export function sessionOf({ session }: HouseRequest): CurrentSession {
  if (!session) throw new ForbiddenException();
  return session;
}

/** The HTTP request behind an operation, whether it came as GraphQL or as plain HTTP. */
export function requestOf(context: ExecutionContext): HouseRequest {
  if (context.getType<'http' | 'graphql'>() !== 'graphql') return context.switchToHttp().getRequest<HouseRequest>();
  const [, , graphqlContext] = context.getArgs<[unknown, unknown, { req: HouseRequest }]>();
  return graphqlContext.req;
}
