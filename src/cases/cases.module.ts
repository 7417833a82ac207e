import { Module } from '@nestjs/common';
import type { Entities } from '../database/data-source.js';
import { CaseChanges } from './case-changes.service.js';
import { CaseClosing } from './case-closing.service.js';
import { CaseDeadlinesDayJob } from './case-deadlines-day.job.js';
import { CaseDeadlinesJob } from './case-deadlines.job.js';
import { CaseErasure } from './case-erasure.service.js';
import { CaseEvents } from './case-events.service.js';
import { CaseFiles } from './case-files.service.js';
import { CaseListResolver } from './case-list.resolver.js';
import { CaseLists } from './case-list.service.js';
import {
  ComparisonPersonEntity,
  IndicationEntity,
  MeasureEntity,
  ReactionEntity,
  WitnessEntity,
} from './case-parts.entity.js';
import { CasePartsResolver } from './case-parts.resolver.js';
import { CaseParts } from './case-parts.service.js';
import { CaseReviewResolver } from './case-review.resolver.js';
import { CaseReviews } from './case-review.service.js';
import { CaseSearch } from './case-search.service.js';
import { CaseSeals } from './case-seals.service.js';
import { CaseTimelineResolver } from './case-timeline.resolver.js';
import { CaseTimelines } from './case-timeline.service.js';
import { CaseTextEntity } from './case-text.entity.js';
import { CaseEntity } from './case.entity.js';
import { CasesResolver } from './cases.resolver.js';
import { Cases } from './cases.service.js';

export const caseEntities: Entities = [
  CaseEntity,
  CaseTextEntity,
  IndicationEntity,
  WitnessEntity,
  ComparisonPersonEntity,
  MeasureEntity,
  ReactionEntity,
];

@Module({
  providers: [
    Cases,
    CaseChanges,
    CaseClosing,
    CaseErasure,
    CaseEvents,
    CaseFiles,
    CaseSeals,
    CaseSearch,
    CaseDeadlinesJob,
    CaseDeadlinesDayJob,
    CasesResolver,
    CaseParts,
    CasePartsResolver,
    CaseReviews,
    CaseReviewResolver,
    CaseLists,
    CaseListResolver,
    CaseTimelines,
    CaseTimelineResolver,
  ],
  exports: [Cases, CaseErasure, CaseEvents, CaseFiles, CaseParts, CaseSeals],
})
export class CasesModule {}
