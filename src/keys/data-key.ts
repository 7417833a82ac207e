import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

/** What a data key is for; one key for each subject of a scope. */
export type KeyScope =
  | 'CASE'
  | 'CONTENT'
  | 'CONVERSATION'
  | 'NOTES'
  | 'SEARCH'
  | 'LISTS'
  | 'ANSWER'
  | 'SIGN_IN'
  | 'STORY'
  | 'POOL'
  | 'FACTOR';

/** An opened data key. Its bytes are in no JSON, no log line and no error. */
export class DataKey {
  readonly #secret: KeyObject;

  constructor(
    readonly id: string,
    bytes: Buffer,
  ) {
    if (bytes.length !== 32) throw new Error('A data key has 32 bytes.');
    this.#secret = createSecretKey(bytes);
  }

  /** A fresh random key. */
  static fresh(id: string): DataKey {
    return new DataKey(id, randomBytes(32));
  }

  /** For the ciphers of this room. */
  get secret(): KeyObject {
    return this.#secret;
  }

  /** For wrapping it. */
  bytes(): Buffer {
    return this.#secret.export();
  }

  toJSON(): string {
    return this.id;
  }
}
