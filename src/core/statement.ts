import type { Words } from './chart.js';
import type { Citation } from './statistics-citation.js';

export const statementKinds = ['NUMBER', 'SHARE', 'CHANGE', 'LEADER', 'COMBINATION', 'REFERRALS'] as const;
export type StatementKind = (typeof statementKinds)[number];

/** What follows from the bounds: how many; more or fewer than before; neither beyond the rounding; first for certain; one of those that may be first. */
export const findings = ['BETWEEN', 'RISE', 'FALL', 'NO_DIFFERENCE', 'FIRST', 'MAY_BE_FIRST'] as const;
export type Finding = (typeof findings)[number];

/** A published number on which a statement rests. */
export interface RestingOn {
  readonly release: string;
  readonly period: string;
  /** The cell's key in the bundle; empty for all cases. */
  readonly key: string;
}

/** A number that is told, with what it is at least and at most. */
export interface Told {
  /** What it is: a count of cases now or before, the most that any other has, how many more (negative: fewer), a share in whole per cent. */
  readonly name: 'COUNT' | 'BEFORE' | 'OTHERS' | 'CHANGE' | 'SHARE';
  readonly lower: number;
  /** Null: nothing is said. */
  readonly upper: number | null;
}

/**
 * A sentence that a campaign may print, true whatever the counts behind the published numbers are. It says how sure it is in words, gives no cause, and rests on
 * published numbers alone.
 */
export interface Statement {
  readonly kind: StatementKind;
  readonly finding: Finding;
  readonly table: Words & { readonly code: string };
  readonly period: string;
  /** The period that it is compared with; null where nothing is compared. */
  readonly comparedWith: string | null;
  /** In the order in which the sentence names them. */
  readonly cells: readonly RestingOn[];
  readonly numbers: readonly Told[];
  readonly de: string;
  readonly en: string;
  readonly citation: Citation;
}

/** What could not be said, and why: it is not left out in silence. */
export interface Unsaid {
  /** NOTHING_BEFORE: no release to compare with; COUNTED_OTHERWISE: the table counted something else then; WITHHELD; TOO_CLOSE: any of many may be first. */
  readonly code: 'NOTHING_BEFORE' | 'COUNTED_OTHERWISE' | 'WITHHELD' | 'TOO_CLOSE';
  /** Null: of all tables. */
  readonly table: string | null;
  readonly period: string;
  readonly comparedWith: string | null;
  readonly de: string;
  readonly en: string;
}

export interface Statements {
  readonly statements: readonly Statement[];
  readonly unsaid: readonly Unsaid[];
}
