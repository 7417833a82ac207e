import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const program = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find((path) =>
  existsSync(path),
);

/** Whether ClamAV's daemon is installed: Debian's package clamav-daemon. */
export const hasClamd = program !== undefined;

/** What our own signature finds. No real one can be fetched here, and none is needed. */
export const malware = 'BEISTAND-PROBE-SCHADSOFTWARE-4711';

/** A real daemon on a socket of its own, with one signature. */
export class Clamd {
  private readonly folder = mkdtempSync(join(tmpdir(), 'beistand-clamd-'));
  private readonly socket = join(this.folder, 'clamd.ctl');
  private process: ChildProcess | null = null;

  constructor(private readonly maxMegabytes = 10) {
    const signature = Buffer.from(malware).toString('hex');
    writeFileSync(join(this.folder, 'own.ndb'), `Beistand.Test:0:*:${signature}\n`);
    writeFileSync(
      join(this.folder, 'clamd.conf'),
      [
        `DatabaseDirectory ${this.folder}`,
        `LocalSocket ${this.socket}`,
        `User ${userInfo().username}`,
        'Foreground yes',
        `StreamMaxLength ${this.maxMegabytes}M`,
        'MaxThreads 4',
        'SelfCheck 3600',
      ].join('\n'),
    );
  }

  get url(): string {
    return `unix://${this.socket}`;
  }

  async start(): Promise<void> {
    if (!program) throw new Error('clamd is not installed.');
    this.process = spawn(program, ['--config-file', join(this.folder, 'clamd.conf')], { stdio: 'ignore' });
    for (let patience = 0; patience < 300; patience++) {
      if (await this.answers()) return;
      await setTimeout(100);
    }
    throw new Error('clamd did not start.');
  }

  async stop(): Promise<void> {
    const { process: running } = this;
    this.process = null;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    running.kill('SIGKILL');
    await ended;
    rmSync(this.socket, { force: true });
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((done) => {
      const socket = connect({ path: this.socket });
      socket.on('error', () => done(false));
      socket.on('data', (said) => {
        socket.destroy();
        done(said.toString().startsWith('PONG'));
      });
      socket.write('zPING\0');
    });
  }
}
