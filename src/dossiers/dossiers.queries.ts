import type { DossierState } from '../core/dossier-request.js';
import type { DossierRelease } from '../core/dossier.js';
import type { ReferralKind, ReferralState } from '../core/referral-states.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type WrappedKey } from '../keys/wrapped-key.js';

export interface SealedRelease extends DossierRelease {
  readonly organisationId: string;
  readonly id: string;
  readonly caseId: string;
  readonly purpose: string;
  readonly oralReason: string | null;
  readonly documentReference: string | null;
}

/** What a dossier is drawn from, beside the frozen copy: what stood on the referral's envelope when it was sent. */
export interface SourceRow {
  readonly kind: ReferralKind;
  readonly reasons: readonly string[];
  readonly sentAt: Date;
  readonly answerBy: string | null;
  readonly senderName: string;
  readonly carrierName: string | null;
  readonly contactName: string;
  readonly contactPhone: string | null;
  readonly contactEmail: string | null;
  readonly officeName: string;
  readonly recipientOrganisationId: string;
  readonly frozenAt: Date;
  /** With its texts sealed. */
  readonly release: SealedRelease | null;
  readonly stored: DossierState | null;
}

export const dossierSource = (organisationId: string, referralId: string): Statement => ({
  name: 'dossier-source',
  text: `select r.kind, r.reasons, r.sent_at as "sentAt", r.answer_by as "answerBy", r.sender_name as "senderName",
           k.name as "carrierName", r.contact_name as "contactName", r.contact_phone as "contactPhone",
           r.contact_email as "contactEmail", r.office_name as "officeName",
           r.recipient_organisation_id as "recipientOrganisationId", c.frozen_at as "frozenAt",
           case when l.id is not null then json_build_object('organisationId', l.organisation_id, 'id', l.id, 'caseId', l.case_id, 'purpose', l.purpose,
             'oralReason', l.oral_reason, 'documentReference', l.document_reference, 'fieldGroups', l.field_groups, 'explainedIn', l.explained_in,
             'interpreter', l.interpreter, 'givenOn', l.given_on, 'validUntil', l.valid_until, 'form', l.form,
             'guardian', l.guardian, 'dataProtectionConsent', l.data_protection_consent) end as release,
           d.state as stored
         from referral r
         join referral_content c on c.organisation_id = r.organisation_id and c.referral_id = r.id
         join organisation s on s.id = r.organisation_id
         left join organisation k on k.id = s.carrier_id and k.id <> s.id
         left join confidentiality_release l on l.organisation_id = r.organisation_id and l.id = r.release_id
         left join dossier d on d.organisation_id = r.organisation_id and d.referral_id = r.id
         where r.organisation_id = $1 and r.id = $2`,
  values: [organisationId, referralId],
});

interface NewState {
  readonly organisationId: string;
  readonly referralId: string;
}

/** A dossier that is there stays as it is: one effect, however often this runs. */
export const storeDossier = (
  { organisationId, referralId }: NewState,
  { sealed, sha256, bytes }: { readonly sealed: Buffer; readonly sha256: string; readonly bytes: number },
): Statement => ({
  name: 'dossier-store',
  text: `insert into dossier (organisation_id, referral_id, recipient_organisation_id, state, rendered_at, pdf, sha256, bytes)
         select r.organisation_id, r.id, r.recipient_organisation_id, 'READY', now(), $3::bytea, $4, $5::integer
         from referral r where r.organisation_id = $1 and r.id = $2
         on conflict (organisation_id, referral_id) do update set state = 'READY', rendered_at = excluded.rendered_at,
           pdf = excluded.pdf, sha256 = excluded.sha256, bytes = excluded.bytes
         where dossier.state <> 'READY'
         returning id`,
  values: [organisationId, referralId, sealed, sha256, bytes],
});

export const markDossier = ({ organisationId, referralId }: NewState, state: 'PENDING' | 'FAILED'): Statement => ({
  name: 'dossier-mark',
  text: `insert into dossier (organisation_id, referral_id, recipient_organisation_id, state)
         select r.organisation_id, r.id, r.recipient_organisation_id, $3
         from referral r where r.organisation_id = $1 and r.id = $2
         on conflict (organisation_id, referral_id) do update set state = excluded.state,
           requested_at = case when excluded.state = 'PENDING' then now() else dossier.requested_at end
         where dossier.state <> 'READY'`,
  values: [organisationId, referralId, state],
});

export interface DossierRow {
  readonly referralId: string;
  readonly kind: ReferralKind;
  readonly state: ReferralState;
  readonly caseId: string | null;
  readonly stored: DossierState | null;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly renderedAt: Date | null;
  readonly downloads: readonly { readonly at: string; readonly byOwnSide: boolean }[];
}

/** Each side's view: row security keeps the dossier from the office while the content is closed to it, and others' downloads always. */
export const dossiersOf = (referralIds: readonly string[]): Statement => ({
  name: 'dossiers-of-referrals',
  text: `select r.id as "referralId", r.kind, r.state, r.case_id as "caseId", d.state as stored, d.sha256, d.bytes, d.rendered_at as "renderedAt",
           (select coalesce(json_agg(json_build_object('at', w.at, 'byOwnSide', w.by_organisation_id = current_organisation())
              order by w.id), '[]')
            from dossier_download w where w.organisation_id = d.organisation_id and w.dossier_id = d.id) as downloads
         from referral r left join dossier d on d.organisation_id = r.organisation_id and d.referral_id = r.id
         where r.id = any($1)`,
  values: [referralIds],
});

export interface SharedReferral {
  readonly organisationId: string;
  readonly kind: ReferralKind;
  readonly state: ReferralState;
  readonly reference: string;
  /** For its sender; null once the case was erased. */
  readonly caseId: string | null;
  /** Whether the office may see the content at present. */
  readonly contentOpen: boolean;
}

/** Held until the transaction ends, so that a withdrawal comes wholly before a download or wholly after it. */
export const holdReferral = (referralId: string): Statement => ({
  name: 'dossier-hold-referral',
  text: `select organisation_id as "organisationId", kind, state, reference, case_id as "caseId", content_open as "contentOpen"
         from referral where id = $1 for share`,
  values: [referralId],
});

export interface StoredDossier {
  readonly id: string;
  readonly state: DossierState;
  readonly sha256: string | null;
  /** Sealed, with the asking side's key. */
  readonly pdf: Buffer | null;
  readonly key: WrappedKey | null;
  readonly renderedAt: Date | null;
}

export const storedDossier = (organisationId: string, referralId: string): Statement => ({
  name: 'dossier-stored',
  text: `select id, state, sha256, pdf, rendered_at as "renderedAt", ${wrappedKeyOf('CONTENT', '$2::uuid')} as key
         from dossier where organisation_id = $1 and referral_id = $2`,
  values: [organisationId, referralId],
});

export const recordDownload = (
  organisationId: string,
  dossierId: string,
  by: { readonly organisationId: string; readonly personId: string | null },
): Statement => ({
  name: 'dossier-download',
  text: `insert into dossier_download (organisation_id, dossier_id, by_organisation_id, person_id) values ($1, $2, $3, $4)`,
  values: [organisationId, dossierId, by.organisationId, by.personId],
});

/** How a dossier reached somebody: fetched by the office, fetched by the sender while it was closed to the office, or handed over by hand. */
export interface DossierDisclosed {
  readonly kind: 'DOSSIER' | 'OWN_COPY' | 'PAPER';
  readonly at: Date;
}

/** The client's list of what was passed on; nothing is given back, for the office may write it and not read it. */
export const discloseDossier = (
  organisationId: string,
  referralId: string,
  sealed: { readonly id: string; readonly purpose: string },
  { kind, at }: DossierDisclosed,
): Statement => ({
  name: 'dossier-disclosure',
  text: `insert into disclosure (organisation_id, referral_id, office_name, kind, field_groups, purpose, id, at)
         select r.organisation_id, r.id, r.office_name, $5, r.field_groups, $3, $4, $6
         from referral r join referral_content c on c.organisation_id = r.organisation_id and c.referral_id = r.id
         where r.organisation_id = $1 and r.id = $2`,
  values: [organisationId, referralId, sealed.purpose, sealed.id, kind, at],
});
