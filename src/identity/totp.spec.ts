import { describe, expect, it } from '@jest/globals';
import { makeSecret, setupOf, stepOf } from './totp.js';

/** The secret and times of RFC 6238, appendix B (SHA-1), with the last six of its eight digits. */
const secret = Buffer.from('12345678901234567890');
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('codes of an app', () => {
  it('are those of RFC 6238', () => {
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ] as const)
      expect(stepOf(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('count one half minute before and after their own, to the second, and no longer', () => {
    // 081804 is shown from 1111111080 until 1111111109.
    const step = 37_037_036;
    expect(stepOf(secret, '081804', at(1_111_111_080 - 31))).toBeNull();
    expect(stepOf(secret, '081804', at(1_111_111_080 - 30))).toBe(step);
    expect(stepOf(secret, '081804', at(1_111_111_110 + 29))).toBe(step);
    expect(stepOf(secret, '081804', at(1_111_111_110 + 30))).toBeNull();
  });

  it('are six digits and nothing else', () => {
    for (const code of ['', '28708', '2870822', '28708a', ' 287082', '287082\n', '２８７０８２'])
      expect(stepOf(secret, code, at(59))).toBeNull();
  });

  it('are set up by an address that names the house and the account, and by a picture of it', () => {
    const { secret: text, uri, picture } = setupOf(secret, 'kim@example.org');
    expect(text).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(uri).toContain('otpauth://totp/Beistand:kim%40example.org?');
    expect(uri).toContain(`secret=${text}`);
    expect(picture.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(picture.size).toBeGreaterThan(28);
    expect(makeSecret()).toHaveLength(20);
  });
});
