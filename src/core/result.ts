import type { ProblemCode } from './problems.js';

/** One reason why something was refused: which rule, and which input field it concerns (a path such as `grounds[1]`, or null). */
export interface Problem {
  readonly code: ProblemCode;
  readonly field: string | null;
  /** Values for the placeholders of the text, e.g. `{ max: 100 }`. Never personal data. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Accepted<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused {
  readonly ok: false;
  readonly problems: readonly [Problem, ...Problem[]];
}

/** What a rule answers: the value, or at least one problem that the person can act on. */
export type Result<T> = Accepted<T> | Refused;

export const accept = <T>(value: T): Accepted<T> => ({ ok: true, value });

export const problem = (code: ProblemCode, field: string | null = null, values?: Problem['values']): Problem =>
  values ? { code, field, values } : { code, field };

export const refuse = (code: ProblemCode, field: string | null = null, values?: Problem['values']): Refused => ({
  ok: false,
  problems: [problem(code, field, values)],
});

/** The refusal for these problems, or null when there are none. */
export const refusedFor = (problems: readonly Problem[]): Refused | null => {
  const [first, ...rest] = problems;
  return first ? { ok: false, problems: [first, ...rest] } : null;
};
