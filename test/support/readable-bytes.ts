import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** How a text may stand on a disk without being sealed: as it is, in UTF-16, as hexadecimal digits, or in base64 from any of three places on. */
const formsOf = (text: string): Buffer[] => [
  Buffer.from(text),
  Buffer.from(text, 'utf16le'),
  Buffer.from(Buffer.from(text).toString('hex')),
  // The first and the last characters hang on what stands beside the text.
  ...[0, 1, 2].map((at) =>
    Buffer.from(
      Buffer.from(`${' '.repeat(at)}${text}`)
        .toString('base64')
        .replaceAll('=', '')
        .slice(at === 0 ? 0 : at + 1, -2),
    ),
  ),
];

/** Finds texts in bytes. Texts that begin alike need only their beginning; what is found is told with what follows it. */
export const finderOf = (texts: readonly string[]): ((bytes: Buffer) => string[]) => {
  const forms = texts.flatMap(formsOf);
  return (bytes) =>
    forms.flatMap((form) => {
      const at = bytes.indexOf(form);
      return at < 0
        ? []
        : [
            bytes
              .subarray(at, at + 60)
              .toString('latin1')
              .replaceAll(/[^ -~].*$/gs, ''),
          ];
    });
};

/** Files below a folder in which one of the texts stands: `name: what was found`. */
export function readableIn(folder: string, texts: readonly string[]): string[] {
  const find = finderOf(texts);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => find(readFileSync(path)).map((found) => `${path}: ${found}`));
}

/**
 * The same in every value of every table, those of the queue too: PostgreSQL packs long values, in which nothing is found by bytes.
 */
export async function readableRows(database: pg.Pool, texts: readonly string[]): Promise<string[]> {
  const find = finderOf(texts);
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
    for (const { row } of rows) for (const one of find(Buffer.from(row))) found.push(`${name}: ${one}`);
  }
  return found;
}
