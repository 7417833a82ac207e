import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dossier that the service fetches while it is closed to the office can leave the house only by hand: the client's list tells of each. */
export class OwnCopies1700000000052 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table disclosure drop constraint disclosure_kind_check;
      alter table disclosure add constraint disclosure_kind_check
        check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE', 'ATTACHMENT', 'PAPER', 'OWN_COPY'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
