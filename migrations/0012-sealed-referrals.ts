import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The owner is bound by row security, too, except for this moment. */
const toSeal = (table: string, id = 'id', where = 'true'): string => `
  alter table ${table} no force row level security;
  insert into keyring.to_seal (organisation_id, table_name, row_id) select organisation_id, '${table}', ${id} from ${table} where ${where};
  alter table ${table} force row level security;`;

/** Releases, referrals, dossiers and lists are sealed in their columns as cases are; what is there in plain is noted. */
export class SealedReferrals1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table keyring.to_seal no force row level security;
      ${toSeal('confidentiality_release')}
      ${toSeal('referral', 'id', 'question is not null')}
      ${toSeal('referral_content', 'referral_id')}
      ${toSeal('referral_message')}
      ${toSeal('referral_note')}
      ${toSeal('disclosure', 'id', "purpose <> ''")}
      ${toSeal('dossier', 'referral_id', 'pdf is not null')}
      ${toSeal('import_file')}
      ${toSeal('import_run', 'id', 'content is not null')}
      alter table keyring.to_seal force row level security;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
