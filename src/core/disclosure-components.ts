import { numberAt, type IntegerModel } from './integer-model.js';
import type { DisclosureProblem } from './disclosure-problem.js';

/** Atoms that are bound to each other by published sums; what is known of one component says nothing about another. */
export interface Component {
  readonly model: IntegerModel;
  /** For each column of the model the place of its atom in the problem. */
  readonly atoms: readonly number[];
}

/** Where each atom went: into a component, or nowhere because nothing bounds it from above. */
export interface Decomposed {
  readonly components: readonly Component[];
  /** Component and column of each atom. */
  readonly homes: readonly { readonly component: number; readonly column: number }[];
  /** Atoms that may be as large as one likes. */
  readonly endless: ReadonlySet<number>;
}

/** Splits the problem into its connected components, each with finite bounds; null when an empty sum is said to be something. */
export function decomposed(problem: DisclosureProblem): Decomposed | null {
  if (problem.published.some(({ atoms, min }) => atoms.length === 0 && min > 0)) return null;
  const rows = mergedRows(problem);
  const parents = problem.atoms.map((_, at) => at);
  for (const { atoms } of rows) for (const atom of atoms) join(parents, numberAt(atoms, 0), atom);
  const { upper, endless } = finiteBounds(problem, rows);
  const members = new Map<number, number[]>();
  problem.atoms.forEach((_, atom) => {
    const root = rootOf(parents, atom);
    members.set(root, [...(members.get(root) ?? []), atom]);
  });
  const homes = problem.atoms.map(() => ({ component: 0, column: 0 }));
  const roots = [...members.keys()];
  [...members.values()].forEach((atoms, component) =>
    atoms.forEach((atom, column) => (homes[atom] = { component, column })),
  );
  const ownRows = roots.map(() => [] as IntegerModel['rows'][number][]);
  for (const { atoms, min, max } of rows) {
    const home = homes[numberAt(atoms, 0)];
    if (!home) continue;
    ownRows[home.component]?.push({ columns: atoms.map((atom) => homes[atom]?.column ?? 0), min, max });
  }
  const components = [...members.values()].map((atoms, at) => ({
    atoms,
    model: {
      lower: atoms.map((atom) => numberAt(problem.lower, atom)),
      upper: atoms.map((atom) => numberAt(upper, atom)),
      rows: ownRows[at] ?? [],
    },
  }));
  return { components, homes, endless };
}

const rootOf = (parents: number[], atom: number): number => {
  let root = atom;
  while (parents[root] !== root) root = numberAt(parents, root);
  for (let at = atom; at !== root;) [at, parents[at]] = [numberAt(parents, at), root];
  return root;
};

const join = (parents: number[], one: number, other: number): void =>
  void (parents[rootOf(parents, other)] = rootOf(parents, one));

/** Sums over the same atoms are one sum, as close as all of them say. */
function mergedRows({
  published,
}: DisclosureProblem): readonly { atoms: readonly number[]; min: number; max: number }[] {
  const rows = new Map<string, { atoms: readonly number[]; min: number; max: number }>();
  for (const { atoms, min, max } of published) {
    if (atoms.length === 0) continue;
    const key = atoms.toSorted((one, other) => one - other).join();
    const known = rows.get(key);
    rows.set(
      key,
      known ? { atoms, min: Math.max(min, known.min), max: Math.min(max, known.max) } : { atoms, min, max },
    );
  }
  return [...rows.values()];
}

/**
 * An atom without any upper bound, its own or of a sum, is endless. For all other questions it needs to be no larger than makes
 * each of its sums reach its lower bound alone, so it gets that bound: the solver sees finite numbers only.
 */
function finiteBounds(
  { atoms, lower, upper }: DisclosureProblem,
  rows: readonly { atoms: readonly number[]; min: number; max: number }[],
): { upper: readonly number[]; endless: ReadonlySet<number> } {
  const highest = [...upper];
  const enough = [...lower];
  for (const row of rows) {
    for (const atom of row.atoms) {
      highest[atom] = Math.min(numberAt(highest, atom), row.max);
      enough[atom] = Math.max(numberAt(enough, atom), row.min);
    }
  }
  const endless = new Set(atoms.flatMap((_, atom) => (highest[atom] === Infinity ? [atom] : [])));
  return { upper: highest.map((bound, atom) => (endless.has(atom) ? numberAt(enough, atom) : bound)), endless };
}
