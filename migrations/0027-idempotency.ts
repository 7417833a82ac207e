import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys under which something was done once. Key, request and outcome can be read by nobody who has only this table: they are hashed and
 * sealed with what the client alone has.
 */
export class Idempotency1700000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_key (
        organisation_id uuid not null references organisation (id),
        person_id uuid not null,
        key_hash bytea not null check (length(key_hash) = 32),
        request_mac bytea not null check (length(request_mac) = 32),
        -- Null only inside the transaction that does the deed.
        outcome bytea,
        created_at timestamptz not null default now(),
        primary key (organisation_id, person_id, key_hash),
        foreign key (organisation_id, person_id) references person (organisation_id, id)
      );
      create index idempotency_key_age on idempotency_key (created_at);
      alter table idempotency_key enable row level security, force row level security;
      create policy idempotency_key_tenant on idempotency_key to beistand_app
        using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()));
      create policy idempotency_key_old on idempotency_key to beistand_identity
        using (created_at < now() - interval '24 hours');
      grant select, insert, update (request_mac, outcome, created_at) on idempotency_key to beistand_app;
      grant select (created_at), delete on idempotency_key to beistand_identity;

      -- Of all organisations at once, and only what is old: nobody's table grows because its service is quiet.
      create function forget_idempotency_keys() returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with gone as (delete from idempotency_key where created_at < now() - interval '24 hours' returning created_at)
          select count(*) from gone;
        end;
      alter function forget_idempotency_keys() owner to beistand_identity;
      revoke all on function forget_idempotency_keys() from public;
      grant execute on function forget_idempotency_keys() to beistand_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
