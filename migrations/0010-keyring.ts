import type { MigrationInterface, QueryRunner } from 'typeorm';

const holder = `organisation_id = (select current_organisation())`;
/** The keys of a referral are held by both sides: the sender shares them and takes them back. */
const sent = `exists (select from public.referral r where r.id = data_key.subject_id and r.organisation_id = (select current_organisation()))`;
const received = `exists (select from public.referral r where r.id = data_key.subject_id
  and r.recipient_organisation_id = (select current_organisation()) and r.preview_open)`;

/** Wrapped keys, in a schema of their own: it is backed up apart from the rest, and kept for a shorter time. */
export class Keyring1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if not exists (select from pg_namespace where nspname = 'keyring') then
          raise exception 'The schema of the keys is missing.' using hint =
            'As an administrator of the cluster: create schema keyring authorization beistand_owner; (docs/operations.md)';
        end if;
      end $$;
      grant usage on schema keyring to beistand_app, beistand_identity;

      -- Which versions of a carrier's key there are. The keys are with the key service; the proof tells whether it has the right ones.
      create table keyring.carrier_key (
        carrier_id uuid not null,
        version integer not null check (version > 0),
        proof bytea not null,
        made_at timestamptz not null default now(),
        destroyed_at timestamptz,
        primary key (carrier_id, version)
      );
      alter table keyring.carrier_key enable row level security, force row level security;
      -- Nothing in it tells of anybody: ids of carriers and numbers. A sender wraps for a recipient of another carrier.
      create policy carrier_key_all on keyring.carrier_key to beistand_app using (true) with check (true);
      grant select, insert, update (destroyed_at) on keyring.carrier_key to beistand_app;

      -- No reference to the rows that a key opens: the schema is restored apart from them.
      create table keyring.data_key (
        organisation_id uuid not null,
        id uuid not null,
        scope text not null check (scope in ('CASE', 'CONTENT', 'CONVERSATION', 'NOTES', 'SEARCH', 'LISTS')),
        subject_id uuid not null,
        carrier_id uuid not null,
        carrier_version integer not null,
        wrapped bytea not null,
        made_at timestamptz not null default now(),
        primary key (organisation_id, id),
        unique (organisation_id, scope, subject_id),
        foreign key (carrier_id, carrier_version) references keyring.carrier_key (carrier_id, version)
      );
      create index data_key_subject on keyring.data_key (subject_id);
      create index data_key_version on keyring.data_key (organisation_id, carrier_version, id);
      alter table keyring.data_key enable row level security, force row level security;
      create policy data_key_read on keyring.data_key for select to beistand_app using (
        (${holder} and (scope not in ('CONTENT', 'CONVERSATION') or ${sent} or ${received}))
        or (scope in ('CONTENT', 'CONVERSATION') and ${sent}));
      create policy data_key_add on keyring.data_key for insert to beistand_app with check (
        ${holder} or (scope in ('CONTENT', 'CONVERSATION') and exists (
          select from public.referral r where r.id = data_key.subject_id and r.organisation_id = (select current_organisation())
            and r.recipient_organisation_id = data_key.organisation_id)));
      create policy data_key_rewrap on keyring.data_key for update to beistand_app using (${holder}) with check (${holder});
      create policy data_key_destroy on keyring.data_key for delete to beistand_app using (
        ${holder} or (scope in ('CONTENT', 'CONVERSATION') and ${sent}));
      create policy data_key_identity on keyring.data_key for select to beistand_identity using (true);
      grant select, insert, delete, update (carrier_id, carrier_version, wrapped) on keyring.data_key to beistand_app;
      grant select on keyring.data_key to beistand_identity;

      -- Rows that an earlier version has written in plain: which, and nothing of them. Each goes when it is sealed.
      create table keyring.to_seal (
        organisation_id uuid not null,
        table_name text not null,
        row_id uuid not null,
        primary key (organisation_id, table_name, row_id)
      );
      alter table keyring.to_seal enable row level security, force row level security;
      create policy to_seal_tenant on keyring.to_seal to beistand_app using (${holder}) with check (${holder});
      create policy to_seal_identity on keyring.to_seal for select to beistand_identity using (true);
      grant select, delete on keyring.to_seal to beistand_app;
      grant select on keyring.to_seal to beistand_identity;

      -- How many data keys each organisation holds under which version of its carrier's key: for rotating. Numbers, no keys.
      create function key_holders() returns table (organisation_id uuid, carrier_id uuid, carrier_version integer, keys bigint)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select k.organisation_id, k.carrier_id, k.carrier_version, count(*) from keyring.data_key k
          group by k.organisation_id, k.carrier_id, k.carrier_version order by 2, 1, 3;
        end;
      alter function key_holders() owner to beistand_identity;
      revoke all on function key_holders() from public;
      grant execute on function key_holders() to beistand_app;

      create function rows_to_seal() returns table (organisation_id uuid, carrier_id uuid, rows bigint)
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select t.organisation_id, o.carrier_id, count(*) from keyring.to_seal t join public.organisation o on o.id = t.organisation_id
          group by t.organisation_id, o.carrier_id;
        end;
      alter function rows_to_seal() owner to beistand_identity;
      revoke all on function rows_to_seal() from public;
      grant execute on function rows_to_seal() to beistand_app;

      -- Whose key wraps for an organisation: asked by a sender about its recipient.
      create function carrier_of(organisation uuid) returns uuid
        language sql stable security definer set search_path = pg_catalog, public
        begin atomic
          select o.carrier_id from public.organisation o where o.id = organisation;
        end;
      alter function carrier_of(uuid) owner to beistand_identity;
      revoke all on function carrier_of(uuid) from public;
      grant execute on function carrier_of(uuid) to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
