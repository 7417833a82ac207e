import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { rightsIn, type Rights } from '../support/rights.js';

/** Rights that anybody would have, whoever they are. */
const ofEverybody = `
  select 'schema ' || nspname as fault from pg_namespace n, aclexplode(n.nspacl) a where n.nspname in ('public', 'keyring', 'graphile_worker') and a.grantee = 0
  union all
  select 'database ' || datname from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a where d.datname = current_database() and a.grantee = 0
  union all
  select 'column ' || c.relname || '.' || t.attname from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
  where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'graphile_worker'::regnamespace) and a.grantee = 0
  union all
  select 'by default ' || a.privilege_type from pg_default_acl d, aclexplode(d.defaclacl) a where a.grantee = 0`;

/** A series counts for all: whoever draws two numbers knows how much the others did between. */
const series = `
  select relname as fault from pg_class where relnamespace in ('public'::regnamespace, 'keyring'::regnamespace) and relkind = 'S'
    and not exists (select from pg_depend d where d.objid = pg_class.oid and d.refobjid = 'migration'::regclass)
  union all
  select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace) and c.relkind = 'r' and a.attidentity <> '' and c.relname <> 'migration'`;

/** Who could become a role that sees more. */
const ways = `
  select m.member::regrole || ' -> ' || m.roleid::regrole as fault from pg_auth_members m
  where m.roleid::regrole::text like 'beistand\\_%' and m.member <> 'beistand_owner'::regrole
    and not (select rolsuper from pg_roles where oid = m.member)`;

describe('the rights in the database', () => {
  let house: TestHouse;
  const listed = parse(readFileSync('test/walls/rights.yaml', 'utf8')) as Rights;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  const faults = async (statement: string): Promise<string[]> =>
    (await house.database.query<{ fault: string }>(statement)).rows.map(({ fault }) => fault);

  /** What the list says otherwise than the database; a right that is wanted is added to test/walls/rights.yaml. */
  it('are exactly those of the list, for each role, table and column', async () => {
    expect((await rightsIn(house.database)).tables).toEqual(listed.tables);
  });

  it('to call a function, and as whose deed, are exactly those of the list', async () => {
    expect((await rightsIn(house.database)).functions).toEqual(listed.functions);
  });

  it('keep the hash of a password from the application', async () => {
    const { rows } = await house.database.query(
      `select has_column_privilege('beistand_app', 'person', 'password_hash', privilege) as may
       from unnest('{select,insert,update,references}'::text[]) privilege`,
    );
    expect(rows).toEqual(Array(4).fill({ may: false }));
  });

  it('are nobody else’s: nothing stands open to everybody', async () => {
    expect(await faults(ofEverybody)).toEqual([]);
  });

  it('hold no series of numbers that would count across organisations', async () => {
    expect(await faults(series)).toEqual([]);
  });

  it('lead from no role that signs in to one that sees more', async () => {
    expect(await faults(ways)).toEqual([]);
  });

  it('and each of these faults is found when it is made', async () => {
    const made: readonly [statement: string, look: (client: Parameters<typeof rightsIn>[0]) => Promise<unknown>][] = [
      [
        'grant select (password_hash) on person to beistand_app',
        async (client) => (await rightsIn(client)).tables['person'],
      ],
      ['grant delete on case_note to beistand_app', async (client) => (await rightsIn(client)).tables['case_note']],
      [
        'grant execute on function search_cases(text[], integer) to public',
        async (client) => (await rightsIn(client)).functions['search_cases'],
      ],
      [
        'alter function in_platform() owner to beistand_owner',
        async (client) => (await rightsIn(client)).functions['in_platform'],
      ],
      ['grant usage on schema public to public', async (client) => (await client.query(ofEverybody)).rows],
      ['grant select (name) on organisation to public', async (client) => (await client.query(ofEverybody)).rows],
      ['create sequence case_series', async (client) => (await client.query(series)).rows],
      [
        'alter table case_note add serial integer generated always as identity',
        async (client) => (await client.query(series)).rows,
      ],
      ['grant beistand_identity to beistand_app', async (client) => (await client.query(ways)).rows],
    ];
    for (const [statement, look] of made) {
      const client = await house.database.connect();
      try {
        const before = await look(client);
        await client.query('begin');
        await client.query(statement);
        expect([statement, await look(client)]).not.toEqual([statement, before]);
      } finally {
        await client.query('rollback');
        client.release();
      }
    }
  });
});
