import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An invited person who leaves for the carrier's directory and never comes back: the name that was typed does not wait for the next one who leaves. */
export class CarrierAttemptsForget1700000000053 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of all carriers at once, and only what nobody can come back to any more.
      create function carrier_attempts_forget() returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with gone as (delete from carrier_attempt where expires_at <= now() returning expires_at)
          select count(*) from gone;
        end;
      alter function carrier_attempts_forget() owner to beistand_identity;
      revoke all on function carrier_attempts_forget() from public;
      grant execute on function carrier_attempts_forget() to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
