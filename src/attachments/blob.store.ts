import type { Readable } from 'node:stream';

/** Keeps sealed bytes under random names (`<organisation>/<32 hexadecimal digits>`), and knows nothing of what they are. */
export interface BlobStore {
  /** When this has ended, the bytes outlive a power cut. When it fails, nothing stays behind, or only what `forgetUnfinished` finds. */
  put(name: string, bytes: AsyncIterable<Buffer>): Promise<void>;
  /** Throws `BlobMissing`. */
  get(name: string): Promise<Readable>;
  /** What is gone already is as good. */
  remove(name: string): Promise<void>;
  /** The names of an organisation's blobs that have been there since before a moment. */
  olderThan(organisationId: string, moment: Date): AsyncIterable<string>;
  /** Removes what uploads that broke off before a moment have left behind. Gives their number. */
  forgetUnfinished(moment: Date): Promise<number>;
}

export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}

/** The store cannot be reached, is full or refuses: nothing was kept, and it can be tried again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

const name = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{32}$/;

/** A name becomes a path or an address: anything but one of our own stops here. */
export function ownName(given: string): string {
  if (!name.test(given)) throw new Error('A blob is named by the house.');
  return given;
}
