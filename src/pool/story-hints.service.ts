import { Injectable } from '@nestjs/common';
import { CaseFiles, type CaseFileOf } from '../cases/case-files.service.js';
import type { StoryContent } from '../core/story.js';
import { fewestPublished, hintsIn, rareHints, type NamesOfCase, type StoryHint } from '../core/story-hints.js';
import { gazetteerOf } from '../core/story-places.js';
import { query, type Tx } from '../database/transactions.js';
import { Reference } from '../reference/reference.service.js';
import { PublishedReleases } from '../statistics/published-releases.service.js';
import { casesLike } from './stories.queries.js';

/** So many releases are looked through for a whole year: two years of quarters. */
const releasesLookedAt = 8;

/** Looks a story through for what may give somebody away, against its own case, the places of the land, the own counts and the published numbers. */
@Injectable()
export class StoryHints {
  private readonly places;

  constructor(
    private readonly caseFiles: CaseFiles,
    private readonly releases: PublishedReleases,
    { geography }: Reference,
  ) {
    this.places = gazetteerOf([...geography.municipalities, ...geography.districts].map(({ name }) => name));
  }

  /** Every hint, in order. `caseId` null: the case is gone, and nobody asks any more. */
  async of(tx: Tx, story: StoryContent, caseId: string | null): Promise<readonly StoryHint[]> {
    if (caseId === null) return [];
    const names = namesOf(await this.caseFiles.caseFileOf(tx, caseId));
    const [counted] = await query<{ count: number }>(tx, casesLike(story));
    return [
      ...hintsIn(story, { names, places: this.places, language: story.language }),
      ...rareHints({ own: counted?.count ?? 0, published: await this.published(story) }),
    ];
  }

  /** By the newest whole year that was published: a quarter has few of everything. */
  private async published(story: StoryContent): Promise<number | null> {
    for (const { id } of (await this.releases.list())
      .filter(({ withdrawn }) => !withdrawn)
      .slice(0, releasesLookedAt)) {
      const release = await this.releases.find(id);
      const year = release?.numbers.find(({ period }) => /^\d{4}$/.test(period));
      if (year) return fewestPublished(year.cells, story);
    }
    return null;
  }
}

const namesOf = ({ texts, witnesses }: CaseFileOf): NamesOfCase => ({
  persons: [texts.clientName, texts.respondentPerson, ...witnesses.map(({ name }) => name)].filter(isSaid),
  bodies: [texts.respondentOrganisation].filter(isSaid),
});

const isSaid = (name: string | null): name is string => name !== null && name.trim() !== '';
