import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type JsonWebKey } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, {
  type Adapter,
  type AdapterPayload,
  type ClientMetadata,
  type InteractionResults,
} from 'oidc-provider';

const keyOf = (): JsonWebKey => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid: randomBytes(4).toString('hex'),
  use: 'sig',
  alg: 'RS256',
});

type Claims = Record<string, unknown>;
const parse = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
const write = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A carrier's own directory: a real provider of OpenID Connect on this machine, in which whoever comes is `user`. */
export class Directory {
  /** Who signs in there next, and how; `error`: they cancel. */
  user: { subject: string; amr?: string[]; acr?: string; seenAgo?: number; error?: string } = { subject: 'nobody' };
  /** Turns the ID token that it hands out into another one. */
  forge: ((token: string) => string) | null = null;
  /** Addresses of it that were asked. */
  readonly asked: string[] = [];
  private readonly clients = new Map<string, ClientMetadata>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly key: JsonWebKey,
  ) {}

  static async open(): Promise<Directory> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const directory = new Directory(server, issuer, keyOf());
    directory.serve();
    return directory;
  }

  get host(): string {
    return new URL(this.issuer).host;
  }

  /** A client as a carrier's administrator registers it. */
  register(redirectUrl: string, clientId = 'beistand'): { clientId: string; clientSecret: string } {
    const known = this.clients.get(clientId);
    const clientSecret = known?.client_secret ?? randomBytes(16).toString('hex');
    this.clients.set(clientId, {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [...(known?.redirect_uris ?? []), redirectUrl],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    });
    return { clientId, clientSecret };
  }

  /** An ID token with other claims, signed with this directory's key. */
  signed(token: string, claims: Claims, header: Claims = {}): string {
    const [head = '', body = ''] = token.split('.');
    const text = `${write({ ...parse(head), ...header })}.${write({ ...parse(body), ...claims })}`;
    const key = createPrivateKey({ key: this.key, format: 'jwk' });
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  }

  /** The same without a signature. */
  unsigned(token: string): string {
    const [, body = ''] = token.split('.');
    return `${write({ alg: 'none' })}.${body}.`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(): void {
    const provider: Provider = new Provider(this.issuer, {
      adapter: shelf(this.clients),
      jwks: { keys: [this.key] },
      cookies: { keys: ['only for tests'] },
      claims: { openid: ['sub', 'amr', 'acr', 'auth_time', 'email'] },
      conformIdTokenClaims: false,
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 60, IdToken: 60 },
      acrValues: ['urn:example:gold'],
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: 'same@example.org' }) }),
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      const body = context.body as { id_token?: string } | undefined;
      if (context.path === '/token' && body?.id_token && this.forge) body.id_token = this.forge(body.id_token);
    });
    const answer = provider.callback();
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { url = '' } = request;
      this.asked.push(url.split('?')[0] ?? '');
      if (!url.startsWith('/interaction/')) return void answer(request, response);
      void provider.interactionFinished(request, response, this.result(), { mergeWithLastSubmission: false });
    });
  }

  private result(): InteractionResults {
    const { subject, amr, acr, seenAgo = 0, error } = this.user;
    if (error) return { error };
    const ts = Math.floor(Date.now() / 1000) - seenAgo;
    return { login: { accountId: subject, ts, remember: true, ...(amr ? { amr } : {}), ...(acr ? { acr } : {}) } };
  }
}

/** Keeps what the provider has to remember, in memory. */
const shelf = (clients: ReadonlyMap<string, ClientMetadata>) => {
  const things = new Map<string, AdapterPayload>();
  return (name: string): Adapter => ({
    find: async (id) => (name === 'Client' ? clients.get(id) : things.get(`${name}:${id}`)),
    findByUid: async (uid) => [...things].find(([key, { uid: own }]) => key.startsWith(name) && own === uid)?.[1],
    findByUserCode: async () => undefined,
    upsert: async (id, payload) => void things.set(`${name}:${id}`, payload),
    consume: async (id) => void Object.assign(things.get(`${name}:${id}`) ?? {}, { consumed: Date.now() / 1000 }),
    destroy: async (id) => void things.delete(`${name}:${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of things) if (payload.grantId === grantId) things.delete(key);
    },
  });
};

/** A browser at the provider: follows its redirects with its cookies until it is sent elsewhere. Gives that address. */
export async function through(start: string, cookies = new Map<string, string>()): Promise<string> {
  const { origin } = new URL(start);
  let url = start;
  for (let hops = 0; hops < 10 && new URL(url).origin === origin; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const next = answer.headers.get('location');
    if (!next) throw new Error(`The provider answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    url = new URL(next, url).href;
  }
  return url;
}
