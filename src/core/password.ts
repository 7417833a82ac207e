import { refuse, type Refused } from './result.js';

const [SHORTEST, LONGEST] = [8, 128] as const;

/**
 * NFC: what looks the same and is the same by every system's reading is the same password, and nothing else is folded together
 * (no case, no widths, no blanks): any character counts as it was typed.
 */
export const plainForm = (password: string): string => password.normalize('NFC');

const lengthOf = (password: string): number => [...plainForm(password)].length;

/** 8 to 128 characters, as people count them: an emoji is one. */
export const hasPasswordLength = (given: unknown): boolean =>
  typeof given === 'string' && given.isWellFormed() && lengthOf(given) >= SHORTEST && lengthOf(given) <= LONGEST;

/** Whether it cannot be anybody's password, so that nothing has to be worked out for it. */
export const isTooLong = (password: string): boolean => password.length > LONGEST * 4 || lengthOf(password) > LONGEST;

/**
 * What no new password may be (ASVS 5.0, 6.2.4 and 6.2.11): among the most common ones, or one's own address. No rules of composition: they make passwords
 * worse. `common` are in small letters.
 */
export function refusePassword(
  password: string,
  common: ReadonlySet<string>,
  { field, email }: { readonly field: string; readonly email?: string },
): Refused | null {
  const folded = plainForm(password).toLowerCase();
  if (common.has(folded)) return refuse('PASSWORD_COMMON', field);
  const [name = ''] = (email ?? '').toLowerCase().split('@');
  if (name.length >= 4 && folded.includes(name)) return refuse('PASSWORD_NAMES_YOU', field);
  return null;
}
