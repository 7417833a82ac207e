import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ALLOW, FRESH_PROOF, PUBLIC } from '../../src/access/access.decorators.js';
import type { Permission } from '../../src/core/access.js';

/** Something that can be asked of the house from outside. */
export interface Operation {
  readonly kind: 'Query' | 'Mutation' | 'Subscription' | 'HTTP';
  readonly name: string;
  readonly permission: Permission | undefined;
  readonly isPublic: boolean;
  /** Only with a fresh proof of who one is. */
  readonly fresh: boolean;
}

type Class = abstract new (...args: never[]) => unknown;

/** The classes that this house has put together, by Nest's own account. */
export const classesIn = (house: INestApplicationContext): Class[] => {
  const modules = [...house.get(ModulesContainer).values()];
  const wrappers = modules.flatMap(({ providers, controllers }) => [...providers.values(), ...controllers.values()]);
  return [...new Set(wrappers.flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype as Class] : [])))];
};

/** Every query, mutation and HTTP handler of these classes, with what it declares of who may call it. */
export const operationsOf = (classes: readonly Class[]): Operation[] =>
  classes.flatMap((owner) =>
    handlersOf(owner).flatMap(({ key, handler }): Operation[] => {
      const read = <T>(name: string): T | undefined => Reflect.getMetadata(name, handler) as T | undefined;
      const declared = {
        permission: read<Permission>(ALLOW),
        isPublic: read<boolean>(PUBLIC) ?? false,
        fresh: read<boolean>(FRESH_PROOF) ?? false,
      };
      const kind = read<string>('graphql:resolver_type');
      if (kind === 'Query' || kind === 'Mutation' || kind === 'Subscription')
        return [{ kind, name: read<string>('graphql:resolver_name') ?? key, ...declared }];
      const path = read<string | string[]>('path');
      return path === undefined ? [] : [{ kind: 'HTTP', name: `${owner.name}.${key}`, ...declared }];
    }),
  );

/** Every method of a class, its inherited ones too. */
export function handlersOf(owner: Class): { key: string; handler: object }[] {
  const found: { key: string; handler: object }[] = [];
  // An inherited handler is a handler.
  for (let level: unknown = owner.prototype; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof value === 'function' && key !== 'constructor') found.push({ key, handler: value as object });
  return found;
}
