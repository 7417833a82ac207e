import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rendered dossiers with their downloads, what people are told, and imports. */
export class DossiersNoticesImports1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table dossier (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        referral_id uuid not null,
        recipient_organisation_id uuid not null,
        state text not null default 'PENDING' check (state in ('PENDING', 'READY', 'FAILED')),
        requested_at timestamptz not null default now(),
        rendered_at timestamptz,
        pdf bytea,
        sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
        bytes integer,
        primary key (organisation_id, id),
        unique (organisation_id, referral_id),
        -- Drawn from the frozen copy, and gone with it.
        foreign key (organisation_id, referral_id) references referral_content (organisation_id, referral_id) on delete cascade,
        foreign key (organisation_id, referral_id, recipient_organisation_id)
          references referral (organisation_id, id, recipient_organisation_id) on delete cascade,
        check ((state = 'READY') = (pdf is not null and sha256 is not null and rendered_at is not null))
      );
      alter table dossier enable row level security, force row level security;
      create policy dossier_sender on dossier to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy dossier_recipient on dossier for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = dossier.organisation_id and r.id = dossier.referral_id and r.content_open));
      grant select, insert, update on dossier to beistand_app;

      create table dossier_download (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        dossier_id uuid not null,
        by_organisation_id uuid not null,
        person_id uuid not null,
        at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, dossier_id) references dossier (organisation_id, id) on delete cascade,
        foreign key (by_organisation_id, person_id) references person (organisation_id, id)
      );
      create index dossier_download_dossier on dossier_download (organisation_id, dossier_id, id);
      alter table dossier_download enable row level security, force row level security;
      create policy dossier_download_read on dossier_download for select to beistand_app
        using (organisation_id = (select current_organisation()) or by_organisation_id = (select current_organisation()));
      create policy dossier_download_write on dossier_download for insert to beistand_app
        with check (by_organisation_id = (select current_organisation()) and exists (
          select from dossier d where d.organisation_id = dossier_download.organisation_id and d.id = dossier_download.dossier_id));
      grant select, insert on dossier_download to beistand_app;

      -- "There is something for you": a kind and an id, never what.
      create table notification (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        person_id uuid not null,
        kind text not null,
        subject_type text not null,
        subject_id uuid not null,
        -- The deed it tells of: told once, however often the job runs.
        deed text not null,
        created_at timestamptz not null default now(),
        mailed_at timestamptz,
        read_at timestamptz,
        primary key (organisation_id, id),
        unique (organisation_id, person_id, deed),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade
      );
      create index notification_unread on notification (organisation_id, person_id, id) where read_at is null;
      alter table notification enable row level security, force row level security;
      create policy notification_tenant on notification to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, update (mailed_at, read_at) on notification to beistand_app;

      -- An uploaded list that no run has taken yet; kept for a day.
      create table import_file (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        content bytea not null,
        created_by uuid not null,
        created_at timestamptz not null default now(),
        primary key (organisation_id, id),
        foreign key (organisation_id, created_by) references person (organisation_id, id)
      );
      alter table import_file enable row level security, force row level security;
      create policy import_file_tenant on import_file to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, delete on import_file to beistand_app;

      create table import_run (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        source text not null check (source <> ''),
        state text not null default 'WAITING' check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
        dry_run boolean not null,
        format text not null check (format in ('CSV', 'XLSX')),
        -- The mapping as it was given and the uploaded list: kept until the run has ended, and no longer.
        mapping text,
        content bytea,
        total integer,
        imported integer not null default 0,
        already_there integer not null default 0,
        refused integer not null default 0,
        next_line integer not null default 1,
        problems jsonb not null default '[]',
        created_by uuid not null,
        created_at timestamptz not null default now(),
        ended_at timestamptz,
        primary key (organisation_id, id),
        foreign key (organisation_id, created_by) references person (organisation_id, id),
        check ((state in ('DONE', 'FAILED')) = (ended_at is not null)),
        check ((ended_at is null) = (content is not null) and (ended_at is null) = (mapping is not null)),
        check (state in ('WAITING', 'FAILED') or total is not null)
      );
      alter table import_run enable row level security, force row level security;
      create policy import_run_tenant on import_run to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert on import_run to beistand_app;
      grant update (state, total, imported, already_there, refused, next_line, problems, mapping, content, ended_at)
        on import_run to beistand_app;

      create table import_row (
        organisation_id uuid not null,
        run_id uuid not null,
        line integer not null,
        outcome text not null check (outcome in ('IMPORTED', 'WOULD_IMPORT', 'ALREADY_THERE', 'REFUSED')),
        -- Codes and column names, never what stood in the cell.
        problems jsonb not null default '[]',
        case_id uuid,
        primary key (organisation_id, run_id, line),
        foreign key (organisation_id, run_id) references import_run (organisation_id, id) on delete cascade,
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete set null (case_id)
      );
      create index import_row_outcome on import_row (organisation_id, run_id, outcome, line);
      create index import_row_case on import_row (organisation_id, case_id) where case_id is not null;
      alter table import_row enable row level security, force row level security;
      create policy import_row_tenant on import_row to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert on import_row to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
