import type { CalendarDate } from '../core/calendar.js';
import type { Hold, Kept } from '../core/retention.js';
import type { Statement } from '../database/transactions.js';

export interface HoldRow extends Hold {
  readonly id: string;
  readonly caseId: string;
  readonly placedAt: string;
  readonly placedBy: string;
  readonly liftedAt: string | null;
}

/** A case as its retention sees it: days, codes and its number. */
export interface KeptRow extends Kept {
  readonly id: string;
  readonly shortName: string;
  readonly year: number;
  readonly number: number;
  readonly version: number;
  readonly openedOn: CalendarDate;
  readonly holds: readonly HoldRow[];
}

export interface StampedRow extends KeptRow {
  /** When anybody last worked on it or on what hangs on it, in microseconds. */
  readonly stamp: number;
}

const here = 'organisation_id = (select current_organisation())';
const day = (of: string): string => `(${of} at time zone 'Europe/Berlin')::date::text`;
const hold = `json_build_object('id', h.id, 'caseId', h.case_id, 'reason', h.reason, 'reviewOn', h.review_on,
  'placedAt', h.placed_at, 'placedBy', p.name, 'liftedAt', h.lifted_at)`;

const kept = `c.id, o.short_name as "shortName", c.year, c.number, c.version, c.status,
  ${day('c.opened_at')} as "openedOn",
  ${day('c.closed_at')} as "closedOn", c.closing_reason as "closingReason",
  (select coalesce(json_agg(${hold} order by h.review_on, h.id), '[]') from retention_hold h
     join person p on p.organisation_id = h.organisation_id and p.id = h.placed_by
     where h.organisation_id = c.organisation_id and h.case_id = c.id and h.lifted_at is null) as holds`;

/**
 * The last deed of a person, on either side: on the case, in its history, on its referrals and their conversations, or a release of its
 * client. What the house does of itself and what belongs to a disposal do not count: neither is a reason to look at the case again.
 */
const lastDeed = `greatest(c.changed_at,
  (select max(e.at) from case_event e
     where e.organisation_id = c.organisation_id and e.case_id = c.id and e.person_id is not null and e.kind not like 'DISPOSAL%'),
  (select max(g.created_at) from confidentiality_release g where g.organisation_id = c.organisation_id and g.case_id = c.id),
  (select max(e.at) from referral r join referral_event e on e.organisation_id = r.organisation_id and e.referral_id = r.id
     where r.organisation_id = c.organisation_id and r.case_id = c.id and e.party <> 'SYSTEM'),
  (select max(m.created_at) from referral r join referral_message m on m.organisation_id = r.organisation_id and m.referral_id = r.id
     where r.organisation_id = c.organisation_id and r.case_id = c.id))`;

export const keptCase = (id: string): Statement => ({
  name: 'retention-case',
  text: `select ${kept}, (extract(epoch from ${lastDeed}) * 1000000)::float8 as stamp
         from cases c join organisation o on o.id = c.organisation_id
         where c.${here} and c.id = $1`,
  values: [id],
});

/** Locks the case until the end of the transaction; `wholly` also against references from new rows, for erasure. */
export const lockKept = (id: string, wholly = false): Statement => ({
  name: wholly ? 'retention-case-lock-wholly' : 'retention-case-lock',
  text: `select from cases c where c.${here} and c.id = $1 for ${wholly ? 'update' : 'no key update'} of c`,
  values: [id],
});

/** Closed cases of the own service behind an id, for the night. */
export const closedCases = (after: string | null, most: number): Statement => ({
  name: 'retention-closed-cases',
  text: `select ${kept} from cases c join organisation o on o.id = c.organisation_id
         where c.${here} and c.status = 'CLOSED' and ($1::uuid is null or c.id > $1) order by c.id limit $2`,
  values: [after, most],
});

export interface DueMark {
  readonly caseId: string;
  readonly ruleCode: string;
  readonly since: CalendarDate;
}

/** Marks what is due among these cases and takes the mark from the others of them. */
export const markDue = (looked: readonly string[], due: readonly DueMark[]): Statement => ({
  name: 'retention-mark',
  text: `
    with gone as (
      delete from retention_due where ${here} and case_id = any ($1::uuid[])
        and case_id not in (select "caseId" from json_to_recordset($2::json) as d ("caseId" uuid)))
    insert into retention_due (organisation_id, case_id, rule_code, since)
    select current_organisation(), d."caseId", d."ruleCode", d.since
    from json_to_recordset($2::json) as d ("caseId" uuid, "ruleCode" text, since date)
    on conflict (organisation_id, case_id) do update set rule_code = excluded.rule_code, since = excluded.since
    where (retention_due.rule_code, retention_due.since) is distinct from (excluded.rule_code, excluded.since)`,
  values: [looked, JSON.stringify(due)],
});

/** Open cases are never due: what was reopened loses its mark. */
export const unmarkOpen: Statement = {
  name: 'retention-unmark-open',
  text: `delete from retention_due d using cases c
         where d.${here} and c.organisation_id = d.organisation_id and c.id = d.case_id and c.status = 'OPEN'`,
  values: [],
};

export interface DueRow extends KeptRow {
  readonly ruleCode: string;
  readonly since: CalendarDate;
}

export interface DuePlace {
  readonly since: string;
  readonly id: string;
}

/** What the night has found due, the longest due first. What was held since says so, until the next night takes it off. */
export const dueCases = (most: number, after: DuePlace | null): Statement => ({
  name: 'retention-due-cases',
  text: `select ${kept}, d.rule_code as "ruleCode", d.since::text as since
         from retention_due d
         join cases c on c.organisation_id = d.organisation_id and c.id = d.case_id
         join organisation o on o.id = c.organisation_id
         where d.${here} and ($2::date is null or (d.since, d.case_id) > ($2, $3::uuid))
         order by d.since, d.case_id limit $1`,
  values: [most, after?.since ?? null, after?.id ?? null],
});

export const addHold = (caseId: string, { reason, reviewOn }: Hold, personId: string, now: Date): Statement => ({
  name: 'retention-hold-add',
  text: `insert into retention_hold (organisation_id, case_id, reason, review_on, placed_by, placed_at)
         values ((select current_organisation()), $1, $2, $3, $4, $5) returning id`,
  values: [caseId, reason, reviewOn, personId, now],
});

const holdText = `select h.id, h.case_id as "caseId", h.reason, h.review_on::text as "reviewOn", h.placed_at as "placedAt",
    p.name as "placedBy", h.lifted_at as "liftedAt", o.short_name as "shortName", c.year, c.number, c.version
  from retention_hold h
  join cases c on c.organisation_id = h.organisation_id and c.id = h.case_id
  join organisation o on o.id = c.organisation_id
  join person p on p.organisation_id = h.organisation_id and p.id = h.placed_by
  where h.${here}`;

/** A hold with the number of its case. */
export interface ListedHold extends HoldRow {
  readonly shortName: string;
  readonly year: number;
  readonly number: number;
  readonly version: number;
}

export const holdById = (id: string): Statement => ({
  name: 'retention-hold',
  text: `${holdText} and h.id = $1 for no key update of h`,
  values: [id],
});

/** Holds in force whose day of review is not later than this, the earliest first. */
export const holdsUntil = (until: CalendarDate | null, most: number): Statement => ({
  name: 'retention-holds',
  text: `${holdText} and h.lifted_at is null and ($1::date is null or h.review_on <= $1) order by h.review_on, h.id limit $2`,
  values: [until, most],
});

export const liftHold = (id: string, personId: string, now: Date): Statement => ({
  name: 'retention-hold-lift',
  text: `update retention_hold set lifted_by = $2, lifted_at = $3 where ${here} and id = $1`,
  values: [id, personId, now],
});
