import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { MailText } from './mail.texts.js';

export const MAIL_OPTIONS = Symbol('mail options');

export interface MailOptions {
  /** The server that passes mails on; null: they become files in `folder`. */
  readonly smtpUrl: string | null;
  readonly from: string;
  readonly folder: string;
}

/** Together less than a transaction may stand idle: one is open while a mail goes out. */
const patience = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/** Sends a mail to exactly one person. */
@Injectable()
export class Mail {
  constructor(@Inject(MAIL_OPTIONS) private readonly options: MailOptions) {}

  /** Resolves when the mail server has taken the mail, or the file is written. */
  async send(address: string, { subject, text }: MailText): Promise<void> {
    // An address is one address: a blank, a comma or an angle would make it two, a line break a header of its own.
    if (!/^[^\s\u0000-\u001f\u007f<>,;:]+@[^\s\u0000-\u001f\u007f<>,;:]+$/.test(address)) throw new UnfitAddress();
    const message = {
      from: this.options.from,
      to: { name: '', address },
      subject,
      text,
      headers: { 'Auto-Submitted': 'auto-generated' },
      xMailer: false as const,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    const { createTransport } = await import('nodemailer');
    const { smtpUrl } = this.options;
    if (smtpUrl !== null) {
      await createTransport({ url: smtpUrl, requireTLS: needsTls(smtpUrl), ...patience }).sendMail(message);
      return;
    }
    const toFile = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message: written } = await toFile.sendMail(message);
    await this.keep(written as Buffer);
  }

  /** A name that tells when, and not to whom. Whole or not there: whoever reads the folder finds no half mail. */
  private async keep(mail: Buffer): Promise<void> {
    const { folder } = this.options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID()}`;
    const unfinished = join(folder, `${name}.part`);
    await writeFile(unfinished, mail, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, join(folder, `${name}.eml`));
  }
}

/** The address is not repeated: the error's text may reach a log. */
class UnfitAddress extends Error {
  override readonly name = 'UnfitAddress';
}

/** An invitation carries a secret, and the password of the mail account goes the same way: over the network only encrypted. */
function needsTls(smtpUrl: string): boolean {
  const { hostname, searchParams } = new URL(smtpUrl);
  const here = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return !here && searchParams.get('requireTLS') !== 'false';
}
