import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EarlierKey } from '../../test/support/earlier-factors.js';
import { EarlierFactorSeal } from './earlier-factor-seal.js';

const of = { organisationId: 'o', personId: 'p', id: 'i' };
const secret = Buffer.from('a secret of an app..');

describe('what an earlier version has sealed of an app', () => {
  it('opens with the key of that time', () => {
    const earlier = new EarlierKey();
    expect(EarlierFactorSeal.read(earlier.file)?.open(earlier.seal(secret, of), of)).toEqual(secret);
  });

  it('does not open for another organisation, person or factor, with another key, or when a bit was changed', () => {
    const earlier = new EarlierKey();
    const sealed = earlier.seal(secret, of);
    const open = (bytes: Buffer, place = of) => EarlierFactorSeal.read(earlier.file)?.open(bytes, place);
    for (const other of [{ organisationId: 'x' }, { personId: 'x' }, { id: 'x' }])
      expect(open(sealed, { ...of, ...other })).toBeNull();
    expect(EarlierFactorSeal.read(new EarlierKey().file)?.open(sealed, of)).toBeNull();
    for (const at of [0, 15, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(open(changed)).toBeNull();
    }
    expect(open(sealed.subarray(0, -1))).toBeNull();
    expect(open(Buffer.alloc(3))).toBeNull();
  });

  it('needs a key file that holds a key; where there is none, none is made', () => {
    const { file } = new EarlierKey();
    expect(EarlierFactorSeal.read(`${file}-of-nobody`)).toBeNull();
    writeFileSync(file, 'short');
    expect(() => EarlierFactorSeal.read(file)).toThrow('32 bytes');
  });
});
