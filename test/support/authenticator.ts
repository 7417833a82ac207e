import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What may be wrong with an answer. */
interface Wrong {
  readonly origin?: string;
  readonly challenge?: string;
  readonly unverified?: boolean;
  readonly counter?: number;
  readonly rpId?: string;
}

const url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const length = (bytes: number): Buffer => Buffer.from([bytes >> 8, bytes & 0xff]);
const text = (word: string): Buffer => Buffer.concat([Buffer.from([0x60 | word.length]), Buffer.from(word)]);
const byteString = (bytes: Buffer): Buffer =>
  Buffer.concat([
    bytes.length < 256 ? Buffer.from([0x58, bytes.length]) : Buffer.concat([Buffer.from([0x59]), length(bytes.length)]),
    bytes,
  ]);

/** A security key made of software (WebAuthn Level 2, ES256): what a device does, by the letter, and wrongly where it is told to. */
export class Authenticator {
  readonly id = randomBytes(32);
  counter = 0;
  private readonly keys: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });

  constructor(private readonly origin: string) {}

  /** The answer to `navigator.credentials.create`. */
  make({ challenge, rp }: { challenge: string; rp: { id: string } }, wrong: Wrong = {}): object {
    const authData = Buffer.concat([
      this.authData(wrong.rpId ?? rp.id, 0x40, wrong),
      Buffer.alloc(16),
      length(this.id.length),
      this.id,
      this.publicKey(),
    ]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      byteString(authData),
    ]);
    return this.answer({
      clientDataJSON: url(this.clientData('webauthn.create', challenge, wrong)),
      attestationObject: url(attestation),
      transports: ['usb'],
    });
  }

  /** The answer to `navigator.credentials.get`. */
  use({ challenge, rpId }: { challenge: string; rpId: string }, wrong: Wrong = {}): object {
    this.counter = wrong.counter ?? this.counter + 1;
    const authData = this.authData(wrong.rpId ?? rpId, 0, wrong);
    const clientData = this.clientData('webauthn.get', challenge, wrong);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.keys.privateKey);
    return this.answer({
      clientDataJSON: url(clientData),
      authenticatorData: url(authData),
      signature: url(signature),
    });
  }

  private answer(response: object): object {
    const id = url(this.id);
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  /** Flags: the person is there (1), was verified (4), a key comes along (0x40). */
  private authData(rpId: string, flags: number, { unverified }: Wrong): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags | 1 | (unverified ? 0 : 4)]), counter]);
  }

  private clientData(type: string, challenge: string, wrong: Wrong): Buffer {
    const said = {
      type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(said));
  }

  /** COSE: EC2, ES256, P-256, x, y. */
  private publicKey(): Buffer {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    const [px, py] = [x, y].map((part) => byteString(Buffer.from(part, 'base64url')));
    return Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21]), px!, Buffer.from([0x22]), py!]);
  }
}
