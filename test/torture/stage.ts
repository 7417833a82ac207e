import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseUrls } from '../../src/config.js';
import { prepareDatabase } from '../../src/database/cluster.js';
import { findInstallation } from '../../src/database/embedded.binaries.js';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { bringUpToDate } from '../../src/server.js';
import { Served } from '../bench/served.js';
import { openTestHouse } from '../support/app.js';
import { signInByPasskey } from '../support/passkey-sign-in.js';
import { acceptedFrom, scene } from '../support/referrals.js';
import { PASSWORD } from '../support/sign-in.js';
import { Link } from './link.js';
import { SmallDisk } from './small-disk.js';

/** A counsellor with a referral that an office has accepted. */
export interface Actor {
  readonly email: string;
  readonly organisationId: string;
  readonly carrierId: string;
  readonly referralId: string;
  cookie: string;
}

/** Free space below which the product says that it is not ready: its disk is a small one here. */
const FREE_MB = 24;
const DISK_MB = 448;

/** A product in a process of its own, a PostgreSQL, the link between them and the disk beneath: each can be broken. */
export class Stage {
  private served: Served | null = null;
  /** Each fault that the product has logged since it was started first: where it was, and nothing of anybody. */
  readonly logged: string[] = [];

  private constructor(
    readonly disk: SmallDisk,
    private readonly cluster: EmbeddedServer,
    private readonly postgresFolder: string,
    readonly link: Link,
    readonly urls: DatabaseUrls,
    readonly dataFolder: string,
    /** As the cluster's administrator, past link and row security: to look at what was written. */
    readonly database: pg.Pool,
    readonly actors: readonly Actor[],
    private readonly main: string | undefined,
  ) {}

  /** `main`: the built program, where it does not lie beside this file. */
  static async set(writers: number, main?: string): Promise<Stage> {
    const disk = SmallDisk.make(DISK_MB);
    const folder = join(disk.folder, 'cluster');
    const cluster = await EmbeddedServer.start(folder).catch((error: unknown) => {
      disk.drop();
      throw error;
    });
    try {
      await prepareDatabase(cluster.superuserUrl('postgres'), 'template_test');
      const keys = { kind: 'files', folder: join(disk.folder, 'keys') } as const;
      await bringUpToDate(cluster.urls('template_test'), keys, null);
      return await Stage.peopled(disk, cluster, writers, main);
    } catch (error) {
      await cluster.stop();
      disk.drop();
      throw error;
    }
  }

  private static async peopled(disk: SmallDisk, cluster: EmbeddedServer, writers: number, main?: string) {
    const superuser = cluster.superuserUrl('postgres');
    const place = { superuser, urls: JSON.stringify(cluster.urls('DATABASE')), folder: disk.folder };
    const house = await openTestHouse({ BEISTAND_JOBS: 'off' }, place);
    const actors: Actor[] = [];
    for (let each = 0; each < writers; each++) {
      const made = await scene(house);
      const { email, cookie, organisation } = made.counsellor;
      const { id: organisationId, carrierId } = organisation;
      actors.push({ email, organisationId, carrierId, referralId: await acceptedFrom(made), cookie });
    }
    await house.close();
    const name = new URL(house.urls.application).pathname.slice(1);
    const database = new pg.Pool({ connectionString: cluster.superuserUrl(name), max: 2 });
    database.on('error', () => undefined);
    database.on('connect', (client) => client.on('error', () => undefined));
    const { dataDirectory } = await findInstallation(join(disk.folder, 'cluster'));
    const link = await Link.to(Number(new URL(superuser).port));
    const urls = {
      application: link.through(house.urls.application),
      jobs: link.through(house.urls.jobs),
      owner: null,
    };
    return new Stage(disk, cluster, dataDirectory, link, urls, house.dataFolder, database, actors, main);
  }

  get url(): URL {
    if (!this.served) throw new Error('The product does not run.');
    return this.served.url;
  }

  async startProduct(): Promise<void> {
    const env = { DISK_FREE_MB: String(FREE_MB), LOG_LEVEL: 'error' };
    const onLine = (line: string): void => void (isFault(line) && this.logged.push(line));
    this.served = await Served.start(this.urls, this.dataFolder, {
      env,
      onLine,
      ...(this.main && { main: this.main }),
    });
  }

  /** In the middle of whatever it does. Its address stays the last one until it is started again. */
  async killProduct(): Promise<void> {
    await this.served?.kill();
  }

  /** Everybody signs in with password and second factor, as in service. */
  async signIn(): Promise<void> {
    for (const actor of this.actors) actor.cookie = await signInByPasskey(this.url, actor.email, PASSWORD);
  }

  /** `SIGKILL`: as if the machine had lost it. `SIGQUIT`: what `pg_ctl stop -m immediate` sends. Comes back by itself. */
  breakPostgres(signal: 'SIGKILL' | 'SIGQUIT'): void {
    const [pid] = readFileSync(join(this.postgresFolder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), signal);
  }

  /** Until the database answers the administrator again. */
  async postgresIsBack(): Promise<void> {
    for (let patience = 0; patience < 600; patience++) {
      if (await this.database.query('select 1').catch(() => null)) return;
      await setTimeout(100);
    }
    throw new Error('PostgreSQL did not come back within a minute.');
  }

  /** What the product says of itself: 200, or the reasons why not. */
  async readiness(): Promise<{ readonly status: number; readonly reasons: string[] }> {
    try {
      const answer = await fetch(new URL('/ready', this.url), { signal: AbortSignal.timeout(10_000) });
      const { error } = (await answer.json()) as { error?: Record<string, { reason?: string }> };
      return { status: answer.status, reasons: Object.values(error ?? {}).flatMap(({ reason }) => reason ?? []) };
    } catch {
      return { status: 0, reasons: [] };
    }
  }

  /** Until nothing waits in the queue. What was given up stays there, and is counted. */
  async queueIsDone(): Promise<void> {
    const waiting = `select task_identifier || ', attempt ' || attempts || ', ' || coalesce(locked_by, 'waits') || ', ' || coalesce(last_error, '') as what
      from graphile_worker.jobs where run_at < now() + interval '10 minutes' and attempts < max_attempts or locked_at is not null`;
    let left: { what: string }[] = [];
    for (let patience = 0; patience < 400; patience++) {
      // What was interrupted waits for its next attempt: not here.
      await this.database.query(
        `update graphile_worker._private_jobs set run_at = now() where attempts > 0 and attempts < max_attempts and locked_at is null`,
      );
      left = (await this.database.query<{ what: string }>(waiting)).rows;
      if (left.length === 0) return;
      await setTimeout(100);
    }
    throw new Error(`The queue was not done: ${left.map(({ what }) => what).join('; ')}`);
  }

  /** Mails that have gone out, as the files that they become without a mail server. */
  mails(): number {
    return readdirSync(join(this.dataFolder, 'mail')).filter((name) => name.endsWith('.eml')).length;
  }

  async close(): Promise<void> {
    await this.served?.kill();
    await this.link.close();
    await this.database.end();
    await this.cluster.stop();
    this.disk.drop();
  }
}

/** Request lines of refused and unavailable answers are not meant. */
const isFault = (line: string): boolean => line.includes('"msg":"fault"');
