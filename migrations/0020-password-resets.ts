import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which somebody who has forgotten the password sets another. Reached only through the functions, like sessions. */
export class PasswordResets1700000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table password_reset (
        token_hash bytea primary key check (octet_length(token_hash) = 32),
        organisation_id uuid not null,
        person_id uuid not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade
      );
      create index password_reset_person on password_reset (organisation_id, person_id);
      alter table password_reset enable row level security, force row level security;
      create policy password_reset_identity on password_reset to beistand_identity using (true) with check (true);
      grant select, insert, update (used_at), delete on password_reset to beistand_identity;
      grant update (revoked_at) on api_token to beistand_identity;

      -- For a person of the own organisation; the links before are no longer good. False: not active, or too many within the hour.
      create function password_reset_start(given_person uuid, given_hash bytea, lifetime interval, most integer) returns boolean
        language plpgsql security definer set search_path = pg_catalog, public as $$
        begin
          perform from person where organisation_id = current_organisation() and id = given_person and active for update;
          if not found then return false; end if;
          if (select count(*) from password_reset r where r.organisation_id = current_organisation() and r.person_id = given_person
              and r.created_at > now() - interval '1 hour') >= most then return false; end if;
          update password_reset set used_at = now()
          where organisation_id = current_organisation() and person_id = given_person and used_at is null;
          insert into password_reset (token_hash, organisation_id, person_id, expires_at)
          values (given_hash, current_organisation(), given_person, now() + lifetime);
          return true;
        end $$;

      create function password_reset_lookup(given_hash bytea)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[], email text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles, p.email
          from password_reset r
          join person p on p.organisation_id = r.organisation_id and p.id = r.person_id
          join organisation o on o.id = p.organisation_id
          where r.token_hash = given_hash and r.used_at is null and r.expires_at > now() and p.active and o.active;
        end;

      -- One use: sets the password, ends every session and every token of the person. False: somebody was faster, or it is too late.
      create function password_reset_use(given_hash bytea, given_password_hash text) returns boolean
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare whose uuid;
        begin
          update password_reset set used_at = now()
          where token_hash = given_hash and organisation_id = current_organisation() and used_at is null and expires_at > now()
          returning person_id into whose;
          if not found then return false; end if;
          update person set password_hash = given_password_hash where organisation_id = current_organisation() and id = whose and active;
          if not found then raise exception 'the account was closed meanwhile' using errcode = 'P0002'; end if;
          delete from session where organisation_id = current_organisation() and person_id = whose;
          update api_token set revoked_at = now()
          where organisation_id = current_organisation() and person_id = whose and revoked_at is null and expires_at > now();
          return true;
        end $$;

      create function password_resets_forget() returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with gone as (delete from password_reset where created_at < now() - interval '1 day' returning 1) select count(*) from gone;
        end;
    `);
    for (const signature of [
      'password_reset_start(uuid, bytea, interval, integer)',
      'password_reset_lookup(bytea)',
      'password_reset_use(bytea, text)',
      'password_resets_forget()',
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
