import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which rounding key a release was made with: another one for the next would let whoever compares them average the rounding away. */
export class RoundingKey1700000000041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table statistics.release
        -- A value that only the holder of the key can work out, and that leads to nothing.
        add rounding_key text,
        -- SHA-256 over the numbers as they are to be published: what somebody approves.
        add numbers_sha256 text,
        add check (state not in ('READY', 'PUBLISHED', 'WITHDRAWN') or (rounding_key is not null and numbers_sha256 is not null));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
