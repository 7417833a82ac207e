import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { houseIn, type Actor } from '../core/access.js';
import { noticeKindOf } from '../core/notice.js';
import { query, Transactions, type Statement } from '../database/transactions.js';
import { PUBLIC_URL } from '../identity/links.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Mail } from './mail.service.js';
import { noticeMail } from './mail.texts.js';
import {
  claimMail,
  findUnmailed,
  markMailed,
  tellOfDisposal,
  tellOfReferral,
  tellOfVoid,
  type ClaimedMail,
} from './notifications.queries.js';

/**
 * `referral.notice`: tells one side of a referral that something happened. `organisationId` is the side, `subjectId` the
 * referral, `deed` the notice's kind, with `:<id>` behind it where the same can happen again (a second question).
 * `disposal.notice`: tells those of an organisation who may act on it that the proposal `subjectId` waits; with the deed `VOID`
 * those who had agreed that it will not be carried out.
 */
@Injectable()
export class Notices implements OnModuleInit {
  private readonly log = new Logger('notices');

  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly mail: Mail,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  onModuleInit(): void {
    this.jobs.register('referral.notice', (payload) => this.tellOfReferral(payload));
    this.jobs.register('disposal.notice', (payload) => this.tellOfDisposal(payload));
  }

  private async tellOfReferral({ organisationId, subjectId, deed = '' }: JobPayload): Promise<void> {
    const kind = noticeKindOf(deed);
    if (!kind) throw new UnknownDeed();
    const told = `referral:${subjectId}:${deed}`;
    await this.tell(organisationId, told, tellOfReferral({ organisationId, referralId: subjectId, kind, deed: told }));
  }

  private tellOfDisposal({ organisationId, subjectId, deed = 'PROPOSED' }: JobPayload): Promise<void> {
    const told = `disposal:${subjectId}:${deed}`;
    const telling = deed === 'VOID' ? tellOfVoid : tellOfDisposal;
    return this.tell(organisationId, told, telling({ organisationId, disposalId: subjectId, deed: told }));
  }

  private async tell(organisationId: string, told: string, telling: Statement): Promise<void> {
    const organisation = await this.organisations.houseOf(organisationId);
    if (!organisation) return; // nobody is left to be told
    const house = houseIn(organisation);
    const unmailed = await this.transactions.run(house, async (tx) => {
      await query(tx, telling);
      return query<{ id: string }>(tx, findUnmailed(organisationId, told));
    });
    await this.mailEach(
      house,
      unmailed.map(({ id }) => id),
    );
  }

  /** A mail that fails keeps nobody else waiting; the job is then run again for those that failed. */
  private async mailEach(house: Actor, ids: readonly string[]): Promise<void> {
    const failed: unknown[] = [];
    for (const id of ids) await this.mailOne(house, id).catch((error: unknown) => failed.push(error));
    if (failed.length === 0) return;
    this.log.warn({ failed: failed.length, of: ids.length }, 'mails not sent, tried again later');
    throw failed[0];
  }

  /** It may come twice, if we fall over between sending and noting it; never not at all. */
  private mailOne(house: Actor, id: string): Promise<void> {
    return this.transactions.run(house, async (tx) => {
      const [claimed] = await query<ClaimedMail>(tx, claimMail(house.organisationId, id));
      if (!claimed) return;
      await this.mail.send(claimed.email, noticeMail(claimed.language, this.publicUrl));
      await query(tx, markMailed(house.organisationId, id, new Date()));
    });
  }
}

class UnknownDeed extends Error {
  override readonly name = 'UnknownDeed';
}
