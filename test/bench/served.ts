import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DatabaseUrls } from '../../src/config.js';

interface ServedOptions {
  /** The built program; without it the one beside this file. */
  readonly main?: string;
  /** Settings beside those that every measured server has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is told each line of the log; without it nobody reads them. */
  readonly onLine?: (line: string) => void;
}

/** The product as it is started for real: a process of its own, production profile, jobs and logs on. */
export class Served {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: URL,
  ) {}

  static async start(
    urls: DatabaseUrls,
    dataFolder: string,
    { main = fileURLToPath(new URL('../../src/main.js', import.meta.url)), env = {}, onLine }: ServedOptions = {},
  ): Promise<Served> {
    const port = await freePort();
    const profile = process.env.BENCH_PROFILE;
    const flags = [...startFlags(), ...(profile ? ['--cpu-prof', '--cpu-prof-dir', join(profile, String(port))] : [])];
    const child = spawn(process.execPath, [...flags, main], {
      stdio: ['ignore', onLine ? 'pipe' : 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: urls.application,
        DATABASE_JOBS_URL: urls.jobs,
        BEISTAND_DATA: dataFolder,
        OPERATIONS: 'open',
        PORT: String(port),
        ...env,
      },
    });
    if (child.stdout && onLine) createInterface(child.stdout).on('line', onLine);
    const url = new URL(`http://127.0.0.1:${port}`);
    for (let attempt = 0; attempt < 900; attempt++) {
      if (child.exitCode !== null) throw new Error('The server did not start.');
      const answer = await fetch(new URL('/ready', url)).catch(() => null);
      if (answer?.ok) return new Served(child, url);
      await setTimeout(100);
    }
    child.kill();
    throw new Error('The server was not ready in time.');
  }

  /** Whether the process that was started still runs. */
  get lives(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** NaN when it could not be started. */
  get pid(): number {
    return this.child.pid ?? NaN;
  }

  /** Resident memory in megabytes; NaN where the system does not tell. */
  memory(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    } catch {
      return NaN;
    }
  }

  /** Processor time that the process has taken so far, in milliseconds; NaN where the system does not tell. */
  processorTime(): number {
    try {
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of a hundredth of a second
    } catch {
      return NaN;
    }
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** At once, in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.lives) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill(signal);
    await ended;
  }
}

/** Node's flags as `npm start` has them. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
