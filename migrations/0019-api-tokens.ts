import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API tokens: a person's own keys for programs, each with scopes and an end. */
export class ApiTokens1700000000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_token (
        organisation_id uuid not null,
        carrier_id uuid not null,
        id uuid not null default uuidv7(),
        person_id uuid not null,
        name text not null check (name <> ''),
        scopes text[] not null check (cardinality(scopes) > 0),
        token_hash bytea not null unique check (octet_length(token_hash) = 32),
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        -- A day is enough to see which token nobody uses any more.
        last_used_on date,
        revoked_at timestamptz,
        primary key (organisation_id, id),
        foreign key (organisation_id, person_id) references person (organisation_id, id) on delete cascade,
        foreign key (carrier_id, organisation_id) references organisation (carrier_id, id),
        check (expires_at <= created_at + interval '366 days')
      );
      create index api_token_person on api_token (organisation_id, person_id);
      create index api_token_expires on api_token (expires_at);
      alter table api_token enable row level security, force row level security;
      create policy api_token_identity on api_token to beistand_identity using (true) with check (true);
      create policy api_token_tenant on api_token to beistand_app using (
        organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()))
        with check (organisation_id = (select current_organisation()) or carrier_id = (select current_organisation()));
      -- The hash is for the function that lets a program in, and for nobody else.
      grant select (organisation_id, carrier_id, id, person_id, name, scopes, created_at, expires_at, last_used_on, revoked_at) on api_token to beistand_app;
      grant insert (organisation_id, carrier_id, person_id, name, scopes, token_hash, expires_at), update (revoked_at) on api_token to beistand_app;
      grant select, update (last_used_on), delete on api_token to beistand_identity;

      -- Whose token this is, as of now: revoked, expired, a deactivated person or changed roles count on the next request.
      create function api_token_actor(given_hash bytea)
        returns table (token_id uuid, scopes text[], person_id uuid, organisation_id uuid, carrier_id uuid, organisation_kind text, roles text[])
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          update api_token set last_used_on = current_date
          where token_hash = given_hash and revoked_at is null and expires_at > now() and last_used_on is distinct from current_date;
          select t.id, t.scopes, p.id, p.organisation_id, p.carrier_id, o.kind, p.roles
          from api_token t
          join person p on p.organisation_id = t.organisation_id and p.id = t.person_id
          join organisation o on o.id = p.organisation_id
          where t.token_hash = given_hash and t.revoked_at is null and t.expires_at > now() and p.active and o.active;
        end;

      create function api_tokens_forget(older interval) returns bigint
        language sql security definer set search_path = pg_catalog, public
        begin atomic
          with gone as (delete from api_token where expires_at < now() - older or revoked_at < now() - older returning 1)
          select count(*) from gone;
        end;
    `);
    for (const signature of ['api_token_actor(bytea)', 'api_tokens_forget(interval)']) {
      await runner.query(`alter function ${signature} owner to beistand_identity`);
      await runner.query(`revoke all on function ${signature} from public`);
      await runner.query(`grant execute on function ${signature} to beistand_app`);
    }
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: restore a backup.');
  }
}
