import { randomBytes } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { leafOf, personCommitment, subjectCommitment, fromHex, toHex } from '../core/audit-log.js';
import { emptyTree, grown, isSame, peakCount, treeHead, type Tree } from '../core/merkle.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import {
  addCheckpoint,
  addLeaves,
  allLogs,
  clock,
  lastCheckpoint,
  lockLog,
  logsWaiting,
  waitingEntries,
  type CheckpointRow,
  type NewLeaf,
  type WaitingRow,
} from './audit.queries.js';
import { AUDIT_OPTIONS, type AuditOptions } from './audit.options.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { LookingBack } from './looking-back.js';
import { sha256, SigningKey } from './signing-key.js';

const most = 1_000;

/** Gives entries their place in the tree of their log, and signs each new head: seconds after the deed, never in its way. */
@Injectable()
export class AuditSequencer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('audit');
  private readonly folder: CheckpointFolder;
  private key: SigningKey | null = null;
  private timer: NodeJS.Timeout | null = null;
  private turn: Promise<void> = Promise.resolve();
  private readonly lookedBack = new LookingBack();
  private isStopping = false;

  constructor(
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
    private readonly transactions: Transactions,
  ) {
    this.folder = new CheckpointFolder(options.checkpointFolder);
  }

  /** The key is made at the first start of a process that works on the queue; others need none. */
  onApplicationBootstrap(): void {
    if (!this.options.runs) return;
    this.signingKey();
    this.wait();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    if (this.timer) clearTimeout(this.timer);
    await this.turn;
  }

  private signingKey(): SigningKey {
    this.key ??= SigningKey.readOrMake(this.options.keyFile);
    return this.key;
  }

  /** Takes in all that waits, of entries since a moment, and gives their number. */
  async takeAll(since = new Date(0)): Promise<number> {
    let taken = 0;
    const faults: unknown[] = [];
    for (const { id } of await this.transactions.readAsNobody<{ id: string }>(logsWaiting(since))) {
      try {
        for (let batch = most; batch === most && !this.isStopping; taken += batch)
          batch = await this.takeSome(id, since);
      } catch (error) {
        faults.push(error); // one carrier's log that cannot grow does not hold up the others
      }
    }
    if (faults.length > 0) throw faults[0];
    return taken;
  }

  /** What a crash kept from the folder gets there now. */
  async catchUp(): Promise<void> {
    for (const { id } of await this.transactions.readAsNobody<{ id: string }>(allLogs)) {
      const last = await this.transactions.run(logHouse(id), (tx) => this.last(tx, id));
      if (last && last.size > (await this.folder.sizeOf(id))) await this.folder.add(last);
    }
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.turn = this.work().finally(() => (this.isStopping ? undefined : this.wait()));
    }, this.options.everyMs);
    this.timer.unref();
  }

  private async work(now = Date.now()): Promise<void> {
    try {
      const turn = this.lookedBack.turnAt(now);
      if (turn.isSweep) await this.catchUp();
      await this.takeAll(new Date(turn.since));
      this.lookedBack.done(turn);
    } catch (error) {
      // The entries wait and the next turn tries again. Of the error only its kind: its text may repeat a value.
      this.logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the audit log cannot grow');
    }
  }

  private async takeSome(log: string, since: Date): Promise<number> {
    const made = await this.transactions.run(logHouse(log), async (tx) => {
      await query(tx, lockLog(log));
      const last = await this.last(tx, log);
      const waiting = await query<WaitingRow>(tx, waitingEntries(log, since, most));
      if (waiting.length === 0) return null;
      const { tree, leaves } = this.grow(log, last, waiting);
      await query(tx, addLeaves(log, leaves));
      const [{ at } = { at: '' }] = await query<{ at: string }>(tx, clock);
      const head = toHex(treeHead(sha256, tree));
      const checkpoint = this.signingKey().sign({ log, size: tree.size, head, at });
      await query(tx, addCheckpoint(checkpoint, tree.peaks.map(toHex)));
      return { checkpoint, taken: waiting.length };
    });
    if (!made) return 0;
    // After the commit: a checkpoint outside that the database does not know would accuse it of a rollback.
    await this.folder.add(made.checkpoint);
    return made.taken;
  }

  /** The head from which the log goes on. One that this house has not signed is no ground to build on. */
  private async last(tx: Tx, log: string): Promise<CheckpointRow | null> {
    const [row] = await query<CheckpointRow>(tx, lastCheckpoint(log));
    if (!row) return null;
    const tree = treeOf(row);
    const fits = tree.peaks.length === peakCount(row.size) && isSame(treeHead(sha256, tree), fromHex(row.head));
    if (!fits || !this.signingKey().hasSigned(row)) throw new ForeignCheckpoint();
    return row;
  }

  private grow(
    log: string,
    last: CheckpointRow | null,
    waiting: readonly WaitingRow[],
  ): { tree: Tree; leaves: NewLeaf[] } {
    let tree = last ? treeOf(last) : emptyTree;
    const leaves = waiting.map((row): NewLeaf => {
      const [personSalt, subjectSalt] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
      const person = personCommitment(sha256, personSalt, row.personId);
      const subject = subjectCommitment(sha256, subjectSalt, row.subjectId, row.details);
      const { id, organisation, at, action, subjectType } = row;
      const index = tree.size;
      const leaf = leafOf(sha256, { log, index, organisation, id, at, action, subjectType, person, subject });
      tree = grown(sha256, tree, leaf);
      return { index, organisation, id, person, subject, personSalt, subjectSalt, leaf: toHex(leaf) };
    });
    return { tree, leaves };
  }
}

/** The last checkpoint in the database was not signed with this key, or does not fit its own tree. */
class ForeignCheckpoint extends Error {
  override readonly name = 'ForeignCheckpoint';
}

const treeOf = ({ size, peaks }: CheckpointRow): Tree => ({ size, peaks: peaks.map(fromHex) });

/** Row security shows a log to its own organisation: the carrier sees its services' entries. */
export const logHouse = (log: string): { organisationId: string; carrierId: string } => ({
  organisationId: log,
  carrierId: log,
});
