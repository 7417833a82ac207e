import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type * as OpenId from 'openid-client';
import type { Vouching } from '../core/carrier-sign-in.js';
import { accept, problem, type Result } from '../core/result.js';
import { issuerFetch, IssuerUnreachable, type IssuerRules } from './issuer-fetch.js';
import { PUBLIC_URL } from './links.js';

export const ISSUER_RULES = Symbol('which providers may be asked');

/** A carrier's provider with what the house is to it. */
export interface Client {
  readonly address: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Who the provider says it was. */
export interface Confirmed extends Vouching {
  readonly issuer: string;
  readonly subject: string;
  /** When the provider saw the person, which may have been hours ago; null: it does not say. */
  readonly seenAt: Date | null;
}

/** What somebody brought back was worth. */
export type Confirmation = Confirmed | { readonly refused: 'UNREACHABLE' | 'CANCELLED' | 'NOT_CONFIRMED' };

/** Two clocks may be so many seconds apart. */
const CLOCKS_APART = 30;
/** A proof is given within the time that the attempt itself has. */
const PROOF_SECONDS = 600;

/**
 * Asks the carriers' providers by OpenID Connect: authorization code with PKCE, state and nonce; the signature of what comes back is checked against
 * the provider's keys although it comes over TLS, and the answer's `iss` (RFC 9207) wherever the provider sends it. What is asked for is `openid` alone:
 * no name, no e-mail address. Nothing that a provider answered is kept, its tokens are not used for anything.
 */
@Injectable()
export class Issuers {
  private readonly fetch: ReturnType<typeof issuerFetch>;

  constructor(
    @Inject(ISSUER_RULES) private readonly rules: IssuerRules,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {
    this.fetch = issuerFetch(rules);
  }

  /** Whether the providers of this house may be asked by plain http. */
  get allowsHttp(): boolean {
    return this.rules.allowsHttp;
  }

  /** The address under which the provider sends people back; each carrier has its own, so that answers of two cannot be mixed up. */
  returnAddress(address: string): string {
    return `${this.publicUrl}/sign-in/with/${address}/back`;
  }

  /** How the provider at an issuer's address names itself, if it can be used. Refuses with `ISSUER_UNREACHABLE` or `ISSUER_UNFIT`. */
  async check(client: Client, field: string): Promise<Result<string>> {
    const found = await this.discover(client).catch(() => null);
    if (!found) return { ok: false, problems: [problem('ISSUER_UNREACHABLE', field)] };
    const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = found.serverMetadata();
    return authorization_endpoint && token_endpoint && jwks_uri
      ? accept(issuer)
      : { ok: false, problems: [problem('ISSUER_UNFIT', field)] };
  }

  /** Where to send somebody. `proof`: the provider is to ask them anew. Null: the provider cannot be asked. */
  async authorizationUrl(client: Client, token: string, proof: boolean): Promise<URL | null> {
    const found = await this.discover(client).catch(() => null);
    if (!found?.serverMetadata().authorization_endpoint) return null;
    const { state, nonce, verifier } = secretsOf(token);
    const oidc = await openId();
    return oidc.buildAuthorizationUrl(found, {
      redirect_uri: this.returnAddress(client.address),
      scope: 'openid',
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(proof ? { prompt: 'login', max_age: '0' } : {}),
    });
  }

  /** Who came back, from the parameters of the address they came back to and the secrets of the token that the browser kept. */
  async confirm(client: Client, token: string, parameters: URLSearchParams, proof: boolean): Promise<Confirmation> {
    const found = await this.discover(client).catch(() => null);
    if (!found) return { refused: 'UNREACHABLE' };
    const here = new URL(this.returnAddress(client.address));
    here.search = parameters.toString();
    const { state, nonce, verifier } = secretsOf(token);
    const oidc = await openId();
    try {
      const tokens = await oidc.authorizationCodeGrant(found, here, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
        ...(proof ? { maxAge: PROOF_SECONDS } : {}),
      });
      const claims = tokens.claims();
      return claims ? confirmed(claims) : { refused: 'NOT_CONFIRMED' };
    } catch (error) {
      // Why is between provider and house: an answer that does not fit is not explained to whoever made it.
      if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied')
        return { refused: 'CANCELLED' };
      const unreachable =
        error instanceof Error && [error, error.cause].some((each) => each instanceof IssuerUnreachable);
      return { refused: unreachable ? 'UNREACHABLE' : 'NOT_CONFIRMED' };
    }
  }

  /** Asked anew each time: people sign in a few times a day, and neither secrets nor an old answer stay in memory. */
  private async discover({ issuer, clientId, clientSecret }: Client): Promise<OpenId.Configuration> {
    const oidc = await openId();
    return oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: CLOCKS_APART },
      authentication(oidc, clientSecret),
      {
        [oidc.customFetch]: this.fetch,
        execute: [oidc.enableNonRepudiationChecks, ...(this.rules.allowsHttp ? [oidc.allowInsecureRequests] : [])],
      },
    );
  }
}

/** Loaded when somebody signs in so for the first time. */
const openId = (): Promise<typeof OpenId> => import('openid-client');

/** The secret in the header where the provider takes it there, which is what it does if it says nothing (OpenID Connect Discovery 1.0). */
const authentication =
  (oidc: typeof OpenId, secret: string): OpenId.ClientAuth =>
  (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = methods.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
    return way(secret)(server, client, body, headers);
  };

function confirmed(claims: OpenId.IDToken): Confirmation {
  const { iss, sub, auth_time, amr, acr } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255 || sub.includes('\0'))
    return { refused: 'NOT_CONFIRMED' };
  return {
    issuer: iss,
    subject: sub,
    seenAt: typeof auth_time === 'number' ? new Date(auth_time * 1000) : null,
    methods: Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
    context: typeof acr === 'string' ? acr : null,
  };
}

/** What goes to the provider, worked out from what the browser keeps: none of it tells any of the others. */
function secretsOf(token: string): { state: string; nonce: string; verifier: string } {
  const of = (what: string): string =>
    createHmac('sha256', token).update(`beistand-carrier-1\0${what}`).digest('base64url');
  return { state: of('state'), nonce: of('nonce'), verifier: of('verifier') };
}
