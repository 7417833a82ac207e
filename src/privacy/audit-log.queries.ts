import type { Statement } from '../database/transactions.js';

export interface AuditFilter {
  readonly from?: string | null;
  readonly to?: string | null;
  readonly personId?: string | null;
  readonly action?: string | null;
  readonly subjectType?: string | null;
  readonly subjectId?: string | null;
}

export interface AuditPlace {
  /** Microseconds since 1970. */
  readonly at: string;
  readonly id: string;
}

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly microseconds: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly place: number | null;
}

/** A page of what happened in the own organisation and, for a carrier, in its services; the newest first. */
export const auditPage = (filter: AuditFilter, most: number, after: AuditPlace | null): Statement => ({
  name: 'audit-log-page',
  text: `
    select e.id, e.at, (extract(epoch from e.at) * 1000000)::bigint::text as microseconds,
      e.organisation_id as "organisationId", o.name as "organisationName", e.person_id as "personId", p.name as "personName",
      e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", e.details, l.leaf_index::float8 as place
    from audit_entry e
    join organisation o on o.id = e.organisation_id
    left join person p on p.organisation_id = e.organisation_id and p.id = e.person_id
    left join audit_leaf l on l.entry_organisation_id = e.organisation_id and l.entry_id = e.id
    where e.carrier_id = (select current_organisation())
      and ($1::date is null or e.at >= ($1::date)::timestamp at time zone 'Europe/Berlin')
      and ($2::date is null or e.at < ($2::date + 1)::timestamp at time zone 'Europe/Berlin')
      and ($3::uuid is null or e.person_id = $3)
      and ($4::text is null or e.action = $4)
      and ($5::text is null or e.subject_type = $5)
      and ($6::uuid is null or e.subject_id = $6)
      and ($7::bigint is null or (e.at, e.id) < (timestamptz 'epoch' + $7::bigint * interval '1 microsecond', $8::uuid))
    order by e.at desc, e.id desc limit $9`,
  values: [
    filter.from ?? null,
    filter.to ?? null,
    filter.personId ?? null,
    filter.action ?? null,
    filter.subjectType ?? null,
    filter.subjectId ?? null,
    after?.at ?? null,
    after?.id ?? null,
    most,
  ],
});

export interface CheckpointSummaryRow {
  readonly size: number;
  readonly head: string;
  readonly at: Date;
  readonly signature: string;
}

/** The newest signed heads of the own log, behind a size. */
export const newestCheckpoints = (most: number, below: number | null): Statement => ({
  name: 'audit-newest-checkpoints',
  text: `select size::float8 as size, encode(head, 'hex') as head, at, encode(signature, 'hex') as signature
         from audit_checkpoint
         where organisation_id = (select current_organisation()) and ($2::bigint is null or size < $2)
         order by size desc limit $1`,
  values: [most, below],
});
