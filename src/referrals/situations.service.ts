import { Injectable, NotFoundException } from '@nestjs/common';
import { ReleasedAttachments } from '../attachments/released-attachments.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import { dayOf } from '../core/calendar.js';
import type { CaseFile } from '../core/case.js';
import { nextDeadline } from '../core/content.js';
import type { ReferralContext } from '../core/referral.js';
import type { Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import type { ReferralEntity } from './referral.entity.js';
import { ReferralSeals } from './referral-seals.service.js';
import { holdRelease } from './referrals.queries.js';
import type { ReleaseEntity } from './release.entity.js';
import { asRelease } from './rules.js';
import { type KnownOffice, officeOf } from './sources.queries.js';

/** All that a sender's step depends on, as it is at this moment. */
export interface Situation {
  readonly file: CaseFile;
  /** Null: no longer in the directory. */
  readonly office: KnownOffice | null;
  readonly release: ReleaseEntity | null;
  readonly context: ReferralContext;
  /** How many of the files that would go along no scanner has seen yet. */
  readonly waitingAttachments: number;
}

/** Looks at a referral from the sender's side. */
@Injectable()
export class Situations {
  constructor(
    private readonly caseFiles: CaseFiles,
    private readonly reference: Reference,
    private readonly attachments: ReleasedAttachments,
    private readonly seals: ReferralSeals,
  ) {}

  /** Throws "not found" where the case is gone; the release is kept from being withdrawn until the transaction ends. */
  async of(tx: Tx, referral: ReferralEntity, now: Date): Promise<Situation> {
    if (referral.caseId === null) throw new NotFoundException();
    const { files: attachments, waiting } = await this.attachments.releasable(tx, referral.caseId);
    const file = { ...(await this.caseFiles.caseFileOf(tx, referral.caseId)), attachments };
    const office = await officeOf(tx, referral.officeId);
    const held = referral.releaseId ? await holdRelease(tx, referral.organisationId, referral.releaseId) : null;
    const release = held && (await this.seals.openRelease(tx, held));
    return {
      file,
      office,
      release,
      waitingAttachments: waiting,
      context: {
        now,
        codebook: this.reference.codebook,
        release: release && asRelease(release),
        officeTakesPart: Boolean(office?.inboxOrganisationId),
        answerTerms: { officeDays: office?.answerDays ?? null, referralDays: referral.answerDays },
        // An enquiry's answer-by date would give the day of the deadline away, and with it the day of the incident.
        earliestDeadline: referral.kind === 'ENQUIRY' ? null : nextDeadline(file.deadlines, dayOf(now)),
        clientLanguage: file.facts.language,
      },
    };
  }
}
