import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { Audit } from '../audit/audit.service.js';
import { CaseFiles } from '../cases/case-files.service.js';
import type { Actor } from '../core/access.js';
import { checkDescription, checkRoom, type AttachmentUse } from '../core/attachment.js';
import { dayOf } from '../core/calendar.js';
import { termProblems } from '../core/release.js';
import { accept, refuse, refusedFor, type Result } from '../core/result.js';
import { query, Transactions, type Tx } from '../database/transactions.js';
import { Jobs } from '../jobs/jobs.service.js';
import { Keys } from '../keys/keys.service.js';
import { Reference } from '../reference/reference.service.js';
import { ATTACHMENT_OPTIONS, type AttachmentOptions } from './attachment-options.js';
import { Attachments, type KnownAttachment } from './attachments.service.js';
import { addAttachment, attachmentById, lockUse, useOf, type AttachmentRow } from './attachments.queries.js';
import { takeIn, type TakenIn } from './intake.js';
import { labelPlace, sealLabel, Vault, type BlobPlace, type Label } from './vault.js';

/** A file on its way to a case, with what is said of it. */
export interface Upload {
  /** Made by the client, so that a repeated upload has one effect; null: the house makes one. */
  readonly id: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly kind: string | null;
  readonly isInternal: boolean;
  readonly metadata: 'remove' | 'keep' | null;
  /** As the file called itself where it came from. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface Uploaded {
  readonly attachment: KnownAttachment;
  /** False: it had been uploaded before. */
  readonly isNew: boolean;
}

/** Takes files in: first the bytes, sealed and safe on the disk, then the row that needs them. */
@Injectable()
export class AttachmentUploads {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly reference: Reference,
    private readonly caseFiles: CaseFiles,
    private readonly vault: Vault,
    private readonly keys: Keys,
    private readonly attachments: Attachments,
    @Inject(ATTACHMENT_OPTIONS) private readonly options: AttachmentOptions,
  ) {}

  /** Whether a case takes files at all, before anything of one is read; a foreign case is as good as none. */
  async expect(actor: Actor, caseId: string): Promise<Result<AttachmentUse>> {
    return this.transactions.run(actor, async (tx) => {
      const kase = await this.caseFiles.lockForWork(tx, caseId);
      if (!kase.ok) return kase;
      return accept(await useIn(tx, caseId));
    });
  }

  /** Refuses what is no evidence, what does not fit and what is infected; then nothing of it was kept. */
  async receive(actor: Actor, caseId: string, upload: Upload, now = new Date()): Promise<Result<Uploaded>> {
    const earlier = upload.id === null ? null : await this.find(actor, upload.id);
    if (earlier) return this.repeated(earlier, caseId, upload);
    const used = await this.expect(actor, caseId);
    if (!used.ok) return used;
    const said = this.checkSaid(upload, now);
    if (!said.ok) return said;
    const room = checkRoom(1, used.value, this.options.limits);
    if (!room.ok) return room;

    const { place, key } = this.vault.prepare(actor.organisationId);
    const { fileBytes: maxBytes } = this.options.limits;
    const taken = await takeIn({ ...upload, maxBytes }, this.options.scanner, (bytes) =>
      this.vault.keep(place, key, bytes),
    );
    if (!taken.ok) {
      if (taken.problems[0].code === 'ATTACHMENT_INFECTED') await this.noteInfected(actor, caseId);
      return taken;
    }
    const written = await this.write(
      actor,
      caseId,
      { upload, place, label: { ...said.value, key }, taken: taken.value },
      now,
    );
    // Only what was surely not committed: of a commit whose answer was lost the clean-up job knows more.
    if (!written.ok || !written.value.isNew) await this.vault.remove(place);
    return written;
  }

  private write(
    actor: Actor,
    caseId: string,
    { upload, place, label, taken }: { upload: Upload; place: BlobPlace; label: Label; taken: TakenIn },
    now: Date,
  ): Promise<Result<Uploaded>> {
    const { organisationId, personId } = actor;
    const { type: mediaType, original, kept, metadata, verdict } = taken;
    return this.transactions.run(actor, async (tx): Promise<Result<Uploaded>> => {
      const kase = await this.caseFiles.lockForWork(tx, caseId);
      if (!kase.ok) return kase;
      await query(tx, lockUse(organisationId));
      const room = checkRoom(kept.bytes, await useIn(tx, caseId), this.options.limits);
      if (!room.ok) return room;
      const scan = verdict?.kind === 'CLEAN' ? 'CLEAN' : 'NOT_SCANNED';
      const id = upload.id ?? randomUUID();
      const caseKey = await this.keys.openOrMake(tx, actor, 'CASE', caseId);
      const made = {
        id,
        caseId,
        blob: place.blob,
        sealed: sealLabel(caseKey, labelPlace({ organisationId, id, version: 1 }), label),
        mediaType,
        kind: upload.kind,
        bytes: kept.bytes,
        sha256: kept.sha256,
        originalSha256: original.sha256,
        metadata,
        scan,
        isInternal: upload.isInternal,
        personId,
      } as const;
      const [added] = await query<{ id: string }>(tx, addAttachment(organisationId, made));
      if (!added) return this.sameOf(tx, made);
      const { bytes, sha256 } = original;
      const details = { sha256, bytes, type: mediaType, metadata, scan, kept: kept.sha256 };
      await this.caseFiles.noteWork(
        tx,
        actor,
        kase.value,
        { kind: 'ATTACHMENT_ADDED', action: 'attachment.added', partId: made.id, details },
        now,
      );
      if (scan === 'NOT_SCANNED' && verdict) await this.jobs.enqueue(tx, scanJob(organisationId, made.id));
      return accept({ attachment: await this.knownIn(tx, made.id), isNew: true });
    });
  }

  /** Twice the same upload at the same moment: the other one has won. */
  private async sameOf(
    tx: Tx,
    made: { id: string; caseId: string; originalSha256: string },
  ): Promise<Result<Uploaded>> {
    const [row] = await query<AttachmentRow>(tx, attachmentById(made.id));
    const isSame = row?.caseId === made.caseId && row.originalSha256 === made.originalSha256;
    return row && isSame
      ? accept({ attachment: await this.attachments.known(row), isNew: false })
      : refuse('ATTACHMENT_ID_TAKEN', 'id');
  }

  /** An id that was used before: the same file at the same case is answered as it was, another one is refused. */
  private async repeated(earlier: AttachmentRow, caseId: string, upload: Upload): Promise<Result<Uploaded>> {
    const hash = createHash('sha256');
    for await (const piece of upload.bytes) hash.update(piece);
    const isSame = earlier.caseId === caseId && earlier.originalSha256 === hash.digest('hex');
    return isSame
      ? accept({ attachment: await this.attachments.known(earlier), isNew: false })
      : refuse('ATTACHMENT_ID_TAKEN', 'id');
  }

  private checkSaid({ name, fileName, description, kind }: Upload, now: Date): ReturnType<typeof checkDescription> {
    const said = checkDescription({ name: name ?? fileName, description }, '');
    const problems =
      kind === null ? [] : termProblems(this.reference.codebook, 'evidenceKinds', kind, 'kind', dayOf(now));
    return refusedFor([...(said.ok ? [] : said.problems), ...problems]) ?? said;
  }

  private async find(actor: Actor, id: string): Promise<AttachmentRow | null> {
    const [row] = await this.transactions.read<AttachmentRow>(actor, attachmentById(id));
    return row ?? null;
  }

  private async knownIn(tx: Tx, id: string): Promise<KnownAttachment> {
    const [row] = await query<AttachmentRow>(tx, attachmentById(id));
    if (!row) throw new NotFoundException();
    return this.attachments.known(row);
  }

  private noteInfected(actor: Actor, caseId: string): Promise<void> {
    const subject = { type: 'case', id: caseId };
    return this.transactions.run(actor, (tx) => this.audit.record(tx, actor, 'attachment.refused-infected', subject));
  }
}

async function useIn(tx: Tx, caseId: string): Promise<AttachmentUse> {
  const [used] = await query<AttachmentUse>(tx, useOf(caseId));
  return used ?? { caseFiles: 0, caseBytes: 0, serviceBytes: 0 };
}

/** A scanner that was away is asked again by the queue. */
export const scanJob = (organisationId: string, id: string, runAt?: Date): Parameters<Jobs['enqueue']>[1] => ({
  name: 'attachment.scan',
  organisationId,
  subjectId: id,
  key: `attachment.scan:${organisationId}:${id}`,
  ...(runAt ? { runAt } : {}),
});
