import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { type CalendarDate, dayOf, isCalendarDate } from '../core/calendar.js';
import { type ReleaseInput, validateRelease } from '../core/release.js';
import { accept, refuse, type Result } from '../core/result.js';
import { Transactions } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralSteps } from './referral-steps.service.js';
import { lockOfRelease } from './referrals.queries.js';
import { asRelease, inArgument } from './rules.js';
import { newId } from '../database/new-id.js';
import { ReferralSeals } from './referral-seals.service.js';
import { ReleaseEntity } from './release.entity.js';
import { officeOf } from './sources.queries.js';

/** Releases from the duty of confidentiality (§ 203 StGB) and their withdrawal. */
@Injectable()
export class Releases {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly steps: ReferralSteps,
    private readonly seals: ReferralSeals,
  ) {}

  /** Records what the client has released, towards one office. */
  record(actor: Actor, caseId: string, input: ReleaseInput, now = new Date()): Promise<Result<ReleaseEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.caseFiles.caseFileOf(tx, caseId);
      if (!actor.personId) throw new NotFoundException();
      const isMinor = file.facts.ageBand === 'UNDER_18';
      const checked = validateRelease(input, dayOf(now), { codebook: this.reference.codebook, isMinor });
      if (!checked.ok) return inArgument('input', checked);
      if (!(await officeOf(tx, input.officeId))) return refuse('OFFICE_UNKNOWN', 'input.officeId');

      const release = Object.assign(new ReleaseEntity(), {
        organisationId: actor.organisationId,
        id: newId(),
        caseId,
        ...checked.value,
        createdBy: actor.personId,
      });
      const sealed = Object.assign(new ReleaseEntity(), await this.seals.sealRelease(tx, release));
      await tx.insert(ReleaseEntity, sealed);
      Object.assign(release, { createdAt: sealed.createdAt });
      await this.audit.record(
        tx,
        actor,
        'release.recorded',
        { type: 'release', id: release.id },
        { case: caseId, office: release.officeId, groups: release.fieldGroups },
      );
      return accept(release);
    });
  }

  /**
   * Withdraws a release as of this moment, whatever day the client said it on: every referral that stands on it is closed
   * to its office in the same transaction. Referrals that are over already stay as they are.
   */
  withdraw(actor: Actor, id: string, on: CalendarDate | null, now = new Date()): Promise<Result<ReleaseEntity>> {
    return this.transactions.run(actor, async (tx) => {
      const { organisationId } = actor;
      const found = await tx.findOne(ReleaseEntity, {
        where: { organisationId, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!found) throw new NotFoundException();
      const release = await this.seals.openRelease(tx, found);
      const withdrawnOn = on ?? dayOf(now);
      if (release.withdrawnAt) return refuse('RELEASE_WITHDRAWN', 'id');
      if (!isCalendarDate(withdrawnOn)) return refuse('INVALID_FORMAT', 'on', { expected: 'YYYY-MM-DD' });
      if (withdrawnOn > dayOf(now)) return refuse('DATE_IN_FUTURE', 'on');
      if (withdrawnOn < release.givenOn) return refuse('WITHDRAWN_BEFORE_GIVEN', 'on', { givenOn: release.givenOn });

      const changed = { withdrawnOn, withdrawnAt: now, withdrawnBy: actor.personId };
      await tx.update(ReleaseEntity, { organisationId, id }, changed);
      const withdrawn = Object.assign(release, changed);
      const { facts } = await this.caseFiles.caseFileOf(tx, release.caseId);
      for (const referral of await lockOfRelease(tx, organisationId, id)) {
        // Refused for drafts and for what is over: there is no access to end.
        await this.steps.take(
          tx,
          actor,
          referral,
          { type: 'WITHDRAW_RELEASE', party: 'SYSTEM' },
          {
            ...this.steps.contextOf(referral, now),
            release: asRelease(withdrawn),
            clientLanguage: facts.language,
          },
        );
      }
      await this.audit.record(tx, actor, 'release.withdrawn', { type: 'release', id }, { case: release.caseId });
      return accept(withdrawn);
    });
  }
}
