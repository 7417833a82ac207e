/** What the product has confirmed: it must be there, once. */
export interface Acknowledged {
  readonly kind: Kind;
  readonly id: string;
  /** Whose: the number of the writer. */
  readonly writer: number;
  /** Of a file: what its bytes are. */
  readonly sha256?: string;
}

export type Kind = 'case' | 'file' | 'message';

/** What the writers have seen, kept where no fault reaches it. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  /** Requests that were sent, whatever became of them. */
  sent = 0;
  /** Requests to which no answer came: the line broke, or nobody was there. */
  unanswered = 0;
  /** How often each status was answered. */
  readonly answers = new Map<number, number>();
  /** Deeds that were sent once more with the same key: before an answer had come, and after they had been confirmed. */
  readonly repeated = { unanswered: 0, confirmed: 0 };
  /** Answers of 503 without `Retry-After`, and whatever else a client could not go by. */
  readonly unfit: string[] = [];

  /** When the last deed was confirmed, and the longest time without any since `watchGap`. */
  private last = performance.now();
  private gap = 0;

  acknowledge(deed: Acknowledged): void {
    const now = performance.now();
    this.gap = Math.max(this.gap, now - this.last);
    this.last = now;
    this.acknowledged.push(deed);
  }

  watchGap(): void {
    this.gap = 0;
  }

  get longestGap(): number {
    return this.gap;
  }

  count(kind: Kind): number {
    return this.acknowledged.filter((each) => each.kind === kind).length;
  }

  answered(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }
}
