import { SingleBar } from 'cli-progress';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Something the person at the terminal can do something about: its text is shown without a stack. */
export class Failure extends Error {}

/** Reads or writes a file that was named; what the system refuses is said in a sentence. */
export function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Failure(`${path} cannot be read or written (${code}).`);
  }
}

/** A bar on standard error, where somebody looks; it goes when all is done. */
export function progress(what: string): (done: number, all: number) => void {
  const bar = new SingleBar({
    format: `${what} [{bar}] {percentage}%`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: null,
  });
  let shown = false;
  return (done, all) => {
    if (!shown) bar.start(all, 0);
    shown = true;
    bar.update(done);
    if (done >= all) bar.stop();
  };
}
