import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { Transactions } from '../database/transactions.js';
import { PUBLIC_URL, resetUrl } from '../identity/links.js';
import { Organisations } from '../identity/organisations.service.js';
import { PasswordResets } from '../identity/password-resets.service.js';
import { People } from '../identity/people.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Mail } from './mail.service.js';
import { resetMail } from './mail.texts.js';

/** `password-reset.mail`: makes the link and mails it. The secret exists in the mail alone. Where nobody is found there is nothing to do. */
@Injectable()
export class PasswordResetMails implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly people: People,
    private readonly resets: PasswordResets,
    private readonly mail: Mail,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  onModuleInit(): void {
    this.jobs.register('password-reset.mail', (payload) => this.send(payload));
  }

  private async send({ organisationId, subjectId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return;
    const house = houseIn(organisation);
    const person = await this.transactions.run(house, (tx) => this.people.colleague(tx, house, subjectId));
    const started = person && (await this.resets.start(house, subjectId));
    if (started)
      await this.mail.send(person.email, resetMail(person.language, resetUrl(this.publicUrl, started.token)));
  }
}
