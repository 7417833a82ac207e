import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The secret by which the house is known to a carrier's directory has a key of its own. Apart from the tables, since the list of scopes was renewed after them. */
export class SignInKeys1700000000039 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.data_key drop constraint data_key_scope_check;
      alter table keyring.data_key add constraint data_key_scope_check
        check (scope in ('CASE', 'CONTENT', 'CONVERSATION', 'NOTES', 'SEARCH', 'LISTS', 'ANSWER', 'SIGN_IN'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
