import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafOf, personCommitment, subjectCommitment, toHex, type Checkpoint } from './audit-log.js';
import { faultsOfProof, type AuditProof, type OpenedEntry } from './audit-proof.js';
import { consistencyProof, emptyTree, grown, inclusionProof, treeHead, type Hash } from './merkle.js';

const sha256: Hash = (bytes) => createHash('sha256').update(bytes).digest();
const entryAt = (index: number): OpenedEntry => {
  const [personId, subjectId, details] = [`person ${index}`, `case ${index}`, { fields: ['narrative'] }];
  return {
    log: 'carrier',
    index,
    organisation: 'service',
    id: `entry ${index}`,
    at: `2026-05-01T08:00:00.${String(index).padStart(6, '0')}Z`,
    action: 'case.read',
    subjectType: 'case',
    personId,
    personSalt: '00',
    subjectId,
    subjectSalt: '01',
    details,
    person: personCommitment(sha256, '00', personId),
    subject: subjectCommitment(sha256, '01', subjectId, details),
  };
};
const checkpointOf = (leaves: readonly Uint8Array[]): Checkpoint => ({
  log: 'carrier',
  size: leaves.length,
  head: toHex(
    treeHead(
      sha256,
      leaves.reduce((tree, leaf) => grown(sha256, tree, leaf), emptyTree),
    ),
  ),
  at: '2026-05-01T09:00:00.000000Z',
  signature: 'good',
});
const proofOf = (size: number, index: number, earlier: number): AuditProof => {
  const leaves = Array.from({ length: size }, (_, each) => leafOf(sha256, entryAt(each)));
  return {
    format: 'beistand-audit-proof-1',
    entry: entryAt(index),
    checkpoint: checkpointOf(leaves),
    inclusion: inclusionProof(sha256, leaves, index).map(toHex),
    since: {
      checkpoint: checkpointOf(leaves.slice(0, earlier)),
      consistency: consistencyProof(sha256, leaves, earlier).map(toHex),
    },
  };
};
const isSigned = ({ signature }: Checkpoint): boolean => signature === 'good';
const faults = (proof: AuditProof): readonly string[] => faultsOfProof(sha256, proof, isSigned);

describe('a proof of an entry', () => {
  it('holds for every entry of every log, whatever checkpoint came before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (size, index, earlier) => {
        expect(faults(proofOf(size, index % size, 1 + (earlier % size)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('and not once anything of it was changed', () => {
    const proof = proofOf(9, 4, 3);
    const changed = (entry: Partial<OpenedEntry>): readonly string[] =>
      faults({ ...proof, entry: { ...proof.entry, ...entry } });
    expect(changed({ action: 'case.changed' })).toEqual(['NOT_INCLUDED']);
    expect(changed({ index: 5 })).toEqual(['NOT_INCLUDED']);
    expect(changed({ personId: 'somebody else' })).toEqual(['OTHER_PERSON']);
    expect(changed({ subjectId: 'another case' })).toEqual(['OTHER_SUBJECT']);
    expect(changed({ details: {} })).toEqual(['OTHER_SUBJECT']);
    expect(changed({ log: 'other' })).toEqual(['OTHER_LOG', 'NOT_INCLUDED']);
    expect(faults({ ...proof, checkpoint: { ...proof.checkpoint, signature: 'bad' } })).toEqual(['NOT_SIGNED']);
    expect(faults({ ...proof, checkpoint: { ...proof.checkpoint, size: 8 } })).toContain('NOT_INCLUDED');
    const other = proofOf(9, 4, 2).since;
    expect(faults({ ...proof, since: other && { ...other, consistency: proof.since?.consistency ?? [] } })).toEqual([
      'NOT_CONSISTENT',
    ]);
  });

  it('shows nobody where person and subject were forgotten, and no claim about them', () => {
    const proof = proofOf(5, 2, 1);
    const forgotten = {
      ...proof.entry,
      personId: null,
      personSalt: null,
      subjectId: null,
      subjectSalt: null,
      details: {},
    };
    expect(faults({ ...proof, entry: forgotten })).toEqual([]);
    expect(faults({ ...proof, entry: { ...forgotten, subjectId: 'case 2' } })).toEqual(['OTHER_SUBJECT']);
  });
});
