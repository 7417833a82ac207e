import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { readConfig, type Config, type DatabaseUrls } from '../../src/config.js';
import { prepareDatabase } from '../../src/database/cluster.js';
import { buildApp } from '../../src/server.js';
import { World } from './world.js';

// A fault is answered with a reference alone; here its cause is wanted.
subscribe('beistand:fault', (error) => void process.stderr.write(`${inspect(error)}\n`));

/** A whole house for one test file: its own database, cloned from the migrated template, served as the restricted role. */
export interface TestHouse {
  readonly app: NestExpressApplication;
  readonly world: World;
  readonly urls: DatabaseUrls;
  /** Queries as the cluster's administrator, past row security: only to look at what was written. */
  readonly database: pg.Pool;
  readonly dataFolder: string;
  /** The schema that this house serves. */
  readonly schema: GraphQLSchema;
  close(): Promise<void>;
}

/** A cluster with the migrated template, and a folder for the data folders of its houses. */
export interface Place {
  readonly superuser: string;
  /** As JSON, with `DATABASE` for the name of the database. */
  readonly urls: string;
  readonly folder: string;
}

function placeOfTheRun(): Place {
  const { TEST_SUPERUSER_URL: superuser, TEST_URLS: urls } = process.env;
  if (!superuser || !urls) throw new Error('Run the tests with npm test: it starts the database.');
  return { superuser, urls, folder: tmpdir() };
}

/** `env` overrides settings; jobs run in the same process unless `BEISTAND_JOBS` is `off`. */
export async function openTestHouse(env: Record<string, string> = {}, place = placeOfTheRun()): Promise<TestHouse> {
  const { superuser } = place;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await prepareDatabase(superuser, name, 'template_test');
  const urls = JSON.parse(place.urls.replaceAll('/DATABASE', `/${name}`)) as DatabaseUrls;
  const dataFolder = mkdtempSync(join(place.folder, 'beistand-test-'));
  const settings = readConfig({
    BEISTAND_PROFILE: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    BEISTAND_DATA: dataFolder,
    ...env,
  });
  // Off in every profile, past the settings, which refuse it in production; the stories about it turn it on.
  const config: Config = { ...settings, secondFactor: env.SECOND_FACTOR === 'on' ? 'on' : 'off' };

  const app = await buildApp(config, urls);
  await app.listen(config.port, '127.0.0.1');
  const own = new URL(superuser);
  own.pathname = `/${name}`;
  const database = new pg.Pool({ connectionString: own.href, max: 3 });
  database.on('error', () => undefined);
  const world = new World(app.getHttpServer(), database);
  return {
    app,
    world,
    urls,
    database,
    dataFolder,
    schema: app.get(GraphQLSchemaHost, { strict: false }).schema,
    close: async () => {
      await app.close();
      await database.end();
    },
  };
}
