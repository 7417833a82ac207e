import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks of several organisations go on record together. */
export class Looks1700000000060 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One entry each, all or none. Each is written as its own organisation, under the same row security as any other entry.
      create function audit_note(entries jsonb) returns void language plpgsql set search_path = pg_catalog, public as $$
        declare
          entry record;
        begin
          for entry in
            select * from jsonb_to_recordset(entries) as e (
              organisation uuid, carrier uuid, person uuid, action text, "subjectType" text, subject uuid, details jsonb)
          loop
            perform set_config('app.organisation_id', entry.organisation::text, true);
            insert into audit_entry (organisation_id, carrier_id, person_id, action, subject_type, subject_id, details)
            values (entry.organisation, entry.carrier, entry.person, entry.action, entry."subjectType", entry.subject, entry.details);
          end loop;
        end $$;
      revoke all on function audit_note(jsonb) from public;
      grant execute on function audit_note(jsonb) to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
