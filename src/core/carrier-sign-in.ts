import { accept, refuse, type Result } from './result.js';

/** What a provider says of how somebody proved who they are (OpenID Connect Core 1.0, section 2; values of `amr`: RFC 8176). */
export interface Vouching {
  readonly methods: readonly string[];
  readonly context: string | null;
}

/** What of that a carrier takes for a second factor. Both empty: nothing, Beistand's own is asked for. */
export interface TrustedVouching {
  readonly trustedMethods: readonly string[];
  readonly trustedContexts: readonly string[];
}

/**
 * Whether the provider's word stands for a second factor. One of the trusted methods or the trusted context is enough; what the carrier did not
 * name counts for nothing, however strong it sounds.
 */
export const vouchesForFactor = (said: Vouching, { trustedMethods, trustedContexts }: TrustedVouching): boolean =>
  said.methods.some((method) => trustedMethods.includes(method)) ||
  (said.context !== null && trustedContexts.includes(said.context));

/** Of two clocks that are nearly right. */
const CLOCKS_APART_MS = 60_000;

/** Whether the provider saw the person after they left for it: a proof, and not the memory of one. */
export const wasSeenSince = (seenAt: Date | null, leftAt: Date): boolean =>
  seenAt !== null && seenAt.getTime() >= leftAt.getTime() - CLOCKS_APART_MS;

const LONGEST_ISSUER = 500;

/**
 * The address of a provider as it names itself (OpenID Connect Discovery 1.0, section 3): https, no account, query or fragment. Compared letter by
 * letter with what the provider says, so it is kept as it was given. Refuses with `INVALID_FORMAT` or `TOO_LONG`.
 */
export function readIssuer(given: string, field: string, allowsHttp: boolean): Result<string> {
  const issuer = given.trim();
  if (issuer.length > LONGEST_ISSUER) return refuse('TOO_LONG', field, { max: LONGEST_ISSUER });
  const schemes = allowsHttp ? ['https:', 'http:'] : ['https:'];
  const plain = /^[\x21-\x7e]+$/.test(issuer) && !/[?#@]/.test(issuer) && URL.canParse(issuer);
  if (!plain || !schemes.includes(new URL(issuer).protocol))
    return refuse('INVALID_FORMAT', field, { expected: 'https://login.example.org/realms/example' });
  return accept(issuer);
}

/** Why somebody who came back from the provider is not signed in; each has its words on the page `/carrier`. */
export type CarrierRefusal =
  | 'UNKNOWN'
  | 'UNREACHABLE'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'NOT_CONFIRMED'
  | 'NOT_LINKED'
  | 'TAKEN'
  | 'LINK_USED'
  | 'NO_PROOF';
