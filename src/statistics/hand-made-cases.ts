import { auditDisclosure, Contradiction, type TargetExtremes } from '../core/disclosure-audit.js';
import type { DisclosureProblem } from '../core/disclosure-problem.js';
import { Undecided } from '../core/integer-program.js';
import { accept, problem, refusedFor, type Problem, type Result } from '../core/result.js';
import { isWitnessed } from '../core/witness.js';
import { loadSolver, type SolverFor } from './highs.solver.js';

/** The answer to one case: its targets in their order. */
export interface AuditedCase {
  readonly problem: DisclosureProblem;
  readonly targets: readonly TargetExtremes[];
}

/** Audits each case; refuses with `[3]` where the fourth contradicts itself or cannot be decided, and names every such case. */
export async function auditAll(cases: readonly DisclosureProblem[]): Promise<Result<readonly AuditedCase[]>> {
  const solverFor = await loadSolver();
  const problems: Problem[] = [];
  const audited = cases.flatMap((one, at) => auditOne(one, `[${at}] ${one.name}`, solverFor, problems) ?? []);
  return refusedFor(problems) ?? accept(audited);
}

function auditOne(
  one: DisclosureProblem,
  field: string,
  solverFor: SolverFor,
  problems: Problem[],
): AuditedCase | null {
  try {
    const targets = auditDisclosure(one, solverFor);
    // What the search found is believed only after it was added up once more by other code.
    if (!targets.every((target, at) => isWitnessed(one, one.targets[at] ?? [], target))) throw new Undecided();
    return { problem: one, targets };
  } catch (error) {
    if (error instanceof Contradiction) problems.push(problem('CONTRADICTION', field));
    else if (error instanceof Undecided) problems.push(problem('UNDECIDED', field));
    else throw error;
    return null;
  }
}

/** One line a target. Whole numbers are written out in full, also beyond what a double can hold; no upper bound is `null`. */
export const answerText = (cases: readonly AuditedCase[]): string =>
  `[${cases.map((one) => `\n${caseText(one)}`).join(',')}\n]`;

const caseText = ({ problem: { name, atoms, targets }, targets: found }: AuditedCase): string => {
  const lines = found.map(({ min, max, safe }, at) => {
    const names = JSON.stringify((targets[at] ?? []).map((atom) => atoms[atom]));
    return `\n  {"atoms": ${names}, "min": ${min}, "max": ${max}, "safe": ${safe}}`;
  });
  return ` {"name": ${JSON.stringify(name)}, "targets": [${lines.join(',')}${lines.length > 0 ? '\n ' : ''}]}`;
};
