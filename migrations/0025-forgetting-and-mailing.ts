import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Forgetting reaches entries that name a case beside their subject; checkpoints are mailed; a dossier handed over on paper is listed. */
export class ForgettingAndMailing1700000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- As before, and also the entries about releases and referrals that name the case in their details.
      create or replace function audit_forget_subject(given_subject uuid) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update audit_leaf l set subject_salt = null from audit_entry e
          where e.organisation_id = current_organisation()
            and (e.subject_id = given_subject or e.subject_type in ('release', 'referral') and e.details ->> 'case' = given_subject::text)
            and l.entry_organisation_id = e.organisation_id and l.entry_id = e.id;
          with gone as (
            update audit_entry e set subject_id = null, details = '{}'
            where e.organisation_id = current_organisation()
              and (e.subject_id = given_subject or e.subject_type in ('release', 'referral') and e.details ->> 'case' = given_subject::text)
              and exists (select from audit_leaf l where l.entry_organisation_id = e.organisation_id and l.entry_id = e.id)
            returning 1)
          select count(*) from gone;
        end;

      -- Which head of the log a data-protection officer was mailed last.
      create table checkpoint_mail (
        organisation_id uuid not null,
        person_id uuid not null,
        size bigint not null,
        mailed_at timestamptz not null default now(),
        primary key (organisation_id, person_id),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade
      );
      alter table checkpoint_mail enable row level security, force row level security;
      create policy checkpoint_mail_tenant on checkpoint_mail to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update on checkpoint_mail to beistand_app;

      alter table disclosure drop constraint disclosure_kind_check;
      alter table disclosure add constraint disclosure_kind_check
        check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE', 'PAPER'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
