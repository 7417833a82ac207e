import type { Statement } from '../database/transactions.js';

export interface CaseworkerRow {
  readonly id: string;
  /** Active, and in a role that works on cases. */
  readonly works: boolean;
}

/** A person of the own service, active or not; the carrier's people are not of it. */
export const personHere = (id: string): Statement => ({
  name: 'case-person-here',
  text: `select id, active and roles && '{COUNSELLOR,SUPERVISOR}' as works from person
         where organisation_id = (select current_organisation()) and id = $1`,
  values: [id],
});

/** Gives every open case of one person to another, each with its event; the ids of those cases. */
export const handOver = (from: string, to: string, by: string | null, now: Date): Statement => ({
  name: 'case-hand-over',
  text: `
    with moved as (
      update cases set assignee_id = $2, version = version + 1, changed_at = $4
      where organisation_id = (select current_organisation()) and assignee_id = $1 and status = 'OPEN'
      returning organisation_id, id, version),
    happened as (
      insert into case_event (organisation_id, case_id, person_id, kind, version, details)
      select organisation_id, id, $3::uuid, 'REASSIGNED', version,
        jsonb_build_object('fields', '["assignee"]'::jsonb, 'from', $1::text, 'to', $2::text, 'handover', true)
      from moved)
    select id from moved order by id`,
  values: [from, to, by, now],
});
