import { Global, Module, type DynamicModule } from '@nestjs/common';
import { JOBS_OPTIONS, Jobs, type JobsOptions } from './jobs.service.js';

@Global()
@Module({})
export class JobsModule {
  static forRoot(options: JobsOptions): DynamicModule {
    return { module: JobsModule, providers: [{ provide: JOBS_OPTIONS, useValue: options }, Jobs], exports: [Jobs] };
  }
}
