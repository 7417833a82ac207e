import type { Refused } from './result.js';

/** What comes with a request that is to have one effect however often it is sent. */
export interface Once {
  readonly personId: string;
  /** Made by the client, for this deed alone: a UUID, which nobody can guess. */
  readonly key: string;
  /** The whole request in one order of its fields: the same key with another one is a conflict. */
  readonly request: string;
  /** The name of the next transaction of this request. The same request goes the same way, so it finds its own outcomes again. */
  next(): string;
  /** The same name without going on to it. */
  peek(): string;
}

/** How long a repeated request is answered with the outcome of the first one. */
export const ONCE_HOURS = 24;

export const isOnceKey = (key: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(key);

/** A refusal from below the rooms, where there is no `Result` to return. Becomes a `Refusal`; undoes the transaction. */
export class RefusedDeed extends Error {
  constructor(readonly refused: Refused) {
    super('The deed was refused.');
  }
}

/** The same text for the same value, whatever the order of its fields. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, given]) => given !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, given]) => `${JSON.stringify(name)}:${canonical(given)}`).join(',')}}`;
}
