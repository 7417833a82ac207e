import type { NoticeKind } from '../core/notice.js';
import type { Statement } from '../database/transactions.js';

/** A notification as it is stored; whose it is, the query decides. */
export interface NotificationRow {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly created_at: Date;
  readonly read_at: Date | null;
}

export interface ClaimedMail {
  readonly email: string;
  readonly language: 'de' | 'en';
}

/**
 * Tells each person concerned once. On the sender's side the one who has the case, or everybody who counsels there when
 * nobody has it (any more); at the office everybody who works on its inbox. Row security shows the referral to both sides,
 * and its case to the sender alone.
 */
export const tellOfReferral = (told: {
  organisationId: string;
  referralId: string;
  kind: NoticeKind;
  deed: string;
}): Statement => ({
  name: 'notification-tell',
  text: `
    with concerned as (
      select r.organisation_id = $1 as sends, a.id as assignee_id
      from referral r
      left join cases c on c.organisation_id = r.organisation_id and c.id = r.case_id
      left join person a on a.organisation_id = c.organisation_id and a.id = c.assignee_id and a.active
      where r.id = $2 and $1 in (r.organisation_id, r.recipient_organisation_id))
    insert into notification (organisation_id, person_id, kind, subject_type, subject_id, deed)
    select p.organisation_id, p.id, $3, 'referral', $2, $4
    from concerned s
    join person p on p.organisation_id = $1 and p.active and case
      when not s.sends then p.roles && '{OFFICE_STAFF,OFFICE_LEAD}'
      when s.assignee_id is not null then p.id = s.assignee_id
      else p.roles && '{COUNSELLOR,SUPERVISOR}' end
    on conflict (organisation_id, person_id, deed) do nothing`,
  values: [told.organisationId, told.referralId, told.kind, told.deed],
});

/**
 * Tells, of a proposal that still waits, each who may act on it in this organisation, except whoever made it: in the service those who may approve,
 * at its carrier the data-protection officer, who sees that it waits. Row security shows it to both.
 */
export const tellOfDisposal = (told: { organisationId: string; disposalId: string; deed: string }): Statement => ({
  name: 'notification-tell-disposal',
  text: `
    insert into notification (organisation_id, person_id, kind, subject_type, subject_id, deed)
    select p.organisation_id, p.id, 'DISPOSAL_PROPOSED', 'disposal', d.id, $3
    from disposal d
    join person p on p.organisation_id = $1 and p.active and p.id <> d.proposed_by
      and p.roles && case when d.organisation_id = $1 then '{SUPERVISOR,ADMINISTRATOR}'::text[] else '{DATA_PROTECTION_OFFICER}'::text[] end
    where d.id = $2 and d.state = 'PROPOSED'
    on conflict (organisation_id, person_id, deed) do nothing`,
  values: [told.organisationId, told.disposalId, told.deed],
});

/** The two who had agreed, and the carrier's officer: they take the case for gone. Nobody where it was a person who took it back. */
export const tellOfVoid = (told: { organisationId: string; disposalId: string; deed: string }): Statement => ({
  name: 'notification-tell-void-disposal',
  text: `
    insert into notification (organisation_id, person_id, kind, subject_type, subject_id, deed)
    select p.organisation_id, p.id, 'DISPOSAL_VOID', 'disposal', d.id, $3
    from disposal d
    join person p on p.organisation_id = $1 and p.active
      and case when d.organisation_id = $1 then p.id in (d.proposed_by, d.approved_by) else p.roles && '{DATA_PROTECTION_OFFICER}'::text[] end
    where d.id = $2 and d.state = 'WITHDRAWN' and d.withdrawn_by is null and d.approved_by is not null
    on conflict (organisation_id, person_id, deed) do nothing`,
  values: [told.organisationId, told.disposalId, told.deed],
});

/** Of whom there is no mail about a deed yet. */
export const findUnmailed = (organisationId: string, deed: string): Statement => ({
  name: 'notification-unmailed',
  text: 'select id from notification where organisation_id = $1 and deed = $2 and mailed_at is null order by id',
  values: [organisationId, deed],
});

/**
 * To whom this mail goes, held until the transaction ends, so that two runs of a job do not both send it. Nothing when it is
 * sent, being sent, or no longer wanted: the person has read of it, or has left.
 */
export const claimMail = (organisationId: string, id: string): Statement => ({
  name: 'notification-claim',
  text: `
    select p.email, p.language
    from notification n join person p on p.organisation_id = n.organisation_id and p.id = n.person_id
    where n.organisation_id = $1 and n.id = $2 and n.mailed_at is null and n.read_at is null and p.active
    for update of n skip locked`,
  values: [organisationId, id],
});

export const markMailed = (organisationId: string, id: string, now: Date): Statement => ({
  name: 'notification-mailed',
  text: 'update notification set mailed_at = $3 where organisation_id = $1 and id = $2',
  values: [organisationId, id, now],
});

/** A person's own, newest first; one row more than asked tells whether there is a next page. */
export const listNotifications = (asked: {
  organisationId: string;
  personId: string | null;
  unreadOnly: boolean;
  before: string | null;
  first: number;
}): Statement => ({
  name: 'notification-list',
  text: `
    select id, kind, subject_type, subject_id, created_at, read_at
    from notification
    where organisation_id = $1 and person_id = $2 and (not $3 or read_at is null) and ($4::uuid is null or id < $4)
    order by id desc limit $5`,
  values: [asked.organisationId, asked.personId, asked.unreadOnly, asked.before, asked.first + 1],
});

/** Gives the ids of all that are the person's own, also of those read before. */
export const markRead = (
  organisationId: string,
  personId: string | null,
  ids: readonly string[],
  now: Date,
): Statement => ({
  name: 'notification-read',
  text: `
    update notification set read_at = coalesce(read_at, $4)
    where organisation_id = $1 and person_id = $2 and id = any ($3::uuid[]) returning id`,
  values: [organisationId, personId, ids, now],
});
