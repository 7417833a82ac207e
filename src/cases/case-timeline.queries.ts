import type { Actor } from '../core/access.js';
import type { CaseEventKind } from '../core/case-event.js';
import type { CasePlace } from '../core/case-list-rules.js';
import { query, type Statement, type Tx } from '../database/transactions.js';
import type { PersonRow } from './case.row.js';

/** Ids, codes, days and names of fields; never a text of the case. */
export type EventDetails = Readonly<Record<string, unknown>>;

export interface CaseEvent {
  readonly caseId: string;
  readonly kind: CaseEventKind;
  /** The case's version after the deed. */
  readonly version: number;
  readonly details?: EventDetails;
}

/** Adds a line to the history of the case, in the deed's own transaction. */
export async function recordEvent(tx: Tx, actor: Actor, { caseId, kind, version, details }: CaseEvent): Promise<void> {
  await query(tx, {
    name: 'case-event-record',
    text: `insert into case_event (organisation_id, case_id, person_id, kind, version, details) values ($1, $2, $3, $4, $5, $6)`,
    values: [actor.organisationId, caseId, actor.personId, kind, version, JSON.stringify(details ?? {})],
  });
}

export interface TimelineRow {
  readonly id: string;
  /** Microseconds since 1970: the place of the row in the list must be exact. */
  readonly at: number;
  readonly kind: string;
  readonly person: PersonRow | null;
  readonly party: 'SENDER' | 'RECIPIENT' | 'SYSTEM' | null;
  readonly version: number | null;
  readonly details: EventDetails;
  readonly referralId: string | null;
  readonly referralReference: string | null;
  readonly referralState: string | null;
}

/**
 * What happened to the case, to its referrals and to their dossiers, newest first, `most` rows from a place on. `found` is false where there is no such case.
 * The office's persons stay the office's: a referral's event tells the side and never a name.
 */
export const timelineOf = (caseId: string, most: number, after: CasePlace | null): Statement => ({
  name: 'case-timeline',
  text: `
    select exists (select from cases where organisation_id = (select current_organisation()) and id = $1) as found,
      (select coalesce(json_agg(line order by line.at desc, line.id desc), '[]') from (
        select happened.id, (extract(epoch from happened.at) * 1000000)::bigint as at, happened.kind, happened.party, happened.version,
          happened.details, happened.referral_id as "referralId", happened.reference as "referralReference",
          happened.state as "referralState",
          case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as person
        from (
          (select e.id, e.at, e.kind, e.person_id, null::text as party, e.version, e.details,
             null::uuid as referral_id, null::text as reference, null::text as state
           from case_event e
           where e.organisation_id = (select current_organisation()) and e.case_id = $1
             and ($3::bigint is null or (e.at, e.id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
           order by e.at desc, e.id desc limit $2)
          union all
          (select e.id, e.at, 'REFERRAL_' || e.kind, null, e.party, null,
             case when e.reason is null then '{}' else jsonb_build_object('reason', e.reason) end, r.id, r.reference, e.state
           from referral r
           join referral_event e on e.organisation_id = r.organisation_id and e.referral_id = r.id
           where r.organisation_id = (select current_organisation()) and r.case_id = $1
             and ($3::bigint is null or (e.at, e.id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
           order by e.at desc, e.id desc limit $2)
          union all
          (select w.id, w.at, 'REFERRAL_DOSSIER_DOWNLOADED', case when w.by_organisation_id = w.organisation_id then w.person_id end,
             case when w.by_organisation_id = w.organisation_id then 'SENDER' else 'RECIPIENT' end, null, '{}', r.id, r.reference, null
           from referral r
           join dossier d on d.organisation_id = r.organisation_id and d.referral_id = r.id
           join dossier_download w on w.organisation_id = d.organisation_id and w.dossier_id = d.id
           where r.organisation_id = (select current_organisation()) and r.case_id = $1
             and ($3::bigint is null or (w.at, w.id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid))
           order by w.at desc, w.id desc limit $2)
        ) as happened
        left join person p on p.organisation_id = (select current_organisation()) and p.id = happened.person_id
        order by happened.at desc, happened.id desc limit $2
      ) as line) as lines`,
  values: [caseId, most, after?.key ?? null, after?.tie ?? null],
});
