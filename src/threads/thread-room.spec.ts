import { describe, expect, it } from '@jest/globals';
import { unavailabilityOf } from '../graphql/unavailable.js';
import { ThreadRoom } from './thread-room.js';

/** A room that works in place, where the test says when the work is done. */
const room = (work: () => Promise<Uint8Array>): ThreadRoom<null> =>
  new ThreadRoom<null>(new URL('./no-such-thread.js', import.meta.url), work);

const drawn = new Uint8Array([1]);

describe('a room in which much waits', () => {
  it('takes forty, tells the next one to come again, keeps nobody waiting elsewhere, and takes more when it has drawn', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((done) => (finish = done));
    const ofTheFigures = room(async () => {
      await finished;
      return drawn;
    });
    const waiting = Array.from({ length: 40 }, () => ofTheFigures.run(null));

    const refused = await ofTheFigures.run(null).then(() => 'drawn', unavailabilityOf);
    expect(refused).toBe('BUSY');
    const dossier = await room(() => Promise.resolve(drawn)).run(null);
    expect([...dossier]).toEqual([1]);

    finish();
    expect(await Promise.all(waiting)).toHaveLength(40);
    expect([...(await ofTheFigures.run(null))]).toEqual([1]);
  });

  it('has its place again also when the work fails', async () => {
    const failing = room(() => Promise.reject(new Error('no ink')));
    for (let round = 0; round < 45; round++) await expect(failing.run(null)).rejects.toThrow('no ink');
  });
});
