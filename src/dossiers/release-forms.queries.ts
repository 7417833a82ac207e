import type { LegalBasis } from '../core/release-form.js';
import type { Statement } from '../database/transactions.js';

export interface PartyRow {
  readonly service: string;
  readonly carrier: string | null;
  readonly legalBasis: LegalBasis;
  readonly controller: string;
  readonly officer: string | null;
  readonly supervisoryBody: string | null;
}

/** The service that is released. A church carrier's law counts for its services, unless one of them was given another. */
export const releasedParty = (organisationId: string): Statement => ({
  name: 'release-form-party',
  text: `select s.name as service, case when k.id <> s.id then k.name end as carrier,
           coalesce(nullif(s.legal_basis, 'GDPR'), k.legal_basis) as "legalBasis",
           concat_ws(', ', k.name, w.address) as controller,
           nullif(concat_ws(', ', w.officer_name, w.officer_email, w.officer_phone), '') as officer,
           nullif(concat_ws(', ', w.supervisory_body, w.supervisory_contact), '') as "supervisoryBody"
         from organisation s join organisation k on k.id = s.carrier_id
         left join privacy_settings w on w.organisation_id = k.id where s.id = $1`,
  values: [organisationId],
});

export interface OfficeRow {
  readonly name: string;
}

export const officeToRelease = (officeId: string): Statement => ({
  name: 'release-form-office',
  text: 'select name from office where id = $1 and active',
  values: [officeId],
});
