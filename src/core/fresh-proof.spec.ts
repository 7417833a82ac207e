import { describe, expect, it } from '@jest/globals';
import { isFresh } from './fresh-proof.js';

const now = new Date('2026-03-02T12:00:00Z');

describe('a proof', () => {
  it('is fresh for exactly as long as it says', () => {
    expect(isFresh(new Date('2026-03-02T11:50:00Z'), now, 10)).toBe(true);
    expect(isFresh(new Date('2026-03-02T11:49:59Z'), now, 10)).toBe(false);
  });

  it('that was never given is not fresh', () => {
    expect(isFresh(null, now, 10)).toBe(false);
  });
});
