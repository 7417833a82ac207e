import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueueWatch } from './queue-watch.js';

type Told = 'worker:getJob:start' | 'worker:getJob:empty' | 'worker:getJob:error' | 'job:start';

/** The clock is moved by the test; what is told of the workers is what the library tells. */
describe('the watch over the workers of a queue', () => {
  let events: EventEmitter;
  let watch: QueueWatch;
  let stands: boolean;
  beforeEach(() => {
    jest.useFakeTimers();
    events = new EventEmitter();
    watch = new QueueWatch(events);
    stands = false;
    void watch.standing.then(() => (stands = true));
  });
  afterEach(() => {
    watch.end();
    jest.useRealTimers();
  });

  const tell = (what: Told, workerId = 'one'): boolean => events.emit(what, { worker: { workerId } });
  const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1_000);
  /** A worker that asks every two seconds, and what it is told each time. */
  const asks = async (seconds: number, answer: Exclude<Told, 'worker:getJob:start'>, worker = 'one'): Promise<void> => {
    for (let at = 0; at < seconds; at += 2) {
      tell('worker:getJob:start', worker);
      tell(answer, worker);
      await pass(2);
    }
  };

  it('finds one that is answered well, however long there is nothing to do or a job takes', async () => {
    await asks(120, 'worker:getJob:empty');
    await asks(2, 'job:start');
    await pass(600);
    expect(stands).toBe(false);
  });

  it('takes it for standing at once where the very first question failed', async () => {
    tell('worker:getJob:start');
    tell('worker:getJob:error');
    await pass(0);
    expect(stands).toBe(true);
  });

  it('lets questions fail for half a minute after the first was answered, and no longer', async () => {
    await asks(2, 'worker:getJob:empty');
    await asks(28, 'worker:getJob:error');
    expect(stands).toBe(false);
    await asks(10, 'worker:getJob:error');
    expect(stands).toBe(true);
  });

  it.each(['worker:getJob:empty', 'job:start'] as const)(
    'begins to count anew with each answer (%s)',
    async (answer) => {
      await asks(2, answer);
      for (let round = 0; round < 5; round++) {
        await asks(24, 'worker:getJob:error');
        await asks(2, answer);
      }
      expect(stands).toBe(false);
    },
  );

  it('waits a minute for the answer to one question, and no longer', async () => {
    await asks(2, 'worker:getJob:empty');
    tell('worker:getJob:start');
    await pass(58);
    expect(stands).toBe(false);
    await pass(10);
    expect(stands).toBe(true);
  });

  it('is not deceived by another worker that is answered meanwhile', async () => {
    await asks(2, 'worker:getJob:empty');
    tell('worker:getJob:start', 'hanging');
    await asks(58, 'worker:getJob:empty');
    expect(stands).toBe(false);
    await asks(10, 'worker:getJob:empty');
    expect(stands).toBe(true);
  });

  it('counts nothing as waiting that has failed or was answered', async () => {
    await asks(2, 'worker:getJob:empty');
    await asks(2, 'worker:getJob:error', 'another');
    await asks(2, 'job:start');
    await pass(300);
    expect(stands).toBe(false);
  });

  it('looks no more once it was ended', async () => {
    tell('worker:getJob:start');
    tell('worker:getJob:empty');
    tell('worker:getJob:start');
    watch.end();
    await pass(600);
    expect(stands).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });
});
