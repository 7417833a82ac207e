import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { storyConsentState } from '../core/story-consent.js';
import { query, type Tx } from '../database/transactions.js';
import {
  consentsOfCase,
  dropConsent,
  lockConsentsOfCase,
  partFromCase,
  type ConsentRow,
  type SealedConsent,
} from './consents.queries.js';
import { dropStory, storiesOfCase, storiesOfConsent, type SealedStory } from './stories.queries.js';
import { StorySeals } from './story-seals.service.js';

/** How much of what was written from a case goes with it. */
export interface StoryHoldings {
  readonly storyConsents: number;
  readonly stories: number;
  /** Stories that their client wanted to stay; so do the consents under them. */
  readonly stay: number;
}

/** What becomes of stories when their case is erased. */
@Injectable()
export class StoryErasure {
  constructor(
    private readonly audit: Audit,
    private readonly seals: StorySeals,
  ) {}

  /** What `caseErased` would take at this moment. Nothing is changed. */
  async holdings(tx: Tx, caseId: string, now: Date): Promise<StoryHoldings> {
    const consents = await query<SealedConsent>(tx, consentsOfCase(caseId));
    const stories = Map.groupBy(await query<SealedStory>(tx, storiesOfCase(caseId)), ({ consentId }) => consentId);
    const found = consents.map((consent) => {
      const written = stories.get(consent.id) ?? [];
      return { written: written.length, stay: staying(consent, written, now).length };
    });
    const stay = found.reduce((sum, one) => sum + one.stay, 0);
    return {
      storyConsents: found.filter((one) => one.stay === 0).length,
      stories: found.reduce((sum, one) => sum + one.written, 0) - stay,
      stay,
    };
  }

  /**
   * Lets go what was written from a case, before it is erased: consents, stories, their place in the pool, their keys. Only a story that was signed off stays, and
   * only where the client had said that it may; then its consent stays as the proof, without a word of the case. Gives the ids that the log forgets.
   */
  async caseErased(tx: Tx, house: Actor, caseId: string, now: Date): Promise<readonly string[]> {
    const consents = await query<SealedConsent>(tx, lockConsentsOfCase(caseId));
    const forgotten: string[] = [];
    for (const consent of consents) {
      const stories = await query<SealedStory>(tx, storiesOfConsent(consent.id));
      const kept = staying(consent, stories, now);
      for (const story of stories.filter((one) => !kept.includes(one))) {
        await query(tx, dropStory(story.id));
        forgotten.push(story.id);
      }
      // Entries about the consent name the case.
      forgotten.push(consent.id);
      if (kept.length === 0) {
        await query(tx, dropConsent(consent.id));
        await this.seals.forget(tx, consent.id);
        continue;
      }
      await query(tx, partFromCase(consent.id));
      for (const { id } of kept) await this.audit.record(tx, house, 'story.outlived', { type: 'story', id });
    }
    return forgotten;
  }
}

/** Those that stay: signed off, on a consent that holds and says so. */
const staying = (consent: ConsentRow, stories: readonly SealedStory[], now: Date): readonly SealedStory[] =>
  consent.outlivesCase && storyConsentState(consent, dayOf(now)) === 'VALID'
    ? stories.filter(({ state }) => state === 'SIGNED_OFF')
    : [];
