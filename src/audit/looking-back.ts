const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How often is looked how far back. */
const reaches = [
  { every: 5 * MINUTE, back: 24 * 60 * MINUTE },
  { every: MINUTE, back: 5 * MINUTE },
  { every: 0, back: 15 * SECOND },
] as const;

/** One look through the entries of the log. Moments are milliseconds since 1970. */
export interface Turn {
  readonly at: number;
  /** Which of the reaches. */
  readonly reach: number;
  readonly since: number;
  /** Whether it looks back furthest. */
  readonly isSweep: boolean;
}

/**
 * Since when the entries of the log are looked through for those without a place. Mostly the last seconds, because each entry costs time whether it has
 * its place or not; now and then further back, for deeds that took longer. The first turn looks at everything; after turns that failed the next
 * one looks back from the last that did not.
 */
export class LookingBack {
  private readonly doneAt = reaches.map(() => 0);

  turnAt(now: number): Turn {
    // A clock that was put back makes everything due.
    const reach = reaches.findIndex(({ every }, place) => Math.abs(now - this.last(place)) >= every);
    const { back } = reaches[reach] ?? reaches[0];
    return { at: now, reach, since: Math.max(0, Math.min(this.last(reach), now) - back), isSweep: reach === 0 };
  }

  /** The turn took in everything, and with it what shorter ones would have looked for. */
  done({ at, reach }: Turn): void {
    this.doneAt.fill(at, reach);
  }

  private last(reach: number): number {
    return this.doneAt[reach] ?? 0;
  }
}
