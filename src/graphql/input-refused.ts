import type { ValidationError } from 'class-validator';
import { problem, type Problem, type Refused } from '../core/result.js';

/** The border found faults in the shape of an input. Becomes a `Refusal` where the operation can answer one. */
export class InputRefused extends Error {
  constructor(readonly refused: Refused) {
    super('The input was refused.');
  }

  /** The same, with every path beginning at the operation's argument (`input.email`), as the rules of `core` name fields. */
  within(argument: string): InputRefused {
    const [first, ...rest] = this.refused.problems;
    return new InputRefused({
      ok: false,
      problems: [below(argument, first), ...rest.map((problem) => below(argument, problem))],
    });
  }

  static fromValidation(errors: readonly ValidationError[]): InputRefused {
    const [first, ...rest] = errors.flatMap((error) => problemsOf(error, ''));
    return new InputRefused({
      ok: false,
      problems: [first ?? problem('INVALID_FORMAT', null, { expected: 'input' }), ...rest],
    });
  }
}

const below = (argument: string, { field, ...rest }: Problem): Problem => ({
  ...rest,
  field: field === null ? argument : `${argument}.${field}`,
});

/** Each failed constraint names its problem in the `context` that the decorators of `inputs.ts` set. */
function problemsOf(error: ValidationError, parent: string): Problem[] {
  const path = /^\d+$/.test(error.property)
    ? `${parent}[${error.property}]`
    : parent
      ? `${parent}.${error.property}`
      : error.property;
  const own = Object.keys(error.constraints ?? {}).map((constraint) => {
    const said = (error.contexts?.[constraint] ?? {}) as Partial<Problem>;
    return problem(said.code ?? 'INVALID_FORMAT', path, said.values ?? { expected: constraint });
  });
  // One fault a field is enough: a missing text is also too short.
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => problemsOf(child, path))];
}
