/** How long nothing may have happened before the house counts as quiet. */
const LOOK_EVERY = 20_000;
/** Less than this share of one processor: health checks and the queue's questions go on in a quiet house. */
const QUIET_SHARE = 0.05;
/** So much more than it kept the last time must be held before it is given back: it takes a fifth of a second, and what was compiled has to be compiled again. */
const WORTH_BYTES = 24 * 1024 * 1024;

/** What the process has used so far: milliseconds of processor time, and bytes of memory now. */
export interface Used {
  readonly processor: number;
  readonly memory: number;
}

/**
 * Decides when memory is given back: when the process did next to nothing since the last look, and holds notably more than after it was last done.
 * Work at a steady small rate is so never held up twice.
 */
export class Quiet {
  private before: Used | null = null;
  private kept = 0;

  /** Whether now is the time; `elapsed`: milliseconds since the last look. The first look only learns. */
  isTime(now: Used, elapsed: number): boolean {
    const busy = this.before ? now.processor - this.before.processor : Infinity;
    this.before = now;
    return busy < elapsed * QUIET_SHARE && now.memory > this.kept + WORTH_BYTES;
  }

  /** Memory was given back: what is held now is what the house needs, and the work of giving back is not counted as its work. */
  gaveBack(now: Used): void {
    this.before = now;
    this.kept = now.memory;
  }
}

/**
 * Gives memory back whenever the house becomes quiet: starting, signing in and a busy hour leave tens of megabytes behind, and the young generation
 * keeps the size that the busiest moment gave it (decision 14). Does nothing without `--expose-gc`, which `npm start` has.
 */
export function giveBackWhenQuiet(): void {
  const collect = globalThis.gc;
  if (!collect) return;
  const quiet = new Quiet();
  setInterval(() => {
    if (!quiet.isTime(used(), LOOK_EVERY)) return;
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    quiet.gaveBack(used());
  }, LOOK_EVERY).unref();
}

function used(): Used {
  const { user, system } = process.cpuUsage();
  return { processor: (user + system) / 1000, memory: process.memoryUsage.rss() };
}
