import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose people they are: those of the own organisation, for a carrier also those of its services. */
const managed = `(p.organisation_id = current_organisation() or p.carrier_id = current_organisation())`;

/**
 * People of the staff who have left and whose time is over: the row stays, since entries refer to it by its id, and says nothing any more of who it was.
 * The log is untouched: its leaves hold commitments to ids.
 */
export class ForgottenPeople1700000000054 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table person add column forgotten_at timestamptz;
      alter table person add constraint person_forgotten_stays_closed check (forgotten_at is null or not active);
      -- A carrier's own decision; null: what ships (core/forgetting).
      alter table privacy_settings add column staff_months integer check (staff_months between 1 and 360);
      grant select (forgotten_at) on person to beistand_app;
      grant update (email, name, phone, language, version, forgotten_at) on person to beistand_identity;

      create policy notification_identity on notification to beistand_identity using (true);
      create policy checkpoint_mail_identity on checkpoint_mail to beistand_identity using (true);
      grant select (person_id), delete on notification, checkpoint_mail to beistand_identity;

      create function password_resets_end_of(given_person uuid) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from password_reset r using person p where r.person_id = p.id and p.id = given_person and ${managed};
        end;

      -- Its rights to count and to take are those of no role that serves a request.
      create function person_holdings(given_person uuid) returns table (notifications bigint, tokens bigint)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select (select count(*) from notification n where n.person_id = p.id), (select count(*) from api_token t where t.person_id = p.id)
          from person p where p.id = given_person and ${managed};
        end;

      -- False where there is nobody who has left and is known still.
      create function person_forget(given_person uuid, given_name text) returns boolean
        language plpgsql security definer set search_path = pg_catalog, public as $$
        begin
          update person p set name = given_name, email = 'forgotten-' || p.id || '@forgotten.invalid', phone = null, language = 'de',
            password_hash = '', forgotten_at = now(), version = p.version + 1
          where p.id = given_person and not p.active and p.forgotten_at is null and ${managed};
          if not found then
            return false;
          end if;
          delete from notification n where n.person_id = given_person;
          delete from checkpoint_mail m where m.person_id = given_person;
          delete from password_reset r where r.person_id = given_person;
          delete from api_token t where t.person_id = given_person;
          return true;
        end $$;
    `);
    for (const signature of ['password_resets_end_of(uuid)', 'person_holdings(uuid)', 'person_forget(uuid, text)']) {
      await runner.query(`alter function ${signature} owner to beistand_identity`);
      await runner.query(`revoke all on function ${signature} from public`);
      await runner.query(`grant execute on function ${signature} to beistand_app`);
    }
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
