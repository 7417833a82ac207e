import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical, isOnceKey } from './once.js';

describe('the text that stands for a request', () => {
  it('is the same whatever the order of the fields', () => {
    expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      canonical({ a: true, b: [1, { c: 'x', d: null }] }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonical(turned)).toBe(canonical(value));
      }),
    );
  });

  it('says all of it: what it stands for can be read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('tells a field that is null from one that is left out, and one that is undefined is left out', () => {
    expect(canonical({ a: null })).not.toBe(canonical({}));
    expect(canonical({ a: undefined })).toBe(canonical({}));
  });
});

describe('a key', () => {
  it.each(['0190a6b2-1c3d-7e4f-8a5b-6c7d8e9f0a1b', 'F47AC10B-58CC-4372-A567-0E02B2C3D479'])('is a UUID: %s', (key) =>
    expect(isOnceKey(key)).toBe(true),
  );

  it.each(['', '1', 'retry', '00000000-0000-0000-0000-000000000000', 'f47ac10b58cc4372a5670e02b2c3d479'])(
    'is nothing that could be guessed or made by mistake: %s',
    (key) => expect(isOnceKey(key)).toBe(false),
  );
});
