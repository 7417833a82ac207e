import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers to requests for access are sealed, each with a key of its own that goes with it. */
export class SealedAnswers1700000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.data_key drop constraint data_key_scope_check;
      alter table keyring.data_key add constraint data_key_scope_check
        check (scope in ('CASE', 'CONTENT', 'CONVERSATION', 'NOTES', 'SEARCH', 'LISTS', 'ANSWER'));
      -- The carrier's officer, in the hour after a look with a reason: as the answer itself.
      create policy data_key_officer on keyring.data_key for select to beistand_app using (
        scope = 'ANSWER' and carrier_id = (select current_organisation()) and exists (
          select from public.officer_look l where l.organisation_id = (select current_organisation())
            and l.service_organisation_id = data_key.organisation_id and l.request_id = data_key.subject_id
            and l.at > now() - interval '1 hour'));
      alter table keyring.to_seal no force row level security;
      alter table access_answer no force row level security;
      insert into keyring.to_seal (organisation_id, table_name, row_id) select organisation_id, 'access_answer', request_id from access_answer;
      alter table access_answer force row level security;
      alter table keyring.to_seal force row level security;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
