import { Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { ReleaseRuns } from './release-runs.service.js';

/** `statistics.release`: works on the release of the quarter `subjectId` until it is ready for approval. */
@Injectable()
export class ReleaseJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly organisations: Organisations,
    private readonly runs: ReleaseRuns,
  ) {}

  onModuleInit(): void {
    this.jobs.register('statistics.release', (payload) => this.work(payload));
  }

  private async work({ organisationId, subjectId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (organisation) await this.runs.run(houseIn(organisation), subjectId);
  }
}
