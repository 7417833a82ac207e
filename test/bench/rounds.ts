import type { Deed } from './operations.js';

/** Works all connections one operation after the other for some seconds; gives operations a second. */
export async function work(deeds: readonly Deed[], seconds: number): Promise<number> {
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
  return done / ((performance.now() - began) / 1000);
}

export interface Compared {
  readonly base: number;
  readonly other: number;
  /** Median of the rounds' ratios: what disturbs the machine for a while disturbs both sides of a round. */
  readonly ratio: number;
}

/** Rounds of both sides in turn, after a warm-up. */
export async function compare(
  base: readonly Deed[],
  other: readonly Deed[],
  rounds: number,
  seconds: number,
): Promise<Compared> {
  await work(base, seconds / 2);
  await work(other, seconds);
  const measured: Compared[] = [];
  for (let round = 0; round < rounds; round++) {
    const [a, b] = [await work(base, seconds), await work(other, seconds)];
    measured.push({ base: a, other: b, ratio: b / a });
  }
  return {
    base: median(measured.map((round) => round.base)),
    other: median(measured.map((round) => round.other)),
    ratio: median(measured.map(({ ratio }) => ratio)),
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
