import { refuse } from '../core/result.js';
import { InputRefused } from './input-refused.js';

/** PostgreSQL's words for NUL in a text, and in the text of a JSON value (PostgreSQL 18, appendix A). */
const codes = new Set(['22021', '22P05']);

/**
 * Inputs say for each of their fields that a text cannot be stored. Single arguments (a code, a quarter) are compared with what is stored, and get as far as
 * the database, which undoes everything: whoever sent them is told which of `given` is wrong, and it is no fault of the house. Null for every other error.
 */
export function refusedForText(error: unknown, given: Readonly<Record<string, unknown>> = {}): InputRefused | null {
  if (!codes.has(String((error as { code?: unknown } | null)?.code))) return null;
  const field = Object.keys(given).find((name) => String(given[name]).includes('\0'));
  return new InputRefused(refuse('INVALID_CHARACTER', field ?? null));
}
