import { createPublicKey, type KeyObject } from 'node:crypto';
import { faultsOfProof, type AuditProof, type ProofFault } from '../core/audit-proof.js';
import { isCheckpoint } from './checkpoint-folder.js';
import { UnreadableExport } from './export-reader.js';
import { isSignedBy, sha256 } from './signing-key.js';

/** Reads a proof and says what is wrong with it; `pem` is the public key that was kept. */
export function verifyProof(
  text: string,
  pem: string,
): { readonly proof: AuditProof; readonly faults: readonly ProofFault[] } {
  const key = publicKey(pem);
  const proof = read(text);
  return { proof, faults: faultsOfProof(sha256, proof, (checkpoint) => isSignedBy(key, checkpoint)) };
}

function read(text: string): AuditProof {
  const unreadable = new UnreadableExport('This is no proof of an entry.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable;
  }
  const proof = value as Partial<AuditProof> | null;
  const whole =
    proof?.format === 'beistand-audit-proof-1' &&
    typeof proof.entry?.index === 'number' &&
    isCheckpoint(proof.checkpoint) &&
    Array.isArray(proof.inclusion) &&
    (proof.since === null || (isCheckpoint(proof.since?.checkpoint) && Array.isArray(proof.since.consistency)));
  if (!whole) throw unreadable;
  return proof as AuditProof;
}

function publicKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new UnreadableExport('The public key cannot be read.');
  }
}
