import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn } from '../core/access.js';
import { forgottenName } from '../core/forgetting.js';
import { Transactions } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import { People } from '../identity/people.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';

/**
 * `person.forget-again` forgets the person `subjectId` whom an earlier state of the database has brought back (docs/decisions/0022-forgetting-staff.md), before anybody is
 * let in: with the account open or closed, since it was closed by then. Only a restore orders it.
 */
@Injectable()
export class StaffForgettingJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    this.jobs.registerFirst('person.forget-again', (payload) => this.forgetAgain(payload));
  }

  private async forgetAgain({ organisationId, subjectId: id }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    await this.transactions.run(house, async (tx) => {
      const person = await this.people.known(tx, organisationId, id);
      if (!person) return;
      if (person.active) await this.people.close(tx, house, person);
      await this.people.forget(tx, person, forgottenName);
      await this.audit.record(tx, house, 'person.forgotten', { type: 'person', id });
    });
  }
}
