import { Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn, type OrganisationKind } from '../core/access.js';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { activeServices } from './disposals.queries.js';
import { RetentionClock } from './retention.service.js';

/** Every night: what has become due is marked. Nothing is disposed of by it. */
@Injectable()
export class RetentionDayJob implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly clock: RetentionClock,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('retention_day', () => this.markAll());
  }

  /** Running twice changes nothing more. */
  async markAll(now = new Date()): Promise<void> {
    const services = await this.transactions.readAsNobody<{ id: string; carrierId: string; kind: OrganisationKind }>(
      activeServices,
    );
    for (const service of services) await this.clock.mark(houseIn(service), now);
  }
}
