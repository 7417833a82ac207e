/**
 * Whoever keeps the carriers' key-encryption keys. They never leave it; it wraps data keys and unwraps them. Each carrier has versions
 * of its key: new data keys are wrapped with the newest, older ones open until they are wrapped anew.
 * Throws `KeysUnavailable` when it cannot be asked, `KeyMissing` when it has not the key.
 */
export interface KeyDriver {
  /** What it is called in messages to the operator. */
  readonly name: string;
  /** Throws `KeysUnavailable` when it cannot be asked now. */
  check(): Promise<void>;
  /** Makes the carrier's first key where it has none, and gives the newest version. */
  make(carrierId: string): Promise<number>;
  /** Wraps a data key; `about` is bound to it and must be the same when it is unwrapped. */
  wrap(carrierId: string, version: number, key: Buffer, about: string): Promise<Buffer>;
  /** Opens what `wrap` made. Throws `SealBroken` when it is not as it was made. */
  unwrap(carrierId: string, version: number, wrapped: Buffer, about: string): Promise<Buffer>;
  /** Adds a version behind `from` and gives it; asked twice for the same it gives the same. */
  rotate(carrierId: string, from: number): Promise<number>;
  /** Takes all versions away for good: whatever they have wrapped can never be opened again. */
  destroy(carrierId: string): Promise<void>;
}
