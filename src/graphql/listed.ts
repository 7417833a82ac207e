import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripIgnoredCharacters } from 'graphql';

/** The operations that the shipped client sends, one a file. */
const folder = fileURLToPath(new URL('../web/operations/', import.meta.url));

/** Blanks, commas and comments do not matter; every name and value does. The text has to be GraphQL. */
const fingerprint = (source: string): string =>
  createHash('sha256').update(stripIgnoredCharacters(source)).digest('base64url');

/** Whether an operation is one of the client's own, from the files that came with this version. */
export function readListedOperations(): (source: string) => boolean {
  const listed = new Set(
    readdirSync(folder)
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => fingerprint(readFileSync(`${folder}${file}`, 'utf8'))),
  );
  return (source) => listed.has(fingerprint(source));
}
