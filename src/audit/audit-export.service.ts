import { Inject, Injectable } from '@nestjs/common';
import type { Checkpoint } from '../core/audit-log.js';
import type { ExportedEntry } from '../core/audit-verification.js';
import { query, Transactions } from '../database/transactions.js';
import {
  allLogs,
  checkpointsOf,
  clock,
  lastCheckpoint,
  leafCount,
  leavesOf,
  lockLog,
  waitingEntries,
  type CheckpointRow,
  type WaitingRow,
} from './audit.queries.js';
import { AUDIT_OPTIONS, type AuditOptions } from './audit.options.js';
import { logHouse } from './sequencer.service.js';
import { SigningKey } from './signing-key.js';

/** One line of an export; docs/operations.md says how to check it. */
export type ExportLine =
  | {
      readonly type: 'head';
      readonly format: 'beistand-audit-export-1';
      readonly publicKey: string;
      readonly all: boolean;
      readonly logs: readonly string[];
    }
  | { readonly type: 'log'; readonly log: string; readonly exportedAt: string; readonly entries: number }
  | ({ readonly type: 'checkpoint' } & Checkpoint)
  | ({ readonly type: 'entry' } & ExportedEntry)
  | { readonly type: 'end'; readonly logs: number };

const most = 2_000;

/** Tells the whole of the logs so that they can be verified without the server. */
@Injectable()
export class AuditExport {
  constructor(
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    private readonly transactions: Transactions,
  ) {}

  /** The public key as PEM; null where nothing was signed with this data folder yet. */
  publicKey(): string | null {
    return SigningKey.read(this.options.keyFile)?.publicPem ?? null;
  }

  /** Null for all logs. An export holds who looked at what, by ids: keep it like the log itself. */
  async *lines(publicKey: string, only: string | null): AsyncGenerator<ExportLine> {
    const known = (await this.transactions.readAsNobody<{ id: string }>(allLogs)).map(({ id }) => id);
    const logs = known.filter((id) => only === null || id === only);
    yield { type: 'head', format: 'beistand-audit-export-1', publicKey, all: only === null, logs };
    for (const log of logs) yield* this.log(log);
    yield { type: 'end', logs: logs.length };
  }

  private async *log(log: string): AsyncGenerator<ExportLine> {
    // Under the lock: whatever is signed up to this moment is in the export, whatever is not comes later.
    const state = await this.transactions.run(logHouse(log), async (tx) => {
      await query(tx, lockLog(log));
      const [last] = await query<CheckpointRow>(tx, lastCheckpoint(log));
      const [{ at } = { at: '' }] = await query<{ at: string }>(tx, clock);
      const [{ leaves } = { leaves: 0 }] = await query<{ leaves: number }>(tx, leafCount(log));
      return {
        size: last?.size ?? 0,
        leaves,
        at,
        waiting: await query<WaitingRow>(tx, waitingEntries(log, new Date(0), 10_000)),
      };
    });
    yield { type: 'log', log, exportedAt: state.at, entries: state.size };
    for (let after = 0; ;) {
      const page = await this.transactions.read<Checkpoint>(logHouse(log), checkpointsOf(log, after, state.size, most));
      for (const checkpoint of page) yield { type: 'checkpoint', ...checkpoint };
      const last = page.at(-1);
      if (!last) break;
      after = last.size;
    }
    yield* this.entries(log, state.leaves);
    for (const row of state.waiting) yield { type: 'entry', ...row, ...unplaced, log };
  }

  /** Up to the last leaf that was there under the lock, signed or not. */
  private async *entries(log: string, leaves: number): AsyncGenerator<ExportLine> {
    for (let from = 0; from < leaves;) {
      const page = await this.transactions.read<ExportedEntry>(logHouse(log), leavesOf(log, from, leaves, most));
      for (const entry of page) yield { type: 'entry', ...entry };
      from = (page.at(-1)?.index ?? leaves) + 1;
    }
  }
}

const unplaced = { index: null, leaf: '', person: '', subject: '', personSalt: null, subjectSalt: null } as const;
