import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions can be listed and ended one by one, carry how and when somebody last proved who they are, and change their secret with each proof. */
export class Sessions1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table session
        add column id uuid not null default uuidv7(),
        -- How the session was opened, and what it was opened on: 'Firefox, Windows', never an address.
        add column factor text not null default 'PASSWORD' check (factor in ('PASSWORD', 'PASSKEY', 'TOTP', 'RECOVERY', 'OIDC')),
        add column device text,
        -- When the person last proved who they are; null: not since before this column was there.
        add column proven_at timestamptz,
        add column failed_proofs integer not null default 0,
        add unique (organisation_id, id);
      create index session_expires on session (expires_at);
      grant update (token_hash, proven_at, failed_proofs) on session to beistand_identity;

      drop function session_start(bytea, uuid, interval);
      create function session_start(given_hash bytea, given_person uuid, lifetime interval, given_factor text, given_device text) returns uuid
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          insert into session (token_hash, organisation_id, person_id, expires_at, factor, device, proven_at)
          select given_hash, p.organisation_id, p.id, now() + lifetime, given_factor, given_device, now()
          from person p where p.id = given_person and p.organisation_id = current_organisation() and p.active
          returning id;
        end;

      drop function session_actor(bytea, interval);
      -- Who this is, as of now: a deactivated person or organisation, or changed roles, count on the next request.
      create function session_actor(given_hash bytea, idle interval)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[], session_id uuid, proven_at timestamptz)
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update session set seen_at = now()
          where token_hash = given_hash and expires_at > now() and seen_at > now() - idle and seen_at < now() - interval '1 minute';
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles, s.id, s.proven_at
          from session s
          join person p on p.organisation_id = s.organisation_id and p.id = s.person_id
          join organisation o on o.id = p.organisation_id
          where s.token_hash = given_hash and s.expires_at > now() and s.seen_at > now() - idle and p.active and o.active;
        end;

      -- A fresh proof: the session goes on under another secret, the one before is good for nothing. False: there is no such session any more.
      create function session_prove(given_session uuid, given_hash bytea) returns boolean
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with proven as (
            update session set token_hash = given_hash, proven_at = now(), failed_proofs = 0
            where organisation_id = current_organisation() and id = given_session and expires_at > now() returning id)
          select exists (select from proven);
        end;

      -- Whoever found an open session does not get to guess for long. Gives how many more attempts there are.
      create function session_proof_failed(given_session uuid, most integer) returns integer
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare so_far integer;
        begin
          update session set failed_proofs = failed_proofs + 1
          where organisation_id = current_organisation() and id = given_session returning failed_proofs into so_far;
          if so_far >= most then delete from session where organisation_id = current_organisation() and id = given_session; end if;
          return greatest(0, most - coalesce(so_far, most));
        end $$;

      create function sessions_of(given_person uuid, idle interval)
        returns table (id uuid, created_at timestamptz, seen_at timestamptz, expires_at timestamptz, factor text, device text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select s.id, s.created_at, s.seen_at, s.expires_at, s.factor, s.device from session s
          where s.organisation_id = current_organisation() and s.person_id = given_person and s.expires_at > now() and s.seen_at > now() - idle
          order by s.seen_at desc, s.id;
        end;

      -- One session of a person of the own organisation, or all but one. Gives how many ended.
      create function session_end_one(given_person uuid, given_session uuid) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with ended as (
            delete from session where organisation_id = current_organisation() and person_id = given_person and id = given_session returning 1)
          select count(*) from ended;
        end;
      create function sessions_end_others(given_person uuid, kept uuid) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with ended as (
            delete from session where organisation_id = current_organisation() and person_id = given_person and id <> kept returning 1)
          select count(*) from ended;
        end;

      create function sessions_expire(idle interval) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with ended as (delete from session where expires_at <= now() or seen_at <= now() - idle returning 1) select count(*) from ended;
        end;

      -- For a person of the own organisation alone: to compare, and to set another.
      create function password_of(given_person uuid) returns text
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select password_hash from person where organisation_id = current_organisation() and id = given_person and active;
        end;
      create function password_change(given_person uuid, given_password_hash text) returns boolean
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with changed as (
            update person set password_hash = given_password_hash
            where organisation_id = current_organisation() and id = given_person and active returning 1)
          select exists (select from changed);
        end;
    `);
    for (const signature of [
      'session_start(bytea, uuid, interval, text, text)',
      'session_actor(bytea, interval)',
      'session_prove(uuid, bytea)',
      'session_proof_failed(uuid, integer)',
      'sessions_of(uuid, interval)',
      'session_end_one(uuid, uuid)',
      'sessions_end_others(uuid, uuid)',
      'sessions_expire(interval)',
      'password_of(uuid)',
      'password_change(uuid, text)',
    ]) {
      await runner.query(`alter function ${signature} owner to beistand_identity`);
      await runner.query(`revoke all on function ${signature} from public`);
      await runner.query(`grant execute on function ${signature} to beistand_app`);
    }
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
