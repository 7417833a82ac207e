import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { Transactions } from '../database/transactions.js';
import { PUBLIC_URL } from '../identity/links.js';
import { Organisations } from '../identity/organisations.service.js';
import { People } from '../identity/people.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Mail } from './mail.service.js';
import { accountMail, isAccountDeed } from './mail.texts.js';

/** `account.notice`: tells somebody that the way they sign in has changed, so that they notice when it was not them. */
@Injectable()
export class AccountNotices implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly people: People,
    private readonly mail: Mail,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  onModuleInit(): void {
    this.jobs.register('account.notice', (payload) => this.tell(payload));
  }

  private async tell({ organisationId, subjectId, deed = '' }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation || !isAccountDeed(deed)) return;
    const house = houseIn(organisation);
    const person = await this.transactions.run(house, (tx) => this.people.colleague(tx, house, subjectId));
    if (person?.active) await this.mail.send(person.email, accountMail(person.language, deed, this.publicUrl));
  }
}
