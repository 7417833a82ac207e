import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { houseIn, type Actor } from '../core/access.js';
import { query, Transactions } from '../database/transactions.js';
import { Organisations } from '../identity/organisations.service.js';
import type { JobPayload } from '../jobs/job.js';
import { Jobs } from '../jobs/jobs.service.js';
import { ATTACHMENT_OPTIONS, type AttachmentOptions } from './attachment-options.js';
import { scanJob } from './attachment-uploads.service.js';
import {
  activeServices,
  attachmentById,
  forgetRemoved,
  markScanned,
  neededBlobs,
  notScanned,
  type AttachmentRow,
  type ServiceRow,
} from './attachments.queries.js';
import { daysToUndo } from '../core/attachment.js';
import { Attachments } from './attachments.service.js';
import { Vault } from './vault.js';
import type { Scanner, Verdict } from './scanner.js';

const minutes = 60_000;
const days = 86_400_000;

/** An upload takes some minutes; what nobody knows after this was left behind by one that broke off. */
const orphanAge = 1 * days;

/** `attachment.scan`, `attachment.forget`, and every night `attachments_tidy`: what uploads, removals and scanners leave to be done. */
@Injectable()
export class AttachmentsJob implements OnModuleInit {
  private readonly log = new Logger('attachments');

  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly organisations: Organisations,
    private readonly audit: Audit,
    private readonly vault: Vault,
    private readonly attachments: Attachments,
    @Inject(ATTACHMENT_OPTIONS) private readonly options: AttachmentOptions,
  ) {}

  onModuleInit(): void {
    const within = (work: (house: Actor, id: string) => Promise<void>) => async (payload: JobPayload) => {
      const organisation = await this.organisations.houseOf(payload.organisationId);
      if (organisation) await work(houseIn(organisation), payload.subjectId);
    };
    this.jobs.register(
      'attachment.scan',
      within((house, id) => this.scan(house, id)),
    );
    this.jobs.register(
      'attachment.forget',
      within((house, id) => this.forget(house, id)),
    );
    this.jobs.registerDaily('attachments_tidy', () => this.tidy());
  }

  /** Has a file scanned that is kept already. While the scanner is away, it is asked again every five minutes; the file stays closed. */
  async scan(house: Actor, id: string, now = new Date()): Promise<void> {
    const { scanner } = this.options;
    const [row] = await this.transactions.read<AttachmentRow>(house, attachmentById(id));
    if (!scanner || row?.scan !== 'NOT_SCANNED') return;
    const { organisationId } = house;
    const place = { organisationId, blob: row.blob };
    const verdict = await scanned(scanner, await this.vault.open(place, (await this.attachments.labelOf(row)).key));
    if (verdict.kind === 'UNAVAILABLE' || verdict.kind === 'TOO_LARGE') {
      const patience = verdict.kind === 'UNAVAILABLE' ? 5 * minutes : days;
      this.log.warn({ verdict: verdict.kind }, 'a file could not be scanned and stays closed');
      const again = scanJob(organisationId, id, new Date(now.getTime() + patience));
      await this.transactions.run(house, (tx) => this.jobs.enqueue(tx, again));
      return;
    }
    await this.transactions.run(house, async (tx) => {
      const [marked] = await query<{ id: string }>(tx, markScanned(id, verdict.kind));
      if (!marked) return; // another run was faster
      const action = verdict.kind === 'CLEAN' ? 'attachment.scanned-clean' : 'attachment.found-infected';
      await this.audit.record(
        tx,
        house,
        action,
        { type: 'case', id: row.caseId },
        { attachmentId: id, sha256: row.sha256 },
      );
    });
    if (verdict.kind === 'INFECTED') await this.removeUnneeded(house, [row.blob]);
  }

  /** What was removed long enough ago is gone; its bytes too, unless an office was given them. */
  async forget(house: Actor, id: string, now = new Date()): Promise<void> {
    const before = new Date(now.getTime() - daysToUndo * days);
    const [gone] = await this.transactions.run(house, (tx) => query<{ blob: string }>(tx, forgetRemoved(id, before)));
    if (gone) await this.removeUnneeded(house, [gone.blob]);
  }

  /** Bytes without a row go (an upload that was killed, a case that was erased); files that no scanner has seen are brought to it. */
  async tidy(now = new Date()): Promise<void> {
    const moment = new Date(now.getTime() - orphanAge);
    await this.vault.forgetUnfinished(moment);
    for (const service of await this.transactions.readAsNobody<ServiceRow>(activeServices)) {
      const house = houseIn(service);
      let batch: string[] = [];
      for await (const { blob } of this.vault.olderThan(service.id, moment)) {
        batch.push(blob);
        if (batch.length === 500) batch = await this.removeUnneeded(house, batch);
      }
      await this.removeUnneeded(house, batch);
      if (this.options.scanner) await this.askForScans(house);
    }
  }

  private async askForScans(house: Actor): Promise<void> {
    await this.transactions.run(house, async (tx) => {
      for (const { id } of await query<{ id: string }>(tx, notScanned(1000)))
        await this.jobs.enqueue(tx, scanJob(house.organisationId, id));
    });
  }

  private async removeUnneeded(house: Actor, blobs: readonly string[]): Promise<[]> {
    if (blobs.length === 0) return [];
    const rows = await this.transactions.read<{ blob: string }>(house, neededBlobs(blobs));
    const needed = new Set(rows.map(({ blob }) => blob));
    for (const blob of blobs)
      if (!needed.has(blob)) await this.vault.remove({ organisationId: house.organisationId, blob });
    return [];
  }
}

async function scanned(scanner: Scanner, bytes: AsyncIterable<Buffer>): Promise<Verdict> {
  const scan = scanner.begin();
  try {
    for await (const piece of bytes) await scan.see(piece);
    return await scan.verdict();
  } finally {
    scan.drop();
  }
}
