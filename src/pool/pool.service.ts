import { Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import {
  poolPage,
  poolStoryById,
  type PoolFilter,
  type PoolPlace,
  type PoolStoryRow,
  type SealedPoolStory,
} from './pool.queries.js';
import { StorySeals } from './story-seals.service.js';

/** What campaigns read: stories that two people looked through, as long as their clients agree. Row security shows no others. */
@Injectable()
export class StoryPool {
  constructor(
    private readonly audit: Audit,
    private readonly seals: StorySeals,
  ) {}

  /** Up to `most`, the newest quarter first. The look is on record. */
  async page(actor: Actor, filter: PoolFilter, most: number, after: PoolPlace | null): Promise<PoolStoryRow[]> {
    const looked = { action: 'pool-stories.listed', subject: { type: 'pool-story', id: null } };
    const sealed = await this.audit.look<SealedPoolStory>(actor, poolPage(filter, most, after), looked);
    return Promise.all(sealed.map((row) => this.seals.openPoolStory(row)));
  }

  /** One; the same answer for one that was withdrawn as for none. */
  async find(actor: Actor, id: string): Promise<PoolStoryRow> {
    const looked = {
      action: 'pool-story.read',
      inVain: 'pool-story.read-in-vain',
      subject: { type: 'pool-story', id },
    };
    const [found] = await this.audit.look<SealedPoolStory>(actor, poolStoryById(id), looked);
    if (!found) throw new NotFoundException();
    return this.seals.openPoolStory(found);
  }
}
