/** A look as the database takes it (migration 0060). */
export interface NotedLook {
  readonly organisation: string;
  readonly carrier: string;
  readonly person: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly look: NotedLook;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** So many go together at most. */
const MOST = 200;

/**
 * Puts looks on record: those that come while others are being written wait for them and go together, in one commit. Whoever waits for
 * its own is told when it is on the disk.
 */
export class LookBook {
  private waiting: Waiting[] = [];
  private isWriting = false;

  /** `write` puts all of them on record, or none and throws. */
  constructor(private readonly write: (looks: readonly NotedLook[]) => Promise<unknown>) {}

  /** Resolves when the look is on record; throws what kept it from that. */
  note(look: NotedLook): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ look, done, failed });
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) await this.writeSome(this.waiting.splice(0, MOST));
    this.isWriting = false;
  }

  private async writeSome(some: readonly Waiting[]): Promise<void> {
    try {
      await this.write(some.map(({ look }) => look));
      for (const { done } of some) done();
    } catch (error) {
      if (some.length > 1 && isOfOne(error)) for (const one of some) await this.writeSome([one]);
      else for (const { failed } of some) failed(error);
    }
  }
}

/** Whether something in an entry was wrong, which then is no fault of the others; anything else (a lost database, a full disk) is everybody's. */
const isOfOne = (error: unknown): boolean => /^(22|23|42)/.test(String((error as { code?: unknown } | null)?.code));
