import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';

/** Every night: keys of repeated requests that are older than a day go, with their sealed outcomes. */
@Injectable()
export class IdempotencyDayJob implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.registerDaily('idempotency_day', () => this.forget());
  }

  /** Running twice changes nothing more. */
  async forget(): Promise<void> {
    await this.transactions.callAsNobody({
      name: 'forget-idempotency-keys',
      text: 'select forget_idempotency_keys()',
      values: [],
    });
  }
}
