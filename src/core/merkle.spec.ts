import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyProof,
  emptyTree,
  grown,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  peakCount,
  treeHead,
} from './merkle.js';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The definition of RFC 6962, 2.1, word for word. */
const naive = (data: readonly Uint8Array[]): Uint8Array => {
  const [only] = data;
  if (!only) return sha256(new Uint8Array());
  if (data.length === 1) return sha256(Buffer.concat([Buffer.from([0]), only]));
  const split = 2 ** (Math.ceil(Math.log2(data.length)) - 1);
  return sha256(Buffer.concat([Buffer.from([1]), naive(data.slice(0, split)), naive(data.slice(split))]));
};

const data = (max = 70): fc.Arbitrary<Uint8Array[]> =>
  fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: max });
const leavesOf = (entries: readonly Uint8Array[]): Uint8Array[] => entries.map((entry) => leafHash(sha256, entry));
const treeOf = (leaves: readonly Uint8Array[]) => leaves.reduce((tree, leaf) => grown(sha256, tree, leaf), emptyTree);
const headed = (entries: readonly Uint8Array[]) => ({ size: entries.length, head: naive(entries) });

describe('a Merkle tree', () => {
  it('has the head that the RFC defines, however it grows', () => {
    fc.assert(
      fc.property(data(), (entries) => {
        const tree = treeOf(leavesOf(entries));
        expect(hex(treeHead(sha256, tree))).toBe(hex(naive(entries)));
        expect(tree.peaks.length).toBe(peakCount(entries.length));
      }),
    );
    expect(hex(treeHead(sha256, emptyTree))).toBe(hex(naive([])));
  });

  it('knows the heads that Certificate Transparency publishes for its test data', () => {
    const published = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ];
    const head = treeHead(sha256, treeOf(leavesOf(published.map((text) => Buffer.from(text, 'hex')))));
    expect(hex(head)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
  });

  it('shows of each leaf that it is in the tree, and of nothing else', () => {
    fc.assert(
      fc.property(data(), fc.nat(), fc.nat(), (entries, one, another) => {
        const leaves = leavesOf(entries);
        const [index, wrong] = [one % leaves.length, another % (leaves.length + 2)];
        const proof = inclusionProof(sha256, leaves, index);
        const leaf = leaves[index] ?? new Uint8Array();
        expect(isIncluded(sha256, leaf, index, headed(entries), proof)).toBe(true);
        expect(
          isIncluded(sha256, leafHash(sha256, Buffer.from('nobody wrote this')), index, headed(entries), proof),
        ).toBe(false);
        expect(isIncluded(sha256, leaf, index, headed(entries), [...proof, leaf])).toBe(false);
        if (wrong !== index && hex(leaves[wrong] ?? leaf) !== hex(leaf))
          expect(isIncluded(sha256, leaf, wrong, headed(entries), proof)).toBe(false);
        if (proof.length > 0) expect(isIncluded(sha256, leaf, index, headed(entries), proof.slice(1))).toBe(false);
      }),
    );
  });

  it('shows that it was only added to, and not when a leaf of the past is another', () => {
    fc.assert(
      fc.property(data(), fc.nat(), fc.nat(), (entries, one, another) => {
        const size = (one % entries.length) + 1;
        const proof = consistencyProof(sha256, leavesOf(entries), size);
        const [earlier, later] = [headed(entries.slice(0, size)), headed(entries)];
        expect(isConsistent(sha256, earlier, later, proof)).toBe(true);

        const changed = entries.with(another % size, Buffer.from('another past, longer than any'));
        expect(isConsistent(sha256, headed(changed.slice(0, size)), later, proof)).toBe(false);
        const rewritten = consistencyProof(sha256, leavesOf(changed), size);
        expect(isConsistent(sha256, earlier, headed(changed), rewritten)).toBe(false);
        if (proof.length > 0) expect(isConsistent(sha256, earlier, later, proof.slice(1))).toBe(false);
      }),
    );
  });
});
