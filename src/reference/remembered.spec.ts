import { describe, expect, it } from '@jest/globals';
import { Remembered } from './remembered.js';

/** A database of one value that counts how often it is asked. */
function source() {
  const state = { value: 'one', asked: 0, loaded: 0, fails: false };
  const remembered = new Remembered(
    () => {
      state.asked += 1;
      return state.fails ? Promise.reject(new Error('down')) : Promise.resolve(state.value);
    },
    async () => {
      state.loaded += 1;
      const { value } = state;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return value;
    },
  );
  return { state, remembered };
}

describe('what is remembered', () => {
  it('is read once, and then given without asking', async () => {
    const { state, remembered } = source();
    expect([await remembered.get(), await remembered.get(), await remembered.get()]).toEqual(['one', 'one', 'one']);
    expect([state.asked, state.loaded]).toEqual([1, 1]);
  });

  it('follows one’s own edit at once', async () => {
    const { state, remembered } = source();
    await remembered.get();
    state.value = 'two';
    expect(await remembered.get()).toBe('one');
    await remembered.renew();
    expect(await remembered.get()).toBe('two');
  });

  it('is not read again when nothing has changed', async () => {
    const { state, remembered } = source();
    await remembered.get();
    await remembered.renew();
    expect(state.loaded).toBe(1);
  });

  it('ends with the newest state when two renewals cross', async () => {
    const { state, remembered } = source();
    const first = remembered.renew();
    state.value = 'two';
    const second = remembered.renew();
    await Promise.all([first, second]);
    expect(await remembered.get()).toBe('two');
  });

  it('follows the edits of others, and outlives a database that is down for a while', async () => {
    const { state, remembered } = source();
    await remembered.start(5);
    state.fails = true;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await remembered.get()).toBe('one');
    [state.fails, state.value] = [false, 'two'];
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await remembered.get()).toBe('two');
    remembered.stop();
    const { asked } = state;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(state.asked).toBe(asked);
  });
});
