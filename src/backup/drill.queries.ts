import type pg from 'pg';

/** What was looked through. */
export interface LookedThrough {
  readonly tables: number;
  readonly rows: number;
  readonly indexes: number;
  /** Files that a row names, by their places in the folder of attachments. */
  readonly attachments: readonly string[];
}

/**
 * Reads every row of the house, which also compares each page with its checksum, and compares every index with its table (amcheck; PostgreSQL 18, F.1).
 * Throws what PostgreSQL finds. For a copy alone: it installs the extension.
 */
export async function lookThrough(client: pg.Client): Promise<LookedThrough> {
  await client.query('create extension if not exists amcheck');
  const { rows: tables } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_toast%'`,
  );
  let all = 0;
  for (const { name } of tables) {
    const { rows } = await client.query<{ rows: string }>(
      `select count(*) as rows, max(length(t::text)) from ${name} t`,
    );
    all += Number(rows[0]?.rows ?? 0);
  }
  const { rows: indexes } = await client.query(
    `select bt_index_check(i.indexrelid, true) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     where a.amname = 'btree' and c.relpersistence <> 't' and i.indisready and i.indisvalid`,
  );
  const { rows: files } = await client.query<{ name: string }>(
    `select organisation_id || '/' || left(blob, 2) || '/' || blob as name
     from (select organisation_id, blob from attachment union select organisation_id, blob from referral_attachment) files`,
  );
  return { tables: tables.length, rows: all, indexes: indexes.length, attachments: files.map(({ name }) => name) };
}
