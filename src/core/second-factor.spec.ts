import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asMeant, isNewStep, recoveryCodeOf, secondsToWait } from './second-factor.js';

const now = new Date('2026-03-02T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

describe('wrong codes', () => {
  it('are free ten times, then each costs twice the wait, never more than a quarter of an hour', () => {
    expect([0, 9].map((failures) => secondsToWait(failures, now, now))).toEqual([0, 0]);
    expect([10, 11, 14, 40, 100_000].map((failures) => secondsToWait(failures, now, now))).toEqual([
      1, 2, 16, 900, 900,
    ]);
  });

  it('are forgiven with time, whatever came before', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (failures) => {
        expect(secondsToWait(failures, ago(900), now)).toBe(0);
      }),
    );
    expect(secondsToWait(14, ago(10), now)).toBe(6);
  });
});

describe('a code of an app', () => {
  it('is taken once, and none before it', () => {
    expect(isNewStep(7, null)).toBe(true);
    expect(isNewStep(8, 7)).toBe(true);
    expect(isNewStep(7, 7)).toBe(false);
    expect(isNewStep(6, 7)).toBe(false);
  });
});

describe('a recovery code', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

  it('is four groups of four signs that nobody misreads, another one for other bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(recoveryCodeOf(one)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
        const same = one.every((byte, at) => byte === other[at]);
        expect(recoveryCodeOf(one) === recoveryCodeOf(other)).toBe(same);
      }),
    );
  });

  it('is known however it was typed', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const code = recoveryCodeOf(given);
        expect(asMeant(code)).toBe(code);
        expect(asMeant(` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(
          code,
        );
      }),
    );
  });
});
