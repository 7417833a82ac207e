import type { MigrationInterface, QueryRunner } from 'typeorm';

const me = 'current_organisation()';
const sent = `exists (select from referral r where r.id = subject and r.organisation_id = ${me})`;
const received = `exists (select from referral r where r.id = subject and r.recipient_organisation_id = ${me} and r.preview_open)`;
const looked = `exists (select from officer_look l where l.organisation_id = ${me} and l.service_organisation_id = holder
  and l.request_id = subject and l.at > now() - interval '1 hour')`;
const inPool = `exists (select from pool_story p where p.id = subject) or exists (
  select from story s where s.pool_id = subject and s.organisation_id = ${me})`;

/**
 * Who may read a wrapped key, as before. What goes beyond the holder's own is asked by a function, which is called for the rows that need it: as
 * part of the policy it was planned into every statement that reads a key, and took half of the time of reading a case
 * (docs/benchmarks.md). It runs with the caller's rights, under row security.
 */
export class LeanKeyPolicy1700000000068 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function keyring.is_shared(scope text, subject uuid, holder uuid, carrier uuid) returns boolean
        language plpgsql stable set search_path = pg_catalog, public as $$
        begin
          if ${me} is null then
            return false;
          elsif scope in ('CONTENT', 'CONVERSATION') then
            return ${sent} or (holder = ${me} and ${received});
          elsif scope = 'ANSWER' then
            return carrier = ${me} and ${looked};
          elsif scope = 'POOL' then
            return ${inPool};
          end if;
          return false;
        end $$;
      revoke all on function keyring.is_shared(text, uuid, uuid, uuid) from public;
      grant execute on function keyring.is_shared(text, uuid, uuid, uuid) to beistand_app;
      drop policy data_key_read on keyring.data_key;
      drop policy data_key_officer on keyring.data_key;
      drop policy data_key_pool_read on keyring.data_key;
      create policy data_key_read on keyring.data_key for select to beistand_app using (
        (organisation_id = (select current_organisation()) and scope not in ('CONTENT', 'CONVERSATION'))
        or (scope in ('CONTENT', 'CONVERSATION', 'ANSWER', 'POOL') and keyring.is_shared(scope, subject_id, organisation_id, carrier_id)));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
