import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { dataProtectionLaws } from '../core/data-protection-law.js';
import type { PageDocument } from '../core/document.js';
import { consentBasis, releaseFormPages, validateReleaseDraft, type ReleaseDraft } from '../core/release-form.js';
import { accept, refuse, type Result } from '../core/result.js';
import { query, Transactions } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { DrawingRoom } from './drawing-room.js';
import { officeToRelease, releasedParty, type OfficeRow, type PartyRow } from './release-forms.queries.js';

/** The form with which a client releases the service from secrecy, before a release is recorded. */
@Injectable()
export class ReleaseForms {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly room: DrawingRoom,
  ) {}

  async draw(actor: Actor, caseId: string, draft: ReleaseDraft, now = new Date()): Promise<Result<Buffer>> {
    const document = await this.compose(actor, caseId, draft, now);
    if (!document.ok) return document;
    return accept(await this.room.draw({ kind: 'release-form', document: document.value, createdAt: now }));
  }

  private compose(actor: Actor, caseId: string, draft: ReleaseDraft, now: Date): Promise<Result<PageDocument>> {
    return this.transactions.run(actor, async (tx) => {
      const { codebook } = this.reference;
      const file = await this.caseFiles.caseFileOf(tx, caseId);
      const [party] = await query<PartyRow>(tx, releasedParty(actor.organisationId));
      if (!party) throw new NotFoundException();
      const checked = validateReleaseDraft(draft, dayOf(now), codebook);
      if (!checked.ok) return checked;
      const release = checked.value;
      const law = dataProtectionLaws[party.legalBasis];
      const [office] = await query<OfficeRow>(tx, officeToRelease(release.officeId));
      if (!office) return refuse('OFFICE_UNKNOWN', 'officeId');

      await this.audit.record(
        tx,
        actor,
        'release-form.drawn',
        { type: 'case', id: caseId },
        { office: release.officeId, groups: release.fieldGroups },
      );
      return accept(
        releaseFormPages(
          {
            ...release,
            service: party.service,
            carrier: party.carrier,
            office: office.name,
            clientName: file.texts.clientName,
            minor: file.facts.ageBand === 'UNDER_18' || release.guardian !== null,
            legalBasis: consentBasis[party.legalBasis],
            controller: inOneLine(party.controller),
            officer: party.officer && inOneLine(party.officer),
            complaint: inOneLine(`${party.supervisoryBody ?? law.usualBody} (${law.complaint})`),
          },
          codebook,
        ),
      );
    });
  }
}

/** What the carrier has entered may have lines. */
const inOneLine = (text: string): string => text.split(/\s*\n\s*/).join(', ');
