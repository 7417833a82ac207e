import pg from 'pg';

/** Passwords of the roles that sign in. */
export interface Passwords {
  readonly owner: string;
  readonly app: string;
  readonly jobs: string;
  readonly statistics: string;
}

/**
 * The roles of the house (docs/operations.md says how to make them on a cluster of one's own):
 * - beistand_owner runs migrations and owns the tables; still bound by row security, which is forced;
 * - beistand_app is the application: owns nothing, no attribute, no membership;
 * - beistand_jobs owns the queue's schema and nothing else;
 * - beistand_statistics reads the counting records and the releases made of them, and nothing else;
 * - beistand_counting cannot sign in: it owns the functions that write a counting record with its case;
 * - beistand_identity and beistand_search cannot sign in: they own the few functions that must look beyond one organisation.
 */
const clusterStatements = (passwords: Passwords): string[] => [
  ...(['beistand_owner', 'beistand_app', 'beistand_jobs', 'beistand_statistics'] as const).map(
    (role) => `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls noinherit; end if; end $$`,
  ),
  ...(['beistand_identity', 'beistand_search', 'beistand_counting'] as const).map(
    (role) => `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} nologin nosuperuser nobypassrls; end if; end $$`,
  ),
  `alter role beistand_owner inherit`,
  `grant beistand_identity, beistand_search, beistand_counting to beistand_owner`,
  `alter role beistand_owner password '${passwords.owner}'`,
  `alter role beistand_app password '${passwords.app}'`,
  `alter role beistand_jobs password '${passwords.jobs}'`,
  `alter role beistand_statistics password '${passwords.statistics}'`,
  // A forgotten transaction must not hold locks, a runaway statement must not hold the server.
  `alter role beistand_app set statement_timeout = '15s'`,
  `alter role beistand_app set idle_in_transaction_session_timeout = '30s'`,
];

/** What each database needs before the first migration. */
const databaseStatements = [
  'revoke all on schema public from public',
  'grant usage, create on schema public to beistand_owner',
  'grant usage on schema public to beistand_app, beistand_identity, beistand_search, beistand_counting',
  // To hand a function to a role, that role must be able to create in the schema at that moment.
  'grant create on schema public to beistand_identity, beistand_search, beistand_counting',
  'create extension if not exists btree_gin',
  'create schema if not exists graphile_worker authorization beistand_jobs',
  'create schema if not exists statistics authorization beistand_owner',
  'grant usage on schema statistics to beistand_statistics, beistand_counting',
  // The wrapped keys: apart, so that they can be backed up apart and kept for a shorter time (docs/operations.md).
  'create schema if not exists keyring authorization beistand_owner',
];

/** Who may connect to the database, and what of it the roles may use. `name` needs no quoting. */
const connectStatements = (name: string): string[] => [
  `revoke all on database ${name} from public`,
  `grant connect on database ${name} to beistand_owner, beistand_app, beistand_jobs, beistand_statistics`,
  // The queue's library says "create schema if not exists" at each start, and PostgreSQL asks for the right before it looks.
  `grant create on database ${name} to beistand_jobs`,
];

/** All of it as one script for `psql`, for a cluster of one's own. `name` is a plain word. */
export const clusterScript = (name: string, passwords: Passwords): string =>
  [
    ...clusterStatements(passwords),
    `create database ${name} encoding 'UTF8' template template0`,
    ...connectStatements(name),
    `\\connect ${name}`,
    ...databaseStatements,
  ]
    .map((statement) => (statement.startsWith('\\') ? statement : `${statement};`))
    .join('\n');

export async function prepareCluster(superuserUrl: string, passwords: Passwords): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const statement of clusterStatements(passwords)) await client.query(statement);
  });
}

/** Makes the database where it is missing and gives it what the first migration needs; may be called again and again. */
export async function prepareDatabase(superuserUrl: string, name: string, template = 'template1'): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    const database = client.escapeIdentifier(name);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${database} template ${client.escapeIdentifier(template)}`);
    for (const statement of connectStatements(database)) await client.query(statement);
  });
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  await withClient(url.href, async (client) => {
    for (const statement of databaseStatements) await client.query(statement);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
