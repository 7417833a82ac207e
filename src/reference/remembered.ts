/**
 * Something that is read often and changes seldom, kept in memory. A reader never waits for the database: whoever holds a
 * connection and waits for a second one can wait for ever. One's own edit calls `renew`; those of other processes are looked
 * for every three seconds.
 */
export class Remembered<T> {
  private kept: { readonly stamp: string; readonly value: T } | null = null;
  private renewals: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    /** A short text that is another one after every change. */
    private readonly stampOf: () => Promise<string>,
    private readonly load: () => Promise<T>,
  ) {}

  /** Reads it for the first time, and looks for changes from now on. */
  async start(everyMs = 3_000): Promise<void> {
    await this.renew();
    // A look that fails is made up for by the next one; a database that is down is noticed by whoever needs it.
    this.timer = setInterval(() => void this.renew().catch(() => undefined), everyMs).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  async get(): Promise<T> {
    return this.kept ? this.kept.value : this.renew();
  }

  /** Takes over what is committed by now. One after the other: an older reading must not come in last. */
  renew(): Promise<T> {
    const renewal = this.renewals.then(() => this.read());
    this.renewals = renewal.catch(() => undefined);
    return renewal;
  }

  private async read(): Promise<T> {
    // The stamp first: what changes between the two is seen next time, never missed.
    const stamp = await this.stampOf();
    if (this.kept?.stamp === stamp) return this.kept.value;
    const value = await this.load();
    this.kept = { stamp, value };
    return value;
  }
}
