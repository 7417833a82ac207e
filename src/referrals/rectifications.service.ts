import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { fieldGroups, type FieldGroup } from '../core/release.js';
import { accept, problem, refuse, refusedFor, type Result } from '../core/result.js';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { lockOfCase } from './referrals.queries.js';

/** Tells those who hold a copy that something in it was wrong (Art. 16, 19 GDPR). What it was, they ask. */
@Injectable()
export class Rectifications {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly caseFiles: CaseFiles,
    private readonly events: CaseEvents,
  ) {}

  /** Offices that hold one of these groups are told that something was rectified. Gives how many referrals that were. */
  tell(actor: Actor, caseId: string, groups: readonly string[]): Promise<Result<number>> {
    return this.transactions.run(actor, async (tx) => {
      const kase = await this.caseFiles.caseFileOf(tx, caseId);
      if (!actor.personId) throw new NotFoundException();
      if (groups.length === 0) return refuse('EMPTY', 'fieldGroups');
      const unknown = groups.flatMap((group, index) =>
        (fieldGroups as readonly string[]).includes(group)
          ? []
          : [problem('UNKNOWN_CODE', `fieldGroups[${index}]`, { vocabulary: 'fieldGroups' })],
      );
      const refused = refusedFor(unknown);
      if (refused) return refused;

      const holders = (await lockOfCase(tx, actor.organisationId, caseId)).filter(
        (referral) => referral.contentOpen && referral.fieldGroups.some((group: FieldGroup) => groups.includes(group)),
      );
      for (const { id, recipientOrganisationId } of holders)
        if (recipientOrganisationId)
          await this.jobs.enqueue(tx, {
            name: 'referral.notice',
            organisationId: recipientOrganisationId,
            subjectId: id,
            deed: `RECTIFIED:${randomUUID()}`,
          });
      const told = { groups, referrals: holders.length };
      await this.events.record(tx, actor, kase, 'RECTIFICATION_TOLD', { fields: groups });
      await this.audit.record(tx, actor, 'case.rectification-told', { type: 'case', id: caseId }, told);
      return accept(holders.length);
    });
  }
}
