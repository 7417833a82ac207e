import { setTimeout as pause } from 'node:timers/promises';
import { extractText, getDocumentProxy } from 'unpdf';
import type { IncomingMessage } from 'node:http';
import type { Someone } from './world.js';

export interface Fetched {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Fetches bytes as they are. */
export async function fetchPdf(someone: Someone, path: string, body?: object): Promise<Fetched> {
  const request = body ? someone.post(path).send(body) : someone.get(path);
  const {
    status,
    headers,
    body: bytes,
  } = await request.buffer(true).parse((response, done) => {
    const chunks: Buffer[] = [];
    const stream = response as unknown as IncomingMessage;
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => done(null, Buffer.concat(chunks)));
  });
  return { status, headers: headers, body: bytes as Buffer };
}

/** What a reader finds in the pages, one space between words. */
export async function textOfPdf(pdf: Buffer): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return text.replace(/\s+/g, ' ');
}

/** The lines of each page, in the order in which they are drawn; the foot of the page comes last. */
export async function pagesOfPdf(pdf: Buffer): Promise<string[][]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: false });
  return text.map((page) =>
    page
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
}

/** The file of this name that is attached to a PDF. */
export async function attachmentOf(pdf: Buffer, name: string): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(pdf));
  return Buffer.from((await document.getAttachmentContent(name)) ?? []).toString('utf8');
}

/** Waits until it is so; fails the test after some seconds. */
export async function until(isSo: () => Promise<boolean>, seconds = 20): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Not so after ${seconds} s.`);
    await pause(50);
  }
}
