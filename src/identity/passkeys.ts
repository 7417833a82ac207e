import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';

/** A passkey as it is kept. */
export interface StoredPasskey {
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** Loaded with the first passkey. */
const webAuthn = () => import('@simplewebauthn/server');

const named = (keys: readonly Pick<StoredPasskey, 'credentialId' | 'transports'>[]) =>
  keys.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }));

/** Passkeys (WebAuthn) of this house: bound to the host of `PUBLIC_URL`, and only with the person verified by the device (PIN, finger, face). */
export class Passkeys {
  private readonly rpID: string;
  private readonly origin: string;

  constructor(publicUrl: string) {
    const { hostname, origin } = new URL(publicUrl);
    this.rpID = hostname;
    this.origin = origin;
  }

  /** What a browser needs to make a passkey; `known` are those the person has, so that no device makes a second one. */
  async creation(
    person: { readonly id: string; readonly email: string; readonly name: string },
    known: readonly Pick<StoredPasskey, 'credentialId' | 'transports'>[],
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await webAuthn();
    return generateRegistrationOptions({
      rpName: 'Beistand',
      rpID: this.rpID,
      userID: Uint8Array.from(Buffer.from(person.id)),
      userName: person.email,
      userDisplayName: person.name,
      attestationType: 'none',
      excludeCredentials: named(known),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    });
  }

  /** What a browser needs to answer with one of these passkeys, or with any of this house where none are named. */
  async request(
    known: readonly Pick<StoredPasskey, 'credentialId' | 'transports'>[],
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await webAuthn();
    return generateAuthenticationOptions({
      rpID: this.rpID,
      userVerification: 'required',
      ...(known.length > 0 ? { allowCredentials: named(known) } : {}),
    });
  }

  /** The new passkey, or null: for another challenge, origin or host, without the person verified, or malformed. */
  async made(response: object, challenge: string): Promise<StoredPasskey | null> {
    const { verifyRegistrationResponse } = await webAuthn();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpID,
      requireUserVerification: true,
    }).catch(() => ({ verified: false, registrationInfo: undefined }));
    if (!verified || !registrationInfo) return null;
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    return { credentialId: id, publicKey: Buffer.from(publicKey), counter, transports: transports ?? [] };
  }

  /** The counter after this use, or null: not this key, another challenge, origin or host, nobody verified, or a counter that runs back (a copy). */
  async used(response: object, challenge: string, key: StoredPasskey): Promise<number | null> {
    const { verifyAuthenticationResponse } = await webAuthn();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: this.origin,
      expectedRPID: this.rpID,
      requireUserVerification: true,
      credential: { id: key.credentialId, publicKey: Uint8Array.from(key.publicKey), counter: key.counter },
    }).catch(() => ({ verified: false, authenticationInfo: undefined }));
    return verified && authenticationInfo ? authenticationInfo.newCounter : null;
  }
}
