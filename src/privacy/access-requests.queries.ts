import type { CalendarDate } from '../core/calendar.js';
import type { AccessState, Decision } from '../core/access-request.js';
import type { Statement } from '../database/transactions.js';
import { keyJson, type WrappedKey } from '../keys/wrapped-key.js';

export interface AccessRow {
  readonly id: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly isOwn: boolean;
  readonly caseId: string | null;
  readonly caseNumber: string;
  readonly receivedOn: CalendarDate;
  readonly dueOn: CalendarDate;
  readonly extension: string | null;
  readonly language: 'de' | 'en';
  readonly state: AccessState;
  readonly decisions: readonly Decision[];
  readonly createdByName: string;
  readonly answeredByName: string | null;
  readonly answeredAt: Date | null;
  /** Whether the answer is there to be fetched. */
  readonly isThere: boolean;
}

const here = 'organisation_id = (select current_organisation())';

const text = `select a.id, a.organisation_id as "organisationId", o.name as "organisationName",
    a.organisation_id = current_organisation() as "isOwn", a.case_id as "caseId", a.case_number as "caseNumber",
    a.received_on::text as "receivedOn", a.due_on::text as "dueOn", a.extension, a.language, a.state, a.decisions,
    p.name as "createdByName", q.name as "answeredByName", a.answered_at as "answeredAt",
    exists (select from access_answer w where w.organisation_id = a.organisation_id and w.request_id = a.id) as "isThere"
  from access_request a
  join organisation o on o.id = a.organisation_id
  join person p on p.organisation_id = a.organisation_id and p.id = a.created_by
  left join person q on q.organisation_id = a.organisation_id and q.id = a.answered_by`;

export const accessById = (id: string): Statement => ({
  name: 'access-request',
  text: `${text} where a.${here} and a.id = $1`,
  values: [id],
});

export const lockAccess = (id: string): Statement => ({
  name: 'access-request-lock',
  text: `${text} where a.${here} and a.id = $1 for no key update of a`,
  values: [id],
});

/** One that the asking organisation tracks: its own, or one of its services. */
export const trackedAccess = (id: string): Statement => ({
  name: 'access-request-tracked',
  text: `${text} where (a.${here} or a.carrier_id = (select current_organisation())) and a.id = $1`,
  values: [id],
});

/** The newest first. */
export const accessPage = (states: readonly string[] | null, most: number, before: string | null): Statement => ({
  name: 'access-requests-page',
  text: `${text} where (a.${here} or a.carrier_id = (select current_organisation()))
           and ($1::text[] is null or a.state = any ($1)) and ($3::uuid is null or a.id < $3)
         order by a.id desc limit $2`,
  values: [states, most, before],
});

export const addAccess = (made: {
  readonly carrierId: string;
  readonly caseId: string;
  readonly caseNumber: string;
  readonly receivedOn: CalendarDate;
  readonly dueOn: CalendarDate;
  readonly language: 'de' | 'en';
  readonly personId: string | null;
}): Statement => ({
  name: 'access-request-add',
  text: `insert into access_request (organisation_id, carrier_id, case_id, case_number, received_on, due_on, language, created_by)
         values ((select current_organisation()), $1, $2, $3, $4, $5, $6, $7)
         on conflict (organisation_id, case_id) where state in ('OPEN', 'DRAWING') do nothing returning id`,
  values: [made.carrierId, made.caseId, made.caseNumber, made.receivedOn, made.dueOn, made.language, made.personId],
});

export const extendRow = (id: string, reason: string, dueOn: CalendarDate): Statement => ({
  name: 'access-request-extend',
  text: `update access_request set extension = $2, due_on = $3 where ${here} and id = $1`,
  values: [id, reason, dueOn],
});

export const closeRow = (id: string): Statement => ({
  name: 'access-request-withdraw',
  text: `update access_request set state = 'WITHDRAWN' where ${here} and id = $1`,
  values: [id],
});

export const decideRow = (id: string, decisions: readonly Decision[], personId: string | null): Statement => ({
  name: 'access-request-decide',
  text: `update access_request set state = 'DRAWING', decisions = $2::jsonb, answered_by = $3 where ${here} and id = $1`,
  values: [id, JSON.stringify(decisions), personId],
});

/** Only what is still being drawn; an older answer is replaced. */
export const storeAnswer = (
  id: string,
  { pdf, json, sha256 }: { readonly pdf: Buffer; readonly json: Buffer; readonly sha256: string },
  now: Date,
): Statement => ({
  name: 'access-answer-store',
  text: `with answered as (
           update access_request set state = 'ANSWERED', answered_at = $5 where ${here} and id = $1 and state = 'DRAWING' and case_id is not null
           returning organisation_id, carrier_id, id, case_id)
         insert into access_answer (organisation_id, carrier_id, request_id, case_id, pdf, json, sha256, drawn_at)
         select organisation_id, carrier_id, id, case_id, $2::bytea, $3::bytea, $4, $5 from answered
         on conflict (organisation_id, request_id) do update set pdf = excluded.pdf, json = excluded.json, sha256 = excluded.sha256,
           drawn_at = excluded.drawn_at
         returning request_id`,
  values: [id, pdf, json, sha256, now],
});

/** An answer as it lies there: sealed, with the key that opens it as it is at that moment. */
export interface SealedAnswer {
  readonly organisationId: string;
  readonly pdf: Buffer;
  readonly json: Buffer;
  readonly sha256: string;
  readonly key: WrappedKey | null;
}

/** Row security shows it, and its key, to the service, and to the carrier's officer only in the hour after a look with a reason. */
export const answerFile = (id: string): Statement => ({
  name: 'access-answer',
  text: `select a.organisation_id as "organisationId", a.pdf, a.json, a.sha256,
           (select ${keyJson} from keyring.data_key k
            where k.organisation_id = a.organisation_id and k.scope = 'ANSWER' and k.subject_id = a.request_id) as key
         from access_answer a where a.request_id = $1`,
  values: [id],
});

/** The requests of a case: each answer has a key of its own. */
export const requestsOf = (caseId: string): Statement => ({
  name: 'access-requests-of-case',
  text: `select id from access_request where ${here} and case_id = $1`,
  values: [caseId],
});

export const addLook = (service: string, requestId: string, personId: string | null, reason: string): Statement => ({
  name: 'officer-look-add',
  text: `insert into officer_look (organisation_id, person_id, service_organisation_id, request_id, reason)
         values ((select current_organisation()), $3, $1, $2, $4)`,
  values: [service, requestId, personId, reason],
});

/** Answers older than this go. */
export const forgetAnswers = (before: Date): Statement => ({
  name: 'access-answers-forget',
  text: `delete from access_answer where ${here} and drawn_at < $1 returning request_id as id`,
  values: [before],
});

/** When somebody of the service looked at a case, without names: a day, what, how often. */
export const looksAt = (caseId: string): Statement => ({
  name: 'access-looks-at-case',
  text: `select (at at time zone 'Europe/Berlin')::date::text as "on", action, count(*)::int as times
         from audit_entry where ${here} and subject_id = $1 and person_id is not null
         group by 1, 2 order by 1, 2`,
  values: [caseId],
});

/** What happened to the case, the oldest first: kinds, days and names of fields. */
export const eventsOf = (caseId: string): Statement => ({
  name: 'access-events-of-case',
  text: `select (at at time zone 'Europe/Berlin')::date::text as at, kind,
           coalesce((select json_agg(field) from jsonb_array_elements_text(details -> 'fields') as field), '[]') as fields
         from case_event where ${here} and case_id = $1 order by id`,
  values: [caseId],
});

export const originOf = (caseId: string): Statement => ({
  name: 'access-origin-of-case',
  text: `select source, external_id as "externalId" from case_origin where ${here} and case_id = $1`,
  values: [caseId],
});
