import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A carrier's settings for data protection, holds on cases, and disposals with the stub that stays. */
export class Retention1700000000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row a carrier (or office, campaign team: whoever is its own root). Its services read it, the root alone writes.
      create table privacy_settings (
        organisation_id uuid primary key references organisation (id),
        address text,
        officer_name text,
        officer_email text,
        officer_phone text,
        supervisory_body text,
        supervisory_contact text,
        -- Rows as core/retention has them, in order; null: those that ship.
        retention jsonb,
        version integer not null default 1,
        changed_at timestamptz not null default now()
      );
      alter table privacy_settings enable row level security, force row level security;
      create policy privacy_settings_read on privacy_settings for select to beistand_app
        using (organisation_id = (select current_organisation()) or organisation_id = (select current_carrier()));
      create policy privacy_settings_add on privacy_settings for insert to beistand_app
        with check (organisation_id = (select current_organisation()));
      create policy privacy_settings_change on privacy_settings for update to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update on privacy_settings to beistand_app;

      -- Why a case must not be disposed of. Codes alone: what it is about stands in the case.
      create table retention_hold (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        case_id uuid not null,
        reason text not null check (reason in ('PROCEEDING', 'CLIENT_WISH', 'LEGAL_DUTY')),
        review_on date not null,
        placed_by uuid not null,
        placed_at timestamptz not null default now(),
        lifted_by uuid,
        lifted_at timestamptz,
        primary key (organisation_id, id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
        foreign key (organisation_id, placed_by) references person (organisation_id, id),
        foreign key (organisation_id, lifted_by) references person (organisation_id, id),
        check ((lifted_at is null) = (lifted_by is null))
      );
      create index retention_hold_case on retention_hold (organisation_id, case_id) where lifted_at is null;
      create index retention_hold_review on retention_hold (organisation_id, review_on, id) where lifted_at is null;
      alter table retention_hold enable row level security, force row level security;
      create policy retention_hold_tenant on retention_hold to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update (lifted_by, lifted_at) on retention_hold to beistand_app;

      -- Cases whose time is over, as the nightly job has found them.
      create table retention_due (
        organisation_id uuid not null,
        case_id uuid not null,
        rule_code text not null,
        since date not null,
        marked_at timestamptz not null default now(),
        primary key (organisation_id, case_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
      );
      create index retention_due_since on retention_due (organisation_id, since, case_id);
      alter table retention_due enable row level security, force row level security;
      create policy retention_due_tenant on retention_due to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update, delete on retention_due to beistand_app;

      -- Proposed by one person, approved by another, executed by the house. What is left of a case is here: its number and
      -- days, and no key to the case, which is gone.
      create table disposal (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        case_id uuid not null,
        case_number text not null,
        -- When the case was last changed before it was proposed, in microseconds: what was approved is what was seen.
        case_stamp bigint not null,
        opened_on date not null,
        closed_on date,
        basis text not null check (basis in ('RETENTION', 'CLIENT_REQUEST', 'RECORDED_IN_ERROR')),
        rule_code text,
        rule_source text,
        state text not null default 'PROPOSED' check (state in ('PROPOSED', 'APPROVED', 'EXECUTED', 'WITHDRAWN')),
        proposed_by uuid not null,
        proposed_at timestamptz not null,
        approved_by uuid,
        approved_at timestamptz,
        execute_after timestamptz,
        withdrawn_by uuid,
        withdrawn_at timestamptz,
        executed_at timestamptz,
        -- What was passed on of it, to which office, when: codes and names of offices. Asked for after it is gone (Art. 19, second sentence, GDPR).
        handed_over jsonb not null default '[]',
        primary key (organisation_id, id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id),
        foreign key (organisation_id, proposed_by) references person (organisation_id, id),
        foreign key (organisation_id, approved_by) references person (organisation_id, id),
        foreign key (organisation_id, withdrawn_by) references person (organisation_id, id),
        -- Two persons, in the database itself.
        check (approved_by <> proposed_by),
        check ((approved_at is null) = (approved_by is null) and (approved_at is null) = (execute_after is null)),
        check (state <> 'APPROVED' or approved_at is not null),
        check ((state = 'EXECUTED') = (executed_at is not null)),
        check (state <> 'EXECUTED' or (approved_at is not null and executed_at >= execute_after)),
        check ((state = 'WITHDRAWN') = (withdrawn_at is not null)),
        check ((basis = 'RETENTION') = (rule_code is not null))
      );
      create unique index disposal_one_open on disposal (organisation_id, case_id) where state in ('PROPOSED', 'APPROVED');
      create unique index disposal_one_end on disposal (organisation_id, case_id) where state = 'EXECUTED';
      create index disposal_list on disposal (organisation_id, id);
      create index disposal_carrier on disposal (carrier_id, id);
      alter table disposal enable row level security, force row level security;
      create policy disposal_read on disposal for select to beistand_app
        using (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      create policy disposal_add on disposal for insert to beistand_app
        with check (organisation_id = (select current_organisation()));
      create policy disposal_change on disposal for update to beistand_app
        using (organisation_id = (select current_organisation()) and state in ('PROPOSED', 'APPROVED'))
        with check (organisation_id = (select current_organisation()));
      grant select, insert on disposal to beistand_app;
      grant update (state, approved_by, approved_at, execute_after, withdrawn_by, withdrawn_at, executed_at, handed_over) on disposal to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
