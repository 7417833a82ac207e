import { connect, type Socket } from 'node:net';
import { signInByPasskey } from '../support/passkey-sign-in.js';

/** What a request was answered. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/**
 * A kept-alive connection that sends one POST after the other: as little work as possible, because the bench shares the
 * machine with the server that it measures.
 */
export class Line {
  private socket: Socket | null = null;
  private waiting: { answered: (reply: Reply) => void; failed: (error: Error) => void } | null = null;
  private chunks: Buffer[] = [];
  private length = 0;
  private expected: { start: number; end: number; status: number } | null = null;

  constructor(
    private readonly url: URL,
    private readonly cookie: string,
  ) {}

  post(path: string, json: string): Promise<Reply> {
    return new Promise((answered, failed) => {
      this.waiting = { answered, failed };
      this.socket ??= this.open();
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${this.url.host}\r\nContent-Type: application/json\r\nCookie: ${this.cookie}\r\n` +
          `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
      );
    });
  }

  /** The server closes a connection that rests for some seconds: the next request opens another one. */
  private open(): Socket {
    const socket = connect(Number(this.url.port), this.url.hostname);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    const broken = (): void => {
      if (this.socket === socket) this.socket = null;
      this.waiting?.failed(new Error('The server closed the connection.'));
      this.waiting = null;
    };
    socket.on('close', broken);
    socket.on('error', broken);
    return socket;
  }

  close(): void {
    this.waiting = null;
    this.socket?.destroy();
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    this.expected ??= this.readHead();
    if (!this.expected || this.length < this.expected.end) return;
    const { start, end, status } = this.expected;
    const body = Buffer.concat(this.chunks).toString('utf8', start, end);
    this.chunks = [];
    this.length = 0;
    this.expected = null;
    const { waiting } = this;
    this.waiting = null;
    waiting?.answered({ status, body });
  }

  private readHead(): { start: number; end: number; status: number } | null {
    const text = Buffer.concat(this.chunks).toString('latin1');
    const blank = text.indexOf('\r\n\r\n');
    if (blank < 0) return null;
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, blank))?.[1];
    const status = Number(text.slice(9, 12));
    if (length === undefined && status !== 204) throw new Error('The server answered without a length.');
    return { start: blank + 4, end: blank + 4 + Number(length ?? 0), status };
  }
}

/** The cookie of a new session. */
export const signIn = signInByPasskey;
