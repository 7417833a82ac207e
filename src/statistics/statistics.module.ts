import { Global, Module, type DynamicModule } from '@nestjs/common';
import { PublishedReleases } from './published-releases.service.js';
import { ReleaseJob } from './release.job.js';
import { ReleasePreparationsResolver } from './release-preparations.resolver.js';
import { ReleasePreparations } from './release-preparations.service.js';
import { ReleaseRuns } from './release-runs.service.js';
import { ReleaseWorkshop } from './release-workshop.js';
import { StatisticsKeys } from './statistics-keys.js';
import { StatisticsQuestionsResolver } from './statistics-questions.resolver.js';
import { StatisticsQuestions } from './statistics-questions.service.js';
import { StatisticsStatementsResolver } from './statistics-statements.resolver.js';
import { StatisticsStatements } from './statistics-statements.service.js';
import { StatisticsTablesController } from './statistics-tables.controller.js';
import { STATISTICS_OPTIONS, StatisticsPool, type StatisticsOptions } from './statistics.pool.js';

@Global()
@Module({})
export class StatisticsModule {
  static forRoot(options: StatisticsOptions): DynamicModule {
    return {
      module: StatisticsModule,
      global: true,
      controllers: [StatisticsTablesController],
      providers: [
        { provide: STATISTICS_OPTIONS, useValue: options },
        { provide: StatisticsKeys, useFactory: () => new StatisticsKeys(options) },
        { provide: ReleaseWorkshop, useFactory: () => new ReleaseWorkshop() },
        StatisticsPool,
        PublishedReleases,
        ReleaseRuns,
        ReleaseJob,
        ReleasePreparations,
        ReleasePreparationsResolver,
        StatisticsQuestions,
        StatisticsQuestionsResolver,
        StatisticsStatements,
        StatisticsStatementsResolver,
      ],
      exports: [STATISTICS_OPTIONS, PublishedReleases, StatisticsQuestions, StatisticsStatements],
    };
  }
}
