import { Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { dayOf } from '../core/calendar.js';
import { query, Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { activeServices, rollDeadlines, type ServiceRow } from './case-deadlines.queries.js';

/** Every night the lists move on: a deadline that is over makes room for the next one of its case. */
@Injectable()
export class CaseDeadlinesDayJob implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('deadlines_day', () => this.rollAll());
  }

  /** Running twice changes nothing more. */
  async rollAll(now = new Date()): Promise<void> {
    const services = await this.transactions.readAsNobody<ServiceRow>(activeServices);
    for (const service of services) {
      await this.transactions.run(houseIn(service), (tx) => query(tx, rollDeadlines(dayOf(now))));
    }
  }
}
