import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { dayOf, startOf } from '../core/calendar.js';
import { checkHandover } from '../core/dossier-request.js';
import { accept, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { ReferralReading } from '../referrals/reading.service.js';
import { ReferralSeals } from '../referrals/referral-seals.service.js';
import {
  discloseDossier,
  holdReferral,
  storedDossier,
  type DossierDisclosed,
  type SharedReferral,
  type StoredDossier,
} from './dossiers.queries.js';

type Listed = Awaited<ReturnType<ReferralReading['disclosure']>>;

/** The client's list, as far as it tells of dossiers: fetched by an office, by the service itself, or handed over by hand. */
@Injectable()
export class DossierDisclosures {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly caseFiles: CaseFiles,
    private readonly events: CaseEvents,
    private readonly reading: ReferralReading,
    private readonly seals: ReferralSeals,
  ) {}

  /** Adds a line in the deed's own transaction, by either side; gives its id. */
  async record(
    tx: Tx,
    actor: Actor,
    referral: { readonly organisationId: string; readonly id: string },
    disclosed: DossierDisclosed,
  ): Promise<string> {
    const purpose = (await this.seals.contentOf(tx, referral.id))?.purpose ?? '';
    const sealed = await this.seals.sealDisclosure(tx, actor, referral, purpose);
    await query(tx, discloseDossier(referral.organisationId, referral.id, sealed, disclosed));
    return sealed.id;
  }

  /**
   * The sender's word that the dossier was given to the office on paper, which no download shows. It stands in the client's list under the day on which it happened,
   * and in the history of the case under the moment of recording. Not of a case that was erased.
   */
  async handOver(actor: Actor, referralId: string, on: string, now = new Date()): Promise<Result<Listed>> {
    const done = await this.transactions.run(actor, async (tx) => {
      const { organisationId } = actor;
      const [referral] = await query<SharedReferral>(tx, holdReferral(referralId));
      if (referral?.organisationId !== organisationId || referral.caseId === null) throw new NotFoundException();
      const kase = await this.caseFiles.lockedCaseOf(tx, referral.caseId);
      const [stored] = await query<StoredDossier>(tx, storedDossier(organisationId, referralId));
      const drawnOn = stored?.state === 'READY' && stored.renderedAt ? dayOf(stored.renderedAt) : null;
      const day = checkHandover(referral, drawnOn, on, dayOf(now));
      if (!day.ok) return day;
      const at = day.value === dayOf(now) ? now : startOf(day.value);
      const id = await this.record(tx, actor, { organisationId, id: referralId }, { kind: 'PAPER', at });
      await this.events.record(tx, actor, kase, 'PAPER_HANDED_OVER', { partId: id });
      await this.audit.record(
        tx,
        actor,
        'dossier.handed-over',
        { type: 'referral', id: referralId },
        { on: day.value },
      );
      return accept({ id, caseId: kase.id });
    });
    if (!done.ok) return done;
    return accept(await this.reading.disclosure(actor, done.value.caseId, done.value.id));
  }
}
