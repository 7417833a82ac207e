import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All that can be passed on, in one list: files at a case and papers handed over by hand, too. */
export class DisclosureKinds1700000000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table disclosure drop constraint disclosure_kind_check;
      alter table disclosure add constraint disclosure_kind_check
        check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE', 'ATTACHMENT', 'PAPER'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
