import { ThreadRoom } from '../threads/thread-room.js';
import type { Drawing } from './drawing.js';

/**
 * Draws PDFs in a thread of their own: a dossier takes 0.2 to 0.5 s of the processor, one with a story of 100,000 characters
 * 2 to 3 s, in which no request would be answered. A thread costs 0.2 s more and about 80 MB while it lives.
 */
export class DrawingRoom {
  private readonly room: ThreadRoom<Drawing>;

  /** `thread`: where `drawing.worker.js` is. */
  constructor(thread = new URL('./drawing.worker.js', import.meta.url)) {
    this.room = new ThreadRoom(thread, drawHere);
  }

  draw(drawing: Drawing): Promise<Buffer> {
    return this.room.run(drawing);
  }
}

/** Loaded only here: the server itself has no use for the drawing library and its fonts. */
async function drawHere(drawing: Drawing): Promise<Buffer> {
  const { draw } = await import('./drawing.js');
  return draw(drawing);
}
