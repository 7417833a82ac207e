import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BackupFault } from './backup-faults.js';

/** The bytes of a stored file and how it is known again. */
export interface Stored {
  readonly bytes: number;
  readonly sha256: string;
}

/** Counts and hashes what passes. */
export class Tally {
  private readonly hash: Hash = createHash('sha256');
  private bytes = 0;

  async *over(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      this.hash.update(piece);
      this.bytes += piece.length;
      yield piece;
    }
  }

  /** May be asked once. */
  get stored(): Stored {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/** A pair of age: the first half opens backups and is kept away from this machine, the second seals them. */
export async function newPair(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Packed (gzip) and sealed (age, https://age-encryption.org/v1) for whoever holds the secret half of a recipient. */
export async function* seal(
  content: Readable,
  recipients: readonly string[],
  tally: Tally,
): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const packing = createGzip({ level: 3 });
  content.on('error', (error) => packing.destroy(error));
  const sealed = await encrypter.encrypt(Readable.toWeb(content.pipe(packing)) as ReadableStream<Uint8Array>);
  yield* tally.over(sealed);
}

/** Opens a sealed file again. Throws `WRONG_IDENTITY`, or fails in the middle of the stream where a byte was changed. */
export async function unseal(path: string, identity: string): Promise<Readable> {
  const decrypter = new Decrypter();
  for (const line of secretLines(identity)) decrypter.addIdentity(line);
  const source = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  const opened = await decrypter.decrypt(source).catch(() => {
    throw new BackupFault('WRONG_IDENTITY', 'The identity does not open this backup: it was sealed for another one.');
  });
  const plain = Readable.fromWeb(opened as never);
  const unpacking = createGunzip();
  plain.on('error', (error) => unpacking.destroy(error));
  return plain.pipe(unpacking);
}

/** An identity file of age: lines of secret keys, and lines of comment. */
function secretLines(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0 || !lines.every((line) => line.startsWith('AGE-SECRET-KEY-')))
    throw new BackupFault('WRONG_IDENTITY', 'The file of --identity holds no secret key of age (AGE-SECRET-KEY-...).');
  return lines;
}

/** What stands in a file now. */
export async function tallyOf(path: string): Promise<Stored> {
  const tally = new Tally();
  for await (const piece of tally.over(createReadStream(path))) void piece;
  return tally.stored;
}
