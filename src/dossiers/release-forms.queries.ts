import type { LegalBasis } from '../core/release-form.js';
import type { Statement } from '../database/transactions.js';

export interface PartyRow {
  readonly service: string;
  readonly carrier: string | null;
  readonly legalBasis: LegalBasis;
}

/** The service that is released. A church carrier's law counts for its services, unless one of them was given another. */
export const releasedParty = (organisationId: string): Statement => ({
  name: 'release-form-party',
  text: `select s.name as service, case when k.id <> s.id then k.name end as carrier,
           coalesce(nullif(s.legal_basis, 'GDPR'), k.legal_basis) as "legalBasis"
         from organisation s join organisation k on k.id = s.carrier_id where s.id = $1`,
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
