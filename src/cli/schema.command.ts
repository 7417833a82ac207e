import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { readConfig } from '../config.js';
import { schemaOf, schemaText } from '../graphql/schema.js';
import { Failure, say } from './terminal.js';

const FILE = join('docs', 'schema.graphql');

export const addSchemaCommand = (program: Command): Command =>
  program
    .command('schema')
    .description(`write the API's schema to ${FILE}, or with --check only compare`)
    .option('--check', 'fail when the file is not what the program serves')
    .action(async ({ check }: { check?: boolean }) => {
      const served = await servedSchema();
      if (!check) {
        writeFileSync(FILE, served);
        say(`${FILE} is written.`);
        return;
      }
      if (committedSchema() !== served)
        throw new Failure(`${FILE} is not what the program serves. Write it anew with: npm run schema`);
      say(`${FILE} is what the program serves.`);
    });

/** Nothing is connected: the addresses are never used. */
async function servedSchema(): Promise<string> {
  const nowhere = { application: 'postgres://nowhere', jobs: 'postgres://nowhere', owner: null };
  return schemaText(await schemaOf(AppModule.forRoot(readConfig({}), nowhere)));
}

function committedSchema(): string | null {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return null;
  }
}
