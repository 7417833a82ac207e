/**
 * Something that is read often and changes seldom, kept in memory. Whether it changed is asked at most every `restMs`:
 * an edit by another process counts after that time, one's own at once (`forget`).
 */
export class Remembered<T> {
  private kept: { readonly stamp: string; readonly value: T; checkedAt: number } | null = null;
  private edits = 0;

  constructor(
    /** A short text that is another one after every change. */
    private readonly stampOf: () => Promise<string>,
    private readonly load: () => Promise<T>,
    private readonly restMs = 3_000,
  ) {}

  async get(): Promise<T> {
    if (this.kept && performance.now() - this.kept.checkedAt < this.restMs) return this.kept.value;
    const [edits, checkedAt] = [this.edits, performance.now()];
    // The stamp first: what changes between the two is read again next time, never missed.
    const stamp = await this.stampOf();
    if (this.kept?.stamp === stamp) {
      this.kept.checkedAt = checkedAt;
      return this.kept.value;
    }
    const value = await this.load();
    // Forgotten while it was being read: it may be the state before the edit.
    if (edits === this.edits) this.kept = { stamp, value, checkedAt };
    return value;
  }

  /** After one's own edit is committed. */
  forget(): void {
    this.edits += 1;
    this.kept = null;
  }
}
