import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { removeData } from '../support/data-folder.js';

// Whole products are started and stopped, on a machine that is busy with other tests.
jest.setTimeout(180_000);

/** The product as `npm start` runs it, in a process of its own. */
class Product {
  private said = '';

  constructor(
    readonly process: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  /** Waits until it has printed this. */
  async says(pattern: RegExp): Promise<string> {
    for (let wait = 0; wait < 900; wait++) {
      if (pattern.test(this.said)) return this.said;
      if (this.process.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 100));
    }
    if (pattern.test(this.said)) return this.said;
    throw new Error(`Waited in vain for ${pattern}: ${this.said}`);
  }

  async ended(): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const [code] = (await once(this.process, 'exit')) as [number | null];
    return code;
  }

  async invitation(token: string): Promise<unknown> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query ($token: String!) { invitation(token: $token) { organisationName } }',
        variables: { token },
      }),
    });
    return ((await response.json()) as { data?: { invitation: unknown } }).data?.invitation;
  }
}

describe('starting and stopping', () => {
  let dataFolder: string;
  const running: Product[] = [];

  const start = async (env: Record<string, string> = {}): Promise<Product> => {
    const port = await freePort();
    const build = process.env.TEST_BUILD ?? '';
    const child = spawn(process.execPath, [join(build, 'src/main.js')], {
      env: {
        ...process.env,
        PORT: String(port),
        BEISTAND_DATA: dataFolder,
        LOG_LEVEL: 'silent',
        OPERATIONS: 'open',
        NODE_OPTIONS: '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const product = new Product(child, `http://localhost:${port}`);
    running.push(product);
    return product;
  };

  const token = (said: string): string => /invitation#([\w-]+)/.exec(said)?.[1] ?? '';
  const postgresPid = (): number =>
    Number(readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const isRunning = (pid: number): boolean => {
    try {
      return !readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ');
    } catch {
      return false;
    }
  };

  beforeAll(() => void (dataFolder = mkdtempSync(join(tmpdir(), 'beistand-start-'))));
  afterEach(async () => {
    for (const product of running.splice(0)) {
      product.process.kill('SIGINT');
      await product.ended();
    }
  });
  afterAll(() => {
    const kept = realpathSync(join(dataFolder, 'postgres'));
    removeData(dataFolder);
    expect([dataFolder, kept].filter((path) => existsSync(path))).toEqual([]);
  });

  it('prints a link for the first administrator, and finds its data again after Ctrl-C', async () => {
    const first = await start();
    const link = token(await first.says(/Stop with Ctrl-C/));
    expect(await first.invitation(link)).toEqual({ organisationName: 'Beistand' });
    const pid = postgresPid();
    first.process.kill('SIGINT');
    expect(await first.ended()).toBe(0);
    expect(isRunning(pid)).toBe(false);

    const again = await start();
    const fresh = token(await again.says(/Stop with Ctrl-C/));
    // The platform is still there; its link was made anew, so the old one is no longer good.
    expect(await again.invitation(fresh)).toEqual({ organisationName: 'Beistand' });
    expect(await again.invitation(link)).toBeNull();
  });

  it('refuses a second start on the same data, and leaves the first one alone', async () => {
    const first = await start();
    const link = token(await first.says(/Stop with Ctrl-C/));
    const second = await start();
    await second.says(/Another Beistand already runs on the data folder/);
    expect(await second.ended()).toBe(1);
    expect(await first.invitation(link)).toEqual({ organisationName: 'Beistand' });
  });

  it('starts the embedded server again when it is killed', async () => {
    const product = await start();
    const link = token(await product.says(/Stop with Ctrl-C/));
    process.kill(postgresPid(), 'SIGKILL');
    let answer: unknown;
    for (let wait = 0; wait < 400 && !answer; wait++) {
      await new Promise((done) => setTimeout(done, 200));
      answer = await product.invitation(link).catch(() => null);
    }
    expect(answer).toEqual({ organisationName: 'Beistand' });
  });

  it('finds the data after the application itself was killed', async () => {
    const killed = await start();
    await killed.says(/Stop with Ctrl-C/);
    const pid = postgresPid();
    killed.process.kill('SIGKILL');
    await killed.ended();
    expect(isRunning(pid)).toBe(true);

    const next = await start();
    const link = token(await next.says(/Stop with Ctrl-C/));
    expect(await next.invitation(link)).toEqual({ organisationName: 'Beistand' });
  });

  it('has written a line for every request when it has stopped', async () => {
    const product = await start({ LOG_LEVEL: 'info' });
    await product.says(/Stop with Ctrl-C/);
    for (let asked = 0; asked < 150; asked++) await product.invitation('nobody');
    product.process.kill('SIGTERM');
    expect(await product.ended()).toBe(0);
    const said = await product.says(/Stopped/);
    expect(said.match(/"route":"\/graphql"\}.*request completed/g)).toHaveLength(150);
  });

  it('names every fault of the settings at once', async () => {
    const product = await start({
      PORT: 'many',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'nowhere',
      STATISTICS_CONTRIBUTOR_ID: 'example',
    });
    const said = await product.says(/PUBLIC_URL/);
    expect(await product.ended()).toBe(1);
    expect(said).toMatch(/PORT must be a number/);
    expect(said).toMatch(/LOG_LEVEL must be one of/);
    expect(said).toMatch(/STATISTICS_CONTRIBUTOR_ID must be an address/);
  });

  it('says that its port is taken, and leaves nothing behind that runs', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const product = await start({ PORT: String(port), LOG_LEVEL: 'warn' });
    const said = await product.says(/is used by another program/);
    expect(await product.ended()).toBe(1);
    expect(said).toContain(`\n  - PORT ${port} is used by another program: stop that one, or set another\n`);
    expect(said).not.toMatch(/the queue|\n +at /);
    expect(existsSync(join(dataFolder, 'postgres', 'postmaster.pid'))).toBe(false);
    taken.close();
  });
});

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
