import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Drawing } from './drawing.js';

const longest = 60_000;

/**
 * Draws PDFs in a thread of their own: a dossier takes 0.2 to 0.5 s of the processor, one with a story of 100,000 characters
 * 2 to 3 s, in which no request would be answered. A thread costs 0.2 s more and about 80 MB while it lives; it ends
 * with its drawing and takes along what it knew. One at a time, so that many requests cannot fill the memory.
 */
export class DrawingRoom {
  private before: Promise<unknown> = Promise.resolve();

  /** `thread`: where `drawing.worker.js` is. */
  constructor(private readonly thread = new URL('./drawing.worker.js', import.meta.url)) {}

  draw(drawing: Drawing): Promise<Buffer> {
    // Where the sources run as they are, there is no compiled file beside them that a thread could load.
    const mine = this.before.then(() =>
      existsSync(fileURLToPath(this.thread)) ? this.drawApart(drawing) : drawHere(drawing),
    );
    this.before = mine.catch(() => undefined);
    return mine;
  }

  private drawApart(drawing: Drawing): Promise<Buffer> {
    const thread = new Worker(this.thread, {
      workerData: drawing,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const limit = setTimeout(() => void thread.terminate(), longest);
    return new Promise<Buffer>((resolve, reject) => {
      thread.once('message', (pdf: Uint8Array) => resolve(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)));
      thread.once('error', reject);
      thread.once('exit', () => reject(new DrawingEnded()));
    }).finally(() => clearTimeout(limit));
  }
}

/** Loaded only here: the server itself has no use for the drawing library and its fonts. */
async function drawHere(drawing: Drawing): Promise<Buffer> {
  const { draw } = await import('./drawing.js');
  return draw(drawing);
}

/** The thread ended without a drawing: it took too long. */
class DrawingEnded extends Error {
  override readonly name = 'DrawingEnded';
}
