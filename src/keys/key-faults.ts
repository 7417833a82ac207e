/** The key service cannot be asked now: nothing is read or written until it answers again. Answered with 503. */
export class KeysUnavailable extends Error {
  override readonly name: string = 'KeysUnavailable';
  readonly code: string = 'KEYS_UNAVAILABLE';
}

/** The key service answers, and the key that is needed is not there or is another one. Answered with 503: the operator must bring it back. */
export class KeyMissing extends KeysUnavailable {
  override readonly name: string = 'KeyMissing';
  override readonly code = 'KEYS_MISSING';
}

/** There is no data key: destroyed with what it opened, or never shared with who asks. */
export class DataKeyGone extends Error {
  override readonly name = 'DataKeyGone';
  readonly code = 'DATA_KEY_GONE';
}

/** A sealed value is not the one that was sealed for this place: changed, moved, cut or set back. Never answered with any plain text. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  readonly code = 'SEAL_BROKEN';
  constructor(what: string) {
    super(`The seal is broken: ${what}`);
  }
}
