/** In milliseconds. What is said of one part must not be old news because another part hangs: whoever asks gives up soon, and asks again. */
const PATIENCE = 3_000;

/**
 * A question to something that may hang, asked once at a time: whoever asks while it is not answered waits for the same answer, and each gives up after three
 * seconds. So a part that hangs holds one question, and with it one connection, however often somebody asks.
 */
export class PatientQuestion<T> {
  private asked: Promise<T> | null = null;

  constructor(private readonly ask: () => Promise<T>) {}

  /** Throws what the question throws, or that it is too late. */
  answer(): Promise<T> {
    this.asked ??= this.ask().finally(() => (this.asked = null));
    return inTime(this.asked);
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too late')), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
