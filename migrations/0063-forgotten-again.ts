import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whom a carrier has forgotten: ids and times alone. The backup takes the list over, so that a database that was set back forgets them again before anybody is let in
 * (docs/decisions/0022-forgetting-staff.md).
 */
export class ForgottenAgain1700000000063 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table keyring.forgotten_person (
        organisation_id uuid not null,
        person_id uuid not null,
        forgotten_at timestamptz not null default now(),
        -- Since when the backup knows of it.
        told_at timestamptz,
        primary key (organisation_id, person_id)
      );
      create index forgotten_person_untold on keyring.forgotten_person (forgotten_at) where told_at is null;
      alter table person no force row level security;
      insert into keyring.forgotten_person (organisation_id, person_id, forgotten_at)
        select organisation_id, id, forgotten_at from person where forgotten_at is not null;
      alter table person force row level security;
      alter table keyring.forgotten_person enable row level security, force row level security;
      create policy forgotten_person_again on keyring.forgotten_person to beistand_identity using (true) with check (true);
      grant select (organisation_id, person_id), insert, update (told_at) on keyring.forgotten_person to beistand_identity;

      -- Written with the deed, whoever does it; the application itself can neither write nor read the list.
      create function note_forgotten_person() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into keyring.forgotten_person (organisation_id, person_id) values (new.organisation_id, new.id)
          on conflict (organisation_id, person_id) do update set told_at = null;
        return null;
      end $$;
      alter function note_forgotten_person() owner to beistand_identity;
      revoke all on function note_forgotten_person() from public;
      create trigger note_forgotten after update of forgotten_at on person for each row
        when (old.forgotten_at is null and new.forgotten_at is not null) execute function note_forgotten_person();
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
