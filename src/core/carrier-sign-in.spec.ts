import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readIssuer, vouchesForFactor, wasSeenSince } from './carrier-sign-in.js';

describe("a provider's word for a second factor", () => {
  const nothing = { trustedMethods: [], trustedContexts: [] };

  it('counts for nothing where the carrier trusts none, whatever it says', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.option(fc.string()), (methods, context) => {
        expect(vouchesForFactor({ methods, context }, nothing)).toBe(false);
      }),
    );
  });

  it('counts when a trusted method or the trusted context is among it, and letter by letter', () => {
    const trusted = { trustedMethods: ['mfa', 'hwk'], trustedContexts: ['urn:example:gold'] };
    expect(vouchesForFactor({ methods: ['pwd', 'mfa'], context: null }, trusted)).toBe(true);
    expect(vouchesForFactor({ methods: ['pwd'], context: 'urn:example:gold' }, trusted)).toBe(true);
    expect(vouchesForFactor({ methods: ['pwd', 'MFA'], context: 'urn:example:gold2' }, trusted)).toBe(false);
    expect(vouchesForFactor({ methods: [], context: null }, trusted)).toBe(false);
    expect(vouchesForFactor({ methods: ['urn:example:gold'], context: 'mfa' }, trusted)).toBe(false);
  });
});

describe('a fresh proof by the provider', () => {
  const leftAt = new Date('2026-11-26T10:00:00Z');
  const after = (seconds: number): Date => new Date(leftAt.getTime() + seconds * 1000);

  it('is one from after the person left for it; what the provider remembers, or does not say, is none', () => {
    expect(wasSeenSince(after(20), leftAt)).toBe(true);
    expect(wasSeenSince(after(-60), leftAt)).toBe(true); // clocks are a little apart
    expect(wasSeenSince(after(-61), leftAt)).toBe(false);
    expect(wasSeenSince(null, leftAt)).toBe(false);
  });
});

describe('the address of a provider', () => {
  it('is https, and kept letter by letter', () => {
    for (const issuer of [
      'https://login.example.org/realms/nord',
      'https://login.example.org/',
      'https://a.example:8443',
    ])
      expect(readIssuer(` ${issuer} `, 'issuer', false)).toEqual({ ok: true, value: issuer });
  });

  it.each([
    'http://login.example.org',
    'ftp://login.example.org',
    'login.example.org',
    'https://user:secret@login.example.org',
    'https://login.example.org?tenant=a',
    'https://login.example.org#a',
    'https://login.exämple.org',
    'https://login example.org',
    'javascript:alert(1)',
    '',
  ])('is not %s', (issuer) => {
    expect(readIssuer(issuer, 'issuer', false)).toMatchObject({
      ok: false,
      problems: [{ code: 'INVALID_FORMAT', field: 'issuer' }],
    });
  });

  it('may be plain http where nobody real signs in', () => {
    expect(readIssuer('http://127.0.0.1:4000', 'issuer', true).ok).toBe(true);
    expect(readIssuer(`https://a.example/${'x'.repeat(500)}`, 'issuer', true)).toMatchObject({
      problems: [{ code: 'TOO_LONG' }],
    });
  });
});
