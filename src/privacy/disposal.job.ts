import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseErasure } from '../cases/case-erasure.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import { houseIn, type Actor } from '../core/access.js';
import { caseNumber } from '../core/case-number.js';
import { executionOf } from '../core/disposal.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { StoryErasure } from '../pool/story-erasure.service.js';
import { Referrals } from '../referrals/referrals.service.js';
import { AnswerSeals } from './answer-seals.service.js';
import {
  blankPurposes,
  bringBack,
  caseErased,
  executeRow,
  forgetNotices,
  handedOverOf,
  lockDisposal,
  subjectsOf,
  withdrawOthers,
  withdrawRow,
  type DisposalRow,
  type KnownDisposal,
  type PassedOn,
} from './disposals.queries.js';
import type { KeptRow } from './retention.queries.js';
import { RetentionClock } from './retention.service.js';

const minute = 60_000;

/** What is noted of a disposal when it is carried out. */
type Erasing = Pick<DisposalRow, 'id' | 'caseId' | 'basis' | 'ruleCode'>;

/**
 * `case.dispose` carries out the disposal `subjectId` once its time has come; `case.forget` lets the log forget the case or
 * release `subjectId`, whose newest entries had no place in the tree yet; `case.erase-again` erases the case `subjectId` that an earlier state of the
 * database has brought back (docs/decisions/0017-backup.md). All look first whether their work is done.
 */
@Injectable()
export class DisposalJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly clock: RetentionClock,
    private readonly events: CaseEvents,
    private readonly referrals: Referrals,
    private readonly erasure: CaseErasure,
    private readonly keys: Keys,
    private readonly answers: AnswerSeals,
    private readonly stories: StoryErasure,
  ) {}

  onModuleInit(): void {
    this.jobs.register('case.dispose', (payload) => this.dispose(payload));
    this.jobs.register('case.forget', (payload) => this.forget(payload));
    this.jobs.registerFirst('case.erase-again', (payload) => this.eraseAgain(payload));
  }

  /** All in one transaction: the case is whole, or it is gone. */
  private async dispose({ organisationId, subjectId: id }: JobPayload, now = new Date()): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    await this.transactions.run(house, async (tx) => {
      const [disposal] = await query<DisposalRow>(tx, lockDisposal(id));
      if (disposal?.state !== 'APPROVED') return; // withdrawn, or done already
      const found = await this.clock.locked(tx, house, disposal.caseId, now, true);
      const execution = found
        ? executionOf(disposal, { retention: found.retention, stamp: found.kase.stamp }, now)
        : 'void';
      switch (execution) {
        case 'go':
          return this.erase(tx, house, disposal, now);
        case 'void':
          return this.letGo(tx, house, disposal, found?.kase ?? null, now);
        case 'wait':
          return this.later(tx, house, 'case.dispose', id, disposal.executeAfter ?? now);
      }
    });
  }

  /** The case stays. Those who take it for gone are told: to a client it may have been promised. */
  private async letGo(tx: Tx, house: Actor, disposal: DisposalRow, kase: KeptRow | null, now: Date): Promise<void> {
    const { id, basis } = disposal;
    await query(tx, withdrawRow(id, null, now));
    if (kase) await this.events.record(tx, house, kase, 'DISPOSAL_WITHDRAWN', { reason: basis });
    for (const organisationId of new Set([house.organisationId, house.carrierId]))
      await this.jobs.enqueue(tx, {
        name: 'disposal.notice',
        organisationId,
        subjectId: id,
        deed: 'VOID',
        key: `disposal.notice:${organisationId}:${id}:VOID`,
      });
    await this.audit.record(tx, house, 'disposal.voided', { type: 'disposal', id }, { basis });
  }

  /** Only a case that was erased once and has no key: what can be read is no case of this. Its stub says the day on which it went first. */
  private async eraseAgain({ organisationId, subjectId: caseId }: JobPayload, now = new Date()): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    await this.transactions.run(house, async (tx) => {
      const [erased] = await query<{ erasedAt: Date; disposal: KnownDisposal | null }>(tx, caseErased(caseId));
      const found = await this.clock.locked(tx, house, caseId, now, true);
      if (!erased || !found) return;
      const { kase } = found;
      const { disposal: known } = erased;
      await query(tx, withdrawOthers(caseId, known?.id ?? null, now));
      const { carrierId } = house;
      const envelope = { ...kase, carrierId, caseId, caseNumber: caseNumber(kase), caseStamp: kase.stamp };
      const stub = known ? await query<{ id: string }>(tx, bringBack(envelope, known)) : [];
      if (known && stub.length > 0) return this.erase(tx, house, { ...known, caseId }, now, erased.erasedAt);
      // Which two persons it was is not known in this state: the case goes all the same, without a stub.
      await this.eraseRows(tx, house, caseId, now);
      await this.audit.record(tx, house, 'case.erased-again', { type: 'case', id: null });
    });
  }

  private async erase(tx: Tx, house: Actor, disposal: Erasing, now: Date, executedAt = now): Promise<void> {
    const { id, caseId, basis, ruleCode } = disposal;
    const handedOver = await this.eraseRows(tx, house, caseId, now);
    await query(tx, executeRow(id, executedAt, handedOver));
    await this.audit.record(tx, house, 'case.erased', { type: 'disposal', id }, { basis, rule: ruleCode });
  }

  /** Everything that is kept of a case; gives what had been passed on of it. */
  private async eraseRows(tx: Tx, house: Actor, caseId: string, now: Date): Promise<PassedOn[]> {
    const subjects = await query<{ id: string }>(tx, subjectsOf(caseId));
    const handedOver = await query<PassedOn>(tx, handedOverOf(caseId));
    await this.referrals.sourceErased(tx, house, caseId, now);
    await query(tx, blankPurposes(caseId));
    await query(tx, forgetNotices(caseId));
    // First the key: what a backup or an old copy of the database still holds of the case opens with nothing any more.
    await this.keys.destroyCaseKey(tx, caseId);
    await this.answers.forgetOfCase(tx, caseId);
    const written = await this.stories.caseErased(tx, house, caseId, now);
    await this.erasure.erase(tx, caseId);
    for (const subject of [...subjects.map((one) => one.id), ...written]) {
      await this.audit.forgetSubject(tx, subject);
      await this.later(tx, house, 'case.forget', subject, new Date(now.getTime() + minute));
    }
    return handedOver;
  }

  private async forget({ organisationId, subjectId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    await this.transactions.run(house, (tx) => this.audit.forgetSubject(tx, subjectId));
  }

  private later(tx: Tx, house: Actor, name: string, subjectId: string, runAt: Date): Promise<void> {
    return this.jobs.enqueue(tx, {
      name,
      organisationId: house.organisationId,
      subjectId,
      runAt,
      key: `${name}:${subjectId}`,
    });
  }
}
