import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The secret of each authenticator app has a data key of its own, which goes with its factor, whoever takes that away. What an earlier version has sealed with the key of the
 * installation is listed, and moved before the house opens (docs/decisions/0010-second-factor.md).
 */
export class FactorKeys1700000000062 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.data_key drop constraint data_key_scope_check;
      alter table keyring.data_key add constraint data_key_scope_check check (scope in
        ('CASE', 'CONTENT', 'CONVERSATION', 'NOTES', 'SEARCH', 'LISTS', 'ANSWER', 'SIGN_IN', 'STORY', 'POOL', 'FACTOR'));

      alter table keyring.to_seal no force row level security;
      alter table second_factor no force row level security;
      insert into keyring.to_seal (organisation_id, table_name, row_id)
        select organisation_id, 'second_factor', id from second_factor where kind = 'TOTP';
      alter table second_factor force row level security;
      alter table keyring.to_seal force row level security;

      -- A carrier takes away the factors of its services' people, whose keys are theirs: so the table does it, and not whoever deletes.
      create policy data_key_factor_gone on keyring.data_key for delete to beistand_identity using (scope = 'FACTOR');
      grant delete on keyring.data_key to beistand_identity;
      create function destroy_factor_key() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
      begin
        delete from keyring.data_key k where k.organisation_id = old.organisation_id and k.scope = 'FACTOR' and k.subject_id = old.id;
        return null;
      end $$;
      alter function destroy_factor_key() owner to beistand_identity;
      revoke all on function destroy_factor_key() from public;
      create trigger destroy_key after delete on second_factor for each row when (old.kind = 'TOTP') execute function destroy_factor_key();
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
