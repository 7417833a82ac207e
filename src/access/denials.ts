import type { Actor } from '../core/access.js';

export const DENIALS = Symbol('denials');

/** Keeps that somebody who is signed in was not let in. The log is a room above this one, so it comes in by this name. */
export interface Denials {
  denied(actor: Actor, operation: string, permission: string): Promise<void>;
}
