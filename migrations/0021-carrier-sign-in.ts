import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signing in through a carrier's own directory (OpenID Connect); a new password also ends sign-ins that were begun with the old one. */
export class CarrierSignIn1700000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The provider of a root: a carrier, or an office that is its own. One each.
      create table carrier_sign_in (
        organisation_id uuid primary key,
        -- Random: whoever does not have the address cannot find out which carrier is here.
        address text not null unique check (address ~ '^[A-Za-z0-9_-]{22}$'),
        issuer text not null check (length(issuer) between 8 and 500),
        client_id text not null check (length(client_id) between 1 and 200),
        -- Sealed with a key of the carrier's; bound to the version.
        client_secret text not null,
        -- The provider's word for a second factor, as far as the carrier trusts it.
        trusted_methods text[] not null default '{}',
        trusted_contexts text[] not null default '{}',
        -- Passwords and passkeys of one's own open nothing any more, except for one administrator.
        demanded boolean not null default false,
        emergency_person_id uuid,
        version integer not null default 1,
        changed_at timestamptz not null default now(),
        foreign key (organisation_id, organisation_id) references organisation (carrier_id, id),
        foreign key (organisation_id, emergency_person_id) references person (organisation_id, id),
        check (not demanded or emergency_person_id is not null)
      );
      create index carrier_sign_in_emergency on carrier_sign_in (organisation_id, emergency_person_id);
      alter table carrier_sign_in enable row level security, force row level security;
      create policy carrier_sign_in_identity on carrier_sign_in to beistand_identity using (true);
      create policy carrier_sign_in_tenant on carrier_sign_in to beistand_app using (organisation_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()));
      grant select, insert, update, delete on carrier_sign_in to beistand_app;
      grant select (organisation_id, address, issuer, trusted_methods, trusted_contexts, demanded, emergency_person_id) on carrier_sign_in to beistand_identity;

      -- Who somebody is to the carrier's provider: issuer and subject, never an e-mail address.
      create table carrier_account (
        organisation_id uuid not null,
        carrier_id uuid not null,
        person_id uuid not null,
        issuer text not null,
        subject text not null check (length(subject) between 1 and 255),
        linked_at timestamptz not null default now(),
        primary key (organisation_id, person_id),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade,
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id)
      );
      -- One person of a carrier; the same account at a provider that several carriers use is somebody else in each.
      create unique index carrier_account_subject on carrier_account (carrier_id, issuer, subject);
      alter table carrier_account enable row level security, force row level security;
      create policy carrier_account_identity on carrier_account to beistand_identity using (true) with check (true);
      create policy carrier_account_tenant on carrier_account to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      -- The subject is for the function that finds the person by it.
      grant select (organisation_id, carrier_id, person_id, issuer, linked_at), insert, delete on carrier_account to beistand_app;
      grant select, insert on carrier_account to beistand_identity;

      -- Between leaving for the provider and coming back. The browser has the token; state, nonce and verifier are worked out from it.
      create table carrier_attempt (
        token_hash bytea primary key check (octet_length(token_hash) = 32),
        organisation_id uuid not null references carrier_sign_in on delete cascade,
        purpose text not null check (purpose in ('SIGN_IN', 'LINK', 'PROOF', 'INVITATION')),
        session_id uuid,
        invitation_hash bytea,
        name text,
        language text,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        check ((purpose in ('LINK', 'PROOF')) = (session_id is not null)),
        check ((purpose = 'INVITATION') = (invitation_hash is not null and name is not null and language is not null))
      );
      create index carrier_attempt_organisation on carrier_attempt (organisation_id);
      create index carrier_attempt_expires on carrier_attempt (expires_at);
      alter table carrier_attempt enable row level security, force row level security;
      create policy carrier_attempt_identity on carrier_attempt to beistand_identity using (true) with check (true);
      grant select, insert, delete on carrier_attempt to beistand_identity;
    `);

    await runner.query(`
      create function carrier_sign_in_at(given_address text) returns table (id uuid, carrier_id uuid, kind text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.id, o.carrier_id, o.kind from carrier_sign_in c join organisation o on o.id = c.organisation_id
          where c.address = given_address and o.active;
        end;

      -- For the people of the carrier and its services.
      create function carrier_sign_in_here() returns table (address text, issuer text, demanded boolean, vouches boolean)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select c.address, c.issuer, c.demanded, c.trusted_methods <> '{}' or c.trusted_contexts <> '{}'
          from carrier_sign_in c join organisation o on o.carrier_id = c.organisation_id
          where o.id = current_organisation();
        end;

      -- For whoever holds the link.
      create function invitation_carrier_sign_in(given_hash bytea) returns table (address text, demanded boolean)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select c.address, c.demanded from invitation i join carrier_sign_in c on c.organisation_id = i.carrier_id
          where i.token_hash = given_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now();
        end;

      create function carrier_attempt_open(
        given_hash bytea, given_carrier uuid, given_purpose text, given_session uuid, given_invitation bytea, given_name text, given_language text,
        lifetime interval) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from carrier_attempt where expires_at <= now();
          insert into carrier_attempt (token_hash, organisation_id, purpose, session_id, invitation_hash, name, language, expires_at)
          values (given_hash, given_carrier, given_purpose, given_session, given_invitation, given_name, given_language, now() + lifetime);
        end;

      -- Once: whatever comes of it, it is gone. With the person whose session began it, as of now; none where that session is over.
      create function carrier_attempt_take(given_hash bytea, idle interval)
        returns table (attempt_carrier uuid, purpose text, invitation_hash bytea, name text, language text, begun_at timestamptz, session_id uuid,
          person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with taken as (delete from carrier_attempt where token_hash = given_hash and expires_at > now() returning *)
          select t.organisation_id, t.purpose, t.invitation_hash, t.name, t.language, t.created_at, t.session_id,
            p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from taken t
          left join session s on s.id = t.session_id and s.expires_at > now() and s.seen_at > now() - idle
          left join person p on p.organisation_id = s.organisation_id and p.id = s.person_id and p.active
          left join organisation o on o.id = p.organisation_id and o.active;
        end;

      -- Whose account this is among the people of one carrier, as of now; nothing where that person may no longer sign in.
      create function carrier_account_actor(given_carrier uuid, given_issuer text, given_subject text)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from carrier_account a
          join person p on p.organisation_id = a.organisation_id and p.id = a.person_id
          join organisation o on o.id = p.organisation_id
          where a.carrier_id = given_carrier and a.issuer = given_issuer and a.subject = given_subject and p.active and o.active;
        end;

      -- Null: the link is used up, withdrawn, too old or of another carrier. Otherwise like invitation_accept.
      create function invitation_accept_by_carrier(given_hash bytea, given_carrier uuid, given_name text, given_language text,
          given_password_hash text, given_issuer text, given_subject text) returns uuid
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare found_one record; made uuid;
        begin
          update invitation i set accepted_at = now()
          where i.token_hash = given_hash and i.carrier_id = given_carrier and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
          returning i.organisation_id, i.carrier_id, i.email, i.roles into found_one;
          if not found then return null; end if;
          insert into person (organisation_id, carrier_id, email, name, roles, language, password_hash)
          values (found_one.organisation_id, found_one.carrier_id, found_one.email, given_name, found_one.roles, given_language, given_password_hash)
          returning id into made;
          insert into carrier_account (organisation_id, carrier_id, person_id, issuer, subject)
          values (found_one.organisation_id, found_one.carrier_id, made, given_issuer, given_subject);
          return made;
        end $$;

      -- Proven when the provider saw the person, which may have been hours ago; null: it does not say.
      create function session_start_by_carrier(given_hash bytea, given_person uuid, lifetime interval, given_device text, given_proven timestamptz)
        returns uuid
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          insert into session (token_hash, organisation_id, person_id, expires_at, factor, device, proven_at)
          select given_hash, p.organisation_id, p.id, now() + lifetime, 'OIDC', given_device, least(given_proven, now())
          from person p where p.id = given_person and p.organisation_id = current_organisation() and p.active
          returning id;
        end;

      -- Whether this person has to come through the carrier's directory.
      create function carrier_sign_in_demanded(given_person uuid) returns boolean
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select exists (
            select from person p join carrier_sign_in c on c.organisation_id = p.carrier_id
            where p.id = given_person and c.demanded and c.emergency_person_id is distinct from p.id);
        end;

      create or replace function password_reset_use(given_hash bytea, given_password_hash text) returns boolean
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
          -- Whoever began to sign in with the old password does not get to the end with it.
          delete from sign_in_step where organisation_id = current_organisation() and person_id = whose;
          update api_token set revoked_at = now()
          where organisation_id = current_organisation() and person_id = whose and revoked_at is null and expires_at > now();
          return true;
        end $$;
    `);
    for (const signature of [
      'carrier_sign_in_at(text)',
      'carrier_sign_in_here()',
      'invitation_carrier_sign_in(bytea)',
      'carrier_attempt_open(bytea, uuid, text, uuid, bytea, text, text, interval)',
      'carrier_attempt_take(bytea, interval)',
      'carrier_account_actor(uuid, text, text)',
      'invitation_accept_by_carrier(bytea, uuid, text, text, text, text, text)',
      'session_start_by_carrier(bytea, uuid, interval, text, timestamptz)',
      'carrier_sign_in_demanded(uuid)',
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
