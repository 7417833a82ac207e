import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn, type Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { dossierJson } from '../core/dossier-attachment.js';
import { dossierPages, type DossierInput } from '../core/dossier.js';
import type { FrozenContent } from '../core/release.js';
import { query, Transactions } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { seal } from '../keys/seal.js';
import { Reference } from '../reference/reference.service.js';
import { ReferralSeals } from '../referrals/referral-seals.service.js';
import { pdfPlace } from './pdf-place.js';
import { dossierSource, markDossier, storeDossier, type SourceRow } from './dossiers.queries.js';
import { DrawingRoom } from './drawing-room.js';

/**
 * `dossier.render`: draws the dossier of the sender's referral `subjectId` and stores it, once. A failed attempt is shown
 * at once as `FAILED`; the queue tries again, and after its last attempt lists the job among those given up.
 */
@Injectable()
export class DossierJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly room: DrawingRoom,
    private readonly keys: Keys,
    private readonly seals: ReferralSeals,
  ) {}

  onModuleInit(): void {
    this.jobs.register('dossier.render', (payload) => this.render(payload));
  }

  private async render({ organisationId, subjectId: referralId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return; // nobody is left to whom it could belong
    const house = houseIn(organisation);
    const [source] = await this.transactions.read<SourceRow>(house, dossierSource(organisationId, referralId));
    // Erased in the meantime, or drawn already.
    if (!source || source.stored === 'READY') return;
    try {
      await this.store(
        house,
        referralId,
        await this.draw(await this.inputOf(house, referralId, source), source.frozenAt),
      );
    } catch (error) {
      await this.transactions.run(house, (tx) => query(tx, markDossier({ organisationId, referralId }, 'FAILED')));
      throw error;
    }
  }

  private inputOf(house: Actor, referralId: string, source: SourceRow): Promise<DossierInput> {
    return this.transactions.run(house, async (tx) => {
      const frozen = await this.seals.contentOf(tx, referralId);
      // Without a release the pages would call it an anonymous enquiry.
      if (!source.release || !frozen) throw new ReleaseGone();
      const release = await this.seals.openRelease(tx, source.release);
      return inputOf(source, release, frozen.content as FrozenContent, frozen.purpose);
    });
  }

  private draw(input: DossierInput, frozenAt: Date): Promise<Buffer> {
    const district = (key: string): string => this.reference.district(key)?.name ?? key;
    return this.room.draw({
      kind: 'dossier',
      document: dossierPages(input, this.reference.codebook, district),
      json: dossierJson(input),
      // The moment of freezing and not of drawing: the same copy gives the same bytes.
      createdAt: frozenAt,
    });
  }

  private async store(house: Actor, referralId: string, pdf: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    await this.transactions.run(house, async (tx) => {
      const { organisationId } = house;
      const key = await this.keys.open(tx, 'CONTENT', referralId);
      const sealed = seal(key, pdfPlace(organisationId, referralId), pdf);
      const drawn = { sealed, sha256, bytes: pdf.length };
      const written = await query(tx, storeDossier({ organisationId, referralId }, drawn));
      if (written.length > 0)
        await this.audit.record(tx, house, 'dossier.drawn', { type: 'referral', id: referralId }, { sha256 });
    });
  }
}

function inputOf(
  source: SourceRow,
  release: DossierInput['release'],
  content: FrozenContent,
  purpose: string,
): DossierInput {
  return {
    content,
    release,
    cover: {
      kind: source.kind,
      reasons: source.reasons,
      sentOn: dayOf(source.sentAt),
      answerBy: source.answerBy,
      sender: {
        service: source.senderName,
        carrier: source.carrierName,
        contact: { name: source.contactName, phone: source.contactPhone, email: source.contactEmail },
      },
      recipient: source.officeName,
      purpose,
    },
  };
}

class ReleaseGone extends Error {
  override readonly name = 'ReleaseGone';
}
