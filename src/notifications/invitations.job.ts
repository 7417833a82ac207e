import { Inject, Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { houseIn } from '../core/access.js';
import { Invitations } from '../identity/invitations.service.js';
import { invitationUrl, PUBLIC_URL } from '../identity/links.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Mail } from './mail.service.js';
import { invitationMail } from './mail.texts.js';

/** `invitation.mail`: makes the link and mails it. The secret exists in the mail alone, so each attempt makes a new one. */
@Injectable()
export class InvitationMails implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly organisations: Organisations,
    private readonly invitations: Invitations,
    private readonly mail: Mail,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  onModuleInit(): void {
    this.jobs.register('invitation.mail', (payload) => this.send(payload));
  }

  private async send({ organisationId, subjectId }: JobPayload): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    const renewed = organisation && (await this.renew(houseIn(organisation), subjectId));
    if (!renewed) return;
    const open = await this.invitations.look(renewed.token);
    if (!open) return;
    const name = open.organisationName.replaceAll(/\s+/g, ' ');
    await this.mail.send(open.email, invitationMail(name, invitationUrl(this.publicUrl, renewed.token)));
  }

  /** Null: accepted or withdrawn since, so there is nothing to mail any more. */
  private async renew(house: Parameters<Invitations['renew']>[0], id: string): Promise<{ token: string } | null> {
    try {
      return await this.invitations.renew(house, id);
    } catch (error) {
      if (error instanceof NotFoundException) return null;
      throw error;
    }
  }
}
