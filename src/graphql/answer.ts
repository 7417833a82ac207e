import type { Result } from '../core/result.js';
import { Refusal } from './refusal.js';

/** What goes out: the presented value, or the refusal as data. */
export const answer = <T, Out>(outcome: Result<T>, present: (value: T) => Out): Out | Refusal =>
  outcome.ok ? present(outcome.value) : Refusal.of(outcome);
