import {
  fromHex,
  leafOf,
  personCommitment,
  subjectCommitment,
  type Checkpoint,
  type LoggedEntry,
} from './audit-log.js';
import { isConsistent, isIncluded, type Hash } from './merkle.js';

/** An entry opened: with the salts that show whose and about what it is. Null where that was forgotten. */
export interface OpenedEntry extends LoggedEntry {
  readonly personId: string | null;
  readonly personSalt: string | null;
  readonly subjectId: string | null;
  readonly subjectSalt: string | null;
  readonly details: unknown;
}

/** That one entry stands in a log as it was signed, and that the log was only added to since an earlier checkpoint. */
export interface AuditProof {
  readonly format: 'beistand-audit-proof-1';
  readonly entry: OpenedEntry;
  readonly checkpoint: Checkpoint;
  /** Hex, as RFC 6962 (2.1.1) has it. */
  readonly inclusion: readonly string[];
  /** Null where there is no earlier checkpoint. RFC 6962 (2.1.2). */
  readonly since: { readonly checkpoint: Checkpoint; readonly consistency: readonly string[] } | null;
}

export type ProofFault =
  'NOT_SIGNED' | 'OTHER_LOG' | 'OTHER_PERSON' | 'OTHER_SUBJECT' | 'NOT_INCLUDED' | 'NOT_CONSISTENT';

const tree = ({ size, head }: Checkpoint): { size: number; head: Uint8Array } => ({ size, head: fromHex(head) });

/** What is wrong with a proof; nothing is wrong with one that holds. Needs no server: only the hash and the key that was kept. */
export function faultsOfProof(
  hash: Hash,
  { entry, checkpoint, inclusion, since }: AuditProof,
  isSigned: (checkpoint: Checkpoint) => boolean,
): readonly ProofFault[] {
  const faults: ProofFault[] = [];
  const checkpoints = [checkpoint, ...(since ? [since.checkpoint] : [])];
  if (!checkpoints.every(isSigned)) faults.push('NOT_SIGNED');
  if (checkpoints.some(({ log }) => log !== entry.log)) faults.push('OTHER_LOG');
  const { personSalt, subjectSalt } = entry;
  if (personSalt !== null && personCommitment(hash, personSalt, entry.personId) !== entry.person)
    faults.push('OTHER_PERSON');
  if (subjectSalt !== null && subjectCommitment(hash, subjectSalt, entry.subjectId, entry.details) !== entry.subject)
    faults.push('OTHER_SUBJECT');
  // Without the salt nothing shows who it was: a name beside it is a claim.
  if (personSalt === null && entry.personId !== null) faults.push('OTHER_PERSON');
  if (subjectSalt === null && entry.subjectId !== null) faults.push('OTHER_SUBJECT');
  if (!isIncluded(hash, leafOf(hash, entry), entry.index, tree(checkpoint), inclusion.map(fromHex)))
    faults.push('NOT_INCLUDED');
  if (since && !isConsistent(hash, tree(since.checkpoint), tree(checkpoint), since.consistency.map(fromHex)))
    faults.push('NOT_CONSISTENT');
  return faults;
}
