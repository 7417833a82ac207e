import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The directory of offices, and the rules that are data: routing and law. Shared by all, so without a tenant. */
export class Offices1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table office (
        id uuid primary key default uuidv7(),
        -- The stable word by which rules and shipped data name it, e.g. lads-rlp.
        key text not null unique check (key ~ '^[a-z][a-z0-9-]{1,59}$'),
        kind text not null,
        name text not null check (name <> ''),
        -- The organisation that has its inbox here; null: not connected, signposting only.
        inbox_organisation_id uuid unique references organisation (id),
        -- The carrier that runs it, if any: for conflicts of interest.
        run_by_carrier_id uuid references organisation (id),
        -- The body it is part of: the key of a body or a respondent type; and the names under which that body is known.
        belongs_to text,
        body_names text[] not null default '{}',
        coverage jsonb not null,
        competence jsonb not null,
        languages text[] not null default '{}',
        capacity text not null default 'OPEN' check (capacity in ('OPEN', 'LIMITED', 'FULL')),
        answer_days smallint not null default 14 check (answer_days between 1 and 90),
        contact_email text,
        contact_phone text,
        contact_address text,
        website text,
        active boolean not null default true,
        version integer not null default 1,
        updated_at timestamptz not null default now()
      );
      alter table office enable row level security, force row level security;
      create policy office_read on office for select using (true);
      create policy office_add on office for insert with check ((select in_platform()));
      create policy office_change on office for update
        using ((select in_platform()) or inbox_organisation_id = (select current_organisation()))
        with check ((select in_platform()) or inbox_organisation_id = (select current_organisation()));
      grant select, insert, update on office to beistand_app;
      grant select on office to beistand_identity;

      -- Who runs an office is public, the other carriers of the platform are not: names of those that stand in the directory.
      create function office_bodies() returns table (office_id uuid, run_by_name text, inbox_active boolean)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select f.id, c.name, coalesce(i.active, false)
          from office f
          left join organisation c on c.id = f.run_by_carrier_id
          left join organisation i on i.id = f.inbox_organisation_id;
        end;
      alter function office_bodies() owner to beistand_identity;
      revoke all on function office_bodies() from public;
      grant execute on function office_bodies() to beistand_app;

      -- On whose behalf the house stores what ships with it; no row before the platform is founded.
      create function platform_organisation() returns table (id uuid, carrier_id uuid)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.id, o.carrier_id from organisation o where o.kind = 'PLATFORM';
        end;
      alter function platform_organisation() owner to beistand_identity;
      revoke all on function platform_organisation() from public;
      grant execute on function platform_organisation() to beistand_app;

      -- Every edit is a new version of the whole set; the newest is in force, the older ones explain what was computed with them.
      create table rule_set (
        kind text not null check (kind in ('ROUTING', 'LEGAL')),
        version integer not null check (version > 0),
        content jsonb not null,
        -- As the operator wrote it, comments included: what the next edit starts from.
        written text not null,
        note text,
        created_at timestamptz not null default now(),
        created_by uuid,
        primary key (kind, version)
      );
      alter table rule_set enable row level security, force row level security;
      create policy rule_set_read on rule_set for select using (true);
      create policy rule_set_add on rule_set for insert with check ((select in_platform()));
      grant select, insert on rule_set to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
