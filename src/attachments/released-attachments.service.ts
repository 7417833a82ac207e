import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Actor } from '../core/access.js';
import { attachmentState, downloadName, type AttachmentType } from '../core/attachment.js';
import type { ReleasedAttachment } from '../core/case.js';
import { accept, type Result } from '../core/result.js';
import { newId } from '../database/new-id.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Keys } from '../keys/keys.service.js';
import { sealText, unsealText } from '../keys/seal.js';
import { ATTACHMENT_OPTIONS, type AttachmentOptions } from './attachment-options.js';
import { Attachments, type Fetched } from './attachments.service.js';
import { attachmentsOf, type AttachmentRow } from './attachments.queries.js';
import {
  addReleased,
  discloseAttachment,
  releasedById,
  releasedOf,
  type FetchedRow,
  type ReleasedRow,
} from './released-attachments.queries.js';
import { releasedPlace, sealLabel, unsealLabel, Vault, type Label } from './vault.js';

/** The files of a case that may go with a referral. */
export interface Releasable {
  readonly files: readonly ReleasedAttachment[];
  /** How many of them no scanner has seen yet. */
  readonly waiting: number;
}

/** A released file with the id by which either side fetches it. */
export interface KnownReleased extends ReleasedAttachment {
  readonly id: string;
}

export interface ReleasedTo {
  readonly organisationId: string;
  readonly referralId: string;
  readonly recipientOrganisationId: string;
}

/** Files that go with a referral: frozen with it, open to the office as long as the content is. */
@Injectable()
export class ReleasedAttachments {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly vault: Vault,
    private readonly keys: Keys,
    private readonly attachments: Attachments,
    @Inject(ATTACHMENT_OPTIONS) private readonly options: AttachmentOptions,
  ) {}

  /** What of a case's files would go with a referral now. */
  async releasable(tx: Tx, caseId: string): Promise<Releasable> {
    const rows = await this.rowsToRelease(tx, caseId);
    const ready = rows.filter((row) => this.isReady(row));
    const files = await Promise.all(ready.map(async (row) => described(row, await this.attachments.labelOf(row))));
    return { files, waiting: rows.length - ready.length };
  }

  /** Freezes the files of a case for a referral: the bytes stay where they are, a key to them is handed on. */
  async release(tx: Tx, caseId: string, to: ReleasedTo): Promise<void> {
    const rows = (await this.rowsToRelease(tx, caseId)).filter((row) => this.isReady(row));
    if (rows.length === 0) return;
    // Frozen before: the key is there, and the office has it.
    const contentKey = await this.keys.open(tx, 'CONTENT', to.referralId);
    for (const row of rows) {
      const { blob, mediaType, bytes, sha256 } = row;
      const id = newId();
      const place = releasedPlace({ ...to, id });
      const sealed = sealLabel(contentKey, place, await this.attachments.labelOf(row));
      await query(tx, addReleased({ ...to, id, blob, mediaType, bytes, sha256, sealed }));
    }
  }

  /** The files of a referral, as far as they are open to the asking side; the look is on record. */
  ofReferral(actor: Actor, id: string): Promise<KnownReleased[]> {
    return this.transactions.run(actor, async (tx) => {
      const rows = await query<ReleasedRow>(tx, releasedOf(id));
      if (rows.length > 0) await this.audit.record(tx, actor, 'referral.attachments-listed', { type: 'referral', id });
      return Promise.all(rows.map(async (row) => ({ id: row.id, ...described(row, await this.labelOf(row)) })));
    });
  }

  /** The file, for either side of its referral. When this has ended, that it was fetched is in the records of all whom it concerns. */
  async fetch(actor: Actor, id: string): Promise<Result<Fetched>> {
    const row = await this.transactions.run(actor, async (tx) => {
      const [found] = await query<FetchedRow>(tx, releasedById(id));
      if (!found) throw new NotFoundException();
      const { organisationId, referralId, referralState, sha256 } = found;
      const own = organisationId === actor.organisationId;
      if (!own) await this.disclose(tx, found);
      const details = { attachmentId: id, side: own ? 'SENDER' : 'RECIPIENT', referralState, sha256 };
      await this.audit.record(
        tx,
        actor,
        'referral.attachment-downloaded',
        { type: 'referral', id: referralId },
        details,
      );
      return found;
    });
    const { organisationId, blob, bytes, sha256, mediaType } = row;
    const { key } = await this.labelOf(row);
    const content = await this.vault.open({ organisationId, blob }, key);
    return accept({ bytes, sha256, mediaType, fileName: downloadName(id, mediaType as AttachmentType), content });
  }

  /** The client's list says for what purpose, sealed as all of it. */
  private async disclose(tx: Tx, { organisationId, referralId, purpose, key: wrapped }: FetchedRow): Promise<void> {
    const [key, id] = [await this.keys.unwrap(wrapped), newId()];
    const said = unsealText(
      key,
      { table: 'referral_content', column: 'purpose', organisationId, rowId: referralId },
      purpose,
    );
    const sealed =
      said === '' ? '' : sealText(key, { table: 'disclosure', column: 'purpose', organisationId, rowId: id }, said);
    await query(tx, discloseAttachment(organisationId, referralId, { id, purpose: sealed }));
  }

  private async labelOf(row: ReleasedRow): Promise<Label> {
    return unsealLabel(await this.keys.unwrap(row.key), releasedPlace(row), row.sealed);
  }

  private async rowsToRelease(tx: Tx, caseId: string): Promise<AttachmentRow[]> {
    const rows = await query<AttachmentRow>(tx, attachmentsOf(caseId));
    return rows.filter(({ isInternal, removedAt, scan }) => !isInternal && removedAt === null && scan !== 'INFECTED');
  }

  private isReady(row: AttachmentRow): boolean {
    return attachmentState(row, this.options.scanner !== null) === 'READY';
  }
}

const described = (
  { mediaType, bytes, sha256 }: Pick<ReleasedRow, 'mediaType' | 'bytes' | 'sha256'>,
  { name, description }: Label,
): ReleasedAttachment => ({ name, description, mediaType, bytes, sha256 });
