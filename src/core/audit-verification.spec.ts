import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical, leafOf, personCommitment, subjectCommitment, toHex, type Checkpoint } from './audit-log.js';
import { LogVerification, type ExportedEntry, type Finding } from './audit-verification.js';
import { emptyTree, grown, treeHead, type Tree } from './merkle.js';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
fc.configureGlobal({ numRuns: 25 });
const moment = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 8, minute)).toISOString();

interface Placed extends ExportedEntry {
  readonly index: number;
  readonly at: string;
  readonly action: string;
  readonly subjectType: string;
}

/** An entry that fits its own leaf. */
const entry = (index: number, changes: Partial<Placed> = {}): Placed => {
  const given = {
    log: 'log',
    index,
    organisation: 'service',
    id: `entry-${index}`,
    at: moment(index),
    action: 'case.read',
    subjectType: 'case',
    personId: `person-${index % 3}`,
    personSalt: `salt-${index}`,
    subjectId: `case-${index % 5}`,
    subjectSalt: `pepper-${index}`,
    details: { fields: ['a', 'b'], version: index },
    ...changes,
  };
  const person = personCommitment(sha256, given.personSalt ?? '', given.personId);
  const subject = subjectCommitment(sha256, given.subjectSalt ?? '', given.subjectId, given.details);
  return { ...given, person, subject, leaf: toHex(leafOf(sha256, { ...given, person, subject })) };
};

const signed = (tree: Tree): Checkpoint => ({
  log: 'log',
  size: tree.size,
  head: toHex(treeHead(sha256, tree)),
  at: moment(tree.size),
  signature: 'good',
});

/** Checkpoints of a log at these sizes. */
const checkpoints = (entries: readonly ExportedEntry[], sizes: readonly number[]): Checkpoint[] => {
  let tree = emptyTree;
  return entries.flatMap(({ leaf }) => {
    tree = grown(sha256, tree, Buffer.from(leaf, 'hex'));
    return sizes.includes(tree.size) ? [signed(tree)] : [];
  });
};

const verify = (
  entries: readonly ExportedEntry[],
  own: readonly Checkpoint[],
  outside: readonly Checkpoint[] = [],
): Finding[] => {
  const verification = new LogVerification(sha256, 'log', own, outside, ({ signature }) => signature === 'good');
  for (const each of entries) verification.take(each, moment(1_000));
  return [...verification.finish().findings];
};

const logs = fc
  .record({ size: fc.integer({ min: 2, max: 20 }), cuts: fc.array(fc.nat({ max: 20 }), { maxLength: 5 }) })
  .map(({ size, cuts }) => {
    const entries = Array.from({ length: size }, (_, index) => entry(index));
    return { entries, kept: checkpoints(entries, [...cuts, size]) };
  });

/** Each way to change a sound log, with a place to do it at and one more. */
const tamperings: Readonly<Record<string, (entries: readonly Placed[], at: number, other: number) => ExportedEntry[]>> =
  {
    'an action is changed': (entries, at) =>
      entries.map((each) => (each.index === at ? { ...each, action: 'x' } : each)),
    'a person is changed, and the leaf with it': (entries, at) =>
      entries.map((each) => (each.index === at ? entry(at, { personId: 'somebody else' }) : each)),
    'an entry is taken out': (entries, at) => entries.filter(({ index }) => index !== at),
    'an entry is taken out and the gap closed': (entries, at) =>
      entries.filter(({ index }) => index !== at).map((each, index) => entry(index, { ...each, index })),
    'an entry is put in': (entries, at) => [
      ...entries.slice(0, at),
      entry(at, { id: 'new' }),
      ...entries.slice(at).map((each) => entry(each.index + 1, { ...each, index: each.index + 1 })),
    ],
    'two are exchanged': (entries, at, other) =>
      entries.map((each) =>
        each.index === at || each.index === other
          ? { ...(entries[at + other - each.index] ?? each), index: each.index }
          : each,
      ),
    'the end is cut off': (entries, at) => entries.slice(0, at),
    'a subject is forgotten and another claimed': (entries, at) =>
      entries.map((each) => (each.index === at ? { ...each, subjectSalt: null, subjectId: 'another' } : each)),
    'an entry is emptied': (entries, at) => entries.map((each) => (each.index === at ? { ...each, at: null } : each)),
  };

describe('a log that is verified', () => {
  it('is sound as it was written, whatever its checkpoints', () => {
    fc.assert(fc.property(logs, ({ entries, kept }) => expect(verify(entries, kept, kept)).toEqual([])));
  });

  it('is sound when persons and subjects were forgotten', () => {
    fc.assert(
      fc.property(logs, fc.nat(), ({ entries, kept }, nth) => {
        const forgotten = { personId: null, personSalt: null, subjectId: null, subjectSalt: null, details: {} };
        const after = entries.map((each) => (each.index <= nth % entries.length ? { ...each, ...forgotten } : each));
        expect(verify(after, kept, kept)).toEqual([]);
      }),
    );
  });

  for (const [name, tamper] of Object.entries(tamperings))
    it(`is not sound when ${name}`, () => {
      fc.assert(
        fc.property(logs, fc.nat(), fc.nat(), ({ entries, kept }, one, two) => {
          const at = one % entries.length;
          const other = (at + 1 + (two % (entries.length - 1))) % entries.length;
          expect(verify(tamper(entries, at, other), kept)).not.toEqual([]);
        }),
      );
    });

  it('is not sound when it goes on from an earlier state, which only kept checkpoints show', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.integer({ min: 0, max: 10 }), ({ entries, kept }, one, more) => {
        const at = one % entries.length;
        const other = Array.from({ length: more }, (_, step) => entry(at + step, { action: 'another way' }));
        const view = [...entries.slice(0, at), ...other];
        const own = checkpoints(view, [view.length]);
        expect(verify(view, own)).toEqual([]);
        expect(verify(view, own, kept)).not.toEqual([]);
      }),
    );
  });

  it('has one text for one value, in whatever order it was written', () => {
    expect(canonical({ b: [1, { d: null, c: 'ä"' }], a: undefined })).toBe('{"b":[1,{"c":"ä\\"","d":null}]}');
  });
});
