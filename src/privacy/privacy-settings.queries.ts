import type { LegalBasis } from '../core/release-form.js';
import type { RetentionRule } from '../core/retention.js';
import type { Statement } from '../database/transactions.js';

/** What a carrier has decided; null where it has decided nothing. Version 0: nothing is stored yet. */
export interface SettingsRow {
  readonly carrierId: string;
  readonly carrier: string;
  readonly legalBasis: LegalBasis;
  readonly address: string | null;
  readonly officerName: string | null;
  readonly officerEmail: string | null;
  readonly officerPhone: string | null;
  readonly supervisoryBody: string | null;
  readonly supervisoryContact: string | null;
  readonly retention: readonly RetentionRule[] | null;
  readonly staffMonths: number | null;
  readonly version: number;
}

/** Of the root of the asking organisation. A service may have been given another law than its carrier's. */
export const settingsOf = (organisationId: string): Statement => ({
  name: 'privacy-settings',
  text: `select k.id as "carrierId", k.name as carrier, coalesce(nullif(o.legal_basis, 'GDPR'), k.legal_basis) as "legalBasis",
           s.address, s.officer_name as "officerName", s.officer_email as "officerEmail", s.officer_phone as "officerPhone",
           s.supervisory_body as "supervisoryBody", s.supervisory_contact as "supervisoryContact", s.retention, s.staff_months as "staffMonths",
           coalesce(s.version, 0) as version
         from organisation o
         join organisation k on k.id = o.carrier_id
         left join privacy_settings s on s.organisation_id = k.id
         where o.id = $1`,
  values: [organisationId],
});

export type SettingsValues = Omit<SettingsRow, 'carrierId' | 'carrier' | 'legalBasis' | 'version'>;

/** Nothing when another version is stored by now. */
export const storeSettings = (organisationId: string, version: number, values: SettingsValues): Statement => ({
  name: 'privacy-settings-store',
  text: `insert into privacy_settings (organisation_id, address, officer_name, officer_email, officer_phone, supervisory_body,
           supervisory_contact, retention, staff_months)
         select $1, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::integer
         where $2 = 0 or exists (select from privacy_settings where organisation_id = $1)
         on conflict (organisation_id) do update set address = excluded.address, officer_name = excluded.officer_name,
           officer_email = excluded.officer_email, officer_phone = excluded.officer_phone,
           supervisory_body = excluded.supervisory_body, supervisory_contact = excluded.supervisory_contact,
           retention = excluded.retention, staff_months = excluded.staff_months, version = privacy_settings.version + 1, changed_at = now()
         where privacy_settings.version = $2
         returning version`,
  values: [
    organisationId,
    version,
    values.address,
    values.officerName,
    values.officerEmail,
    values.officerPhone,
    values.supervisoryBody,
    values.supervisoryContact,
    values.retention === null ? null : JSON.stringify(values.retention),
    values.staffMonths,
  ],
});
