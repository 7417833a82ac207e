import { Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { Transactions } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { ReferralSteps } from './referral-steps.service.js';
import { lockSent } from './referrals.queries.js';

/** After the answer-by date: the silence is told to the sender. Run twice, or after an answer, it is refused by the rules and nothing happens. */
@Injectable()
export class ReferralExpiry implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly steps: ReferralSteps,
  ) {}

  onModuleInit(): void {
    this.jobs.register('referral.expire', (payload) => this.expire(payload));
  }

  async expire({ organisationId, subjectId }: JobPayload, now = new Date()): Promise<void> {
    const house = await this.organisations.houseOf(organisationId);
    if (!house) return;
    const actor = houseIn(house);
    await this.transactions.run(actor, async (tx) => {
      const referral = await lockSent(tx, organisationId, subjectId);
      if (!referral) return null;
      const context = this.steps.contextOf(referral, now);
      return this.steps.take(tx, actor, referral, { type: 'EXPIRE', party: 'SYSTEM' }, context);
    });
  }
}
