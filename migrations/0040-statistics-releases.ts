import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a counting record says, as a release keeps it for ever. */
const facets = `area text not null, sub_area text, respondent_type text not null, legal_form text, level text, region text, district text, access_path text,
  deadline text not null, closing text, grounds text[] not null, phenomena text[] not null, forms text[] not null, regimes text[] not null,
  referral_kinds text[] not null, referral_outcomes text[] not null`;
const facetNames = facets.replace(/ (text(\[\])?|not null)\b|\[\]/g, '');

/** In which quarters records were frozen already: with the release of a quarter, all of its year before it. */
const isCovered = `exists (select from statistics.freeze f where f.release >= r.quarter and left(f.release, 4) = left(r.quarter, 4))`;

/**
 * Releases of statistics: what is prepared, by whom approved, published, withdrawn; their files; and the counting records as they were when
 * the release froze them, so that nothing that happens to a case later changes a number. What was published never changes: triggers say so to everybody.
 */
export class StatisticsReleases1700000000040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table statistics.release (
        -- The quarter. A quarter is published once: what is corrected later is counted in a later release.
        id text primary key check (id ~ '^[0-9]{4}-Q[1-4]$'),
        state text not null default 'PREPARING' check (state in ('PREPARING', 'READY', 'PUBLISHED', 'WITHDRAWN', 'CANCELLED', 'FAILED')),
        publisher text not null check (publisher <> ''),
        licence text not null check (licence <> ''),
        -- Null: at the terminal, by whoever runs the house.
        prepared_by uuid,
        preparer_organisation_id uuid not null references organisation (id),
        prepared_at timestamptz not null default now(),
        -- Changes with each time it is prepared: a job of a time before does no more.
        attempt uuid not null default gen_random_uuid(),
        step text not null default 'WAITING' check (step in ('WAITING', 'FREEZING', 'COUNTING', 'AUDITING', 'INSIDERS', 'SIGNING', 'DONE')),
        records integer,
        round integer,
        open_targets integer,
        services_done integer,
        services integer,
        stepped_at timestamptz not null default now(),
        failure text,
        approved_by uuid,
        approver_organisation_id uuid,
        published_at timestamptz,
        withdrawn_by uuid,
        withdrawer_organisation_id uuid,
        withdrawn_at timestamptz,
        withdrawal_reason text,
        foreign key (preparer_organisation_id, prepared_by) references person (organisation_id, id),
        foreign key (approver_organisation_id, approved_by) references person (organisation_id, id),
        foreign key (withdrawer_organisation_id, withdrawn_by) references person (organisation_id, id),
        check (approved_by <> prepared_by),
        check ((state in ('PUBLISHED', 'WITHDRAWN')) = (published_at is not null)),
        check ((published_at is not null) = (approved_by is not null)),
        check ((state = 'WITHDRAWN') = (withdrawn_at is not null)),
        check ((withdrawn_at is not null) = (withdrawn_by is not null)),
        check ((withdrawn_at is not null) = (coalesce(withdrawal_reason, '') <> '')),
        check ((state = 'FAILED') = (failure is not null))
      );
      -- Two at once would not know of each other what they say.
      create unique index release_open_alone on statistics.release ((true)) where state in ('PREPARING', 'READY');

      create table statistics.release_file (
        release text not null references statistics.release (id),
        name text not null check (name ~ '^[a-z-]+\\.[a-z]+$'),
        content text not null,
        primary key (release, name)
      );

      create table statistics.freeze (
        release text primary key references statistics.release (id),
        frozen_at timestamptz not null default now()
      );
      create table statistics.frozen_record (
        key uuid primary key,
        release text not null references statistics.freeze (release),
        client uuid not null,
        service uuid not null,
        quarter text not null check (quarter ~ '^[0-9]{4}-Q[1-4]$'),
        ${facets}
      );
      create index frozen_record_quarter on statistics.frozen_record (quarter);
      create index frozen_record_release on statistics.frozen_record (release);

      create function statistics.guard_release() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
          if tg_op = 'DELETE' then
            raise exception 'a release stays listed' using errcode = 'check_violation';
          end if;
          if old.state in ('PUBLISHED', 'WITHDRAWN') and not (old.state = 'PUBLISHED' and new.state = 'WITHDRAWN'
            and (to_jsonb(old) - '{state,withdrawn_by,withdrawer_organisation_id,withdrawn_at,withdrawal_reason}'::text[])
              = (to_jsonb(new) - '{state,withdrawn_by,withdrawer_organisation_id,withdrawn_at,withdrawal_reason}'::text[])) then
            raise exception 'a published release does not change' using errcode = 'check_violation';
          end if;
          if new.id <> old.id or (old.state, new.state) not in (
            ('PREPARING', 'PREPARING'), ('PREPARING', 'READY'), ('PREPARING', 'CANCELLED'), ('PREPARING', 'FAILED'),
            ('READY', 'PUBLISHED'), ('READY', 'CANCELLED'), ('FAILED', 'PREPARING'), ('FAILED', 'CANCELLED'), ('CANCELLED', 'PREPARING'),
            ('PUBLISHED', 'WITHDRAWN')) then
            raise exception 'a release does not go from % to %', old.state, new.state using errcode = 'check_violation';
          end if;
          return new;
        end $$;
      create trigger release_guarded before update or delete on statistics.release for each row execute function statistics.guard_release();
      create function statistics.guard_release_begin() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
          if new.state <> 'PREPARING' then
            raise exception 'a release begins with being prepared' using errcode = 'check_violation';
          end if;
          return new;
        end $$;
      create trigger release_begins before insert on statistics.release for each row execute function statistics.guard_release_begin();

      create function statistics.guard_release_file() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
          if tg_op <> 'INSERT' and exists (select from statistics.release r where r.id = old.release and r.state in ('PUBLISHED', 'WITHDRAWN'))
            or tg_op <> 'DELETE' and exists (select from statistics.release r where r.id = new.release and r.state in ('PUBLISHED', 'WITHDRAWN')) then
            raise exception 'a published release does not change' using errcode = 'check_violation';
          end if;
          return coalesce(new, old);
        end $$;
      create trigger release_file_guarded before insert or update or delete on statistics.release_file
        for each row execute function statistics.guard_release_file();

      create function statistics.guard_frozen_record() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
          raise exception 'a frozen record does not change' using errcode = 'check_violation';
        end $$;
      create trigger frozen_record_guarded before update on statistics.frozen_record for each row execute function statistics.guard_frozen_record();
      revoke all on function statistics.guard_release(), statistics.guard_release_begin(), statistics.guard_release_file(),
        statistics.guard_frozen_record() from public;
    `);
    await this.rights(runner);
    await this.freezing(runner);
  }

  private async rights(runner: QueryRunner): Promise<void> {
    for (const table of ['release', 'release_file', 'freeze', 'frozen_record'])
      await runner.query(
        `alter table statistics.${table} enable row level security; alter table statistics.${table} force row level security`,
      );
    await runner.query(`
      grant usage on schema statistics to beistand_app;
      -- A release belongs to no organisation; who may prepare and approve one, permissions say.
      create policy release_kept on statistics.release to beistand_app using (true) with check (true);
      grant select, insert, update on statistics.release to beistand_app;
      create policy release_file_kept on statistics.release_file to beistand_app using (true) with check (true);
      grant select, insert, update, delete on statistics.release_file to beistand_app;

      -- Whoever answers from releases sees those that were published, and the numbers of those that were not withdrawn.
      create policy release_published on statistics.release for select to beistand_statistics using (state in ('PUBLISHED', 'WITHDRAWN'));
      grant select (id, state, publisher, licence, published_at, withdrawn_at, withdrawal_reason) on statistics.release to beistand_statistics;
      create policy release_file_published on statistics.release_file for select to beistand_statistics
        using (exists (select from statistics.release r where r.id = release and r.state = 'PUBLISHED'));
      grant select on statistics.release_file to beistand_statistics;
      create policy frozen_record_read on statistics.frozen_record for select to beistand_statistics using (true);
      grant select on statistics.frozen_record to beistand_statistics;

      create policy release_frozen on statistics.release for select to beistand_counting using (true);
      grant select (id, state) on statistics.release to beistand_counting;
      create policy freeze_written on statistics.freeze to beistand_counting using (true) with check (true);
      grant select, insert, delete on statistics.freeze to beistand_counting;
      create policy frozen_record_written on statistics.frozen_record to beistand_counting using (true) with check (true);
      grant select, insert, delete on statistics.frozen_record to beistand_counting;
    `);
  }

  private async freezing(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Freezes the records of the quarter, and of the year before it what no release has frozen. A record that was registered for a quarter that is
      -- frozen already is counted in this one: nothing is counted twice, and nothing is lost. Gives how many records this release froze.
      create function freeze_quarter(given text) returns integer
        language plpgsql security definer set search_path = pg_catalog, public as $$
        begin
          if not exists (select from statistics.release r where r.id = given and r.state = 'PREPARING') then
            raise exception 'no release of this quarter is being prepared' using errcode = 'check_violation';
          end if;
          if (now() at time zone 'Europe/Berlin')::date
            < (make_date(left(given, 4)::int, 3 * right(given, 1)::int, 1) + interval '1 month 14 days')::date then
            raise exception 'a quarter is frozen from 14 days after its end' using errcode = 'check_violation';
          end if;
          if not exists (select from statistics.freeze f where f.release = given) then
            with taken as (
              select r.*, case when ${isCovered} then given else r.quarter end as counted
              from statistics.counting_record r
              where r.quarter <= given and (left(r.quarter, 4) = left(given, 4) or ${isCovered})
                and not exists (select from statistics.frozen_record k where k.key = r.key)),
            noted as (insert into statistics.freeze (release) values (given))
            insert into statistics.frozen_record (key, release, client, service, quarter, ${facetNames})
              select key, given, client, service, counted, ${facetNames} from taken;
          end if;
          return (select count(*) from statistics.frozen_record k where k.release = given);
        end $$;

      -- A release that was cancelled was never published: its records are free again.
      create function thaw_quarter(given text) returns void
        language plpgsql security definer set search_path = pg_catalog, public as $$
        begin
          if not exists (select from statistics.release r where r.id = given and r.state = 'CANCELLED') then
            raise exception 'only a cancelled release is thawed' using errcode = 'check_violation';
          end if;
          delete from statistics.frozen_record where release = given;
          delete from statistics.freeze where release = given;
        end $$;
    `);
    for (const signature of ['freeze_quarter(text)', 'thaw_quarter(text)'])
      await runner.query(`
        alter function ${signature} owner to beistand_counting;
        revoke all on function ${signature} from public;
        grant execute on function ${signature} to beistand_app;
      `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
