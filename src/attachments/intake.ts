import { createHash, type Hash } from 'node:crypto';
import { decideType, inMegabytes, metadataFate, type AttachmentType, type MetadataFate } from '../core/attachment.js';
import { accept, refuse, type Refused, type Result } from '../core/result.js';
import { BytesReader, Damaged } from './bytes.reader.js';
import { cleanPng, cleanWebp } from './chunk.cleaners.js';
import { ContentWatch, HEAD_BYTES } from './content.watch.js';
import { cleanJpeg } from './jpeg.cleaner.js';
import type { Scanner, Verdict } from './scanner.js';

/** A file as it comes in, and what is wanted of it. */
export interface Incoming {
  readonly bytes: AsyncIterable<Buffer>;
  readonly fileName: string;
  readonly metadata: 'remove' | 'keep' | null;
  readonly maxBytes: number;
}

/** What is known of a file after it has passed. */
export interface TakenIn {
  readonly type: AttachmentType;
  readonly metadata: MetadataFate;
  /** Of the file as it was handed over. */
  readonly original: { readonly bytes: number; readonly sha256: string };
  /** Of what is kept, and handed out. */
  readonly kept: { readonly bytes: number; readonly sha256: string };
  /** Null where no scanner is set up. */
  readonly verdict: Verdict | null;
}

/** The file is not wanted: ends the stream that it came on. */
class Unwanted extends Error {
  override readonly name = 'Unwanted';
  constructor(readonly refused: Refused) {
    super('The file is not taken.');
  }
}

class Count {
  bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  see(piece: Buffer): void {
    this.bytes += piece.length;
    this.hash.update(piece);
  }

  /** To be asked once, at the end. */
  get whole(): { bytes: number; sha256: string } {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

/**
 * Takes a file in while it passes, in constant memory: counts and hashes it, sees what it is, takes its metadata out, has it scanned, and
 * hands what stays to `keep`. A refusal ends `keep`'s stream with an error, so that nothing of it is kept.
 */
export async function takeIn(
  incoming: Incoming,
  scanner: Scanner | null,
  keep: (bytes: AsyncIterable<Buffer>) => Promise<void>,
): Promise<Result<TakenIn>> {
  const [original, kept, watch] = [new Count(), new Count(), new ContentWatch()];
  const scan = scanner?.begin() ?? null;
  const known: { type?: AttachmentType; metadata?: MetadataFate; verdict: Verdict | null } = { verdict: null };

  async function* passing(): AsyncGenerator<Buffer> {
    const read = new BytesReader(measured(incoming, original));
    const head = await read.peek(HEAD_BYTES);
    if (head.length === 0) throw new Unwanted(refuse('ATTACHMENT_EMPTY', 'file'));
    await watch.begin(head);
    // Where an Outlook message says that it is one, only its end may tell.
    const type = wanted(decideType(incoming.fileName, { ...watch.seen, isOutlookMessage: true }));
    known.metadata = wanted(metadataFate(incoming.metadata, type));
    const pieces = watched(read.rest(), watch);
    for await (const piece of known.metadata === 'REMOVED' ? cleaned(type, pieces) : pieces) {
      kept.see(piece);
      await scan?.see(piece);
      yield piece;
    }
    known.type = wanted(decideType(incoming.fileName, watch.seen));
    known.verdict = scan && (await scan.verdict());
    if (known.verdict?.kind === 'INFECTED') throw new Unwanted(refuse('ATTACHMENT_INFECTED', 'file'));
    if (known.verdict?.kind === 'TOO_LARGE') throw new Unwanted(refuse('ATTACHMENT_NOT_SCANNABLE', 'file'));
  }

  try {
    await keep(passing());
  } catch (error) {
    if (error instanceof Unwanted) return error.refused;
    if (error instanceof Damaged) return refuse('ATTACHMENT_DAMAGED', 'file');
    throw error;
  } finally {
    scan?.drop();
  }
  const { type, metadata, verdict } = known;
  if (!type || !metadata) throw new Error('The store has not read the file to its end.');
  return accept({ type, metadata, verdict, original: original.whole, kept: kept.whole });
}

async function* measured({ bytes, maxBytes }: Incoming, count: Count): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    count.see(piece);
    if (count.bytes > maxBytes)
      throw new Unwanted(refuse('ATTACHMENT_TOO_LARGE', 'file', { max: inMegabytes(maxBytes) }));
    yield piece;
  }
}

async function* watched(pieces: AsyncIterable<Buffer>, watch: ContentWatch): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    watch.see(piece);
    yield piece;
  }
}

function cleaned(type: AttachmentType, pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const read = new BytesReader(pieces);
  if (type === 'image/jpeg') return cleanJpeg(read);
  return type === 'image/png' ? cleanPng(read) : cleanWebp(read);
}

function wanted<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Unwanted(outcome);
  return outcome.value;
}
