import type { Deed } from './operations.js';

/** Works all connections one operation after the other for some seconds; gives operations a second, and how many they were. */
export async function work(
  deeds: readonly Deed[],
  seconds: number,
): Promise<{ readonly speed: number; readonly done: number }> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  await Promise.all(
    deeds.map(async (deed) => {
      while (performance.now() < until) {
        await deed();
        done += 1;
      }
    }),
  );
  return { speed: done / ((performance.now() - began) / 1000), done };
}

export interface Compared {
  readonly base: number;
  readonly other: number;
  /** Median of the rounds' ratios: what disturbs the machine for a while disturbs both sides of a round. */
  readonly ratio: number;
  /** Processor time that the server's process took for an operation, in milliseconds: does not hang on what else the machine does. */
  readonly cost: number;
}

/** Rounds of both sides in turn, after a warm-up. `processorTime` of the server process, in milliseconds. */
export async function compare(
  base: readonly Deed[],
  other: readonly Deed[],
  rounds: number,
  seconds: number,
  processorTime: () => number = () => NaN,
): Promise<Compared> {
  await work(base, seconds / 2);
  await work(other, seconds);
  const measured: Compared[] = [];
  for (let round = 0; round < rounds; round++) {
    const { speed } = await work(base, seconds);
    const before = processorTime();
    const through = await work(other, seconds);
    const cost = (processorTime() - before) / through.done;
    measured.push({ base: speed, other: through.speed, ratio: through.speed / speed, cost });
  }
  return {
    base: median(measured.map((round) => round.base)),
    other: median(measured.map((round) => round.other)),
    ratio: median(measured.map(({ ratio }) => ratio)),
    cost: median(measured.map(({ cost }) => cost)),
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
