import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The owner is bound by row security, too, except for this moment. */
const toSeal = (table: string, id = 'id'): string => `
  alter table ${table} no force row level security;
  insert into keyring.to_seal (organisation_id, table_name, row_id) select organisation_id, '${table}', ${id} from ${table};
  alter table ${table} force row level security;`;

const changing = ['case_indication', 'case_witness', 'case_comparison_person', 'case_measure', 'case_reaction'];

/**
 * What names or describes somebody is sealed from now on: the columns stay, what stands in them is a sealed value in base64url. What
 * was written in plain is noted, and sealed when the house starts (docs/operations.md).
 */
export class SealedCases1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Counts the writes of case_text in another table than that, so that an older row of it does not open.
      alter table cases add text_revision integer not null default 1;
      ${changing.map((table) => `alter table ${table} add revision integer not null default 1;`).join('\n')}
      alter table keyring.to_seal no force row level security;
      ${toSeal('case_text', 'case_id')}
      ${[...changing, 'case_note', 'case_review'].map((table) => toSeal(table)).join('\n')}
      ${toSeal('case_search', 'case_id')}
      alter table keyring.to_seal force row level security;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
