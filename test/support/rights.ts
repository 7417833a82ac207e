import type pg from 'pg';

/** What each role may do with each table, view and function of the house, as test/walls/rights.yaml writes it. */
export interface Rights {
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Functions that not everybody may call: who may, beside their owner. */
  readonly functions: Readonly<Record<string, { readonly owner: string; readonly call: string }>>;
}

/** What lies outside of `public` is called by its schema, too. */
const named = (name: string, schema: string): string =>
  `case when ${schema} = 'public'::regnamespace then '' else ${schema}::regnamespace || '.' end || ${name}`;

const tables = `
  with granted as (
    select ${named('c.relname', 'c.relnamespace')} as name, a.grantee::regrole::text as role, lower(a.privilege_type) as privilege, null::text as col
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'S') and a.grantee <> c.relowner
    union all
    select ${named('c.relname', 'c.relnamespace')}, a.grantee::regrole::text, lower(a.privilege_type), t.attname
    from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
    where c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace) and t.attacl is not null and a.grantee <> c.relowner),
  privileges as (
    select name, role, privilege, string_agg(col, ', ' order by col) filter (where col is not null) as cols
    from granted group by name, role, privilege)
  select name, case role when '-' then 'PUBLIC' else role end as role,
    string_agg(privilege || coalesce(' (' || cols || ')', ''), ', ' order by privilege) as rights
  from privileges group by name, role order by name, role`;

const functions = `
  select ${named('p.proname', 'p.pronamespace')} as name, p.proowner::regrole::text as owner, coalesce((
    select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end, ', ' order by a.grantee::regrole::text)
    from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner and a.privilege_type = 'EXECUTE'), '') as call
  from pg_proc p where p.pronamespace in ('public'::regnamespace, 'keyring'::regnamespace, 'statistics'::regnamespace)
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by p.proname`;

export async function rightsIn(database: pg.Pool | pg.PoolClient): Promise<Rights> {
  const found: Record<string, Record<string, string>> = {};
  const granted = await database.query<{ name: string; role: string; rights: string }>(tables);
  for (const { name, role, rights } of granted.rows) (found[name] ??= {})[role] = rights;
  const callable = await database.query<{ name: string; owner: string; call: string }>(functions);
  return {
    tables: found,
    functions: Object.fromEntries(callable.rows.map(({ name, owner, call }) => [name, { owner, call }])),
  };
}
