import { describe, expect, it } from '@jest/globals';
import { hasPasswordLength, isTooLong, plainForm, refusePassword } from './password.js';

describe('a password', () => {
  it.each([
    ['1234567', false],
    ['12345678', true],
    ['😀'.repeat(7), false],
    ['😀'.repeat(8), true],
    ['😀'.repeat(128), true],
    ['ü'.repeat(128), true],
    ['u\u0308'.repeat(128), true],
    ['x'.repeat(129), false],
    [' '.repeat(8), true],
    ['\udfff'.repeat(8), false],
    [12_345_678, false],
  ])('%p has a length that is taken: %p', (password, taken) => {
    expect(hasPasswordLength(password)).toBe(taken);
    if (typeof password === 'string' && taken) expect(isTooLong(password)).toBe(false);
  });

  it('is the same however its umlauts are encoded, and otherwise just as it was typed', () => {
    expect(plainForm('gru\u0308n')).toBe(plainForm('gr\u00fcn'));
    for (const [one, other] of [
      ['Passwort', 'passwort'],
      ['½', '1⁄2'],
      ['a b', 'ab'],
      ['ﬁ', 'fi'],
    ] as const)
      expect(plainForm(one)).not.toBe(plainForm(other));
  });

  it('is none that everybody has, in whatever case, and not the own address', () => {
    const common = new Set(['iloveyou1']);
    const asked = (password: string) =>
      refusePassword(password, common, { field: 'x', email: 'kim.beispiel@example.org' });
    expect(asked('ILoveYou1')?.problems[0].code).toBe('PASSWORD_COMMON');
    expect(asked('Kim.Beispiel1')?.problems[0].code).toBe('PASSWORD_NAMES_YOU');
    expect(asked('iloveyou12')).toBeNull();
    expect(refusePassword('abc-und-mehr', common, { field: 'x', email: 'abc@example.org' })).toBeNull();
  });
});
