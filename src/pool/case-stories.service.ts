import { Injectable } from '@nestjs/common';
import type { Actor } from '../core/access.js';
import { query, Transactions } from '../database/transactions.js';
import { consentsOfCase, type ConsentRow, type SealedConsent } from './consents.queries.js';
import { storiesOfCase, type SealedStory, type StoryRow } from './stories.queries.js';
import { StorySeals } from './story-seals.service.js';

/** What the client of a case agreed to, and what was written on it. */
export interface WrittenFromCase {
  readonly consents: readonly ConsentRow[];
  readonly stories: readonly StoryRow[];
}

/** The door for the rooms above: what was written from one case. */
@Injectable()
export class CaseStories {
  constructor(
    private readonly transactions: Transactions,
    private readonly seals: StorySeals,
  ) {}

  /** Every consent of a case with every story on it, opened: for the client's own request for access alone. */
  ofCase(actor: Actor, caseId: string): Promise<WrittenFromCase> {
    return this.transactions.run(actor, async (tx) => {
      const consents = await query<SealedConsent>(tx, consentsOfCase(caseId));
      const stories = await query<SealedStory>(tx, storiesOfCase(caseId));
      return {
        consents: await Promise.all(consents.map((row) => this.seals.openConsent(row))),
        stories: await Promise.all(stories.map((row) => this.seals.openStory(row))),
      };
    });
  }
}
