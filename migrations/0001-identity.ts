import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations of the platform: who manages a carrier, an office or a campaign team, and nobody who reads what clients entrusted. */
const ofPlatform = `((select in_platform()) and organisation_id = carrier_id and not roles && '{COUNSELLOR,SUPERVISOR,OFFICE_STAFF,OFFICE_LEAD}')`;

/** Tenancy, organisations, people, invitations, sessions. */
export class Identity1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function current_organisation() returns uuid language sql stable parallel safe
        return nullif(current_setting('app.organisation_id', true), '')::uuid;
      create function current_carrier() returns uuid language sql stable parallel safe
        return nullif(current_setting('app.carrier_id', true), '')::uuid;

      create table organisation (
        id uuid primary key default uuidv7(),
        carrier_id uuid not null,
        kind text not null check (kind in ('PLATFORM', 'CARRIER', 'SERVICE', 'OFFICE', 'CAMPAIGN_TEAM')),
        name text not null check (name <> ''),
        short_name text not null check (short_name ~ '^[A-Z0-9ÄÖÜ]{2,8}$'),
        legal_basis text not null default 'GDPR' check (legal_basis in ('GDPR', 'KDG', 'DSG_EKD')),
        contact_email text,
        contact_phone text,
        active boolean not null default true,
        created_at timestamptz not null default now(),
        unique (carrier_id, id),
        foreign key (carrier_id) references organisation (id),
        check (kind <> 'SERVICE' or carrier_id <> id),
        check (kind not in ('CARRIER', 'PLATFORM') or carrier_id = id)
      );
      create unique index organisation_one_platform on organisation (kind) where kind = 'PLATFORM';

      -- A function of a role of its own: the policies below ask it, and must not ask themselves.
      create function in_platform() returns boolean language sql stable security definer set search_path = pg_catalog, public
        return exists (select from organisation where id = current_organisation() and kind = 'PLATFORM');
      alter function in_platform() owner to beistand_identity;

      alter table organisation enable row level security, force row level security;
      create policy organisation_identity on organisation to beistand_identity using (true);
      create policy organisation_read on organisation for select using (
        id = (select current_organisation()) or carrier_id = (select current_organisation())
        or id = (select current_carrier()) or (select in_platform()));
      create policy organisation_write on organisation for insert with check (
        (select in_platform()) or (carrier_id = (select current_organisation()) and kind in ('SERVICE', 'CAMPAIGN_TEAM')));
      create policy organisation_change on organisation for update using (
        id = (select current_organisation()) or carrier_id = (select current_organisation()) or (select in_platform()))
        with check (id = (select current_organisation()) or carrier_id = (select current_organisation()) or (select in_platform()));
      grant select, insert, update on organisation to beistand_app;
      grant select on organisation to beistand_identity;

      create table person (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        email text not null check (email = lower(email)),
        name text not null check (name <> ''),
        phone text,
        roles text[] not null check (cardinality(roles) > 0),
        language text not null default 'de' check (language in ('de', 'en')),
        password_hash text not null,
        active boolean not null default true,
        deactivated_at timestamptz,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        unique (id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id),
        check (active = (deactivated_at is null))
      );
      -- The one key across organisations: a person signs in by it. Only the holder of an invitation can run into it.
      create unique index person_email on person (email);
      create index person_carrier on person (carrier_id);
      alter table person enable row level security, force row level security;
      create policy person_identity on person to beistand_identity using (true) with check (true);
      create policy person_tenant on person to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      -- The hash of the password is for the function that signs in, and for nobody else.
      grant select (organisation_id, carrier_id, id, email, name, phone, roles, language, active, deactivated_at, version, created_at) on person to beistand_app;
      grant update (name, phone, roles, language, active, deactivated_at, version) on person to beistand_app;
      grant select, insert, update (password_hash) on person to beistand_identity;

      create table invitation (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        email text not null check (email = lower(email)),
        roles text[] not null check (cardinality(roles) > 0),
        token_hash bytea not null unique,
        invited_by uuid,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        accepted_at timestamptz,
        revoked_at timestamptz,
        -- Somebody took the link to give it in person: then none is mailed, which would end that one.
        handed_over_at timestamptz,
        primary key (organisation_id, id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id)
      );
      alter table invitation enable row level security, force row level security;
      create policy invitation_identity on invitation to beistand_identity using (true) with check (true);
      create policy invitation_tenant on invitation to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()) or ${ofPlatform})
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()) or ${ofPlatform});
      grant select, insert, update on invitation to beistand_app;
      grant select, update (accepted_at) on invitation to beistand_identity;

      -- Reached only through the functions below: before a session is known, no organisation is.
      create table session (
        token_hash bytea primary key,
        organisation_id uuid not null,
        person_id uuid not null,
        created_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        expires_at timestamptz not null,
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade
      );
      create index session_person on session (organisation_id, person_id);
      alter table session enable row level security, force row level security;
      create policy session_identity on session to beistand_identity using (true) with check (true);
      grant select, insert, update (seen_at), delete on session to beistand_identity;
    `);

    await runner.query(`
      create function sign_in_lookup(given_email text)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[], password_hash text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles, p.password_hash
          from person p join organisation o on o.id = p.organisation_id
          where p.email = lower(given_email) and p.active and o.active;
        end;

      create function session_start(given_hash bytea, given_person uuid, lifetime interval) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          insert into session (token_hash, organisation_id, person_id, expires_at)
          select given_hash, p.organisation_id, p.id, now() + lifetime from person p where p.id = given_person and p.active;
        end;

      -- Who this is, as of now: a deactivated person or organisation, or changed roles, count on the next request.
      create function session_actor(given_hash bytea, idle interval)
        returns table (person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update session set seen_at = now()
          where token_hash = given_hash and expires_at > now() and seen_at > now() - idle and seen_at < now() - interval '1 minute';
          select p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from session s
          join person p on p.organisation_id = s.organisation_id and p.id = s.person_id
          join organisation o on o.id = p.organisation_id
          where s.token_hash = given_hash and s.expires_at > now() and s.seen_at > now() - idle and p.active and o.active;
        end;

      create function session_end(given_hash bytea) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from session where token_hash = given_hash;
        end;

      -- Only for people that the caller's organisation may manage.
      create function sessions_end_of(given_person uuid) returns void
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          delete from session s using person p
          where s.person_id = given_person and p.id = s.person_id
            and (p.organisation_id = current_organisation() or p.carrier_id = current_organisation());
        end;

      create function invitation_lookup(given_hash bytea)
        returns table (organisation_id uuid, carrier_id uuid, id uuid, email text, roles text[], organisation_name text, organisation_kind text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select i.organisation_id, i.carrier_id, i.id, i.email, i.roles, o.name, o.kind
          from invitation i join organisation o on o.id = i.organisation_id
          where i.token_hash = given_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and o.active;
        end;

      -- Null: the link is used up, withdrawn or too old. A taken e-mail address raises unique_violation on person_email.
      create function invitation_accept(given_hash bytea, given_name text, given_language text, given_password_hash text) returns uuid
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare found_one record; made uuid;
        begin
          update invitation i set accepted_at = now()
          where i.token_hash = given_hash and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
          returning i.organisation_id, i.carrier_id, i.email, i.roles into found_one;
          if not found then return null; end if;
          insert into person (organisation_id, carrier_id, email, name, roles, language, password_hash)
          values (found_one.organisation_id, found_one.carrier_id, found_one.email, given_name, found_one.roles, given_language, given_password_hash)
          returning id into made;
          return made;
        end $$;

      -- For the first start: the platform's organisation is made once; afterwards this does nothing and gives null.
      create function found_platform(given_name text, given_email text, given_token_hash bytea, lifetime interval) returns uuid
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare platform uuid;
        begin
          perform pg_advisory_xact_lock(hashtext('found_platform'));
          if exists (select from person) then return null; end if;
          select id into platform from organisation where kind = 'PLATFORM';
          if platform is null then
            platform := uuidv7();
            insert into organisation (id, carrier_id, kind, name, short_name) values (platform, platform, 'PLATFORM', given_name, 'PLATFORM');
          end if;
          update invitation set revoked_at = now() where organisation_id = platform and accepted_at is null and revoked_at is null;
          insert into invitation (organisation_id, carrier_id, email, roles, token_hash, expires_at)
          values (platform, platform, lower(given_email), '{OPERATOR}', given_token_hash, now() + lifetime);
          return platform;
        end $$;

      -- A job names an organisation; this tells the house its root and kind.
      -- For work that the house does for every service, each in a transaction of its own.
      create function active_services() returns table (id uuid, carrier_id uuid, kind text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.id, o.carrier_id, o.kind from organisation o where o.kind = 'SERVICE' and o.active order by o.id;
        end;

      create function organisation_of_job(given_id uuid) returns table (id uuid, carrier_id uuid, kind text)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.id, o.carrier_id, o.kind from organisation o where o.id = given_id and o.active;
        end;
    `);

    await runner.query(`
      grant insert on organisation, invitation to beistand_identity;
      grant update (revoked_at) on invitation to beistand_identity;
    `);
    for (const signature of [
      'sign_in_lookup(text)',
      'session_start(bytea, uuid, interval)',
      'session_actor(bytea, interval)',
      'session_end(bytea)',
      'sessions_end_of(uuid)',
      'invitation_lookup(bytea)',
      'invitation_accept(bytea, text, text, text)',
      'found_platform(text, text, bytea, interval)',
      'organisation_of_job(uuid)',
      'active_services()',
      'in_platform()',
    ]) {
      await runner.query(`alter function ${signature} owner to beistand_identity`);
      await runner.query(`revoke all on function ${signature} from public`);
      await runner.query(`grant execute on function ${signature} to beistand_app`);
    }
    await runner.query('grant execute on function in_platform() to beistand_owner');
  }

  async down(): Promise<void> {
    throw new Error('There is no way back from the first migration: restore a backup.');
  }
}
