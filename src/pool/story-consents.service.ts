import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseEvents } from '../cases/case-events.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { dayOf, type CalendarDate } from '../core/calendar.js';
import { accept, type Result } from '../core/result.js';
import { checkStoryConsent, withdrawStoryConsent, type GivenStoryConsent } from '../core/story-consent.js';
import { newId } from '../database/new-id.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import {
  consentById,
  consentsOfCase,
  insertConsent,
  lockConsent,
  withdrawConsent,
  type ConsentRow,
  type SealedConsent,
} from './consents.queries.js';
import { storiesOfConsent, withdrawRow, type SealedStory } from './stories.queries.js';
import { StorySeals } from './story-seals.service.js';

/** Consents of clients to anonymised stories, and their withdrawal. */
@Injectable()
export class StoryConsents {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly events: CaseEvents,
    private readonly seals: StorySeals,
  ) {}

  /** Those of one case, the newest first, withdrawn ones too. */
  ofCase(actor: Actor, caseId: string): Promise<ConsentRow[]> {
    return this.transactions.run(actor, async (tx) => {
      await this.caseFiles.caseFileOf(tx, caseId);
      const sealed = await query<SealedConsent>(tx, consentsOfCase(caseId));
      await this.audit.record(tx, actor, 'story-consents.listed', { type: 'case', id: caseId });
      return Promise.all(sealed.map((row) => this.seals.openConsent(row)));
    });
  }

  /** Records what the client agreed to. An open case or a closed one: people often agree only when all is over. */
  record(actor: Actor, caseId: string, given: GivenStoryConsent, now = new Date()): Promise<Result<ConsentRow>> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.caseFiles.lockedCaseFileOf(tx, caseId);
      if (!actor.personId) throw new NotFoundException();
      const isMinor = file.facts.ageBand === 'UNDER_18';
      const checked = checkStoryConsent(given, { codebook: this.reference.codebook, today: dayOf(now), isMinor });
      if (!checked.ok) return checked;
      const id = newId();
      const sealed = await this.seals.sealConsent(tx, actor, id, checked.value);
      await query(tx, insertConsent(id, caseId, sealed, actor.personId, now));
      await this.events.record(tx, actor, file, 'STORY_CONSENT_GIVEN', { partId: id });
      await this.audit.record(
        tx,
        actor,
        'story-consent.recorded',
        { type: 'story-consent', id },
        { case: caseId, uses: checked.value.uses, outlivesCase: checked.value.outlivesCase },
      );
      return accept(await this.find(tx, id));
    });
  }

  /**
   * Takes effect at once, whatever day the client said it on: every story on this consent leaves the pool in the same transaction and loses its
   * texts; what the service keeps is that there was one.
   */
  withdraw(actor: Actor, id: string, on: CalendarDate | null, now = new Date()): Promise<Result<ConsentRow>> {
    return this.transactions.run(actor, async (tx) => {
      // The case first, as whoever erases it does: its history is written below.
      const { caseId } = await this.find(tx, id);
      const kase = caseId === null ? null : await this.caseFiles.lockedCaseOf(tx, caseId);
      const consent = await this.lock(tx, id);
      if (!actor.personId) throw new NotFoundException();
      const day = withdrawStoryConsent(consent, on ?? dayOf(now), dayOf(now));
      if (!day.ok) return day;
      const stories = await query<SealedStory>(tx, storiesOfConsent(id));
      for (const { id: storyId, state } of stories)
        if (state !== 'WITHDRAWN') await query(tx, withdrawRow(storyId, 'CONSENT_WITHDRAWN', actor.personId, now));
      await query(tx, withdrawConsent(id, day.value, actor.personId, now));
      if (kase) await this.events.record(tx, actor, kase, 'STORY_CONSENT_WITHDRAWN', { partId: id });
      const details = { case: consent.caseId, stories: stories.length };
      await this.audit.record(tx, actor, 'story-consent.withdrawn', { type: 'story-consent', id }, details);
      return accept(await this.find(tx, id));
    });
  }

  /** Throws for a foreign consent as for none. */
  async lock(tx: Tx, id: string): Promise<ConsentRow> {
    const [found] = await query<SealedConsent>(tx, lockConsent(id));
    if (!found) throw new NotFoundException();
    return this.seals.openConsent(found);
  }

  private async find(tx: Tx, id: string): Promise<ConsentRow> {
    const [found] = await query<SealedConsent>(tx, consentById(id));
    if (!found) throw new NotFoundException();
    return this.seals.openConsent(found);
  }
}
