import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A row for the tables that hold codes of a case: what changed in one statement is counted once. */
const counted = (table: string, caseColumn: string, events: readonly ('insert' | 'update' | 'delete')[]): string =>
  events
    .map(
      (event) => `
      create trigger ${table}_counted_on_${event} after ${event} on ${table}
        referencing ${event === 'delete' ? 'old' : 'new'} table as touched
        for each statement execute function count_touched('${caseColumn}');`,
    )
    .join('');

/**
 * Counting records: what a case leaves for statistics, codes and coarse bands alone. Written by the database in the transaction that writes the
 * case, whatever the way to it; it outlives the case, and nothing leads back from it. A role of its own writes, another one reads.
 */
export class Counting1700000000051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table statistics.counting_record (
        key uuid primary key default gen_random_uuid(),
        client uuid not null default gen_random_uuid(),
        service uuid not null,
        quarter text not null check (quarter ~ '^[0-9]{4}-Q[1-4]$'),
        area text not null,
        sub_area text,
        respondent_type text not null,
        legal_form text,
        level text,
        region text check (region ~ '^[0-9]{3}$'),
        district text check (district ~ '^[0-9]{5}$'),
        access_path text,
        deadline text not null check (deadline in ('KEPT', 'MISSED', 'RUNNING', 'NONE')),
        closing text,
        grounds text[] not null,
        phenomena text[] not null,
        forms text[] not null,
        regimes text[] not null,
        referral_kinds text[] not null,
        referral_outcomes text[] not null
      );
      create index counting_record_quarter on statistics.counting_record (quarter);
      alter table statistics.counting_record enable row level security, force row level security;
      create policy counting_record_written on statistics.counting_record to beistand_counting using (true) with check (true);
      create policy counting_record_read on statistics.counting_record for select to beistand_statistics using (true);
      grant select, insert, update on statistics.counting_record to beistand_counting;
      grant select on statistics.counting_record to beistand_statistics;

      -- Which record is whose, for as long as the case is there. Nobody who counts can read it; it goes with the case.
      create table case_counting (
        organisation_id uuid not null,
        case_id uuid not null,
        record uuid not null default gen_random_uuid(),
        primary key (organisation_id, case_id),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade
      );
      alter table case_counting enable row level security, force row level security;
      create policy case_counting_written on case_counting to beistand_counting using (true) with check (true);
      grant select, insert on case_counting to beistand_counting;

      -- It counts for every service, and sees codes alone.
      create policy cases_counting on cases for select to beistand_counting using (true);
      grant select (organisation_id, id, opened_at, grounds, main_area, main_sub_area, respondent_type, legal_form, level, district, access_path,
        closing_reason, phenomena, incident_forms, regimes) on cases to beistand_counting;
      create policy case_deadline_counting on case_deadline for select to beistand_counting using (true);
      grant select (organisation_id, case_id, kept) on case_deadline to beistand_counting;
      create policy referral_counting on referral for select to beistand_counting using (true);
      grant select (organisation_id, case_id, kind, state) on referral to beistand_counting;

      create function referral_outcome(state text) returns text language sql immutable parallel safe
        return case
          when state in ('SENT', 'PREVIEW_SEEN', 'QUESTION_ASKED', 'QUESTION_ANSWERED') then 'PENDING'
          when state in ('ACCEPTED', 'IN_PROGRESS', 'RETURN_OFFERED') then 'ACCEPTED'
          when state in ('DECLINED', 'RETURNED', 'UNANSWERED', 'COMPLETED') then state end;

      -- Brings the records of these cases up to date with them.
      create function count_cases(given_organisation uuid, given_cases uuid[]) returns void
        language plpgsql security definer set search_path = pg_catalog, public as $$
        begin
          insert into case_counting (organisation_id, case_id)
          select c.organisation_id, c.id from cases c where c.organisation_id = given_organisation and c.id = any (given_cases)
          on conflict do nothing;
          insert into statistics.counting_record (key, service, quarter, area, sub_area, respondent_type, legal_form, level, region, district,
            access_path, deadline, closing, grounds, phenomena, forms, regimes, referral_kinds, referral_outcomes)
          select k.record, c.organisation_id, to_char(c.opened_at at time zone 'Europe/Berlin', 'YYYY-"Q"Q'),
            c.main_area, c.main_sub_area, c.respondent_type, c.legal_form, c.level, left(c.district, 3), c.district, c.access_path,
            (select case when bool_or(not d.kept) then 'MISSED' when bool_or(d.kept) then 'KEPT' when count(*) > 0 then 'RUNNING' else 'NONE' end
             from case_deadline d where d.organisation_id = c.organisation_id and d.case_id = c.id),
            c.closing_reason,
            array(select distinct unnest(c.grounds) order by 1), array(select distinct unnest(c.phenomena) order by 1),
            array(select distinct unnest(c.incident_forms) order by 1), array(select distinct unnest(c.regimes) order by 1),
            array(select distinct r.kind from referral r where r.organisation_id = c.organisation_id and r.case_id = c.id
                  and r.state not in ('DRAFT', 'WITHDRAWN') order by 1),
            array(select distinct referral_outcome(r.state) from referral r where r.organisation_id = c.organisation_id and r.case_id = c.id
                  and referral_outcome(r.state) is not null order by 1)
          from cases c join case_counting k on k.organisation_id = c.organisation_id and k.case_id = c.id
          where c.organisation_id = given_organisation and c.id = any (given_cases)
          on conflict (key) do update set
            (service, quarter, area, sub_area, respondent_type, legal_form, level, region, district, access_path, deadline, closing,
             grounds, phenomena, forms, regimes, referral_kinds, referral_outcomes)
            = (excluded.service, excluded.quarter, excluded.area, excluded.sub_area, excluded.respondent_type, excluded.legal_form, excluded.level,
               excluded.region, excluded.district, excluded.access_path, excluded.deadline, excluded.closing, excluded.grounds, excluded.phenomena,
               excluded.forms, excluded.regimes, excluded.referral_kinds, excluded.referral_outcomes);
        end $$;

      create function count_touched() returns trigger
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare found_one record;
        begin
          for found_one in execute format(
            'select organisation_id, array_agg(distinct %1$I) as cases from touched where %1$I is not null group by organisation_id', tg_argv[0])
          loop
            perform count_cases(found_one.organisation_id, found_one.cases);
          end loop;
          return null;
        end $$;

      -- For cases that were there before this migration.
      create function count_all_cases() returns void
        language plpgsql security definer set search_path = pg_catalog, public as $$
        declare found_one record;
        begin
          for found_one in select organisation_id, array_agg(id) as cases from cases group by organisation_id loop
            perform count_cases(found_one.organisation_id, found_one.cases);
          end loop;
        end $$;
    `);
    for (const signature of [
      'referral_outcome(text)',
      'count_cases(uuid, uuid[])',
      'count_touched()',
      'count_all_cases()',
    ]) {
      await runner.query(`alter function ${signature} owner to beistand_counting`);
      await runner.query(`revoke all on function ${signature} from public`);
    }
    await runner.query(`grant execute on function count_touched(), count_all_cases() to beistand_owner`);
    await runner.query(
      counted('cases', 'id', ['insert', 'update']) +
        counted('case_deadline', 'case_id', ['insert', 'update', 'delete']) +
        counted('referral', 'case_id', ['insert', 'update']),
    );
    await runner.query('select count_all_cases()');
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
