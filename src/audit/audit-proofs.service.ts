import { Injectable } from '@nestjs/common';
import { fromHex, toHex, type Checkpoint } from '../core/audit-log.js';
import type { AuditProof } from '../core/audit-proof.js';
import type { ExportedEntry } from '../core/audit-verification.js';
import { consistencyProof, inclusionProof } from '../core/merkle.js';
import { Transactions } from '../database/transactions.js';
import { allLogs, checkpointUpTo, leafHashes, leavesOf, placeOfEntry } from './audit.queries.js';
import { logHouse } from './sequencer.service.js';
import { sha256 } from './signing-key.js';

const most = 10_000;

/** Draws the proof of one entry out of the database; whoever holds the public key can check it anywhere. */
@Injectable()
export class AuditProofs {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Null when there is no such entry, it has no signed place yet, or it was deleted. With `earlier`, the size of a checkpoint
   * that was kept, it also shows that the log was only added to since then.
   */
  async of(entryId: string, earlier: number | null): Promise<AuditProof | null> {
    for (const { id: log } of await this.transactions.readAsNobody<{ id: string }>(allLogs)) {
      const [place] = await this.transactions.read<{ index: number }>(logHouse(log), placeOfEntry(log, entryId));
      if (place) return this.draw(log, place.index, earlier);
    }
    return null;
  }

  private async draw(log: string, index: number, earlier: number | null): Promise<AuditProof | null> {
    const house = logHouse(log);
    const upTo = async (size: number): Promise<Checkpoint | undefined> =>
      (await this.transactions.read<Checkpoint>(house, checkpointUpTo(log, size)))[0];
    const checkpoint = await upTo(Number.MAX_SAFE_INTEGER);
    const [entry] = await this.transactions.read<ExportedEntry>(house, leavesOf(log, index, index + 1, 1));
    if (!checkpoint || index >= checkpoint.size || !entry) return null;
    const { at, action, subjectType } = entry;
    if (at === null || action === null || subjectType === null) return null;
    const leaves = await this.leaves(log, checkpoint.size);
    const before = earlier === null ? undefined : await upTo(earlier);
    const { leaf: _, ...opened } = entry;
    return {
      format: 'beistand-audit-proof-1',
      entry: { ...opened, index, at, action, subjectType },
      checkpoint,
      inclusion: inclusionProof(sha256, leaves, index).map(toHex),
      since: before
        ? { checkpoint: before, consistency: consistencyProof(sha256, leaves, before.size).map(toHex) }
        : null,
    };
  }

  private async leaves(log: string, size: number): Promise<Uint8Array[]> {
    const found: Uint8Array[] = [];
    while (found.length < size) {
      const page = await this.transactions.read<{ leaf: string }>(
        logHouse(log),
        leafHashes(log, found.length, size, most),
      );
      if (page.length === 0) return found;
      found.push(...page.map(({ leaf }) => fromHex(leaf)));
    }
    return found;
  }
}
