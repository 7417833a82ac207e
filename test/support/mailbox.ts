import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly text: string;
}

/** A mail server on this machine that takes every mail, or refuses them while `refuses` says so. */
export class Mailbox {
  readonly mails: ReceivedMail[] = [];
  refuses: (address: string) => boolean = () => false;
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    // As mail servers do: what they say repeats the address.
    onRcptTo: ({ address }, _session, done) =>
      done(this.refuses(address) ? new Error(`<${address}>: Recipient address rejected: mailbox busy`) : undefined),
    onData: (stream, { envelope }, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        this.mails.push({
          recipients: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces).toString('utf8'),
        });
        done();
      });
    },
  });

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    mailbox.server.on('error', () => undefined);
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server.server, 'listening');
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** The mails to one address, in order. */
  to(address: string): string[] {
    return this.mails.filter(({ recipients }) => recipients.includes(address)).map(({ text }) => text);
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }
}
