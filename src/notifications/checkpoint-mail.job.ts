import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AuditExport } from '../audit/audit-export.service.js';
import { logHouse } from '../audit/sequencer.service.js';
import type { Checkpoint } from '../core/audit-log.js';
import { query, Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { checkpointLogs, checkpointsToMail, noteMailed, type CheckpointToMail } from './checkpoint-mail.queries.js';
import { Mail } from './mail.service.js';
import { checkpointMail } from './mail.texts.js';

/**
 * Every night the newest signed head of each log goes to the data-protection officers of whose it is: kept in another place than
 * the database, it shows when the log was set back. Hashes and a number, nothing about anybody.
 */
@Injectable()
export class CheckpointMails implements OnModuleInit {
  private readonly log = new Logger('checkpoints');

  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly exports: AuditExport,
    private readonly mail: Mail,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('checkpoints_day', () => this.mailAll());
  }

  /** A head that was mailed is not mailed again. One address that fails keeps nobody else waiting. */
  async mailAll(): Promise<void> {
    const publicKey = this.exports.publicKey();
    if (publicKey === null) return; // nothing was signed yet
    const failed: unknown[] = [];
    for (const { id } of await this.transactions.readAsNobody<{ id: string }>(checkpointLogs)) {
      const due = await this.transactions.read<CheckpointToMail>(logHouse(id), checkpointsToMail(id));
      for (const one of due) await this.mailOne(id, one, publicKey).catch((error: unknown) => failed.push(error));
    }
    if (failed.length === 0) return;
    this.log.warn({ failed: failed.length }, 'checkpoints not mailed, tried again later');
    throw failed[0];
  }

  /** It may come twice, if the house falls over between sending and noting it; never not at all. */
  private mailOne(log: string, to: CheckpointToMail, publicKey: string): Promise<void> {
    const { size, head, at, signature } = to;
    const checkpoint: Checkpoint = { log, size, head, at, signature };
    return this.transactions.run(logHouse(log), async (tx) => {
      await this.mail.send(to.email, checkpointMail(to.language, checkpoint, publicKey));
      await query(tx, noteMailed(log, to.personId, size));
    });
  }
}
