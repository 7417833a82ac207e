/** How failures under one kind of key slow down what follows. All times in seconds. */
export interface ThrottleRule {
  /** So many failures cost nothing: people mistype. */
  readonly free: number;
  /** The wait after the first one beyond; it doubles with each further. */
  readonly first: number;
  readonly longest: number;
  /** A key is forgotten so long after its last failure. */
  readonly window: number;
}

interface Count {
  readonly failures: number;
  /** Milliseconds. */
  readonly waitsUntil: number;
  readonly forgottenAt: number;
}

/** How long to wait after so many failures, in seconds. */
export const waitAfter = (failures: number, { free, first, longest }: ThrottleRule): number =>
  failures <= free ? 0 : Math.min(longest, first * 2 ** Math.min(failures - free - 1, 30));

/**
 * Counts failures by key, in memory. An attempt is counted as failed when it begins and taken back when it succeeds: between look and
 * count there is no moment in which a hundred others could slip through.
 */
export class FailureCounter {
  private readonly counts = new Map<string, Count>();

  /** `most`: so many keys are held at once; then the one that was quiet longest goes. */
  constructor(
    private readonly rule: ThrottleRule,
    private readonly most: number,
  ) {}

  /** Failures under this key within the window. */
  failures(key: string, now: Date): number {
    return this.live(key, now.getTime())?.failures ?? 0;
  }

  /** Seconds until an attempt under this key is let through; 0: now. */
  wait(key: string, now: Date): number {
    const until = this.live(key, now.getTime())?.waitsUntil ?? 0;
    return Math.max(0, Math.ceil((until - now.getTime()) / 1_000));
  }

  /** `rule`: a stricter one than usual, while many try from everywhere. */
  count(key: string, now: Date, rule: ThrottleRule = this.rule): void {
    const at = now.getTime();
    const failures = (this.live(key, at)?.failures ?? 0) + 1;
    this.counts.delete(key); // to the end of the order in which they are forgotten
    if (this.counts.size >= this.most) this.makeRoom(at);
    this.counts.set(key, {
      failures,
      waitsUntil: at + waitAfter(failures, rule) * 1_000,
      forgottenAt: at + this.rule.window * 1_000,
    });
  }

  /** It was none: takes one failure back, with the wait that it brought. */
  takeBack(key: string): void {
    const count = this.counts.get(key);
    if (!count) return;
    if (count.failures <= 1) this.counts.delete(key);
    else this.counts.set(key, { ...count, failures: count.failures - 1, waitsUntil: 0 });
  }

  forget(key: string): void {
    this.counts.delete(key);
  }

  /** Drops what is past its window. */
  forgetOld(now: Date): void {
    for (const [key, { forgottenAt }] of this.counts) if (forgottenAt <= now.getTime()) this.counts.delete(key);
  }

  get size(): number {
    return this.counts.size;
  }

  private live(key: string, at: number): Count | null {
    const count = this.counts.get(key);
    return count && count.forgottenAt > at ? count : null;
  }

  private makeRoom(at: number): void {
    this.forgetOld(new Date(at));
    const oldest = this.counts.keys().next();
    if (this.counts.size >= this.most && !oldest.done) this.counts.delete(oldest.value);
  }
}

/** The network that an address stands for: whoever has one of IPv6 has 2^64 of them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [left = '', right] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = left === '' ? [] : left.split(':');
  const tail = right ? right.split(':').length : 0;
  const zeros = right === undefined ? 0 : Math.max(0, 8 - groups.length - tail);
  const whole = [...groups, ...Array.from({ length: zeros }, () => '0'), ...(right ? right.split(':') : [])];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
