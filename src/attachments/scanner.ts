import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** What the scanner says of a file. TOO_LARGE: more than it takes. UNAVAILABLE: it was not there, or broke off. */
export type Verdict =
  | { readonly kind: 'CLEAN' }
  | { readonly kind: 'INFECTED'; readonly finding: string }
  | { readonly kind: 'TOO_LARGE' }
  | { readonly kind: 'UNAVAILABLE' };

/** A scanner that says nothing for so long is taken for gone. */
const PATIENCE = 60_000;

/** ClamAV's daemon over its socket (`clamd(8)`, command INSTREAM): `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. */
export class Scanner {
  constructor(private readonly url: string) {}

  begin(): Scan {
    const { protocol, hostname, port, pathname } = new URL(this.url);
    const socket =
      protocol === 'unix:'
        ? connect({ path: decodeURIComponent(pathname) })
        : connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 3310) });
    return new Scan(socket);
  }
}

/** One file on its way through the scanner. Trouble with the scanner is a verdict and never an error: the file goes on. */
export class Scan {
  private reply = '';
  private readonly ended: Promise<void>;
  private isOver = false;

  constructor(private readonly socket: Socket) {
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('data', (piece) => (this.reply += piece.toString('latin1')));
    // What is wrong shows in the reply that is missing.
    socket.on('error', () => undefined);
    this.ended = new Promise((done) =>
      socket.once('close', () => {
        this.isOver = true;
        done();
      }),
    );
    socket.write('zINSTREAM\0');
  }

  /** Gives the scanner the next piece; waits where it is slow. */
  async see(piece: Buffer): Promise<void> {
    // A scanner that has said something wants no more; to hear it, the loop must turn.
    await setImmediate();
    if (this.isOver || this.reply !== '' || piece.length === 0) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    this.socket.write(length);
    if (!this.socket.write(piece)) await Promise.race([once(this.socket, 'drain').catch(() => undefined), this.ended]);
  }

  /** After the last piece: what the scanner found. */
  async verdict(): Promise<Verdict> {
    if (!this.isOver && this.reply === '') this.socket.write(Buffer.alloc(4));
    await this.ended;
    return verdictOf(this.reply.replace(/\0.*$/s, ''));
  }

  /** The file is not wanted any more. */
  drop(): void {
    this.socket.destroy();
  }
}

function verdictOf(reply: string): Verdict {
  if (/^stream: OK$/.test(reply)) return { kind: 'CLEAN' };
  const [, finding] = /^stream: (.+) FOUND$/.exec(reply) ?? [];
  if (finding !== undefined) return { kind: 'INFECTED', finding };
  return { kind: reply.startsWith('INSTREAM size limit exceeded') ? 'TOO_LARGE' : 'UNAVAILABLE' };
}
