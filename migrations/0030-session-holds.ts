import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was remembered about a session is asked again by the transaction that relies on it. */
export class SessionHolds1700000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Raises SE001 unless the session with this token is open and its person is who they were taken for, in the same place and with the same roles.
      create function session_holds(given_hash bytea, given_person uuid, given_organisation uuid, given_carrier uuid, given_roles text[], idle interval)
        returns void language plpgsql stable security definer set search_path = pg_catalog, public as $$
        begin
          perform from session s
            join person p on p.organisation_id = s.organisation_id and p.id = s.person_id
            join organisation o on o.id = p.organisation_id
          where s.token_hash = given_hash and s.expires_at > now() and s.seen_at > now() - idle and p.active and o.active
            and p.id = given_person and p.organisation_id = given_organisation and p.carrier_id = given_carrier and p.roles = given_roles;
          if not found then raise exception 'The session is over.' using errcode = 'SE001'; end if;
        end $$;
      alter function session_holds(bytea, uuid, uuid, uuid, text[], interval) owner to beistand_identity;
      revoke all on function session_holds(bytea, uuid, uuid, uuid, text[], interval) from public;
      grant execute on function session_holds(bytea, uuid, uuid, uuid, text[], interval) to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
