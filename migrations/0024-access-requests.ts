import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clients' requests for access (Art. 15 GDPR), their answers, and the looks of data-protection officers at them. */
export class AccessRequests1700000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access_request (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        -- Null once the case was erased: that somebody asked and was answered, and when, stays.
        case_id uuid,
        case_number text not null,
        received_on date not null,
        due_on date not null,
        extension text check (extension in ('COMPLEXITY', 'NUMBER')),
        language text not null check (language in ('de', 'en')),
        state text not null default 'OPEN' check (state in ('OPEN', 'DRAWING', 'ANSWERED', 'WITHDRAWN')),
        -- What whoever answered decided on the rights of others: kinds, ids of parts, reasons.
        decisions jsonb not null default '[]',
        created_by uuid not null,
        created_at timestamptz not null default now(),
        answered_by uuid,
        answered_at timestamptz,
        primary key (organisation_id, id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete set null (case_id),
        foreign key (organisation_id, created_by) references person (organisation_id, id),
        foreign key (organisation_id, answered_by) references person (organisation_id, id),
        check (received_on < due_on),
        check (state in ('OPEN', 'WITHDRAWN') or answered_by is not null),
        check (state <> 'ANSWERED' or answered_at is not null)
      );
      create unique index access_request_one_open on access_request (organisation_id, case_id) where state in ('OPEN', 'DRAWING');
      create index access_request_case on access_request (organisation_id, case_id);
      create index access_request_carrier on access_request (carrier_id, id);
      alter table access_request enable row level security, force row level security;
      create policy access_request_read on access_request for select to beistand_app
        using (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      create policy access_request_add on access_request for insert to beistand_app
        with check (organisation_id = (select current_organisation()));
      create policy access_request_change on access_request for update to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert on access_request to beistand_app;
      grant update (state, decisions, due_on, extension, answered_by, answered_at) on access_request to beistand_app;

      -- A data-protection officer says why, and then sees that answer for an hour: row security of the answer reads this.
      create table officer_look (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        person_id uuid not null,
        service_organisation_id uuid not null,
        request_id uuid not null,
        reason text not null check (reason in ('COMPLAINT', 'SUPERVISORY_BODY', 'CHECK_OF_ANSWER')),
        at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, person_id) references person (organisation_id, id),
        foreign key (service_organisation_id, request_id) references access_request (organisation_id, id)
      );
      create index officer_look_request on officer_look (service_organisation_id, request_id, at);
      alter table officer_look enable row level security, force row level security;
      create policy officer_look_tenant on officer_look to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation())
          and exists (select from access_request a where a.organisation_id = service_organisation_id and a.id = request_id
            and a.carrier_id = (select current_organisation())));
      grant select, insert on officer_look to beistand_app;

      -- The drawn answer: as pages, with the same as JSON inside and beside it. Gone after 30 days, and with the case.
      create table access_answer (
        organisation_id uuid not null,
        carrier_id uuid not null,
        request_id uuid not null,
        case_id uuid not null,
        pdf bytea not null,
        json bytea not null,
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        drawn_at timestamptz not null default now(),
        primary key (organisation_id, request_id),
        foreign key (organisation_id, request_id) references access_request (organisation_id, id) on delete cascade,
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
      );
      create index access_answer_case on access_answer (organisation_id, case_id);
      alter table access_answer enable row level security, force row level security;
      create policy access_answer_tenant on access_answer to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy access_answer_officer on access_answer for select to beistand_app
        using (carrier_id = (select current_organisation()) and exists (
          select from officer_look l where l.organisation_id = (select current_organisation())
            and l.service_organisation_id = access_answer.organisation_id and l.request_id = access_answer.request_id
            and l.at > now() - interval '1 hour'));
      grant select, insert, update, delete on access_answer to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
