import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The way from the application to its database: a relay that can be cut. */
export class Link {
  private readonly ends = new Set<Socket>();
  private isCut = false;
  private isHeld = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Link> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const link = new Link(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => link.relay(near, target));
    return link;
  }

  /** The same address by way of this link. */
  through(url: string): string {
    const own = new URL(url);
    own.port = String(this.port);
    return own.href;
  }

  /** Every connection breaks in the middle of whatever it carries, and none can be made until `mend`. */
  cut(): void {
    this.isCut = true;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Nothing goes through any more, and nobody is told: as with a machine that has vanished from the network. */
  hold(): void {
    this.isHeld = true;
    for (const end of this.ends) end.pause();
  }

  letGo(): void {
    this.isHeld = false;
    for (const end of this.ends) end.resume();
  }

  async close(): Promise<void> {
    this.cut();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  private relay(near: Socket, target: number): void {
    if (this.isCut) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(end);
      end.setNoDelay(true);
      end.on('error', () => undefined); // that lines break is what this is for
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
      end.pipe(other);
      if (this.isHeld) end.pause();
    }
  }
}
