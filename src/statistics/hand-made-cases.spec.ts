import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { auditDisclosure, Contradiction, type TargetExtremes } from '../core/disclosure-audit.js';
import { readDisclosureProblems, type DisclosureProblem } from '../core/disclosure-problem.js';
import { isWitnessed } from '../core/witness.js';
import { answerText, auditAll } from './hand-made-cases.js';
import { loadSolver, type SolverFor } from './highs.solver.js';

let solverFor: SolverFor;

beforeAll(async () => {
  solverFor = await loadSolver();
});

const read = (...cases: unknown[]): readonly DisclosureProblem[] => {
  const answer = readDisclosureProblems(cases);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
};

const audited = (one: Record<string, unknown>): readonly TargetExtremes[] =>
  auditDisclosure(read({ name: 'a case', ...one })[0]!, solverFor);

const verdicts = (one: Record<string, unknown>) =>
  audited(one).map(({ min, max, safe }) => [Number(min), max === null ? null : Number(max), safe]);

const exact = (atoms: string, value: number) => ({ label: atoms, atoms: [...atoms], value });
const between = (atoms: string, min: number, max: number) => ({ label: atoms, atoms: [...atoms], min, max });
const target = (atoms: string) => ({ atoms: [...atoms] });

describe('the exact extremes', () => {
  it('of a suppressed cell follow from its row', () => {
    expect(
      verdicts({
        atoms: ['a', 'b', 'c'],
        published: [exact('abc', 7), exact('ab', 5)],
        targets: [target('c'), target('a'), target('')],
      }),
    ).toEqual([
      [2, 2, false],
      [0, 5, true],
      [0, 0, false],
    ]);
  });

  it('are whole numbers where fractions would promise more: three sums over overlapping pairs', () => {
    const published = [between('xy', 0, 1), between('yz', 0, 1), between('xz', 0, 1)];
    expect(verdicts({ atoms: ['x', 'y', 'z'], published, targets: [target('xyz')] })).toEqual([[0, 1, false]]);
  });

  it('do not hide that values between them are impossible', () => {
    const published = [exact('ab', 5), exact('bc', 5), between('ac', 4, 6)];
    expect(verdicts({ atoms: ['a', 'b', 'c'], published, targets: [target('ac')] })).toEqual([[4, 6, false]]);
    const wider = [exact('ab', 5), exact('bc', 5), between('ac', 4, 8)];
    expect(verdicts({ atoms: ['a', 'b', 'c'], published: wider, targets: [target('ac')] })).toEqual([[4, 8, true]]);
  });

  it('add up over parts that nothing connects, and so do the possible values', () => {
    const published = [between('a', 1, 2), between('b', 4, 5)];
    expect(verdicts({ atoms: ['a', 'b'], published, targets: [target('a'), target('ab')] })).toEqual([
      [1, 2, false],
      [5, 7, true],
    ]);
  });

  it('have no upper end where nothing was published', () => {
    expect(
      verdicts({
        atoms: ['a', 'b', 'c'],
        published: [between('b', 2, 9), { label: 'at least', atoms: ['a', 'c'], min: 3, max: null }],
        targets: [target('a'), target('ab'), target('ac'), target('b')],
      }),
    ).toEqual([
      [0, null, true],
      [2, null, true],
      [3, null, true],
      [2, 9, true],
    ]);
  });

  it('keep the bounds of single cells', () => {
    const bounds = { atom_bounds: { a: [1, 2] } };
    const published = [exact('ab', 6)];
    expect(verdicts({ atoms: ['a', 'b'], ...bounds, published, targets: [target('b')] })).toEqual([[4, 5, false]]);
  });

  it('are exact up to the largest whole numbers', () => {
    const all = Number.MAX_SAFE_INTEGER;
    const published = [exact('ab', all), exact('bc', all - 1), between('c', 0, 1)];
    expect(verdicts({ atoms: ['a', 'b', 'c'], published, targets: [target('a'), target('b')] })).toEqual([
      [1, 2, false],
      [all - 2, all - 1, false],
    ]);
  });

  it('say that published values contradict each other', () => {
    const sums = [
      [exact('ab', 3), exact('b', 5)],
      [exact('', 1)],
      [between('ab', 0, 3), between('ab', 4, 6)],
      [exact('ab', 1), exact('bc', 1), exact('ac', 1)],
    ];
    for (const published of sums) {
      expect(() => audited({ atoms: ['a', 'b', 'c'], published, targets: [] })).toThrow(Contradiction);
    }
  });
});

/** All tables of counts up to a number that fit: the slow and obvious way. */
function everyTable({ atoms, lower, upper, published }: DisclosureProblem, most: number): number[][] {
  let tables: number[][] = [[]];
  for (const at of atoms.keys()) {
    const values = Array.from({ length: most + 1 }, (_, value) => value);
    const possible = values.filter((value) => value >= lower[at]! && value <= upper[at]!);
    tables = tables.flatMap((table) => possible.map((value) => [...table, value]));
  }
  const sum = (table: readonly number[], places: readonly number[]) => places.reduce((all, at) => all + table[at]!, 0);
  return tables.filter((table) =>
    published.every((one) => sum(table, one.atoms) >= one.min && sum(table, one.atoms) <= one.max),
  );
}

const most = 4;
const names = ['a', 'b', 'c', 'd', 'e'];
const someAtoms = fc.subarray(names);
const smallProblem = fc.record({
  name: fc.constant('drawn'),
  atoms: fc.constant(names),
  // Bounds for all, so that counting up to `most` misses nothing.
  atom_bounds: fc.constant(Object.fromEntries(names.map((name) => [name, [0, most]]))),
  published: fc.array(
    fc.oneof(
      fc.record({ label: fc.constant('exact'), atoms: someAtoms, value: fc.nat(9) }),
      fc
        .tuple(someAtoms, fc.nat(7), fc.nat(4))
        .map(([atoms, min, more]) => ({ label: 'bounded', atoms, min, max: min + more })),
    ),
    { maxLength: 6 },
  ),
  targets: fc.array(fc.record({ atoms: someAtoms }), { minLength: 1, maxLength: 4 }),
});

describe('on tiny tables', () => {
  it('brute force agrees on extremes, verdict and contradiction', () => {
    let contradictions = 0;
    fc.assert(
      fc.property(smallProblem, (drawn) => {
        const problem = read(drawn)[0]!;
        const tables = everyTable(problem, most);
        if (tables.length === 0) {
          contradictions++;
          expect(() => auditDisclosure(problem, solverFor)).toThrow(Contradiction);
          return;
        }
        auditDisclosure(problem, solverFor).forEach((found, at) => {
          const places = problem.targets[at]!;
          const values = new Set(tables.map((table) => places.reduce((sum, place) => sum + table[place]!, 0)));
          expect([found.min, found.max, found.safe]).toEqual([
            BigInt(Math.min(...values)),
            BigInt(Math.max(...values)),
            values.size >= 3,
          ]);
          expect(isWitnessed(problem, places, found)).toBe(true);
        });
      }),
      { numRuns: 600 },
    );
    expect(contradictions).toBeGreaterThan(20);
  });
});

describe('what is handed in', () => {
  it('is refused with every fault and its place', () => {
    const answer = readDisclosureProblems([
      { name: '', atoms: ['a', 'a', 3], published: [{ label: 'x', atoms: ['z'], value: 1.5 }], targets: 'all' },
      {
        name: 'two',
        atoms: ['a'],
        atom_bounds: { b: [0, 1], a: [3, 1] },
        published: [
          { label: 'both', atoms: ['a'], value: 1, min: 0 },
          { label: 'none', atoms: ['a', 'a'] },
          { label: 'large', atoms: ['a'], value: 2 ** 53 },
        ],
        targets: [{ atoms: ['a'], extra: 1 }],
      },
    ]);
    expect(answer.ok ? [] : answer.problems.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'REQUIRED [0].name',
      'DUPLICATE_VALUE [0].atoms[1]',
      'INVALID_FORMAT [0].atoms[2]',
      'UNKNOWN_ATOM [0].published[0].atoms[0]',
      'INVALID_FORMAT [0].published[0].value',
      'INVALID_FORMAT [0].targets',
      'UNKNOWN_ATOM [1].atom_bounds.b',
      'OUT_OF_RANGE [1].atom_bounds.a.min',
      'VALUE_OR_BOUNDS [1].published[0].value',
      'DUPLICATE_VALUE [1].published[1].atoms[1]',
      'VALUE_OR_BOUNDS [1].published[1].value',
      'OUT_OF_RANGE [1].published[2].value',
      'UNKNOWN_FIELD [1].targets[0].extra',
    ]);
  });

  it('is answered as JSON, numbers written out in full', async () => {
    const answers = await auditAll(
      read({
        name: 'a "large" case',
        atoms: ['a', 'b'],
        atom_bounds: { a: [0, Number.MAX_SAFE_INTEGER], b: [0, Number.MAX_SAFE_INTEGER] },
        published: [],
        targets: [target('ab'), target('')],
      }),
    );
    const text = answers.ok ? answerText(answers.value) : '';
    expect(text).toContain('"max": 18014398509481982,');
    expect(JSON.parse(text)).toEqual([
      {
        name: 'a "large" case',
        targets: [
          { atoms: ['a', 'b'], min: 0, max: 18014398509481982, safe: true },
          { atoms: [], min: 0, max: 0, safe: false },
        ],
      },
    ]);
  });

  it('names the cases that contradict themselves', async () => {
    const fine = { name: 'fine', atoms: ['a'], published: [exact('a', 3)], targets: [] };
    const wrong = { name: 'wrong', atoms: ['a'], published: [exact('a', 3), exact('', 3)], targets: [] };
    const answers = await auditAll(read(fine, wrong));
    expect(answers.ok ? [] : answers.problems).toEqual([{ code: 'CONTRADICTION', field: '[1] wrong' }]);
  });
});
