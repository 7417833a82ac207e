import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { fileURLToPath } from 'node:url';
import type { ServerResponse } from 'node:http';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import type { Config, DatabaseUrls } from './config.js';
import { migrate } from './database/data-source.js';
import { EmbeddedServer } from './database/embedded.js';
import { installQueue } from './jobs/jobs.install.js';

/** For the few pages: own scripts and styles, own server, nothing inline, nothing from elsewhere. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

/** The house with its doors open. */
export interface House {
  readonly app: NestExpressApplication;
  /** Where it can be reached from this machine. */
  readonly url: string;
  readonly database: DatabaseUrls;
  /** Finishes what is in flight, then stops everything it started, the embedded database last. */
  close(): Promise<void>;
}

/** The database of the settings, up to date: one's own cluster, or the embedded server. */
export async function openDatabase(config: Config): Promise<{ urls: DatabaseUrls; stop: () => Promise<void> }> {
  if (config.database) {
    await bringUpToDate(config.database);
    return { urls: config.database, stop: () => Promise.resolve() };
  }
  const server = await EmbeddedServer.start(config.dataFolder);
  try {
    const urls = await server.database('beistand');
    await bringUpToDate(urls);
    return { urls, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Applies migrations where the owner's connection is given; the queue's own schema always. */
export async function bringUpToDate(urls: DatabaseUrls): Promise<void> {
  if (!urls.owner) return;
  await migrate(urls.owner);
  await installQueue(urls.jobs);
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
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], formAction: ["'none'"], baseUri: ["'none'"] },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: config.publicUrl.startsWith('https:'),
    }),
  );
  app.use((_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.useBodyParser('json', { limit: '2mb' });
  app.useStaticAssets(fileURLToPath(new URL('web/pages', import.meta.url)), {
    extensions: ['html'],
    setHeaders: (response: ServerResponse) => response.setHeader('Content-Security-Policy', pagePolicy),
  });
  return app;
}

export async function openHouse(config: Config): Promise<House> {
  const { urls, stop } = await openDatabase(config);
  try {
    const app = await buildApp(config, urls);
    await app.listen(config.port, config.host);
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
