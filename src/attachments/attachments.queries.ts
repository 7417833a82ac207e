import type { MetadataFate, ScanState } from '../core/attachment.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

/** A file at a case as the database gives it. */
export interface AttachmentRow {
  readonly organisationId: string;
  readonly id: string;
  readonly caseId: string;
  readonly blob: string;
  readonly sealed: Buffer;
  readonly mediaType: string;
  readonly kind: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly originalSha256: string;
  readonly metadata: MetadataFate;
  readonly scan: ScanState;
  readonly isInternal: boolean;
  readonly version: number;
  readonly uploadedBy: { readonly id: string; readonly name: string };
  readonly uploadedAt: Date;
  readonly removedAt: Date | null;
  /** That of the case: opens what is sealed. */
  readonly key: WrappedKey | null;
}

const columns = `a.organisation_id as "organisationId", a.id, a.case_id as "caseId", a.blob, a.sealed, a.media_type as "mediaType", a.kind, a.bytes::float8 as bytes, a.sha256,
  a.original_sha256 as "originalSha256", a.metadata, a.scan, a.is_internal as "isInternal", a.version,
  json_build_object('id', p.id, 'name', p.name) as "uploadedBy", a.uploaded_at as "uploadedAt", a.removed_at as "removedAt",
  ${wrappedKeyOf('CASE', 'a.case_id')} as key`;

const joined = `attachment a join person p on p.organisation_id = a.organisation_id and p.id = a.uploaded_by`;
const own = `a.organisation_id = (select current_organisation())`;

/** The files of a case, oldest first, those that can still be brought back among them. */
export const attachmentsOf = (caseId: string): Statement => ({
  name: 'attachments-of-case',
  text: `select ${columns} from ${joined} where ${own} and a.case_id = $1 order by a.uploaded_at, a.id`,
  values: [caseId],
});

export const attachmentById = (id: string): Statement => ({
  name: 'attachment',
  text: `select ${columns} from ${joined} where ${own} and a.id = $1`,
  values: [id],
});

/** The same, held until the transaction ends. */
export const lockAttachment = (id: string): Statement => ({
  name: 'attachment-lock',
  text: `select ${columns} from ${joined} where ${own} and a.id = $1 for no key update of a`,
  values: [id],
});

/** How much a case and its service hold. */
export const useOf = (caseId: string): Statement => ({
  name: 'attachment-use',
  text: `select count(*) filter (where case_id = $1)::integer as "caseFiles",
           coalesce(sum(bytes) filter (where case_id = $1), 0)::float8 as "caseBytes", coalesce(sum(bytes), 0)::float8 as "serviceBytes"
         from attachment where organisation_id = (select current_organisation())`,
  values: [caseId],
});

/** Of uploads to one service at one moment each sees what the one before it has added. */
export const lockUse = (organisationId: string): Statement => ({
  name: 'attachment-use-lock',
  text: `select pg_advisory_xact_lock(hashtextextended('attachments ' || $1, 0))`,
  values: [organisationId],
});

export interface NewAttachment {
  readonly id: string;
  readonly caseId: string;
  readonly blob: string;
  readonly sealed: Buffer;
  readonly mediaType: string;
  readonly kind: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly originalSha256: string;
  readonly metadata: MetadataFate;
  readonly scan: ScanState;
  readonly isInternal: boolean;
  readonly personId: string | null;
}

/** Gives nothing where the id is taken. */
export const addAttachment = (organisationId: string, made: NewAttachment): Statement => ({
  name: 'attachment-add',
  text: `insert into attachment (organisation_id, id, case_id, blob, sealed, media_type, kind, bytes, sha256, original_sha256, metadata, scan,
           scanned_at, is_internal, uploaded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, case when $12 <> 'NOT_SCANNED' then now() end, $13, $14)
         on conflict (organisation_id, id) do nothing returning id`,
  values: [
    organisationId,
    made.id,
    made.caseId,
    made.blob,
    made.sealed,
    made.mediaType,
    made.kind,
    made.bytes,
    made.sha256,
    made.originalSha256,
    made.metadata,
    made.scan,
    made.isInternal,
    made.personId,
  ],
});

export const changeAttachment = (
  id: string,
  { sealed, kind, isInternal }: { readonly sealed: Buffer; readonly kind: string | null; readonly isInternal: boolean },
): Statement => ({
  name: 'attachment-change',
  text: `update attachment set sealed = $2, kind = $3, is_internal = $4, version = version + 1
         where organisation_id = (select current_organisation()) and id = $1`,
  values: [id, sealed, kind, isInternal],
});

export const markRemoved = (id: string, removedAt: Date | null): Statement => ({
  name: 'attachment-mark-removed',
  text: `update attachment set removed_at = $2
         where organisation_id = (select current_organisation()) and id = $1`,
  values: [id, removedAt],
});

/** What was removed before a moment is gone for good. */
export const forgetRemoved = (id: string, before: Date): Statement => ({
  name: 'attachment-forget',
  text: `delete from attachment where organisation_id = (select current_organisation()) and id = $1 and removed_at <= $2 returning blob`,
  values: [id, before],
});

export const markScanned = (id: string, scan: ScanState): Statement => ({
  name: 'attachment-mark-scanned',
  text: `update attachment set scan = $2, scanned_at = now()
         where organisation_id = (select current_organisation()) and id = $1 and scan = 'NOT_SCANNED' returning id`,
  values: [id, scan],
});

/** Files that no scanner has seen, up to so many. */
export const notScanned = (most: number): Statement => ({
  name: 'attachments-not-scanned',
  text: `select id from attachment where organisation_id = (select current_organisation()) and scan = 'NOT_SCANNED' and removed_at is null
         order by id limit $1`,
  values: [most],
});

/** Those of these blobs that something still needs: a file that is not infected, or what an office was given. */
export const neededBlobs = (blobs: readonly string[]): Statement => ({
  name: 'attachment-needed-blobs',
  text: `select blob from attachment where organisation_id = (select current_organisation()) and blob = any($1) and scan <> 'INFECTED'
         union select blob from referral_attachment where organisation_id = (select current_organisation()) and blob = any($1)`,
  values: [blobs],
});

export interface ServiceRow {
  readonly id: string;
  readonly carrierId: string;
  readonly kind: 'SERVICE';
}

export const activeServices: Statement = {
  name: 'attachment-services',
  text: `select id, carrier_id as "carrierId", kind from active_services()`,
  values: [],
};
