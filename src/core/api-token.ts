import { holds, scopeNames, scopes, type Permission, type Role, type Scope } from './access.js';
import { addDays, isCalendarDate, type CalendarDate } from './calendar.js';
import { accept, problem, refusedFor, type Problem, type Result } from './result.js';

/** What every token begins with: scanners for secrets in code and logs find it by that. */
export const TOKEN_PREFIX = 'bst_';

/** A token is good for a year at most; then a person looks again whether it is still wanted. */
export const LONGEST_DAYS = 365;

/** More than that nobody keeps an eye on. */
export const MOST_TOKENS = 20;

export interface TokenWish {
  readonly name: string;
  readonly scopes: readonly string[];
  /** The last day on which it works. */
  readonly expiresOn: string;
}

export interface AllowedToken {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresOn: CalendarDate;
}

/** A scope whose own permission its person does not hold could do little or nothing: a mistake, pointed out. */
function isUseless(scope: Scope, roles: readonly Role[]): boolean {
  const [about]: readonly Permission[] = scopes[scope];
  return about !== undefined && !holds(roles, about);
}

function scopeProblems(wished: readonly string[], roles: readonly Role[]): Problem[] {
  if (wished.length === 0) return [problem('EMPTY', 'input.scopes')];
  return wished.flatMap((name, index) => {
    const field = `input.scopes[${index}]`;
    const scope = scopeNames.find((known) => known === name);
    if (!scope) return [problem('SCOPE_UNKNOWN', field, { allowed: scopeNames.join(', ') })];
    return isUseless(scope, roles) ? [problem('SCOPE_NOT_YOURS', field)] : [];
  });
}

function dayProblems(expiresOn: string, today: CalendarDate): Problem[] {
  const [field, max] = ['input.expiresOn', addDays(today, LONGEST_DAYS)];
  if (!isCalendarDate(expiresOn)) return [problem('INVALID_FORMAT', field, { expected: 'YYYY-MM-DD' })];
  if (expiresOn < today) return [problem('DATE_TOO_EARLY', field, { min: today })];
  return expiresOn > max ? [problem('DATE_TOO_LATE', field, { max })] : [];
}

/** What a new token may be: known scopes that its person can use, and a last day within a year. Names every fault at once. */
export function allowToken(wish: TokenWish, roles: readonly Role[], today: CalendarDate): Result<AllowedToken> {
  const name = wish.name.trim();
  const refused = refusedFor([
    ...(name === '' ? [problem('REQUIRED', 'input.name')] : []),
    ...scopeProblems(wish.scopes, roles),
    ...dayProblems(wish.expiresOn, today),
  ]);
  if (refused) return refused;
  return accept({ name, scopes: [...new Set(wish.scopes as Scope[])], expiresOn: wish.expiresOn });
}
