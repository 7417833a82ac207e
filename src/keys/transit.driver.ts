import { readFileSync } from 'node:fs';
import type { KeyDriver } from './key-driver.js';
import { KeyMissing, KeysUnavailable, SealBroken } from './key-faults.js';

export interface TransitOptions {
  /** Where Vault or OpenBao answers, e.g. `https://vault.example:8200`. TLS trusts what Node trusts (NODE_EXTRA_CA_CERTS). */
  readonly address: string;
  /** The token itself, or the file in which an agent keeps it fresh: read anew for each request. */
  readonly token: { readonly value: string } | { readonly file: string };
  /** Where the transit engine is mounted. */
  readonly mount: string;
  readonly timeoutMs: number;
}

/**
 * The wrapped key comes from the row, read in the statement that reads what it opens: without the row nothing opens, whatever is
 * remembered here. Only the destruction of a carrier's key by another process takes as long as this.
 */
const OPENED_MS = 30_000;
const MOST_OPENED = 5_000;

interface TransitAnswer {
  readonly data?: {
    readonly ciphertext?: string;
    readonly plaintext?: string;
    readonly latest_version?: number;
  };
  readonly errors?: readonly string[];
}

/**
 * Keys in the transit engine of HashiCorp Vault or OpenBao (https://openbao.org/api-docs/secret/transit/): one key `beistand-<carrier>`
 * for each carrier; data keys are encrypted there with associated data. What it says in errors goes nowhere: it may name paths and tokens.
 */
export class TransitDriver implements KeyDriver {
  readonly name = 'transit';

  /** Opened data keys of the last seconds: a case that is being worked on is one question to the key service, not one for each look. */
  private readonly opened = new Map<string, { readonly key: Buffer; readonly until: number }>();

  constructor(private readonly options: TransitOptions) {}

  async check(): Promise<void> {
    await this.ask('GET', 'keys/beistand-check');
  }

  async make(carrierId: string): Promise<number> {
    const known = await this.latest(carrierId);
    if (known !== null) return known;
    await this.ask('POST', `keys/${nameOf(carrierId)}`, { type: 'aes256-gcm96' });
    const made = await this.latest(carrierId);
    if (made === null) throw new KeyMissing('The transit engine has not made the key.');
    return made;
  }

  async wrap(carrierId: string, version: number, key: Buffer, about: string): Promise<Buffer> {
    const { data } = await this.mustAnswer('POST', `encrypt/${nameOf(carrierId)}`, {
      plaintext: key.toString('base64'),
      associated_data: Buffer.from(about).toString('base64'),
      key_version: version,
    });
    if (!data?.ciphertext) throw new KeysUnavailable('The transit engine gave no ciphertext.');
    return Buffer.from(data.ciphertext);
  }

  async unwrap(carrierId: string, version: number, wrapped: Buffer, about: string): Promise<Buffer> {
    const ciphertext = wrapped.toString();
    // The version stands in plain in front of what Vault gives; the row must agree with it.
    if (!ciphertext.startsWith(`vault:v${version}:`)) throw new SealBroken('a wrapped key');
    const place = `${carrierId}/${about}/${ciphertext}`;
    const known = this.opened.get(place);
    if (known && known.until > performance.now()) return known.key;
    const { status, body } = await this.ask('POST', `decrypt/${nameOf(carrierId)}`, {
      ciphertext,
      associated_data: Buffer.from(about).toString('base64'),
    });
    if (status === 400) {
      // Vault answers 400 for a key that is gone as for a ciphertext that is not whole.
      if ((await this.latest(carrierId)) === null) throw new KeyMissing('The transit engine has no key for a carrier.');
      throw new SealBroken('a wrapped key');
    }
    const key = Buffer.from(body.data?.plaintext ?? '', 'base64');
    if (key.length !== 32) throw new SealBroken('a wrapped key');
    if (this.opened.size >= MOST_OPENED) this.opened.clear();
    this.opened.set(place, { key, until: performance.now() + OPENED_MS });
    return key;
  }

  async rotate(carrierId: string, from: number): Promise<number> {
    const latest = await this.latest(carrierId);
    if (latest === null) throw new KeyMissing('The transit engine has no key for a carrier.');
    if (latest > from) return latest;
    await this.mustAnswer('POST', `keys/${nameOf(carrierId)}/rotate`, {});
    return (await this.latest(carrierId)) ?? from + 1;
  }

  async destroy(carrierId: string): Promise<void> {
    this.opened.clear();
    if ((await this.latest(carrierId)) === null) return;
    await this.mustAnswer('POST', `keys/${nameOf(carrierId)}/config`, { deletion_allowed: true });
    await this.mustAnswer('DELETE', `keys/${nameOf(carrierId)}`);
  }

  private async latest(carrierId: string): Promise<number | null> {
    const { status, body } = await this.ask('GET', `keys/${nameOf(carrierId)}`);
    return status === 404 ? null : (body.data?.latest_version ?? null);
  }

  private async mustAnswer(method: string, path: string, sent?: object): Promise<TransitAnswer> {
    const { status, body } = await this.ask(method, path, sent);
    if (status === 404 || status === 400) throw new KeyMissing('The transit engine has no key for a carrier.');
    return body;
  }

  /** Throws `KeysUnavailable` for whatever is not an answer about the key: no connection, no right, sealed, too slow. */
  private async ask(method: string, path: string, sent?: object): Promise<{ status: number; body: TransitAnswer }> {
    const { address, mount, timeoutMs } = this.options;
    try {
      const response = await fetch(new URL(`/v1/${mount}/${path}`, address), {
        method,
        headers: { 'X-Vault-Token': this.token(), 'X-Vault-Request': 'true', 'Content-Type': 'application/json' },
        ...(sent ? { body: JSON.stringify(sent) } : {}),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (!response.ok && response.status !== 404 && response.status !== 400)
        throw new KeysUnavailable(`The key service answered ${response.status}.`);
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as TransitAnswer) };
    } catch (error) {
      if (error instanceof KeysUnavailable) throw error;
      throw new KeysUnavailable('The key service cannot be reached.');
    }
  }

  private token(): string {
    const { token } = this.options;
    return 'value' in token ? token.value : readFileSync(token.file, 'utf8').trim();
  }
}

const nameOf = (carrierId: string): string => `beistand-${carrierId}`;
