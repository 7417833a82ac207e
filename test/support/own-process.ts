import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedServer } from '../../src/database/embedded.js';
import { freePort } from '../bench/served.js';
import { World } from './world.js';

/** The built product in a process of its own on an embedded database, both of which can be killed. */
export class OwnProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly door: Server,
    readonly database: pg.Pool,
    readonly world: World,
    private readonly postmaster: number,
  ) {}

  /** `folder`: its log and temporary files go there. */
  static async start(folder: string, env: Readonly<Record<string, string>>): Promise<OwnProcess> {
    const port = await freePort();
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary, { recursive: true });
    const log = openSync(join(folder, 'product.log'), 'a');
    const child = spawn(process.execPath, [join(process.env.TEST_BUILD ?? '', 'src', 'main.js')], {
      env: {
        ...{ PATH: process.env.PATH ?? '', TMPDIR: temporary, OPERATIONS: 'open' },
        ...{ BEISTAND_PROFILE: 'test', SECOND_FACTOR: 'off', ...env, PORT: String(port) },
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    try {
      await untilReady(child, port);
      const cluster = await EmbeddedServer.runningCluster(String(env['BEISTAND_DATA']));
      if (!cluster) throw new Error('The database does not run.');
      const [postmaster] = readFileSync(join(cluster.dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
      const database = new pg.Pool({ connectionString: cluster.superuserUrl('beistand'), max: 2 });
      database.on('error', () => undefined);
      const door = await passingOnTo(port);
      return new OwnProcess(child, door, database, new World(door, database), Number(postmaster));
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** As an operator stops it. */
  async stop(): Promise<void> {
    await this.letGo();
    await this.end('SIGTERM');
  }

  /** Application and database at once, in the middle of whatever they do. */
  async kill(): Promise<void> {
    const ended = this.end('SIGKILL');
    process.kill(this.postmaster, 'SIGKILL');
    await ended;
    await this.letGo();
    // Its children notice that it is gone.
    await setTimeout(500);
  }

  private async letGo(): Promise<void> {
    await this.database.end();
    await new Promise((closed) => this.door.close(closed));
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 900 && child.exitCode === null; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (answer?.ok) return;
    await setTimeout(100);
  }
  throw new Error('The product did not start.');
}

/** A server of this process in front of another one: the builders of the tests speak to a server. */
async function passingOnTo(port: number): Promise<Server> {
  const door = createServer((asked, answered) => {
    const { method, url: path, headers } = asked;
    const passed = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answered);
    });
    passed.on('error', () => answered.destroy());
    asked.pipe(passed);
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return door;
}
