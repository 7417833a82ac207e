import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { storyConsentState } from '../core/story-consent.js';
import { query, type Tx } from '../database/transactions.js';
import {
  dropConsent,
  lockConsentsOfCase,
  partFromCase,
  type ConsentRow,
  type SealedConsent,
} from './consents.queries.js';
import { dropStory, storiesOfConsent, type SealedStory } from './stories.queries.js';
import { StorySeals } from './story-seals.service.js';

/** What becomes of stories when their case is erased. */
@Injectable()
export class StoryErasure {
  constructor(
    private readonly audit: Audit,
    private readonly seals: StorySeals,
  ) {}

  /**
   * Lets go what was written from a case, before it is erased: consents, stories, their place in the pool, their keys. Only a story that was signed off stays, and
   * only where the client had said that it may; then its consent stays as the proof, without a word of the case. Gives the ids that the log forgets.
   */
  async caseErased(tx: Tx, house: Actor, caseId: string, now: Date): Promise<readonly string[]> {
    const consents = await query<SealedConsent>(tx, lockConsentsOfCase(caseId));
    const forgotten: string[] = [];
    for (const consent of consents) {
      const stories = await query<SealedStory>(tx, storiesOfConsent(consent.id));
      const staying = mayOutlive(consent, now) ? stories.filter(({ state }) => state === 'SIGNED_OFF') : [];
      for (const story of stories.filter((one) => !staying.includes(one))) {
        await query(tx, dropStory(story.id));
        forgotten.push(story.id);
      }
      // Entries about the consent name the case.
      forgotten.push(consent.id);
      if (staying.length === 0) {
        await query(tx, dropConsent(consent.id));
        await this.seals.forget(tx, consent.id);
        continue;
      }
      await query(tx, partFromCase(consent.id));
      for (const { id } of staying) await this.audit.record(tx, house, 'story.outlived', { type: 'story', id });
    }
    return forgotten;
  }
}

const mayOutlive = (consent: ConsentRow, now: Date): boolean =>
  consent.outlivesCase && storyConsentState(consent, dayOf(now)) === 'VALID';
