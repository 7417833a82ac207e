import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prefixesOf, wantedPrefix } from './name-prefixes.js';

it('a name is found by how each of its words begins, whatever its accents and capitals', () => {
  expect(prefixesOf('Jürgen Weiß')).toEqual(['ju', 'jur', 'jurg', 'jurge', 'jurgen', 'we', 'wei', 'weis', 'weiss']);
  for (const asked of ['Jü*', 'JUR*', 'weiß*', 'Weiss*'])
    expect(prefixesOf('Jürgen Weiß')).toContain(wantedPrefix(asked));
});

it('a name is not found by its middle, nor by one letter', () => {
  for (const asked of ['ürgen*', 'eiß*', 'J*', '*'])
    expect(prefixesOf('Jürgen Weiß')).not.toContain(wantedPrefix(asked));
  expect(wantedPrefix('Jürgen')).toBeNull();
});

it('every beginning of a word of two letters or more finds it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-zÄÖÜäöüéşğçñ]{2,30}$/), fc.nat(28), (name, cut) => {
      const asked = [...name].slice(0, 2 + (cut % (name.length - 1))).join('');
      expect(prefixesOf(name)).toContain(wantedPrefix(`${asked}*`));
    }),
  );
});
