import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface TransitKey {
  versions: Buffer[];
  deletionAllowed: boolean;
}

/** Speaks what the house uses of the transit engine's HTTP API (https://openbao.org/api-docs/secret/transit/), on this machine alone. */
export class TransitServer {
  readonly keys = new Map<string, TransitKey>();
  /** Answers with this status instead, as a sealed or forbidding server does; 0 never answers. */
  answersWith: number | null = null;
  requests = 0;

  private constructor(
    private readonly server: Server,
    readonly token: string,
  ) {}

  static async start(port = 0): Promise<TransitServer> {
    const token = randomBytes(12).toString('hex');
    const server = createServer();
    const transit = new TransitServer(server, token);
    server.on('request', (request, response) => void transit.answer(request, response));
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    return transit;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    if (this.answersWith === 0) return;
    const body = await text(request);
    const [status, data] =
      this.answersWith !== null
        ? [this.answersWith, {}]
        : request.headers['x-vault-token'] === this.token
          ? this.act(request, body === '' ? {} : (JSON.parse(body) as Record<string, string | number | boolean>))
          : [403, { errors: ['permission denied'] }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(data));
  }

  private act(request: IncomingMessage, sent: Readonly<Record<string, string | number | boolean>>): [number, object] {
    const [, action, name = '', deed] = /^\/v1\/transit\/(\w+)\/([\w-]+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? [];
    const key = this.keys.get(name);
    if (action === 'keys') return this.manage(String(request.method), name, deed, sent);
    if (!key) return [400, { errors: ['encryption key not found'] }];
    const ad = Buffer.from(String(sent['associated_data'] ?? ''), 'base64');
    if (action === 'encrypt') {
      const version = Number(sent['key_version'] ?? 0) || key.versions.length;
      const secret = key.versions[version - 1];
      if (!secret) return [400, { errors: ['invalid key version'] }];
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(ad);
      const sealed = Buffer.concat([
        nonce,
        cipher.update(Buffer.from(String(sent['plaintext']), 'base64')),
        cipher.final(),
      ]);
      const ciphertext = `vault:v${version}:${Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64')}`;
      return [200, { data: { ciphertext, key_version: version } }];
    }
    const [, version, given] = /^vault:v(\d+):(.+)$/.exec(String(sent['ciphertext'])) ?? [];
    const [secret, bytes] = [key.versions[Number(version) - 1], Buffer.from(given ?? '', 'base64')];
    if (!secret || bytes.length < 28) return [400, { errors: ['invalid ciphertext'] }];
    try {
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12)).setAAD(ad);
      decipher.setAuthTag(bytes.subarray(-16));
      const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      return [200, { data: { plaintext: plain.toString('base64') } }];
    } catch {
      return [400, { errors: ['cipher: message authentication failed'] }];
    }
  }

  private manage(
    method: string,
    name: string,
    deed: string | undefined,
    sent: Readonly<Record<string, string | number | boolean>>,
  ): [number, object] {
    const key = this.keys.get(name);
    if (method === 'POST' && !deed) {
      if (!key) this.keys.set(name, { versions: [randomBytes(32)], deletionAllowed: false });
      return [200, {}];
    }
    if (!key) return [404, { errors: [] }];
    if (method === 'GET') return [200, { data: { latest_version: key.versions.length } }];
    if (method === 'DELETE') return key.deletionAllowed && this.keys.delete(name) ? [204, {}] : [400, { errors: [] }];
    if (deed === 'rotate') key.versions.push(randomBytes(32));
    if (deed === 'config') key.deletionAllowed = sent['deletion_allowed'] === true;
    return [200, {}];
  }
}
