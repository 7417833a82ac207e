import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openTestHouse, type TestHouse } from '../support/app.js';

/** Tables whose rows belong to no organisation, each with its reason. */
const withoutTenant: Readonly<Record<string, string>> = {
  organisation: 'is the tenant itself; its policies compare its own id',
  office: 'the public directory of offices: everybody reads it, the platform and the office itself write it',
  rule_set: 'rules and their versions hold for all; only the platform writes them',
  pool_story:
    'what campaigns of every carrier may read: it must not say which service it is from; policies let in campaign teams, and the service by its own story',
  migration: 'which migrations have run; the application only reads it',
  carrier_key:
    'which versions of a carrier’s key there are: ids, numbers and proofs; senders wrap for recipients of other carriers',
  counting_record: 'counts for all services together; the application has no right to it',
  freeze: 'which quarters are frozen; the application has no right to it',
  frozen_record: 'counting records as a release froze them; the application has no right to it',
  release: 'numbers of all services together; permissions say who may prepare, approve and withdraw',
  release_file: 'the files of a release: what everybody may read once it is published',
};

/** Policies that let the application read every row, each with its reason. */
const openToAll: Readonly<Record<string, string>> = {
  office_read: 'the directory is public',
  rule_set_read: 'rules are the same for all',
  release_kept: 'a release of statistics belongs to all services together',
  release_file_kept: 'what is in it may be published, or it would not be there',
  carrier_key_all: 'tells of nobody; a sender wraps for a recipient of another carrier',
};

/** References between tenants' tables that do not lead with the organisation, each with its reason. */
const plainReferences: Readonly<Record<string, string>> = {};

/** Functions that see more than their caller, with the role whose eyes they use. */
const ownedBy = (owner: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, owner]));
const seeingMore: Readonly<Record<string, string>> = {
  ...ownedBy(
    'beistand_identity',
    `in_platform sign_in_lookup session_start session_actor session_holds session_end sessions_end_of session_prove session_challenge
    session_challenge_take sign_in_step_open sign_in_step_look sign_in_step_try sign_in_step_challenge sign_in_step_end
    sign_in_steps_end_of passkey_actor session_proof_failed sessions_of session_end_one sessions_end_others sessions_expire
    password_of password_change invitation_lookup invitation_accept found_platform organisation_of_job active_services
    password_reset_start password_reset_lookup password_reset_use password_resets_forget api_token_actor api_tokens_forget
    audit_forget_subject audit_logs audit_logs_waiting platform_organisation office_bodies carrier_of key_holders note_destroyed_key destroy_factor_key note_forgotten_person
    rows_to_seal forget_idempotency_keys
    password_resets_end_of person_holdings person_forget carrier_attempts_forget carrier_sign_in_at carrier_sign_in_here case_erased invitation_carrier_sign_in carrier_attempt_open carrier_attempt_take
    carrier_account_actor invitation_accept_by_carrier session_start_by_carrier carrier_sign_in_demanded`,
  ),
  ...ownedBy('beistand_search', `search_cases`),
  ...ownedBy('beistand_counting', `count_cases count_touched count_all_cases freeze_quarter thaw_quarter`),
  ...ownedBy(
    'beistand_jobs',
    `graphile_worker.enqueue graphile_worker.job_counts graphile_worker.oldest_waiting graphile_worker.retry_failed`,
  ),
};

/** Every fault of the catalogue against the rules of docs/threats.md, one line each. */
const faults: Readonly<Record<string, string>> = {
  'every table has row security, also for its owner': `
    select relname || ': row security is ' || case when relrowsecurity then 'not forced' else 'off' end as fault
    from pg_class where relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and relkind in ('r', 'p')
      and not (relrowsecurity and relforcerowsecurity) and relname <> 'migration'`,

  'every table that the application may touch has a policy for it': `
    select c.relname || ': no policy' as fault
    from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and c.relkind in ('r', 'p') and c.relname <> 'migration'
      and (has_table_privilege('beistand_app', c.oid, 'select, insert, update, delete') or has_any_column_privilege('beistand_app', c.oid, 'select, insert, update'))
      and not exists (select from pg_policy p where p.polrelid = c.oid and (p.polroles = '{0}' or 'beistand_app'::regrole = any (p.polroles)))`,

  'every policy by which rows are written checks them': `
    select tablename || '.' || policyname || ': no check' as fault
    from pg_policies
    where schemaname in ('public', 'keyring', 'statistics') and cmd in ('ALL', 'INSERT', 'UPDATE') and with_check is null
      and (roles && '{public,beistand_app}')`,

  'every policy asks whose the row is': `
    select tablename || '.' || policyname || ': ' || coalesce(qual, with_check) as fault
    from pg_policies
    where schemaname in ('public', 'keyring', 'statistics') and roles && '{public,beistand_app}'
      and not policyname = any ($1)
      and (coalesce(qual, with_check) !~ '(current_organisation|in_platform)\\(\\)' or with_check !~ '(current_organisation|in_platform)\\(\\)')`,

  'every reference between tables of tenants leads with the organisation': `
    select c.conname as fault
    from pg_constraint c
    join pg_class f on f.oid = c.confrelid
    join pg_class t on t.oid = c.conrelid
    where c.contype = 'f' and t.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace)
      and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'organisation_id')
      and exists (select from pg_attribute a where a.attrelid = f.oid and a.attname = 'organisation_id')
      and not (select a.attname = 'organisation_id' from pg_attribute a where a.attrelid = f.oid and a.attnum = c.confkey[1])
      and not c.conname = any ($1)`,

  'a reference carries the organisation from one row to the other': `
    select c.conname || ': ' || own.attname as fault
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid and t.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace)
    join pg_attribute other on other.attrelid = c.confrelid and other.attnum = c.confkey[1] and other.attname = 'organisation_id'
    join pg_attribute own on own.attrelid = c.conrelid and own.attnum = c.conkey[1]
    where c.contype = 'f' and own.attname !~ '(^|_)organisation_id$'`,

  'every key that is unique holds within one organisation': `
    select i.indexrelid::regclass || ' (' || string_agg(a.attname, ', ') || ')' as fault
    from pg_index i
    join pg_class t on t.oid = i.indrelid and t.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
    where i.indisunique and exists (select from pg_attribute o where o.attrelid = t.oid and o.attname = 'organisation_id')
    group by i.indexrelid having not bool_or(a.attname = 'organisation_id') and not i.indexrelid::regclass::text = any ($1)`,

  'the application is a role without powers': `
    select rolname || ': ' || concat_ws(', ', case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
      case when rolcreatedb then 'createdb' end, case when rolcreaterole then 'createrole' end, case when rolreplication then 'replication' end) as fault
    from pg_roles where rolname like 'beistand\\_%' and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)
    union all
    select m.member::regrole || ' is a member of ' || m.roleid::regrole from pg_auth_members m
    where m.member::regrole::text like 'beistand\\_%' and m.member <> 'beistand_owner'::regrole
    union all
    select 'beistand_app owns ' || relname from pg_class where relowner = 'beistand_app'::regrole
    union all
    select 'beistand_app owns ' || proname from pg_proc where proowner = 'beistand_app'::regrole
    union all
    select 'beistand_app owns ' || nspname from pg_namespace where nspowner = 'beistand_app'::regrole
    union all
    select 'beistand_app may create in ' || nspname from pg_namespace where has_schema_privilege('beistand_app', oid, 'create') and nspname !~ '^pg_'
    union all
    select 'beistand_app may ' || privilege || ' ' || c.relname from pg_class c, unnest('{truncate,references,trigger}'::text[]) privilege
    where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and c.relkind in ('r', 'p') and has_table_privilege('beistand_app', c.oid, privilege)`,

  'everybody may do nothing': `
    select 'public may ' || a.privilege_type || ' ' || c.relname as fault
    from pg_class c, aclexplode(c.relacl) a where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace, 'graphile_worker'::regnamespace) and a.grantee = 0
    union all
    select 'public may call ' || p.proname from pg_proc p
    where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace, 'graphile_worker'::regnamespace) and has_function_privilege('public', p.oid, 'execute')`,

  'the application cannot look into the queue': `
    select c.relname as fault from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p', 'v') and has_table_privilege('beistand_app', c.oid, 'select, insert, update, delete')`,

  'a view looks with the eyes of whoever asks, and none is a copy': `
    select relname || case relkind when 'm' then ': a materialised view' else ': not security_invoker' end as fault
    from pg_class where relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace)
      and (relkind = 'm' or relkind = 'v' and not coalesce(reloptions && '{security_invoker=true,security_invoker=on}', false))`,

  'a function that sees more than its caller has a pinned search path': `
    select p.proname as fault from pg_proc p
    where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace, 'graphile_worker'::regnamespace)
      and not exists (select from unnest(p.proconfig) setting where setting ~ '^search_path=pg_catalog(, public)?$')`,
};

const exceptions: Readonly<Record<string, readonly string[]>> = {
  'every policy asks whose the row is': Object.keys(openToAll),
  'every reference between tables of tenants leads with the organisation': Object.keys(plainReferences),
  'every key that is unique holds within one organisation': [
    'person_id_key', // an id is a random number; sessions find the person by it
    'person_email', // a person signs in by it, before an organisation is known
    'invitation_token_hash_key', // a link is opened before an organisation is known
    'api_token_token_hash_key', // a program comes in by it, before an organisation is known
    'password_reset_pkey', // a link is opened before an organisation is known
    'second_factor_credential', // a passkey names its holder before an organisation is known
    'sign_in_step_pkey', // neither is one known between password and session
    'carrier_sign_in_address_key', // people leave for their carrier's directory before an organisation is known
    'carrier_attempt_pkey', // and come back from it
    'carrier_account_subject', // one person of a carrier, whatever service they work for
    'session_pkey', // a session is looked up before an organisation is known
    'referral_id_key', // a referral is shared by two organisations
    'referral_reference_key', // said on the telephone between two organisations; random
  ],
};

describe('row security', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const faultsOf = async (rule: string): Promise<string[]> => {
    const allowed = exceptions[rule];
    const { rows } = await house.database.query<{ fault: string }>(faults[rule]!, allowed ? [allowed] : []);
    return rows.map(({ fault }) => fault).sort();
  };

  it.each(Object.keys(faults))('%s', async (rule) => {
    expect(await faultsOf(rule)).toEqual([]);
  });

  it('a table without an organisation is on the list, with its reason', async () => {
    const { rows } = await house.database.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and c.relkind in ('r', 'p')
         and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id')`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(withoutTenant).sort());
  });

  it('a function that sees more than its caller is on the list, with whose eyes', async () => {
    const { rows } = await house.database.query<{ name: string; owner: string }>(
      `select case when pronamespace = 'public'::regnamespace then '' else pronamespace::regnamespace || '.' end || proname as name, proowner::regrole::text as owner
       from pg_proc where prosecdef and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)`,
    );
    expect(Object.fromEntries(rows.map(({ name, owner }) => [name, owner]))).toEqual(seeingMore);
  });

  it('shows nothing to whoever has set no organisation, in any table of tenants', async () => {
    await house.world.counsellor();
    const client = await clientOf(house.urls.application);
    const { rows } = await client.query<{ name: string }>(
      `select table_schema || '.' || table_name as name from information_schema.column_privileges
       where grantee = 'beistand_app' and privilege_type = 'SELECT' and column_name = 'organisation_id' order by 1`,
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const { name } of rows)
      expect([name, (await client.query(`select 1 from ${name} limit 1`)).rowCount]).toEqual([name, 0]);
    await client.end();
  });

  it('and each of these faults is found when it is made', async () => {
    const made: readonly [rule: string, statement: string, fault: RegExp][] = [
      [
        'every table has row security, also for its owner',
        'create table bare (organisation_id uuid, id uuid)',
        /^bare: row security is off/,
      ],
      [
        'every table has row security, also for its owner',
        'alter table cases no force row level security',
        /^cases: row security is not forced/,
      ],
      [
        'every table that the application may touch has a policy for it',
        'drop policy cases_tenant on cases',
        /^cases: no policy/,
      ],
      [
        'every policy by which rows are written checks them',
        `create policy lax on cases for update to beistand_app using (organisation_id = current_organisation())`,
        /^cases\.lax/,
      ],
      [
        'every policy asks whose the row is',
        'create policy lax on cases for select to beistand_app using (true)',
        /^cases\.lax: true/,
      ],
      [
        'every policy asks whose the row is',
        'create policy lax on cases for insert with check (true)',
        /^cases\.lax: true/,
      ],
      [
        'every reference between tables of tenants leads with the organisation',
        'create table lax (organisation_id uuid, person_id uuid references person (id))',
        /^lax_person_id_fkey/,
      ],
      [
        'a reference carries the organisation from one row to the other',
        'create table lax (organisation_id uuid, a uuid, b uuid, foreign key (a, b) references cases (organisation_id, id))',
        /^lax_a_b_fkey/,
      ],
      [
        'every key that is unique holds within one organisation',
        'create unique index lax on cases (year, number)',
        /^lax \(/,
      ],
      [
        'the application is a role without powers',
        'alter table cases owner to beistand_app',
        /beistand_app owns cases/,
      ],
      [
        'the application is a role without powers',
        'grant truncate on cases to beistand_app',
        /beistand_app may truncate cases/,
      ],
      ['everybody may do nothing', 'grant select on cases to public', /public may SELECT cases/],
      [
        'everybody may do nothing',
        'create function lax() returns int language sql security definer return 1',
        /public may call lax/,
      ],
      ['the application cannot look into the queue', 'grant select on graphile_worker.jobs to beistand_app', /^jobs/],
      [
        'a view looks with the eyes of whoever asks, and none is a copy',
        'create view lax as select 1 as one',
        /^lax: not security_invoker/,
      ],
      [
        'a view looks with the eyes of whoever asks, and none is a copy',
        'create materialized view lax as select 1 as one',
        /^lax: a materialised view/,
      ],
      [
        'a function that sees more than its caller has a pinned search path',
        'create function lax() returns int language sql security definer return 1',
        /^lax/,
      ],
    ];
    for (const [rule, statement, fault] of made) {
      const client = await house.database.connect();
      try {
        await client.query('begin');
        await client.query(statement);
        const allowed = exceptions[rule];
        const { rows } = await client.query<{ fault: string }>(faults[rule]!, allowed ? [allowed] : []);
        expect([statement, rows.map((row) => row.fault)]).toEqual([
          statement,
          expect.arrayContaining([expect.stringMatching(fault)]),
        ]);
      } finally {
        await client.query('rollback');
        client.release();
      }
    }
  });
});

const clientOf = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};
