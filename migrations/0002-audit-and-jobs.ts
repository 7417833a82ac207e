import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The append-only log, and the one door to the queue. */
export class AuditAndJobs1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_entry (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        at timestamptz not null default now(),
        person_id uuid,
        action text not null,
        subject_type text not null,
        subject_id uuid,
        -- Codes and ids alone, never a name or a text.
        details jsonb not null default '{}',
        primary key (organisation_id, id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id)
      );
      create index audit_entry_carrier on audit_entry (carrier_id, id);
      create index audit_entry_subject on audit_entry (organisation_id, subject_id, id);
      alter table audit_entry enable row level security, force row level security;
      create policy audit_entry_write on audit_entry for insert with check (organisation_id = (select current_organisation()));
      create policy audit_entry_read on audit_entry for select using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      grant select, insert on audit_entry to beistand_app;

      -- The list of migrations, by which the application knows whether the database is as new as itself.
      grant select on migration to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
