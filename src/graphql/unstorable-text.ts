import { refuse } from '../core/result.js';
import { InputRefused } from './input-refused.js';

/** PostgreSQL's words for NUL in a text, and in the text of a JSON value (PostgreSQL 18, appendix A). */
const codes = new Set(['22021', '22P05']);

/**
 * Inputs say for each of their fields that a text cannot be stored. Single arguments (a code, a quarter) are compared with what is stored, and get as far as
 * the database, which undoes everything: whoever sent them is told what is wrong, and it is no fault of the house. Null for every other error.
 */
export const refusedForText = (error: unknown): InputRefused | null =>
  codes.has(String((error as { code?: unknown } | null)?.code))
    ? new InputRefused(refuse('INVALID_CHARACTER', null))
    : null;
