import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Evidence files at a case, and those of them that were released with a referral. The bytes lie sealed in a store; here is what opens them. */
export class Attachments1700000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table attachment (
        organisation_id uuid not null,
        -- Made by the client where it wants to be able to repeat an upload.
        id uuid not null default uuidv7(),
        case_id uuid not null,
        -- The random name of the bytes in the store.
        blob text not null check (blob ~ '^[0-9a-f]{32}$'),
        -- Name, description and the key of the bytes.
        sealed bytea not null,
        media_type text not null check (media_type <> ''),
        -- A code of evidenceKinds.
        kind text,
        -- Of the bytes that are kept and handed out.
        bytes bigint not null check (bytes > 0),
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        -- Of the bytes as they came; differs where metadata was taken out.
        original_sha256 text not null check (original_sha256 ~ '^[0-9a-f]{64}$'),
        metadata text not null check (metadata in ('REMOVED', 'KEPT')),
        scan text not null check (scan in ('NOT_SCANNED', 'CLEAN', 'INFECTED')),
        scanned_at timestamptz,
        -- Stays with the service: goes with no referral.
        is_internal boolean not null default false,
        version integer not null default 1,
        uploaded_by uuid not null,
        uploaded_at timestamptz not null default now(),
        removed_at timestamptz,
        primary key (organisation_id, id),
        unique (organisation_id, blob),
        foreign key (organisation_id, case_id) references cases (organisation_id, id) on delete cascade,
        foreign key (organisation_id, uploaded_by) references person (organisation_id, id),
        check ((scan = 'NOT_SCANNED') = (scanned_at is null))
      );
      create index attachment_case on attachment (organisation_id, case_id, id);
      create index attachment_not_scanned on attachment (organisation_id, id) where scan = 'NOT_SCANNED';
      alter table attachment enable row level security, force row level security;
      create policy attachment_tenant on attachment to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      grant select, insert, delete, update (sealed, kind, scan, scanned_at, is_internal, version, removed_at) on attachment to beistand_app;

      -- What was released with a referral, as it was then: outlives the file at the case, and goes with the frozen copy.
      create table referral_attachment (
        organisation_id uuid not null,
        id uuid not null default uuidv7(),
        referral_id uuid not null,
        recipient_organisation_id uuid not null,
        blob text not null check (blob ~ '^[0-9a-f]{32}$'),
        sealed bytea not null,
        media_type text not null check (media_type <> ''),
        bytes bigint not null check (bytes > 0),
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        primary key (organisation_id, id),
        foreign key (organisation_id, referral_id) references referral_content (organisation_id, referral_id) on delete cascade,
        foreign key (organisation_id, referral_id, recipient_organisation_id)
          references referral (organisation_id, id, recipient_organisation_id) on delete cascade
      );
      create index referral_attachment_referral on referral_attachment (organisation_id, referral_id, id);
      -- The office fetches a file by its id, and knows the sender's organisation by name alone.
      create index referral_attachment_id on referral_attachment (id);
      create index referral_attachment_blob on referral_attachment (organisation_id, blob);
      alter table referral_attachment enable row level security, force row level security;
      create policy referral_attachment_sender on referral_attachment to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy referral_attachment_recipient on referral_attachment for select to beistand_app
        using (recipient_organisation_id = (select current_organisation()) and exists (
          select from referral r where r.organisation_id = referral_attachment.organisation_id and r.id = referral_attachment.referral_id
            and r.content_open));
      grant select, insert on referral_attachment to beistand_app;

      -- A file that an office fetched is a line of its own in the client's list.
      alter table disclosure drop constraint disclosure_kind_check;
      alter table disclosure add constraint disclosure_kind_check
        check (kind in ('PREVIEW', 'ENQUIRY', 'CONTENT', 'DOSSIER', 'MESSAGE', 'ATTACHMENT'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
