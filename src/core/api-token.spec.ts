import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holds, isWithinScopes, may, permissions, roles, scopeNames, scopes, type Permission } from './access.js';
import { allowToken, LONGEST_DAYS, type TokenWish } from './api-token.js';
import { addDays } from './calendar.js';

const today = '2026-03-02';
const wish = (changed: Partial<TokenWish> = {}): TokenWish => ({
  name: 'Fachverfahren',
  scopes: ['cases:read'],
  expiresOn: '2026-06-30',
  ...changed,
});
const problemsOf = (changed: Partial<TokenWish>): string[] => {
  const outcome = allowToken(wish(changed), ['COUNSELLOR'], today);
  return outcome.ok ? [] : outcome.problems.map(({ code, field }) => `${code} ${field}`);
};

describe('a new token', () => {
  it('has a name, scopes that its person can use, and a last day within a year', () => {
    expect(allowToken(wish({ scopes: ['cases:read', 'cases:read', 'operations:any'] }), ['COUNSELLOR'], today)).toEqual(
      {
        ok: true,
        value: { name: 'Fachverfahren', scopes: ['cases:read', 'operations:any'], expiresOn: '2026-06-30' },
      },
    );
    for (const expiresOn of [today, addDays(today, LONGEST_DAYS)]) expect(problemsOf({ expiresOn })).toEqual([]);
    expect(problemsOf({ expiresOn: '2027-03-03' })).toEqual(['DATE_TOO_LATE input.expiresOn']);
  });

  it.each([
    [{ name: '  ' }, 'REQUIRED input.name'],
    [{ scopes: [] }, 'EMPTY input.scopes'],
    [{ scopes: ['cases:read', 'everything'] }, 'SCOPE_UNKNOWN input.scopes[1]'],
    [{ scopes: ['toString'] }, 'SCOPE_UNKNOWN input.scopes[0]'],
    [{ scopes: ['referrals:receive'] }, 'SCOPE_NOT_YOURS input.scopes[0]'],
    [{ expiresOn: '2026-02-30' }, 'INVALID_FORMAT input.expiresOn'],
    [{ expiresOn: '2026-03-01' }, 'DATE_TOO_EARLY input.expiresOn'],
    [{ expiresOn: addDays(today, LONGEST_DAYS + 1) }, 'DATE_TOO_LATE input.expiresOn'],
  ])('is refused with the field named: %j', (changed, expected) => {
    expect(problemsOf(changed)).toEqual([expected]);
  });
});

describe('a token', () => {
  const some = fc.subarray([...scopeNames]);
  const aRole = fc.constantFrom(...roles);
  const aPermission = fc.constantFrom<Permission>(...permissions);

  it('never does more than its person may, and no more than its scopes contain', () => {
    fc.assert(
      fc.property(fc.uniqueArray(aRole), some, aPermission, (held, given, permission) => {
        const allowed = may({ roles: held, token: { id: 'x', scopes: given } }, permission);
        expect(allowed).toBe(holds(held, permission) && isWithinScopes(given, permission));
        if (allowed) expect(may({ roles: held }, permission)).toBe(true);
      }),
    );
  });

  it('never reaches the account of its person: passwords, factors, other tokens', () => {
    expect(isWithinScopes(scopeNames, 'account:own')).toBe(false);
  });

  it('asks who it is with any scope, and opens nothing by the right to ask anything', () => {
    expect(permissions.filter((permission) => isWithinScopes(['operations:any'], permission))).toEqual(['signed-in']);
  });

  it('that reads changes nothing', () => {
    for (const scope of scopeNames.filter((name) => name.endsWith(':read')))
      expect(scopes[scope].filter((permission) => !permission.endsWith(':read'))).toEqual([]);
  });
});
