/** A code counts within the half minute it is shown in, the one before and the one after: clocks differ, and typing takes time (RFC 6238, 5.2). */
export const CODE_WINDOW = 1;

/** So many recovery codes there are at a time; with so few left it is time for new ones. */
export const RECOVERY_CODES = 10;
export const FEW_RECOVERY_CODES = 3;

/** Somebody has this many ways to sign in at most. */
export const MOST_FACTORS = 10;

const FREE_FAILURES = 10;
const LONGEST_WAIT = 15 * 60;

/**
 * How many seconds somebody has to wait before the next code is looked at: none for the first ten failures in a row, then twice as
 * long with each, a quarter of an hour at most. It never closes for good, and passkeys and recovery codes are not held up by it.
 */
export function secondsToWait(failures: number, failedAt: Date | null, now: Date): number {
  if (failures < FREE_FAILURES || failedAt === null) return 0;
  const wait = Math.min(2 ** Math.min(failures - FREE_FAILURES, 20), LONGEST_WAIT);
  return Math.max(0, Math.ceil(wait - (now.getTime() - failedAt.getTime()) / 1000));
}

/** A code is taken once, and none from before it (RFC 6238, 5.2). */
export const isNewStep = (step: number, lastStep: number | null): boolean => lastStep === null || step > lastStep;

/** Without I, L, O and U: they are read as something else (Crockford's base 32). */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten random bytes as a code that people can type: four groups of four, 80 bits. */
export function recoveryCodeOf(bytes: Uint8Array): string {
  if (bytes.length !== 10) throw new Error('A recovery code has ten bytes.');
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => signs[Number.parseInt(five, 2)]);
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}

/** A code as it was meant, however it was typed: small letters, blanks, O for 0, I or L for 1. */
export const asMeant = (typed: string): string =>
  (
    typed
      .toUpperCase()
      .replaceAll(/[^0-9A-Z]/g, '')
      .replaceAll('O', '0')
      .replaceAll(/[IL]/g, '1')
      .match(/.{1,4}/g) ?? []
  ).join('-');
