import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which data keys were destroyed: ids alone. The backup takes the list over, and a restored database destroys them again before anybody is let in.
 */
export class DestroyedKeys1700000000028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table keyring.destroyed_key (
        organisation_id uuid not null,
        key_id uuid not null,
        -- The case that was erased with its key; its stub has the same id (disposal).
        case_id uuid,
        destroyed_at timestamptz not null default now(),
        -- Since when the backup knows of it.
        told_at timestamptz,
        primary key (organisation_id, key_id)
      );
      create index destroyed_key_untold on keyring.destroyed_key (destroyed_at) where told_at is null;
      alter table keyring.destroyed_key enable row level security, force row level security;
      create policy destroyed_key_again on keyring.destroyed_key to beistand_identity using (true) with check (true);
      grant select, insert, update (destroyed_at, told_at) on keyring.destroyed_key to beistand_identity;

      -- Written by whatever deletes a key, in its transaction; the application itself can neither write nor read the list.
      create function note_destroyed_key() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        insert into keyring.destroyed_key (organisation_id, key_id, case_id)
          values (old.organisation_id, old.id, case old.scope when 'CASE' then old.subject_id end)
          on conflict (organisation_id, key_id) do update set destroyed_at = now(), told_at = null;
        return null;
      end $$;
      alter function note_destroyed_key() owner to beistand_identity;
      revoke all on function note_destroyed_key() from public;
      create trigger note_destroyed after delete on keyring.data_key for each row execute function note_destroyed_key();
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
