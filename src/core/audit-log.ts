import { leafHash, type Hash } from './merkle.js';

/** One entry of the log as it is hashed, exported and verified. Moments are ISO texts in UTC with microseconds. */
export interface LoggedEntry {
  /** The log: the carrier, or the organisation that is its own root. */
  readonly log: string;
  /** Its place, counted from 0. */
  readonly index: number;
  readonly organisation: string;
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly subjectType: string;
  /** Hex. What stands in the leaf for the person, so that the person can be forgotten and the leaf stays. */
  readonly person: string;
  /** Hex. What stands in the leaf for the subject and the details. */
  readonly subject: string;
}

/** The signed word for all entries of a log up to `size`. */
export interface Checkpoint {
  readonly log: string;
  readonly size: number;
  /** Hex. */
  readonly head: string;
  readonly at: string;
  /** Hex, Ed25519 over `checkpointText`. */
  readonly signature: string;
}

const encoder = new TextEncoder();

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Three times for each entry of the log: a list of pairs that is joined takes ten times as long. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += hexOf[byte];
  return text;
}

/** The bytes of a hex text; none for anything else. */
export const fromHex = (text: string): Uint8Array =>
  /^([0-9a-f]{2})*$/.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : new Uint8Array();

const digest = (hash: Hash, parts: readonly unknown[]): string => toHex(hash(encoder.encode(canonical(parts))));

/** One text for one value: keys in order, no blanks. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = pairs.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** Without the salt nobody can try out whose id it is, not even with a list of all ids. */
export const personCommitment = (hash: Hash, salt: string, personId: string | null): string =>
  digest(hash, ['beistand-audit-person-1', salt, personId]);

export const subjectCommitment = (hash: Hash, salt: string, subjectId: string | null, details: unknown): string =>
  digest(hash, ['beistand-audit-subject-1', salt, subjectId, details]);

/** The leaf of an entry. It tells its place too, so that an entry that was moved is known as such. */
export const leafOf = (hash: Hash, entry: LoggedEntry): Uint8Array =>
  leafHash(
    hash,
    encoder.encode(
      canonical([
        'beistand-audit-entry-1',
        entry.log,
        entry.index,
        entry.organisation,
        entry.id,
        entry.at,
        entry.action,
        entry.subjectType,
        entry.person,
        entry.subject,
      ]),
    ),
  );

/** What is signed. The log stands in it: a checkpoint of one carrier is none of another. */
export const checkpointText = ({ log, size, head, at }: Omit<Checkpoint, 'signature'>): string =>
  `beistand-audit-checkpoint-1\n${log}\n${size}\n${head}\n${at}\n`;
