import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passkeys, authenticator apps, recovery codes; and the step between password and session. */
export class SecondFactors1700000000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table second_factor (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        person_id uuid not null,
        kind text not null check (kind in ('PASSKEY', 'TOTP')),
        name text not null check (name <> '' and length(name) <= 60),
        created_at timestamptz not null default now(),
        -- Null: an app that has not shown a code yet. It counts for nothing.
        confirmed_at timestamptz,
        used_at timestamptz,
        credential_id text,
        public_key bytea,
        counter bigint,
        transports text[],
        sealed_secret bytea,
        -- The last time step whose code was taken: none is taken twice, and none before it.
        last_step bigint,
        failures integer not null default 0,
        failed_at timestamptz,
        primary key (organisation_id, id),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade,
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id),
        check ((kind = 'PASSKEY') = (credential_id is not null and public_key is not null and counter is not null)),
        check ((kind = 'TOTP') = (sealed_secret is not null))
      );
      -- A key of one device belongs to one account, wherever it is.
      create unique index second_factor_credential on second_factor (credential_id);
      create index second_factor_person on second_factor (organisation_id, person_id);
      alter table second_factor enable row level security, force row level security;
      create policy second_factor_identity on second_factor to beistand_identity using (true);
      create policy second_factor_tenant on second_factor to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      grant select, insert, delete, update (name, confirmed_at, used_at, counter, last_step, failures, failed_at) on second_factor to beistand_app;
      grant select (organisation_id, person_id, kind, credential_id, confirmed_at) on second_factor to beistand_identity;

      create table recovery_code (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        person_id uuid not null,
        code_hash bytea not null,
        used_at timestamptz,
        primary key (organisation_id, id),
        unique (organisation_id, person_id, code_hash),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade,
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id)
      );
      alter table recovery_code enable row level security, force row level security;
      create policy recovery_code_tenant on recovery_code to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      grant select, insert, delete, update (used_at) on recovery_code to beistand_app;

      -- Between password and session, and between a challenge and its answer. Nobody is signed in by it.
      create table sign_in_step (
        token_hash bytea primary key,
        organisation_id uuid,
        person_id uuid,
        challenge text,
        attempts integer not null default 0,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade
      );
      create index sign_in_step_person on sign_in_step (organisation_id, person_id);
      create index sign_in_step_expires on sign_in_step (expires_at);
      alter table sign_in_step enable row level security, force row level security;
      create policy sign_in_step_identity on sign_in_step to beistand_identity using (true) with check (true);
      grant select, insert, delete, update (challenge, attempts) on sign_in_step to beistand_identity;

      alter table session add column challenge text;
      grant update (challenge) on session to beistand_identity;
    `);

    await runner.query(`
      -- Person null: a passkey will say who it is.
      create function sign_in_step_open(given_hash bytea, given_person uuid, lifetime interval) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from sign_in_step where expires_at <= now();
          insert into sign_in_step (token_hash, organisation_id, person_id, expires_at)
          select given_hash, p.organisation_id, p.id, now() + lifetime
          from (select) one left join person p on p.id = given_person and p.active
          where given_person is null or p.id is not null;
        end;

      -- Whose step it is, as of now; nothing where it is too old, or its person may no longer sign in.
      create function sign_in_step_look(given_hash bytea)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from sign_in_step s
          left join person p on p.organisation_id = s.organisation_id and p.id = s.person_id
          left join organisation o on o.id = p.organisation_id
          where s.token_hash = given_hash and s.expires_at > now() and (s.person_id is null or (p.active and o.active));
        end;

      -- One attempt of a few. Its challenge is taken with it: an answer to it counts once.
      create function sign_in_step_try(given_hash bytea, most integer) returns table (challenge text)
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update sign_in_step set attempts = attempts + 1, challenge = null
          where token_hash = given_hash and expires_at > now() and attempts < most
          returning old.challenge;
        end;

      create function sign_in_step_challenge(given_hash bytea, given_challenge text) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update sign_in_step set challenge = given_challenge where token_hash = given_hash and expires_at > now();
        end;

      -- False: somebody else has ended it in the meantime, so it opens nothing more.
      create function sign_in_step_end(given_hash bytea) returns boolean
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with ended as (delete from sign_in_step where token_hash = given_hash and expires_at > now() returning 1)
          select exists (select from ended);
        end;

      create function sign_in_steps_end_of(given_person uuid) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from sign_in_step s using person p
          where s.person_id = given_person and p.id = s.person_id
            and (p.organisation_id = current_organisation() or p.carrier_id = current_organisation());
        end;

      create function session_challenge(given_session uuid, given_challenge text) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update session set challenge = given_challenge where organisation_id = current_organisation() and id = given_session;
        end;
      create function session_challenge_take(given_session uuid) returns table (challenge text)
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update session set challenge = null where organisation_id = current_organisation() and id = given_session
          returning old.challenge;
        end;

      -- Whose key this is, for whoever signs in by it without saying who they are.
      create function passkey_actor(given_credential text)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from second_factor f
          join person p on p.organisation_id = f.organisation_id and p.id = f.person_id
          join organisation o on o.id = p.organisation_id
          where f.credential_id = given_credential and f.confirmed_at is not null and p.active and o.active;
        end;

      create or replace function password_change(given_person uuid, given_password_hash text) returns boolean
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from sign_in_step where organisation_id = current_organisation() and person_id = given_person;
          with changed as (
            update person set password_hash = given_password_hash
            where organisation_id = current_organisation() and id = given_person and active returning 1)
          select exists (select from changed);
        end;

      create or replace function sessions_expire(idle interval) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from sign_in_step where expires_at <= now();
          with ended as (delete from session where expires_at <= now() or seen_at <= now() - idle returning 1) select count(*) from ended;
        end;
    `);
    for (const signature of [
      'sign_in_step_open(bytea, uuid, interval)',
      'sign_in_step_look(bytea)',
      'sign_in_step_try(bytea, integer)',
      'sign_in_step_challenge(bytea, text)',
      'sign_in_step_end(bytea)',
      'sign_in_steps_end_of(uuid)',
      'session_challenge(uuid, text)',
      'session_challenge_take(uuid)',
      'passkey_actor(text)',
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
