import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { prepareDatabase } from '../../src/database/cluster.js';

const page = (name: string): string => readFileSync(`docs/${name}`, 'utf8');

/** `table.column` for every column named in a table of the page: `| `cases` | `grounds`, `district` | ...`. */
function columnsOn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, table = '', columns = ''] = /^\| `(\w+)` +\|([^|]*)\|/.exec(line) ?? [];
    return [...columns.matchAll(/`(\w+)`/g)].map(([, column]) => `${table}.${column}`);
  });
}

/** Where settings are read. */
const sourcesOfSettings = (): string =>
  ['src/config.ts', ...globSync('src/config/*.ts')].map((file) => readFileSync(file, 'utf8')).join('\n');

describe('the pages', () => {
  let database: pg.Client;
  beforeAll(async () => {
    const own = new URL(process.env.TEST_SUPERUSER_URL ?? '');
    own.pathname = `/test_${randomBytes(6).toString('hex')}`;
    await prepareDatabase(process.env.TEST_SUPERUSER_URL ?? '', own.pathname.slice(1), 'template_test');
    database = new pg.Client({ connectionString: own.href });
    await database.connect();
  });
  afterAll(() => database.end());

  it('name every column that could hold something about a person, and none that is not there (docs/data.md)', async () => {
    // A number, a mark or a moment says nothing without the texts beside it; an id is named where it points to a person.
    const { rows } = await database.query<{ name: string; wanted: boolean }>(
      `select c.relname || '.' || a.attname as name,
         format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb', 'bytea', 'date') or a.attname ~ '(^|_)(person|author|assignee)_id$|_by$' as wanted
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('migration', 'rule_set')`,
    );
    const named = columnsOn(page('data.md'));
    const there = rows.map(({ name }) => name);
    expect(
      rows
        .filter(({ name, wanted }) => wanted && !named.includes(name))
        .map(({ name }) => name)
        .sort(),
    ).toEqual([]);
    expect(named.filter((name) => !there.includes(name))).toEqual([]);
    expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
  });

  it('name every setting, and none that does not exist (docs/operations.md)', () => {
    const read = new Set(
      [...sourcesOfSettings().matchAll(/\b(?:env\.|number\(')([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name),
    );
    const byName = ['S3_URL', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'VAULT_TOKEN_FILE'];
    for (const name of [
      'DATABASE_URL',
      'DATABASE_JOBS_URL',
      'DATABASE_STATISTICS_URL',
      'DATABASE_OWNER_URL',
      ...byName,
    ])
      read.add(name);
    // Tables of settings say so; another one names the reasons of `/ready`.
    const settings = page('operations.md')
      .split(/\n\n+/)
      .filter((table) => /^\| setting +\|/m.test(table))
      .join('\n');
    const named = [...settings.matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)].map(([, name]) => name);
    expect([...named].sort()).toEqual([...read].sort());
  });

  it('know every word of the glossary in the code (docs/glossary.md)', () => {
    const words = [...page('glossary.md').matchAll(/^\| [^|]+\| `(\w+)` +\|/gm)].map(([, word]) => word!);
    const schema = page('schema.graphql').toLowerCase();
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !schema.includes(word.toLowerCase()))).toEqual([]);
  });
});
