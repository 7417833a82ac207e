import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { CaseStories } from './case-stories.service.js';
import { PoolResolver } from './pool.resolver.js';
import { StoryPool } from './pool.service.js';
import { StoriesResolver } from './stories.resolver.js';
import { Stories } from './stories.service.js';
import { StoryConsentsResolver } from './story-consents.resolver.js';
import { StoryConsents } from './story-consents.service.js';
import { StoryErasure } from './story-erasure.service.js';
import { StoryHints } from './story-hints.service.js';
import { StorySeals } from './story-seals.service.js';

/** Anonymised stories of cases: with the client's consent, past two people, for campaigns. */
@Module({
  imports: [CasesModule],
  providers: [
    StoryConsents,
    StoryConsentsResolver,
    Stories,
    StoriesResolver,
    StoryHints,
    StorySeals,
    StoryErasure,
    CaseStories,
    StoryPool,
    PoolResolver,
  ],
  exports: [StoryErasure, CaseStories],
})
export class PoolModule {}
