import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** So much work may wait or be under way in one room: more would keep whoever comes last waiting for minutes, and the memory filled meanwhile. */
const MOST = 40;

/**
 * Work of the processor in a thread of its own, so that requests are answered meanwhile. A thread ends with its work and takes along what it knew. One at
 * a time, so that many requests cannot fill the memory.
 */
export class ThreadRoom<Work> {
  private before: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /**
   * @param thread Where the compiled worker is: it answers `workerData` with one message of bytes.
   * @param here The same work in this thread, for where the sources run as they are and there is no compiled file that a thread could load.
   * @param longest Milliseconds after which a thread is ended.
   */
  constructor(
    private readonly thread: URL,
    private readonly here: (work: Work) => Promise<Uint8Array>,
    private readonly longest = 60_000,
  ) {}

  /** Rejects with `RoomFull`, at once, where forty wait already. */
  run(work: Work): Promise<Buffer> {
    if (this.waiting >= MOST) return Promise.reject(new RoomFull());
    this.waiting += 1;
    const mine = this.before
      .then(() => (existsSync(fileURLToPath(this.thread)) ? this.apart(work) : this.here(work).then(bytesOf)))
      .finally(() => (this.waiting -= 1));
    this.before = mine.catch(() => undefined);
    return mine;
  }

  private apart(work: Work): Promise<Buffer> {
    const thread = new Worker(this.thread, {
      workerData: work,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const limit = setTimeout(() => void thread.terminate(), this.longest);
    return new Promise<Buffer>((resolve, reject) => {
      thread.once('message', (bytes: Uint8Array) => resolve(bytesOf(bytes)));
      thread.once('error', reject);
      thread.once('exit', () => reject(new ThreadEnded()));
    }).finally(() => clearTimeout(limit));
  }
}

const bytesOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The thread ended without an answer: it took too long. */
class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded';
}

/** Nothing is wrong with the work: it is to be asked for again in a moment. */
class RoomFull extends Error {
  override readonly name = 'RoomFull';
  readonly code = 'ROOM_FULL';

  constructor() {
    super('Too much waits for this room already.');
  }
}
