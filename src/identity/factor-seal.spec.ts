import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FactorSeal } from './factor-seal.js';

const file = (): string => join(mkdtempSync(join(tmpdir(), 'beistand-seal-')), 'key');
const of = { organisationId: 'o', personId: 'p', id: 'i' };
const secret = Buffer.from('a secret of an app..');

describe('the seal of an app’s secret', () => {
  it('opens what it sealed, also after a restart, and never looks the same twice', () => {
    const path = file();
    const sealed = FactorSeal.readOrMake(path).seal(secret, of);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(FactorSeal.readOrMake(path).open(sealed, of))).toEqual(secret);
    expect(FactorSeal.readOrMake(path).seal(secret, of)).not.toEqual(sealed);
    expect(sealed.includes(secret)).toBe(false);
  });

  it('does not open for another organisation, person or factor, with another key, or when a bit was changed', () => {
    const seal = FactorSeal.readOrMake(file());
    const sealed = seal.seal(secret, of);
    for (const other of [{ organisationId: 'x' }, { personId: 'x' }, { id: 'x' }])
      expect(() => seal.open(sealed, { ...of, ...other })).toThrow();
    expect(() => FactorSeal.readOrMake(file()).open(sealed, of)).toThrow();
    for (const at of [0, 15, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => seal.open(changed, of)).toThrow();
    }
    expect(() => seal.open(sealed.subarray(0, -1), of)).toThrow();
  });

  it('refuses a key file that holds something else', () => {
    const path = file();
    writeFileSync(path, 'short');
    expect(() => FactorSeal.readOrMake(path)).toThrow('32 bytes');
  });
});
