import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

/** A file as it was released with a referral. */
export interface ReleasedRow {
  readonly id: string;
  readonly organisationId: string;
  readonly referralId: string;
  readonly blob: string;
  readonly sealed: Buffer;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  /** That of the referral's content: opens what is sealed. */
  readonly key: WrappedKey | null;
}

const columns = `a.id, a.organisation_id as "organisationId", a.referral_id as "referralId", a.blob, a.sealed, a.media_type as "mediaType",
  a.bytes::float8 as bytes, a.sha256,
  ${wrappedKeyOf('CONTENT', 'a.referral_id')} as key`;

/** The files of a referral as the asking side may know them: row security keeps them from the office while the content is closed to it. */
export const releasedOf = (referralId: string): Statement => ({
  name: 'attachments-of-referral',
  text: `select ${columns} from referral_attachment a where a.referral_id = $1 order by a.id`,
  values: [referralId],
});

export interface FetchedRow extends ReleasedRow {
  readonly referralState: string;
  /** Of the referral's content, sealed. */
  readonly purpose: string;
}

/** The referral is held until the transaction ends, so that a withdrawal comes wholly before or wholly after. */
export const releasedById = (id: string): Statement => ({
  name: 'attachment-released',
  text: `select ${columns}, r.state as "referralState", coalesce(c.purpose, '') as purpose from referral_attachment a
         left join referral_content c on c.organisation_id = a.organisation_id and c.referral_id = a.referral_id
         join referral r on r.organisation_id = a.organisation_id and r.id = a.referral_id
         where a.id = $1 and (a.organisation_id = (select current_organisation()) or r.content_open) for share of r`,
  values: [id],
});

export interface NewReleased {
  readonly id: string;
  readonly organisationId: string;
  readonly referralId: string;
  readonly recipientOrganisationId: string;
  readonly blob: string;
  readonly sealed: Buffer;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

export const addReleased = (made: NewReleased): Statement => ({
  name: 'attachment-release',
  text: `insert into referral_attachment (organisation_id, id, referral_id, recipient_organisation_id, blob, sealed, media_type, bytes, sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  values: [
    made.organisationId,
    made.id,
    made.referralId,
    made.recipientOrganisationId,
    made.blob,
    made.sealed,
    made.mediaType,
    made.bytes,
    made.sha256,
  ],
});

/** The client's list of what was passed on; nothing is given back, for the office may write it and not read it. */
export const discloseAttachment = (
  organisationId: string,
  referralId: string,
  { id, purpose }: { readonly id: string; readonly purpose: string },
): Statement => ({
  name: 'attachment-disclosure',
  text: `insert into disclosure (organisation_id, id, referral_id, office_name, kind, field_groups, purpose)
         select r.organisation_id, $3, r.id, r.office_name, 'ATTACHMENT', '{ATTACHMENTS}', $4
         from referral r where r.organisation_id = $1 and r.id = $2`,
  values: [organisationId, referralId, id, purpose],
});
