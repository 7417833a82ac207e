import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentActor } from '../access/access.decorators.js';
import type { Actor } from '../core/access.js';
import { Operations } from './operations.service.js';
import { FailedJobs, JobsRetried } from './operations.types.js';

@Resolver()
export class OperationsResolver {
  constructor(private readonly operations: Operations) {}

  @Query(() => [FailedJobs], {
    name: 'failedJobs',
    description: 'Jobs that were given up, by name. What they were about is not told: see the log for the cause.',
  })
  @Allow('jobs:operate')
  async listFailedJobs(): Promise<FailedJobs[]> {
    return (await this.operations.failedJobs()).map((failed) => Object.assign(new FailedJobs(), failed));
  }

  @Mutation(() => JobsRetried, { description: 'Gives every job that was given up new attempts.' })
  @Allow('jobs:operate')
  async retryFailedJobs(@CurrentActor() actor: Actor): Promise<JobsRetried> {
    return Object.assign(new JobsRetried(), { retried: await this.operations.retryFailedJobs(actor) });
  }
}
