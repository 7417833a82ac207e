import { createHash, randomBytes } from 'node:crypto';
import { plainForm } from '../core/password.js';
import { hash, verify, type Algorithm } from '@node-rs/argon2';

/** OWASP's parameters for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const parameters = { algorithm: 2 satisfies Algorithm, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The same password typed on another system may come in other code points: they are put into one form before hashing. */
export const hashPassword = (password: string): Promise<string> => hash(plainForm(password), parameters);

/** A hash of nothing anybody could type: whoever does not exist costs the same time as a wrong password. */
const nobody = hash(randomBytes(32).toString('base64url'), parameters);

/** Whether the password fits; `hash` null (no such person) takes as long and is always false. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? (await nobody), plainForm(password));
  return fits && stored !== null;
}

/** A secret for a link or a cookie: 256 random bits. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

/** What is kept of a token; a fast hash does, since nobody can guess 256 bits. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
