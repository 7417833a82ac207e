import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles, type CaseWork } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import {
  attachmentState,
  checkDescription,
  downloadName,
  goneAt,
  mayBeFetched,
  type AttachmentDescription,
  type AttachmentState,
  type AttachmentType,
  type GivenDescription,
} from '../core/attachment.js';
import { dayOf } from '../core/calendar.js';
import { termProblems } from '../core/release.js';
import { accept, refuse, refusedFor, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { Reference } from '../reference/reference.service.js';
import { ATTACHMENT_OPTIONS, type AttachmentOptions } from './attachment-options.js';
import {
  attachmentById,
  attachmentsOf,
  changeAttachment,
  lockAttachment,
  markRemoved,
  type AttachmentRow,
} from './attachments.queries.js';
import { labelPlace, sealLabel, unsealLabel, Vault, type Label } from './vault.js';

/** A file at a case as its service sees it. */
export interface KnownAttachment
  extends AttachmentDescription, Omit<AttachmentRow, 'sealed' | 'blob' | 'scan' | 'key' | 'organisationId'> {
  readonly state: AttachmentState;
  /** When a removed one will be gone. */
  readonly goneAt: Date | null;
}

export interface AttachmentChange extends GivenDescription {
  readonly kind?: string | null | undefined;
  readonly isInternal: boolean;
}

/** A file that may be handed out. */
export interface Fetched {
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly content: AsyncGenerator<Buffer>;
}

/** Files at a case: looked at, described, removed and brought back, fetched. */
@Injectable()
export class Attachments {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly vault: Vault,
    private readonly keys: Keys,
    @Inject(ATTACHMENT_OPTIONS) private readonly options: AttachmentOptions,
  ) {}

  /** The files of a case of the own service, oldest first; the look is on record. */
  async ofCase(actor: Actor, caseId: string): Promise<KnownAttachment[]> {
    const subject = { type: 'case', id: caseId };
    const rows = await this.audit.look<AttachmentRow>(actor, attachmentsOf(caseId), {
      action: 'attachment.listed',
      subject,
    });
    return Promise.all(rows.map((row) => this.known(row)));
  }

  /** Changes what is said of a file. `version`: that of the file as it was read. */
  change(
    actor: Actor,
    id: string,
    version: number,
    given: AttachmentChange,
    now = new Date(),
  ): Promise<Result<KnownAttachment>> {
    const kind = given.kind ?? null;
    return this.work(actor, id, now, async (tx, before) => {
      if (before.version !== version) return refuse('VERSION_CONFLICT', 'version');
      if (before.removedAt) return refuse('ATTACHMENT_REMOVED', 'id');
      const said = checkDescription(given, 'input.');
      const isOther = kind !== null && kind !== before.kind;
      const { codebook } = this.reference;
      const wrong = isOther ? termProblems(codebook, 'evidenceKinds', kind, 'input.kind', dayOf(now)) : [];
      const refused = refusedFor([...(said.ok ? [] : said.problems), ...wrong]);
      if (refused) return refused;
      if (!said.ok) return said;

      const label = await this.labelOf(before);
      const fields = [
        ...(said.value.name === label.name ? [] : ['name']),
        ...(said.value.description === label.description ? [] : ['description']),
        ...(kind === before.kind ? [] : ['kind']),
        ...(given.isInternal === before.isInternal ? [] : ['isInternal']),
      ];
      if (fields.length === 0) return accept(null);
      const place = labelPlace({ ...before, version: before.version + 1 });
      const sealed = sealLabel(await this.keys.unwrap(before.key), place, { ...label, ...said.value });
      await query(tx, changeAttachment(id, { sealed, kind, isInternal: given.isInternal }));
      return accept({ kind: 'ATTACHMENT_CHANGED', action: 'attachment.changed', partId: id, fields });
    });
  }

  /** Takes a file away from its case. For a week it can be brought back; what went with a referral stays with the referral. */
  remove(actor: Actor, id: string, now = new Date()): Promise<Result<KnownAttachment>> {
    return this.work(actor, id, now, async (tx, before) => {
      if (before.removedAt) return refuse('ATTACHMENT_REMOVED', 'id');
      await query(tx, markRemoved(id, now));
      const { organisationId } = actor;
      const key = `attachment.forget:${organisationId}:${id}`;
      await this.jobs.enqueue(tx, {
        name: 'attachment.forget',
        organisationId,
        subjectId: id,
        runAt: goneAt(now),
        key,
      });
      return accept({ kind: 'ATTACHMENT_REMOVED', action: 'attachment.removed', partId: id });
    });
  }

  /** Brings a removed file back. */
  restore(actor: Actor, id: string, now = new Date()): Promise<Result<KnownAttachment>> {
    return this.work(actor, id, now, async (tx, before) => {
      if (!before.removedAt) return refuse('ATTACHMENT_NOT_REMOVED', 'id');
      await query(tx, markRemoved(id, null));
      return accept({ kind: 'ATTACHMENT_RESTORED', action: 'attachment.restored', partId: id });
    });
  }

  /** The file for whoever works at the case. When this has ended, that it was fetched is on record. */
  async fetch(actor: Actor, id: string): Promise<Result<Fetched>> {
    const found = await this.transactions.run(actor, async (tx): Promise<Result<AttachmentRow>> => {
      const [row] = await query<AttachmentRow>(tx, attachmentById(id));
      if (!row) throw new NotFoundException();
      const open = mayBeFetched(attachmentState(row, this.options.scanner !== null));
      if (!open.ok) return open;
      const { caseId, sha256 } = row;
      await this.audit.record(
        tx,
        actor,
        'attachment.downloaded',
        { type: 'case', id: caseId },
        { attachmentId: id, sha256 },
      );
      return accept(row);
    });
    if (!found.ok) return found;
    const { blob, bytes, sha256, mediaType } = found.value;
    const { key } = await this.labelOf(found.value);
    const content = await this.vault.open({ organisationId: actor.organisationId, blob }, key);
    return accept({ bytes, sha256, mediaType, fileName: downloadName(id, mediaType as AttachmentType), content });
  }

  async known(row: AttachmentRow): Promise<KnownAttachment> {
    const { name, description } = await this.labelOf(row);
    const { scan, removedAt } = row;
    const state = attachmentState({ scan, removedAt }, this.options.scanner !== null);
    return {
      id: row.id,
      caseId: row.caseId,
      name,
      description,
      mediaType: row.mediaType,
      kind: row.kind,
      bytes: row.bytes,
      sha256: row.sha256,
      originalSha256: row.originalSha256,
      metadata: row.metadata,
      isInternal: row.isInternal,
      version: row.version,
      uploadedBy: row.uploadedBy,
      uploadedAt: row.uploadedAt,
      removedAt,
      state,
      goneAt: removedAt && goneAt(removedAt),
    };
  }

  /** Opens what is said of a file, and the key of its bytes; both are the case's secret. */
  async labelOf(row: AttachmentRow): Promise<Label> {
    return unsealLabel(await this.keys.unwrap(row.key), labelPlace(row), row.sealed);
  }

  /** A deed on one file of an open case. `decide` writes and says what was done; null = nothing. */
  private work(
    actor: Actor,
    id: string,
    now: Date,
    decide: (tx: Tx, before: AttachmentRow) => Promise<Result<CaseWork | null>>,
  ): Promise<Result<KnownAttachment>> {
    return this.transactions.run(actor, async (tx) => {
      const [known] = await query<AttachmentRow>(tx, attachmentById(id));
      if (!known) throw new NotFoundException();
      const kase = await this.caseFiles.lockForWork(tx, known.caseId);
      if (!kase.ok) return kase;
      const [before] = await query<AttachmentRow>(tx, lockAttachment(id));
      if (!before) throw new NotFoundException();
      const done = await decide(tx, before);
      if (!done.ok) return done;
      if (done.value) await this.caseFiles.noteWork(tx, actor, kase.value, done.value, now);
      const [after] = await query<AttachmentRow>(tx, attachmentById(id));
      if (!after) throw new NotFoundException();
      return accept(await this.known(after));
    });
  }
}
