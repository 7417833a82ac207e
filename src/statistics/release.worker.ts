import { parentPort, workerData } from 'node:worker_threads';
import { Undecided } from '../core/integer-program.js';
import { releaseFiles, type ReleaseMaking } from './release-making.js';
import type { FromThread } from './release-workshop.js';

/** A thread that makes one release, says how far it is, hands over its files and ends. */
const say = (message: FromThread): void => parentPort?.postMessage(message);
try {
  const steps = releaseFiles(workerData as ReleaseMaking);
  for (let next = steps.next(); ; next = steps.next()) {
    if (next.done === true) {
      say({ files: next.value });
      break;
    }
    say({ step: next.value });
  }
} catch (error) {
  if (!(error instanceof Undecided)) throw error;
  say({ undecided: error.message });
}
