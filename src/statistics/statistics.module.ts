import { Module, type DynamicModule } from '@nestjs/common';
import { PublishedReleases } from './published-releases.service.js';
import { STATISTICS_OPTIONS, StatisticsPool, type StatisticsOptions } from './statistics.pool.js';

@Module({})
export class StatisticsModule {
  static forRoot(options: StatisticsOptions): DynamicModule {
    return {
      module: StatisticsModule,
      providers: [{ provide: STATISTICS_OPTIONS, useValue: options }, StatisticsPool, PublishedReleases],
      exports: [PublishedReleases],
    };
  }
}
