import { ThreadRoom } from '../threads/thread-room.js';
import type { Charting } from './charting.js';

/** Draws pictures in a thread of their own: the library is large, and a map takes half a second. */
export class ChartRoom {
  private readonly room = new ThreadRoom<Charting>(new URL('./charting.worker.js', import.meta.url), drawHere);

  draw(charting: Charting): Promise<Buffer> {
    return this.room.run(charting);
  }
}

/** Loaded only here: the server itself has no use for the library. */
async function drawHere(charting: Charting): Promise<Uint8Array> {
  const { drawChart } = await import('./charting.js');
  return drawChart(charting);
}
