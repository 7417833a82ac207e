import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The append-only log, and the one door to the queue. */
export class AuditAndJobs1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_entry (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        at timestamptz not null default now(),
        person_id uuid,
        action text not null,
        subject_type text not null,
        subject_id uuid,
        -- Codes and ids alone, never a name or a text.
        details jsonb not null default '{}',
        primary key (organisation_id, id),
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id)
      );
      create index audit_entry_carrier on audit_entry (carrier_id, at, id);
      create index audit_entry_subject on audit_entry (organisation_id, subject_id, id);
      -- Entries are only ever added: this finds the newest of all organisations and costs next to nothing.
      create index audit_entry_at on audit_entry using brin (at) with (pages_per_range = 16, autosummarize = on);
      alter table audit_entry enable row level security, force row level security;
      create policy audit_entry_write on audit_entry for insert with check (organisation_id = (select current_organisation()));
      create policy audit_entry_read on audit_entry for select using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      create policy audit_entry_identity on audit_entry to beistand_identity using (true) with check (true);
      grant select, insert on audit_entry to beistand_app;
      grant select, update (subject_id, details) on audit_entry to beistand_identity;

      -- The place of an entry in the Merkle tree of its log, given seconds after it was written (docs/decisions/0005-audit-log.md).
      -- The organisation is the log: the carrier, or whoever is its own root.
      create table audit_leaf (
        organisation_id uuid not null references organisation (id),
        leaf_index bigint not null check (leaf_index >= 0),
        entry_organisation_id uuid not null,
        entry_id uuid not null,
        -- Null once what it hides is to be forgotten: the commitment then fits nobody and nothing any more.
        person_salt bytea,
        subject_salt bytea,
        person_commitment bytea not null,
        subject_commitment bytea not null,
        leaf bytea not null,
        primary key (organisation_id, leaf_index),
        unique (organisation_id, entry_id),
        foreign key (entry_organisation_id, entry_id) references audit_entry (organisation_id, id)
      );
      create index audit_leaf_entry on audit_leaf (entry_organisation_id, entry_id);
      alter table audit_leaf enable row level security, force row level security;
      create policy audit_leaf_write on audit_leaf for insert with check (organisation_id = (select current_organisation()));
      create policy audit_leaf_read on audit_leaf for select using (organisation_id = (select current_organisation()));
      create policy audit_leaf_identity on audit_leaf to beistand_identity using (true) with check (true);
      grant select, insert on audit_leaf to beistand_app;
      grant select, update (subject_salt) on audit_leaf to beistand_identity;

      -- The signed head of a log at a size, and what is needed to let the tree grow from there.
      create table audit_checkpoint (
        organisation_id uuid not null references organisation (id),
        size bigint not null check (size > 0),
        head bytea not null,
        peaks bytea[] not null,
        at timestamptz not null,
        signature bytea not null,
        primary key (organisation_id, size)
      );
      alter table audit_checkpoint enable row level security, force row level security;
      create policy audit_checkpoint_write on audit_checkpoint for insert with check (organisation_id = (select current_organisation()));
      create policy audit_checkpoint_read on audit_checkpoint for select using (organisation_id = (select current_organisation()));
      grant select, insert on audit_checkpoint to beistand_app;

      -- The logs in which entries since a moment wait for their place. Tells ids of organisations and nothing else.
      create function audit_logs_waiting(since timestamptz) returns table (id uuid)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select distinct e.carrier_id from audit_entry e
          where e.at >= since and not exists (
            select from audit_leaf l where l.entry_organisation_id = e.organisation_id and l.entry_id = e.id);
        end;

      -- All logs, for the export of the installation.
      create function audit_logs() returns table (id uuid)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.id from organisation o where o.carrier_id = o.id order by o.id;
        end;

      -- Erasure: entries of the own organisation about this subject lose it and their salt, so that nobody can find out again
      -- what they were about. Entries without a place yet stay as they are. Returns how many lost it.
      create function audit_forget_subject(given_subject uuid) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update audit_leaf l set subject_salt = null from audit_entry e
          where e.organisation_id = current_organisation() and e.subject_id = given_subject
            and l.entry_organisation_id = e.organisation_id and l.entry_id = e.id;
          with gone as (
            update audit_entry e set subject_id = null, details = '{}'
            where e.organisation_id = current_organisation() and e.subject_id = given_subject and exists (
              select from audit_leaf l where l.entry_organisation_id = e.organisation_id and l.entry_id = e.id)
            returning 1)
          select count(*) from gone;
        end;

      -- The list of migrations, by which the application knows whether the database is as new as itself.
      grant select on migration to beistand_app;
    `);
    for (const signature of ['audit_logs_waiting(timestamptz)', 'audit_logs()', 'audit_forget_subject(uuid)']) {
      await runner.query(`alter function ${signature} owner to beistand_identity`);
      await runner.query(`revoke all on function ${signature} from public`);
      await runner.query(`grant execute on function ${signature} to beistand_app`);
    }
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
