import type { CaseFacts, CaseTexts } from '../core/case.js';
import type { CaseEventKind } from '../core/case-event.js';
import type { CalendarDate } from '../core/calendar.js';
import type { Deadline } from '../core/deadline.js';
import type { Statement } from '../database/transactions.js';
import { wrappedKeyOf, type NewKey } from '../keys/wrapped-key.js';
import {
  deadlineColumns,
  deadlineJson,
  deadlineToColumns,
  factColumns,
  factsJson,
  factsToColumns,
  namesOf,
  textColumns,
  textsJson,
  textsToColumns,
  typesOf,
} from './case.columns.js';
import type { CaseRow } from './case.row.js';
import type { EventDetails } from './case-timeline.queries.js';

const part = (table: string, json: string): string =>
  `(select coalesce(json_agg(json_build_object(${json}) order by x.id), '[]') from ${table} x
    where x.organisation_id = c.organisation_id and x.case_id = c.id)`;

const signedPart = (table: string, json: string): string =>
  `(select coalesce(json_agg(json_build_object(${json}, 'createdAt', x.created_at,
      'author', json_build_object('id', x.author_id, 'name', p.name)) order by x.id), '[]')
    from ${table} x join person p on p.organisation_id = x.organisation_id and p.id = x.author_id
    where x.organisation_id = c.organisation_id and x.case_id = c.id)`;

const person = `case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end`;

const caseText = `
  select json_build_object(
    'id', c.id, 'organisationId', c.organisation_id, 'shortName', o.short_name, 'year', c.year, 'number', c.number,
    'version', c.version, 'textRevision', c.text_revision, 'key', ${wrappedKeyOf('CASE', 'c.id')}, 'status', c.status, 'assignee', ${person}, 'openedAt', c.opened_at, 'changedAt', c.changed_at,
    'closedAt', c.closed_at, 'closingReason', c.closing_reason, 'closingNote', t.closing_note,
    'reviewState', c.review_state, 'regimes', c.regimes, 'nextDeadline', c.next_deadline,
    'facts', ${factsJson},
    'texts', ${textsJson},
    'deadlines', (select coalesce(json_agg(${deadlineJson} order by d.ends_on, d.rule_code), '[]') from case_deadline d
      where d.organisation_id = c.organisation_id and d.case_id = c.id),
    'deadlineChanges', coalesce((select e.details -> 'deadlines' from case_event e
      where e.organisation_id = c.organisation_id and e.case_id = c.id and e.version = c.version
        and e.details -> 'deadlines' is not null
      order by e.id desc limit 1), '[]'),
    'indications', ${part('case_indication', `'id', x.id, 'revision', x.revision, 'description', x.description, 'evidenceKind', x.evidence_kind, 'occurredOn', x.occurred_on`)},
    'witnesses', ${part('case_witness', `'id', x.id, 'revision', x.revision, 'name', x.name, 'contact', x.contact, 'observation', x.observation`)},
    'comparisonPersons', ${part('case_comparison_person', `'id', x.id, 'revision', x.revision, 'description', x.description`)},
    'measures', ${part('case_measure', `'id', x.id, 'revision', x.revision, 'kind', x.kind, 'takenOn', x.taken_on, 'result', x.result`)},
    'reactions', ${part('case_reaction', `'id', x.id, 'revision', x.revision, 'kind', x.kind, 'occurredOn', x.occurred_on, 'detail', x.detail`)},
    'notes', ${signedPart('case_note', `'id', x.id, 'text', x.text`)},
    'reviews', ${signedPart('case_review', `'id', x.id, 'verdict', x.verdict, 'field', x.field, 'comment', x.comment`)}
  ) as kase
  from cases c
  join case_text t on t.organisation_id = c.organisation_id and t.case_id = c.id
  join organisation o on o.id = c.organisation_id
  left join person p on p.organisation_id = c.organisation_id and p.id = c.assignee_id
  where c.organisation_id = (select current_organisation()) and c.id = $1`;

/** The whole case as one JSON value `kase` with its texts sealed (`SealedCase`), or no row. */
export const caseById = (id: string): Statement => ({ name: 'case-by-id', text: caseText, values: [id] });

export interface NewCase {
  readonly organisationId: string;
  readonly id: string;
  readonly year: number;
  readonly assigneeId: string | null;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly personId: string | null;
  readonly kind: CaseEventKind;
  readonly details: EventDetails;
  /** Sealed, with its id. */
  readonly note: { readonly id: string; readonly text: string } | null;
  readonly facts: CaseFacts;
  /** Sealed. */
  readonly texts: CaseTexts;
  /** The key of its texts, wrapped. */
  readonly key: NewKey;
  /** Under which it is found: hashes. */
  readonly tokens: readonly string[];
  readonly regimes: readonly string[];
  readonly nextDeadline: CalendarDate | null;
  readonly deadlines: readonly Deadline[];
}

const createText = `
  with counted as (
    insert into case_counter (organisation_id, year, last) values ($1, $3, 1)
    on conflict (organisation_id, year) do update set last = case_counter.last + 1 returning last),
  made as (
    insert into cases (organisation_id, id, year, number, assignee_id, opened_at, changed_at, regimes, next_deadline, ${namesOf(factColumns)})
    select $1, $2::uuid, $3, counted.last, $4::uuid, $5::timestamptz, $6::timestamptz, $7::text[], $8::date,
      ${namesOf(factColumns, 'f')}
    from counted, json_to_record($9::json) as f (${typesOf(factColumns)})
    returning id, organisation_id, number, assignee_id, opened_at),
  told as (
    insert into case_text (organisation_id, case_id, ${namesOf(textColumns)})
    select made.organisation_id, made.id, ${namesOf(textColumns, 'f')}
    from made, json_to_record($10::json) as f (${typesOf(textColumns)})),
  searchable as (
    insert into case_search (organisation_id, case_id, opened_at, tokens)
    select made.organisation_id, made.id, made.opened_at, $17::text[] from made),
  noted as (
    insert into case_note (organisation_id, id, case_id, text, author_id, created_at)
    select made.organisation_id, $16::uuid, made.id, $15::text, $12::uuid, $6::timestamptz from made where $15::text is not null
    returning id, text, author_id, created_at),
  due as (
    insert into case_deadline (organisation_id, case_id, ${namesOf(deadlineColumns)})
    select made.organisation_id, made.id, ${namesOf(deadlineColumns, 'f')}
    from made, json_to_recordset($11::json) as f (${typesOf(deadlineColumns)})),
  keyed as (
    insert into keyring.data_key (organisation_id, id, scope, subject_id, carrier_id, carrier_version, wrapped)
    select made.organisation_id, $18::uuid, 'CASE', made.id, $19::uuid, $20::integer, $21::bytea from made),
  happened as (
    insert into case_event (organisation_id, case_id, person_id, kind, version, details)
    select made.organisation_id, made.id, $12::uuid, $13, 1, $14::jsonb from made)
  select made.id, made.number, o.short_name as "shortName", ${person} as assignee,
    (select coalesce(json_agg(json_build_object('id', x.id, 'text', x.text, 'createdAt', x.created_at,
        'author', json_build_object('id', a.id, 'name', a.name))), '[]')
      from noted x join person a on a.organisation_id = $1 and a.id = x.author_id) as notes
  from made
  join organisation o on o.id = made.organisation_id
  left join person p on p.organisation_id = made.organisation_id and p.id = made.assignee_id`;

/** What the database adds to a new case. */
export type MadeCase = Pick<CaseRow, 'id' | 'number' | 'shortName' | 'assignee' | 'notes'>;

/** Case, texts, their key, number, search, deadlines and the first event, in one statement. */
export const createCase = (made: NewCase): Statement => ({
  name: 'case-create',
  text: createText,
  values: [
    made.organisationId,
    made.id,
    made.year,
    made.assigneeId,
    made.openedAt,
    made.changedAt,
    made.regimes,
    made.nextDeadline,
    JSON.stringify(factsToColumns(made.facts)),
    JSON.stringify(textsToColumns(made.texts)),
    JSON.stringify(made.deadlines.map(deadlineToColumns)),
    made.personId,
    made.kind,
    JSON.stringify(made.details),
    made.note?.text ?? null,
    made.note?.id ?? null,
    made.tokens,
    made.key.id,
    made.key.carrierId,
    made.key.version,
    made.key.wrapped,
  ],
});

/** A case as it is to be from now on. */
export type CaseState = Pick<
  CaseRow,
  | 'status'
  | 'closedAt'
  | 'closingReason'
  | 'closingNote'
  | 'reviewState'
  | 'regimes'
  | 'nextDeadline'
  | 'facts'
  | 'texts'
> & { readonly assigneeId: string | null };

const stateColumns = {
  status: 'text',
  assignee_id: 'uuid',
  closed_at: 'timestamptz',
  closing_reason: 'text',
  review_state: 'text',
  regimes: 'text[]',
  next_deadline: 'date',
  ...factColumns,
} as const;
const writtenColumns = { closing_note: 'text', ...textColumns } as const;

const writeText = `
  with changed as (
    update cases set version = version + 1, text_revision = $5, changed_at = $2,
      (${namesOf(stateColumns)}) = (select ${namesOf(stateColumns, 'f')} from json_to_record($3::json) as f (${typesOf(stateColumns)}))
    where organisation_id = (select current_organisation()) and id = $1
    returning organisation_id, id)
  update case_text set
    (${namesOf(writtenColumns)}) = (select ${namesOf(writtenColumns, 'f')} from json_to_record($4::json) as f (${typesOf(writtenColumns)}))
  from changed where case_text.organisation_id = changed.organisation_id and case_text.case_id = changed.id`;

/** Writes the next version of a case that is locked; its texts are sealed for `textRevision`. */
export const writeCase = (id: string, textRevision: number, state: CaseState, now: Date): Statement => ({
  name: 'case-write',
  text: writeText,
  values: [
    id,
    now,
    JSON.stringify({
      status: state.status,
      assignee_id: state.assigneeId,
      closed_at: state.closedAt,
      closing_reason: state.closingReason,
      review_state: state.reviewState,
      regimes: state.regimes,
      next_deadline: state.nextDeadline,
      ...factsToColumns(state.facts),
    }),
    JSON.stringify({ closing_note: state.closingNote, ...textsToColumns(state.texts) }),
    textRevision,
  ],
});

/** Takes the deadlines of a case away and sets these. */
export const replaceDeadlines = (id: string, deadlines: readonly Deadline[]): Statement => ({
  name: 'case-deadlines-replace',
  text: `
    with gone as (delete from case_deadline where organisation_id = (select current_organisation()) and case_id = $1)
    insert into case_deadline (organisation_id, case_id, ${namesOf(deadlineColumns)})
    select current_organisation(), $1, ${namesOf(deadlineColumns, 'f')}
    from json_to_recordset($2::json) as f (${typesOf(deadlineColumns)})`,
  values: [id, JSON.stringify(deadlines.map(deadlineToColumns))],
});

export interface ChangedFieldRow {
  readonly field: string;
  readonly changedAt: string;
  readonly changedBy: string | null;
}

/** The fields that were changed after a version, each with its last change. Parts have their own life and no version. */
export const changedSince = (id: string, version: number): Statement => ({
  name: 'case-changed-since',
  text: `
    select distinct on (field) field, to_json(e.at) #>> '{}' as "changedAt", p.name as "changedBy"
    from case_event e
    cross join jsonb_array_elements_text(e.details -> 'fields') as field
    left join person p on p.organisation_id = e.organisation_id and p.id = e.person_id
    where e.organisation_id = (select current_organisation()) and e.case_id = $1 and e.version > $2
      and e.details -> 'partId' is null
    order by field, e.id desc`,
  values: [id, version],
});

/** A case that may be the same as another. */
export type DuplicateRow = Pick<CaseRow, 'id' | 'shortName' | 'year' | 'number' | 'status' | 'openedAt' | 'assignee'> &
  Pick<CaseFacts, 'grounds' | 'district' | 'incidentEarliest' | 'incidentLatest'>;

/** The five newest cases of the same service that speak of the same: area, respondent, a ground, days, and no other district. */
export const likelyDuplicates = (id: string): Statement => ({
  name: 'case-likely-duplicates',
  text: `
    select d.id, o.short_name as "shortName", d.year, d.number, d.status, to_json(d.opened_at) #>> '{}' as "openedAt",
      ${person} as assignee, to_json(d.grounds) as grounds, d.district,
      d.incident_earliest as "incidentEarliest", d.incident_latest as "incidentLatest"
    from cases c
    join cases d on d.organisation_id = c.organisation_id and d.id <> c.id
      and d.main_area = c.main_area and d.respondent_type = c.respondent_type
      and d.incident_earliest <= c.incident_latest and d.incident_latest >= c.incident_earliest
      and d.grounds && c.grounds and (d.district = c.district or d.district is null or c.district is null)
    join organisation o on o.id = d.organisation_id
    left join person p on p.organisation_id = d.organisation_id and p.id = d.assignee_id
    where c.organisation_id = (select current_organisation()) and c.id = $1
    order by d.opened_at desc, d.id desc limit 5`,
  values: [id],
});

/** Whether there is such a case here. */
export const caseExists = (id: string): Statement => ({
  name: 'case-exists',
  text: 'select from cases where organisation_id = (select current_organisation()) and id = $1',
  values: [id],
});

/** The case, or its key, which is written first. */
const taken: ReadonlySet<string> = new Set(['cases_pkey', 'data_key_organisation_id_scope_subject_id_key']);

/** Whether the error says that there is a case with this id already. */
export const isTakenId = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'constraint' in error &&
  typeof error.constraint === 'string' &&
  taken.has(error.constraint);
