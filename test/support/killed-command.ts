import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { TestHouse } from './app.js';

/** Whether the moment has come. */
export type Moment = () => boolean | Promise<boolean>;

/** One command of the built program on a house's database, which can be killed in the middle of whatever it does. */
export class KilledCommand {
  /** What the last run has said so far. */
  said = '';

  constructor(
    private readonly house: Pick<TestHouse, 'urls' | 'dataFolder'>,
    private readonly words: readonly string[],
  ) {}

  /** Runs it to its end; gives the exit code. */
  run(): Promise<number | string | null> {
    return this.killedWhen(() => false);
  }

  /** Kills it (`kill -9`) at the moment; gives the signal, or the exit code where it had ended by then. */
  async killedWhen(isNow: Moment): Promise<number | string | null> {
    const child = this.start();
    const ended = once(child, 'close') as Promise<[number | null, string | null]>;
    while (child.exitCode === null && !(await isNow())) await setTimeout(3);
    child.kill('SIGKILL');
    const [code, signal] = await ended;
    return signal ?? code;
  }

  /** So many milliseconds after another moment. */
  after(ms: number, moment: Moment): Moment {
    let since: number | null = null;
    return async () => {
      if (since === null && (await moment())) since = performance.now();
      return since !== null && performance.now() - since >= ms;
    };
  }

  private start(): ChildProcess {
    const { urls, dataFolder } = this.house;
    this.said = '';
    const child = spawn(process.execPath, [join(process.env.TEST_BUILD ?? '', 'src', 'cli.js'), ...this.words], {
      env: {
        ...{ PATH: process.env.PATH ?? '', DATABASE_URL: urls.application, DATABASE_JOBS_URL: urls.jobs },
        ...{ BEISTAND_DATA: dataFolder, LOG_LEVEL: 'silent' },
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => (this.said += piece.toString()));
    return child;
  }
}
