import type { ExecutionContext } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { canonical, isOnceKey, RefusedDeed, type Once } from '../core/once.js';
import { refuse } from '../core/result.js';
import { requestOf, type HouseRequest } from './request.js';

/** The request's only mutation, by the name of its field in the answer. */
const mutations = new WeakMap<HouseRequest, string>();

/**
 * The key under which a mutation has one effect (header `Idempotency-Key`), or null where none was sent or nothing is done.
 * Handed to every mutation with its actor, so that none can be forgotten. Refuses what is no UUID, and a second mutation in the same
 * request: of two it could not be told which is done.
 */
export function onceOf(context: ExecutionContext, personId: string | null): Once | null {
  if (personId === null || context.getType<'http' | 'graphql'>() !== 'graphql') return null;
  const request = requestOf(context);
  const key = request.headers['idempotency-key'];
  const info = context.getArgs<[unknown, unknown, unknown, GraphQLResolveInfo]>()[3];
  if (key === undefined || info.parentType.name !== 'Mutation') return null;
  if (typeof key !== 'string' || !isOnceKey(key)) throw new RefusedDeed(refuse('IDEMPOTENCY_KEY_FORMAT'));
  const field = String(info.path.key);
  if ((mutations.get(request) ?? field) !== field) throw new RefusedDeed(refuse('IDEMPOTENCY_KEY_FOR_ONE'));
  mutations.set(request, field);
  const { query, variables, operationName } = request.body as Record<string, unknown>;
  let done = 0;
  return {
    personId,
    key: key.toLowerCase(),
    request: canonical({ query, variables: variables ?? null, operationName: operationName ?? null }),
    next: () => `${++done}`,
    peek: () => `${done + 1}`,
  };
}
