import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BundleFiles } from '../core/bundle.js';
import { Undecided } from '../core/integer-program.js';
import type { ReleaseStep } from '../core/statistics-release.js';
import { releaseFiles, type ReleaseMaking } from './release-making.js';

/** What the thread says. */
export type FromThread =
  { readonly step: ReleaseStep } | { readonly files: BundleFiles } | { readonly undecided: string };

/** Told of each step; throws to leave off. */
export type Watcher = (step: ReleaseStep) => Promise<void>;

/** Makes releases in a thread of their own: the audit takes minutes of the processor, in which no request would be answered. */
export class ReleaseWorkshop {
  /** `thread`: where `release.worker.js` is. */
  constructor(private readonly thread = new URL('./release.worker.js', import.meta.url)) {}

  /** The files, not signed yet. Throws `Undecided` when the release cannot be made safe, and what the watcher throws. */
  make(making: ReleaseMaking, watch: Watcher): Promise<BundleFiles> {
    // Where the sources run as they are, there is no compiled file beside them that a thread could load.
    return existsSync(fileURLToPath(this.thread)) ? this.makeApart(making, watch) : makeHere(making, watch);
  }

  private async makeApart(making: ReleaseMaking, watch: Watcher): Promise<BundleFiles> {
    const thread = new Worker(this.thread, { workerData: making, env: {} });
    let told: Promise<void> = Promise.resolve();
    try {
      return await new Promise<BundleFiles>((resolve, reject) => {
        thread.on('message', (message: FromThread) => {
          if ('files' in message) void told.then(() => resolve(message.files), reject);
          else if ('undecided' in message) reject(new Undecided(message.undecided));
          else {
            told = told.then(() => watch(message.step));
            told.catch(reject);
          }
        });
        thread.once('error', reject);
        thread.once('exit', () => void told.then(() => reject(new WorkshopEnded()), reject));
      });
    } finally {
      await thread.terminate();
    }
  }
}

async function makeHere(making: ReleaseMaking, watch: Watcher): Promise<BundleFiles> {
  const steps = releaseFiles(making);
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done === true) return next.value;
    await watch(next.value);
    await setImmediate();
  }
}

/** The thread ended without a release: it had not enough memory. */
class WorkshopEnded extends Error {
  override readonly name = 'WorkshopEnded';
}
