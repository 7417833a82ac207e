import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { fileURLToPath } from 'node:url';
import type { ServerResponse } from 'node:http';
import { json } from 'express';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import type { Shipper } from './backup/shipper.js';
import type { Config, DatabaseUrls, KeySettings } from './config.js';
import { migrate } from './database/data-source.js';
import { refuseUndurable } from './database/durability.js';
import { EmbeddedServer, type Cluster } from './database/embedded.js';
import { door } from './http/door.js';
import { pagePolicy, securityHeaders } from './http/headers.js';
import { refuseDeep } from './http/json-depth.js';
import { listeningFault } from './http/listening.js';
import { limitServer } from './http/server-limits.js';
import { moveFactorSecrets } from './identity/earlier-factor-secrets.js';
import { installQueue } from './jobs/jobs.install.js';
import { sealPlainRows } from './keys/plain-rows.js';
import { putLeanWayFirst, refuseUnreadable } from './lean-way.js';

/** The house with its doors open. */
export interface House {
  readonly app: NestExpressApplication;
  /** Where it can be reached from this machine. */
  readonly url: string;
  readonly database: DatabaseUrls;
  /** Finishes what is in flight, then stops everything it started, the embedded database last. */
  close(): Promise<void>;
}

interface OpenDatabase {
  readonly urls: DatabaseUrls;
  /** The embedded server's; null for one's own. */
  readonly cluster: Cluster | null;
  readonly stop: () => Promise<void>;
}

/** The database of the settings, up to date: one's own cluster, or the embedded server. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.database) {
    await checkDurability(config.database);
    await bringUpToDate(config.database, config.keys, config.factorKeyFile);
    return { urls: config.database, cluster: null, stop: () => Promise.resolve() };
  }
  const server = await EmbeddedServer.start(config.dataFolder, config.backup !== null);
  try {
    const shipper = await shipperOf(config, server);
    const urls = await server.database('beistand');
    await checkDurability(urls);
    await bringUpToDate(urls, config.keys, config.factorKeyFile);
    shipper?.run();
    return { urls, cluster: server.cluster, stop: () => stopEmbedded(server, shipper) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function shipperOf(config: Config, { cluster }: EmbeddedServer): Promise<Shipper | null> {
  const { backup, dataFolder, attachments } = config;
  if (!backup) return null;
  const { Shipper } = await import('./backup/shipper.js');
  return new Shipper({
    dataFolder,
    cluster,
    attachments: attachments.s3 ? null : attachments.folder,
    settings: backup,
  });
}

/** The server archives at its end what it has written, and that is backed up, too. */
async function stopEmbedded(server: EmbeddedServer, shipper: Shipper | null): Promise<void> {
  await shipper?.stop();
  await server.stop();
  await shipper?.try();
}

/** Throws `NotDurable` where a role that writes is confirmed what is not written down yet. */
export const checkDurability = ({ application, jobs, owner }: DatabaseUrls): Promise<void> =>
  refuseUndurable(owner ? [application, jobs, owner] : [application, jobs]);

/** Where the owner's connection is given: applies migrations, and seals what an earlier version has written in plain or with the key in `factorKeyFile`. */
export async function bringUpToDate(
  urls: DatabaseUrls,
  keys: KeySettings,
  factorKeyFile: string | null,
): Promise<void> {
  if (!urls.owner) return;
  await migrate(urls.owner);
  if (factorKeyFile !== null) await moveFactors(urls.owner, keys, factorKeyFile);
  await sealPlainRows(urls.owner, keys, told());
  await installQueue(urls.jobs);
}

/** Says now and then how far it is: a first start after an upgrade can take many minutes. */
function told(everyMs = 10_000): (done: number) => void {
  let last = Date.now();
  return (done) => {
    if (Date.now() - last < everyMs) return;
    last = Date.now();
    process.stderr.write(
      `Sealing what an earlier version has written in plain: ${done.toLocaleString('en')} rows so far.\n`,
    );
  };
}

async function moveFactors(owner: string, keys: KeySettings, file: string): Promise<void> {
  const { left } = await moveFactorSecrets(owner, keys, file);
  if (left > 0)
    process.stderr.write(
      `${left} authenticator apps cannot be used: FACTOR_KEY_FILE, with which an earlier version has sealed their secrets, is missing or another one (docs/operations.md).\n`,
    );
}

/** Builds the application on a database that is up to date, without listening yet. */
export async function buildApp(config: Config, urls: DatabaseUrls): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config, urls), {
    bufferLogs: true,
    bodyParser: false,
  });
  app.useLogger(app.get(Logger));
  app.disable('x-powered-by');
  app.disable('etag'); // no answer is ever stored, so there is nothing to compare
  const headers = securityHeaders(config.publicUrl);
  limitServer(app.getHttpServer(), headers, config.maxConnections);
  const rules = { headers, publicUrl: config.publicUrl, checksHost: config.profile === 'production' };
  app.use(door(rules));
  app.use('/graphql', refuseUnreadable);
  // Everything else that takes a body takes a small one; files of a form have limits of their own (imports/upload.ts).
  app.use('/graphql', json({ limit: '2mb', verify: refuseDeep }));
  app.use('/session', json({ limit: '8kb', verify: refuseDeep }));
  app.use(json({ limit: '100kb', verify: refuseDeep }));
  app.useStaticAssets(fileURLToPath(new URL('web/pages', import.meta.url)), {
    extensions: ['html'],
    setHeaders: (response: ServerResponse) => response.setHeader('Content-Security-Policy', pagePolicy),
  });
  putLeanWayFirst(app, rules);
  return app;
}

export async function openHouse(config: Config): Promise<House> {
  const { urls, stop } = await openDatabase(config);
  try {
    const app = await buildApp(config, urls);
    try {
      await app.listen(config.port, config.host);
    } catch (error) {
      // What has begun to work (the queue) ends before the database does.
      await app.close();
      throw listeningFault(error, 'PORT', config.port);
    }
    const url = await app.getUrl();
    return {
      app,
      url,
      database: urls,
      close: async () => {
        await app.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
