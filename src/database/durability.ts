import pg from 'pg';

/** Without these an answered write may be gone after a power cut or a crash (PostgreSQL 18, 19.5 and 28.4). */
const wanted = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;

/** `remote_write` and `local` wait for this machine's disk: only `off` does not. */
const switchedOff = `select name from unnest(array['${wanted.join("', '")}']) name where current_setting(name) = 'off'`;

/** The database confirms what it has not written down yet. */
class NotDurable extends Error {
  constructor(readonly settings: readonly string[]) {
    super(
      `PostgreSQL confirms what it has not written down yet: ${settings.map((name) => `${name} = off`).join(', ')}. Switch ${settings.length === 1 ? 'it' : 'them'} on ` +
        `(for the whole server, the database and the roles) and start again: an answered write must never be lost (docs/operations.md, "Durability").`,
    );
  }
}

/**
 * Asks as each role that writes, since a setting may differ by role and database. Throws `NotDurable` with everything that is off.
 * A connection that cannot be made is the pg error as it is.
 */
export async function refuseUndurable(urls: readonly string[]): Promise<void> {
  const off = new Set<string>();
  for (const url of urls) for (const name of await settingsOff(url)) off.add(name);
  if (off.size > 0) throw new NotDurable([...off].sort());
}

async function settingsOff(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(switchedOff);
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
