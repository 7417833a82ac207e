import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A table whose rows are one organisation's, told apart by row security; the key leads with the tenant. */
const tenant = (table: string, rights: string): string => `
  alter table ${table} enable row level security, force row level security;
  create policy ${table}_tenant on ${table} to beistand_app
    using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
  grant ${rights} on ${table} to beistand_app;`;

/** What hangs on a case: own id, own row security, gone with the case. */
const part = (table: string, columns: string, rights = 'select, insert, update, delete'): string => `
  create table ${table} (
    organisation_id uuid not null,
    id uuid not null default uuidv7(),
    case_id uuid not null,
    ${columns},
    primary key (organisation_id, id),
    foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
  );
  create index ${table}_case on ${table} (organisation_id, case_id, id);
  ${tenant(table, rights)}`;

/** The case: codes, dates and districts in one table, whatever names or describes a person in others (to be encrypted there). */
export class Cases1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table cases (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        year smallint not null,
        number integer not null check (number > 0),
        version integer not null default 1,
        status text not null default 'OPEN' check (status in ('OPEN', 'CLOSED')),
        assignee_id uuid,
        opened_at timestamptz not null default now(),
        changed_at timestamptz not null default now(),
        grounds text[] not null check (cardinality(grounds) > 0),
        main_area text not null,
        main_sub_area text,
        further_areas jsonb not null default '[]',
        respondent_type text not null,
        district text check (district ~ '^[0-9]{5}$'),
        incident_earliest date not null,
        incident_latest date not null,
        phenomena text[] not null default '{}',
        incident_forms text[] not null default '{}',
        level text,
        recurrence text,
        wishes text[] not null default '{}',
        affected_role text,
        age_band text,
        gender text,
        language text,
        interpreter_needed boolean,
        access_path text,
        channel text,
        assessment text,
        legal_form text,
        knowledge_on date,
        claimed_on date,
        regimes text[] not null default '{}',
        next_deadline date,
        review_state text not null default 'NONE' check (review_state in ('NONE', 'REQUESTED', 'QUERIED', 'APPROVED')),
        closing_reason text,
        closed_at timestamptz,
        primary key (organisation_id, id),
        unique (organisation_id, year, number),
        foreign key (organisation_id) references organisation (id),
        foreign key (organisation_id, assignee_id) references person (organisation_id, id),
        check (incident_earliest <= incident_latest),
        check ((status = 'CLOSED') = (closed_at is not null)),
        check ((status = 'CLOSED') = (closing_reason is not null))
      );
      create index cases_newest on cases (organisation_id, opened_at desc, id desc);
      create index cases_newest_by_status on cases (organisation_id, status, opened_at desc, id desc);
      -- "What did I work on last" is the first page of every morning: one more entry a write, instead of sorting all cases a read.
      create index cases_changed on cases (organisation_id, changed_at desc, id desc);
      create index cases_deadline on cases (organisation_id, next_deadline, id) where next_deadline is not null and status = 'OPEN';
      create index cases_assignee on cases (organisation_id, assignee_id, opened_at desc, id desc);
      create index cases_likeness on cases (organisation_id, main_area, respondent_type, district);
      ${tenant('cases', 'select, insert, update, delete')}

      create table case_text (
        organisation_id uuid not null,
        case_id uuid not null,
        narrative text not null,
        client_view text,
        assessment_reason text,
        client_name text,
        client_contact text,
        respondent_organisation text,
        respondent_function text,
        respondent_person text,
        respondent_person_reason text,
        campaign text,
        closing_note text,
        primary key (organisation_id, case_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
        check (respondent_person is null or respondent_person_reason is not null)
      );
      ${tenant('case_text', 'select, insert, update, delete')}

      -- The next free number of a service's year; a service sees its own row alone.
      create table case_counter (
        organisation_id uuid not null references organisation (id),
        year smallint not null,
        last integer not null,
        primary key (organisation_id, year)
      );
      ${tenant('case_counter', 'select, insert, update')}

      ${part('case_indication', 'description text not null, evidence_kind text not null, occurred_on date')}
      ${part('case_witness', 'name text, contact text, observation text')}
      ${part('case_comparison_person', 'description text not null')}
      ${part('case_measure', 'kind text not null, taken_on date not null, result text, created_by uuid, created_at timestamptz not null default now()')}
      ${part('case_reaction', 'kind text not null, occurred_on date not null, detail text, created_by uuid, created_at timestamptz not null default now()')}
      ${part('case_note', 'text text not null, author_id uuid not null, created_at timestamptz not null default now()', 'select, insert')}
      ${part('case_review', "verdict text not null check (verdict in ('APPROVED', 'QUERY', 'ANSWER', 'REQUEST')), field text, comment text, author_id uuid not null, created_at timestamptz not null default now()", 'select, insert')}
      ${part(
        'case_deadline',
        `regime text not null, rule_code text not null, rule_version integer not null, start_event text not null, start_date date not null,
         assumed boolean not null, may_not_have_begun text, needs_check boolean not null, kept boolean, ends_on date not null, moved_to date not null, source text not null,
         explanation_de text not null, explanation_en text not null, computed_at timestamptz not null default now()`,
      )}
      -- What happened to the case, without any text of it: kind, field names, codes.
      ${part('case_event', "at timestamptz not null default now(), person_id uuid, kind text not null, version integer not null, details jsonb not null default '{}'", 'select, insert')}

      -- Search: stemmed words of the protected texts, to become keyed hashes.
      create table case_search (
        organisation_id uuid not null,
        case_id uuid not null,
        opened_at timestamptz not null,
        tokens text[] not null,
        primary key (organisation_id, case_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
      );
      create index case_search_tokens on case_search using gin (organisation_id, tokens);
      ${tenant('case_search', 'select, insert, update, delete')}
      create policy case_search_function on case_search for select to beistand_search using (true);
      grant select on case_search to beistand_search;

      -- "@>" is not leakproof, so row security would keep it from the index; this looks in the caller's organisation alone,
      -- taken from the setting and never from an argument. Newest matches first.
      create function search_cases(wanted text[], most integer) returns table (case_id uuid)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select s.case_id from case_search s
          where s.organisation_id = current_organisation() and s.tokens @> wanted
          order by s.opened_at desc, s.case_id desc limit least(most, 500);
        end;
      alter function search_cases(text[], integer) owner to beistand_search;
      revoke all on function search_cases(text[], integer) from public;
      grant execute on function search_cases(text[], integer) to beistand_app;

      create function search_tokens(given text) returns text[] language sql immutable parallel safe
        return tsvector_to_array(to_tsvector('pg_catalog.german', given));

      -- A record that came from a file arrives once, however often the file is read.
      create table case_origin (
        organisation_id uuid not null,
        source text not null,
        external_id text not null,
        case_id uuid not null,
        primary key (organisation_id, source, external_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
      );
      create index case_origin_case on case_origin (organisation_id, case_id);
      ${tenant('case_origin', 'select, insert')}
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
