import type { CalendarDate } from '../core/calendar.js';
import type { Disposal, DisposalBasis } from '../core/disposal.js';
import type { Statement } from '../database/transactions.js';

/** One line of what was passed on, as it stays after the case. */
export interface PassedOn {
  readonly office: string;
  readonly what: string;
  readonly fieldGroups: readonly string[];
  readonly at: string;
}

export interface DisposalRow extends Disposal {
  readonly id: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly openedOn: CalendarDate;
  readonly closedOn: CalendarDate | null;
  readonly ruleCode: string | null;
  readonly ruleSource: string | null;
  readonly executeAfter: Date | null;
  readonly executedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly proposedByName: string;
  readonly approvedByName: string | null;
  readonly organisationName: string;
  /** Whether it is the asking organisation's own. */
  readonly isOwn: boolean;
  readonly handedOver: readonly PassedOn[];
}

const here = 'organisation_id = (select current_organisation())';

const text = `select d.id, d.case_id as "caseId", d.case_number as "caseNumber", d.case_stamp::float8 as "caseStamp",
    d.opened_on::text as "openedOn", d.closed_on::text as "closedOn", d.basis, d.rule_code as "ruleCode",
    d.rule_source as "ruleSource", d.state, d.proposed_by as "proposedBy", d.proposed_at as "proposedAt",
    d.approved_by as "approvedBy", d.approved_at as "approvedAt", d.execute_after as "executeAfter",
    d.executed_at as "executedAt", d.withdrawn_at as "withdrawnAt", d.handed_over as "handedOver",
    p.name as "proposedByName", a.name as "approvedByName", o.name as "organisationName",
    d.organisation_id = current_organisation() as "isOwn"
  from disposal d
  join organisation o on o.id = d.organisation_id
  join person p on p.organisation_id = d.organisation_id and p.id = d.proposed_by
  left join person a on a.organisation_id = d.organisation_id and a.id = d.approved_by`;

export const disposalById = (id: string): Statement => ({
  name: 'disposal',
  text: `${text} where d.${here} and d.id = $1`,
  values: [id],
});

export const lockDisposal = (id: string): Statement => ({
  name: 'disposal-lock',
  text: `${text} where d.${here} and d.id = $1 for no key update of d`,
  values: [id],
});

/** Of the own service and, for a carrier, of its services; the newest first. */
export const disposalsPage = (states: readonly string[] | null, most: number, before: string | null): Statement => ({
  name: 'disposals-page',
  text: `${text} where (d.${here} or d.carrier_id = (select current_organisation()))
           and ($1::text[] is null or d.state = any ($1)) and ($3::uuid is null or d.id < $3)
         order by d.id desc limit $2`,
  values: [states, most, before],
});

export const openDisposalOf = (caseId: string): Statement => ({
  name: 'disposal-open-of-case',
  text: `${text} where d.${here} and d.case_id = $1 and d.state in ('PROPOSED', 'APPROVED')`,
  values: [caseId],
});

export interface NewDisposal {
  readonly carrierId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly caseStamp: number;
  readonly openedOn: CalendarDate;
  readonly closedOn: CalendarDate | null;
  readonly basis: DisposalBasis;
  readonly ruleCode: string | null;
  readonly ruleSource: string | null;
  readonly proposedBy: string;
  readonly proposedAt: Date;
}

export const addDisposal = (made: NewDisposal): Statement => ({
  name: 'disposal-add',
  text: `insert into disposal (organisation_id, carrier_id, case_id, case_number, case_stamp, opened_on, closed_on, basis, rule_code,
           rule_source, proposed_by, proposed_at)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
  values: [
    made.carrierId,
    made.caseId,
    made.caseNumber,
    made.caseStamp,
    made.openedOn,
    made.closedOn,
    made.basis,
    made.ruleCode,
    made.ruleSource,
    made.proposedBy,
    made.proposedAt,
  ],
});

export const approveRow = (id: string, personId: string, approvedAt: Date, executeAfter: Date): Statement => ({
  name: 'disposal-approve',
  text: `update disposal set state = 'APPROVED', approved_by = $2, approved_at = $3, execute_after = $4 where ${here} and id = $1`,
  values: [id, personId, approvedAt, executeAfter],
});

/** `personId` null: the house itself, since something had changed or nobody approved in time. */
export const withdrawRow = (id: string, personId: string | null, now: Date): Statement => ({
  name: 'disposal-withdraw',
  text: `update disposal set state = 'WITHDRAWN', withdrawn_by = $2, withdrawn_at = $3 where ${here} and id = $1`,
  values: [id, personId, now],
});

export const executeRow = (id: string, now: Date, handedOver: readonly PassedOn[]): Statement => ({
  name: 'disposal-execute',
  text: `update disposal set state = 'EXECUTED', executed_at = $2, handed_over = $3::jsonb where ${here} and id = $1`,
  values: [id, now, JSON.stringify(handedOver)],
});

/** By which disposal a case was erased, as the list of destroyed keys has it: ids, codes and times. */
export interface KnownDisposal {
  readonly id: string;
  readonly basis: DisposalBasis;
  readonly ruleCode: string | null;
  readonly ruleSource: string | null;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly approvedBy: string;
  readonly approvedAt: string;
  readonly executeAfter: string;
}

/** When the own case was erased, for a case that has no key any more; `disposal` is null where an earlier version has erased it. */
export const caseErased = (caseId: string): Statement => ({
  name: 'disposal-case-erased',
  text: `select erased_at as "erasedAt", disposal from case_erased($1)`,
  values: [caseId],
});

/** What was open about a case has been overtaken. */
export const withdrawOthers = (caseId: string, id: string | null, now: Date): Statement => ({
  name: 'disposal-withdraw-others',
  text: `update disposal set state = 'WITHDRAWN', withdrawn_at = $3
         where ${here} and case_id = $1 and id is distinct from $2 and state in ('PROPOSED', 'APPROVED')`,
  values: [caseId, id, now],
});

/** The disposal as it was when it was approved. No row where one of the two persons is not known here. */
export const bringBack = (
  kase: Pick<NewDisposal, 'carrierId' | 'caseId' | 'caseNumber' | 'caseStamp' | 'openedOn' | 'closedOn'>,
  known: KnownDisposal,
): Statement => ({
  name: 'disposal-bring-back',
  text: `insert into disposal (organisation_id, carrier_id, case_id, case_number, case_stamp, opened_on, closed_on, id, basis, rule_code, rule_source,
           state, proposed_by, proposed_at, approved_by, approved_at, execute_after)
         select (select current_organisation()), $1::uuid, $2::uuid, $3::text, $4::bigint, $5::date, $6::date, $7::uuid, $8::text, $9::text, $10::text, 'APPROVED',
           p.id, $12::timestamptz, a.id, $14::timestamptz, $15::timestamptz
         from person p, person a where p.${here} and p.id = $11 and a.${here} and a.id = $13
         on conflict (organisation_id, id) do update
           set state = 'APPROVED', approved_by = excluded.approved_by, approved_at = excluded.approved_at, execute_after = excluded.execute_after
         returning id`,
  values: [
    ...[kase.carrierId, kase.caseId, kase.caseNumber, kase.caseStamp, kase.openedOn, kase.closedOn],
    ...[known.id, known.basis, known.ruleCode, known.ruleSource],
    ...[known.proposedBy, known.proposedAt, known.approvedBy, known.approvedAt, known.executeAfter],
  ],
});

export const activeServices: Statement = {
  name: 'privacy-active-services',
  text: 'select id, carrier_id as "carrierId", kind from active_services()',
  values: [],
};

/** What was passed on of a case, the oldest first: by whatever way, the sender's list has it. */
export const handedOverOf = (caseId: string): Statement => ({
  name: 'disposal-handed-over',
  text: `select d.office_name as office, d.kind as what, d.field_groups as "fieldGroups", d.at
         from referral r join disclosure d on d.organisation_id = r.organisation_id and d.referral_id = r.id
         where r.${here} and r.case_id = $1 and d.kind <> 'OWN_COPY' order by d.at, d.id`,
  values: [caseId],
});

/** The counsellor's words on what was passed on go; that it was passed on stays. */
export const blankPurposes = (caseId: string): Statement => ({
  name: 'disposal-blank-purposes',
  text: `update disclosure d set purpose = '' from referral r
         where d.${here} and r.organisation_id = d.organisation_id and r.id = d.referral_id and r.case_id = $1`,
  values: [caseId],
});

export const forgetNotices = (caseId: string): Statement => ({
  name: 'disposal-forget-notices',
  text: `delete from notification n where n.${here} and (n.subject_id = $1
           or n.subject_id in (select r.id from referral r where r.${here} and r.case_id = $1))`,
  values: [caseId],
});

/** The ids under which the log knows a case, before it is gone. */
export const subjectsOf = (caseId: string): Statement => ({
  name: 'disposal-subjects',
  text: `select $1::uuid as id union all select id from confidentiality_release where ${here} and case_id = $1`,
  values: [caseId],
});

export interface ReferralsHeld {
  readonly pending: number;
  readonly accepted: number;
  readonly other: number;
}

/** Of the referrals of a case: those that will be closed, those whose copy an office keeps, and the others. */
export const referralsHeld = (caseId: string): Statement => ({
  name: 'disposal-referrals-held',
  text: `select count(*) filter (where r.sent_at is not null and r.preview_open and not r.content_open)::int as pending,
           count(*) filter (where r.content_open)::int as accepted,
           count(*) filter (where not (r.sent_at is not null and r.preview_open) and not r.content_open)::int as other
         from referral r where r.${here} and r.case_id = $1`,
  values: [caseId],
});
