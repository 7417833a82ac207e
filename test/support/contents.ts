import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { TestHouse } from './app.js';

/** What lies in each table, as one sum: two that are alike are alike to the last byte. `without`: tables that are looked at apart. */
export async function contentsOf(
  { database }: TestHouse,
  without: readonly string[] = [],
): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'keyring', 'statistics') and c.relname <> 'migration' order by 1`,
  );
  const sums: Record<string, string> = {};
  for (const { name } of tables) {
    if (without.includes(name)) continue;
    const { rows } = await database.query<{ sum: string }>(
      `select count(*) || ' rows, ' || md5(coalesce(string_agg(t::text, chr(10) order by t::text collate "C"), '')) as sum from ${name} t`,
    );
    sums[name] = rows[0]?.sum ?? '';
  }
  return sums;
}

/** The tables in which two contents differ. */
export const changesIn = (before: Record<string, string>, after: Record<string, string>): string[] =>
  Object.keys(after).filter((name) => before[name] !== after[name]);

interface Wired {
  readonly user?: string;
  readonly connection: { readonly stream: Duplex };
}

/**
 * Runs the work and breaks the line to the database as the application is about to send the `at`th statement of its transactions: nothing that was still to leave
 * does, as if the process had been killed there. Tells whether it came so far, and how many there were. `role`: whose transactions.
 */
export async function brokenAt(
  at: number,
  work: () => Promise<unknown>,
  role = 'beistand_app',
): Promise<{ readonly broken: boolean; readonly statements: number }> {
  const prototype = pg.Client.prototype as { query: (this: Wired, ...args: unknown[]) => unknown };
  const own = prototype.query;
  let statements = 0;
  let broken = false;
  const deeds = new WeakSet<Wired>();
  prototype.query = function (...args) {
    // What the house asks beside it, outside a transaction of several statements, is no step of the work.
    if (this.user === role && /^(begin|start transaction)/i.test(String(args[0]))) deeds.add(this);
    if (deeds.has(this) && ++statements === at) {
      broken = true;
      this.connection.stream.destroy();
    }
    return own.apply(this, args);
  };
  try {
    await work().catch((error: unknown) => {
      if (!broken) throw error;
    });
    return { broken, statements };
  } finally {
    prototype.query = own;
  }
}
