import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { DataKey } from './data-key.js';
import { SealBroken } from './key-faults.js';
import { boundTo, type Place } from './seal.js';

const FORMAT = 2;
const SALT = 32;
const TAG = 16;
const HEAD = 1 + SALT;
export const CHUNK = 65_536;

/**
 * Files are sealed in chunks as in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and
 * its Nonce-Reuse Misuse-Resistance, CRYPTO 2015): the nonce holds the chunk's number and whether it is the last one, so that chunks
 * that were moved, left out or cut off are found. Each file has a key of its own, derived from the data key with a random salt.
 */
class Chunks {
  private number = 0;
  constructor(
    private readonly key: Buffer,
    private readonly bound: Buffer,
    private readonly where: string,
  ) {}

  static of(key: DataKey, place: Place, salt: Uint8Array): Chunks {
    const bound = boundTo(key, FORMAT, place);
    const derived = Buffer.from(hkdfSync('sha256', key.secret, salt, bound, 32));
    return new Chunks(derived, bound, `${place.table}.${place.column}`);
  }

  seal(plain: Buffer, isLast: boolean): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.key, this.nonce(isLast), { authTagLength: TAG });
    cipher.setAAD(this.bound);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  unseal(sealed: Buffer, isLast: boolean): Buffer {
    if (sealed.length < TAG) throw new SealBroken(this.where);
    const decipher = createDecipheriv('aes-256-gcm', this.key, this.nonce(isLast), { authTagLength: TAG });
    decipher.setAAD(this.bound);
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG));
    try {
      return Buffer.concat([plain, decipher.final()]);
    } catch {
      throw new SealBroken(this.where);
    }
  }

  private nonce(isLast: boolean): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(this.number++, 7);
    nonce.writeUInt8(isLast ? 1 : 0, 11);
    return nonce;
  }
}

/** Cuts what flows through into pieces of `size`; the last one may be shorter, and is known for the last. */
abstract class Cutting extends Transform {
  private held: Buffer[] = [];
  private length = 0;

  protected abstract takePiece(piece: Buffer, isLast: boolean): void;
  protected abstract sizeOfNext(): number;

  override _transform(bytes: Buffer, _: BufferEncoding, done: TransformCallback): void {
    try {
      this.held.push(bytes);
      this.length += bytes.length;
      // One byte more must be there: only then the piece is not the last.
      if (this.length > this.sizeOfNext()) this.cut();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.takePiece(Buffer.concat(this.held), true);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  private cut(): void {
    let rest = Buffer.concat(this.held);
    for (let size = this.sizeOfNext(); rest.length > size; size = this.sizeOfNext()) {
      this.takePiece(rest.subarray(0, size), false);
      rest = rest.subarray(size);
    }
    this.held = [rest];
    this.length = rest.length;
  }
}

class Sealing extends Cutting {
  private readonly chunks: Chunks;
  constructor(key: DataKey, place: Place) {
    super();
    const salt = randomBytes(SALT);
    this.chunks = Chunks.of(key, place, salt);
    this.push(Buffer.concat([Buffer.of(FORMAT), salt]));
  }

  protected sizeOfNext(): number {
    return CHUNK;
  }

  protected takePiece(piece: Buffer, isLast: boolean): void {
    this.push(this.chunks.seal(piece, isLast));
  }
}

class Unsealing extends Cutting {
  private chunks: Chunks | null = null;
  constructor(
    private readonly key: DataKey,
    private readonly place: Place,
  ) {
    super();
  }

  protected sizeOfNext(): number {
    return this.chunks ? CHUNK + TAG : HEAD;
  }

  protected takePiece(piece: Buffer, isLast: boolean): void {
    if (this.chunks) {
      this.push(this.chunks.unseal(piece, isLast));
      return;
    }
    if (isLast || piece[0] !== FORMAT) throw new SealBroken(`${this.place.table}.${this.place.column}`);
    this.chunks = Chunks.of(this.key, this.place, piece.subarray(1));
  }
}

/** Seals a file while it flows through. Of what comes out nothing can be read, moved elsewhere, reordered or cut. */
export const sealStream = (key: DataKey, place: Place): Transform => new Sealing(key, place);

/**
 * Opens what `sealStream` made for the same place. Ends with `SealBroken` at the first chunk that is not as it was sealed: what came out
 * before is sound, and is not the whole file.
 */
export const unsealStream = (key: DataKey, place: Place): Transform => new Unsealing(key, place);
