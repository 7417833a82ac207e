/** Chance that falls the same way at every start (mulberry32): the demonstration shows the same cases everywhere. */
export class Dice {
  constructor(private seed: number) {}

  /** A number from 0 up to, not including, 1. */
  roll(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.roll() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.roll() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.roll() * from.length)];
    if (picked === undefined) throw new Error('Nothing to pick from.');
    return picked;
  }

  /** One of the values, by its weight. */
  weigh<T>(from: readonly (readonly [T, number])[]): T {
    let left = this.roll() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of from) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(from)[0];
  }

  /** Some different ones, at most `most`. */
  some<T>(from: readonly T[], most: number): T[] {
    const chosen = new Set<T>();
    for (let n = this.between(0, most); n > 0; n--) chosen.add(this.pick(from));
    return [...chosen];
  }
}
