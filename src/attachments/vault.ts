import { randomBytes } from 'node:crypto';
import { pipeline, type Transform } from 'node:stream';
import type { AttachmentDescription } from '../core/attachment.js';
import type { BlobStore } from './blob.store.js';
import { DataKey } from '../keys/data-key.js';
import { seal, unseal, type Place } from '../keys/seal.js';
import { sealStream, unsealStream } from '../keys/seal-stream.js';

/** Who owns a blob, and its name in the store. */
export interface BlobPlace {
  readonly organisationId: string;
  readonly blob: string;
}

/** What opens a file: said of it, and the key of its bytes. */
export interface Label extends AttachmentDescription {
  readonly key: DataKey;
}

const nameOf = ({ organisationId, blob }: BlobPlace): string => `${organisationId}/${blob}`;

const bytesOf = ({ organisationId, blob }: BlobPlace): Place => ({
  table: 'attachment',
  column: 'blob',
  organisationId,
  rowId: blob,
});

/** The store with a seal on everything: plain bytes are on this side of it alone. */
export class Vault {
  constructor(private readonly store: BlobStore) {}

  /** A place and a key that nobody has used. */
  prepare(organisationId: string): { place: BlobPlace; key: DataKey } {
    const blob = randomBytes(16).toString('hex');
    return { place: { organisationId, blob }, key: DataKey.fresh(blob) };
  }

  keep(place: BlobPlace, key: DataKey, bytes: AsyncIterable<Buffer>): Promise<void> {
    return this.store.put(nameOf(place), through(bytes, sealStream(key, bytesOf(place))));
  }

  async open(place: BlobPlace, key: DataKey): Promise<AsyncGenerator<Buffer>> {
    return through(await this.store.get(nameOf(place)), unsealStream(key, bytesOf(place)));
  }

  remove(place: BlobPlace): Promise<void> {
    return this.store.remove(nameOf(place));
  }

  async *olderThan(organisationId: string, moment: Date): AsyncGenerator<BlobPlace> {
    for await (const name of this.store.olderThan(organisationId, moment))
      yield { organisationId, blob: name.slice(organisationId.length + 1) };
  }

  forgetUnfinished(moment: Date): Promise<number> {
    return this.store.forgetUnfinished(moment);
  }
}

/** Where the label of a file at a case stands; it is written anew with each version. */
export const labelPlace = ({
  organisationId,
  id,
  version,
}: {
  organisationId: string;
  id: string;
  version: number;
}): Place => ({
  table: 'attachment',
  column: 'sealed',
  organisationId,
  rowId: id,
  revision: version,
});

/** Where the label of a released file stands. */
export const releasedPlace = ({ organisationId, id }: { organisationId: string; id: string }): Place => ({
  table: 'referral_attachment',
  column: 'sealed',
  organisationId,
  rowId: id,
});

export const sealLabel = (key: DataKey, place: Place, { name, description, key: file }: Label): Buffer =>
  seal(
    key,
    place,
    Buffer.from(JSON.stringify({ name, description, id: file.id, key: file.bytes().toString('base64') })),
  );

export function unsealLabel(key: DataKey, place: Place, sealed: Buffer): Label {
  const label = JSON.parse(unseal(key, place, sealed).toString()) as Record<'name' | 'id' | 'key', string> &
    Pick<AttachmentDescription, 'description'>;
  const { name, description } = label;
  return { name, description, key: new DataKey(label.id, Buffer.from(label.key, 'base64')) };
}

/** The stream behind a transformation, with its faults. */
async function* through(bytes: AsyncIterable<Buffer>, transformation: Transform): AsyncGenerator<Buffer> {
  // What goes wrong on either side ends the transformation, and with it whoever reads it.
  pipeline(bytes, transformation, () => undefined);
  for await (const piece of transformation) yield piece as Buffer;
}
