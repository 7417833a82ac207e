import type { IncomingMessage } from 'node:http';
import { isTooDeep } from './json-depth.js';

/** Longer ones are read by Express. */
const LONGEST = 65_536;

/** Whether the request says that it brings a small JSON body in UTF-8, as it is and in one piece. */
export function bringsSmallJson({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return (
    length !== undefined &&
    Number(length) <= LONGEST &&
    headers['transfer-encoding'] === undefined &&
    headers['content-encoding'] === undefined &&
    /^application\/json(; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '')
  );
}

/** Whether an answer in plain JSON suits whoever asks. */
export const takesJson = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept === undefined || accept === '*/*' || accept === 'application/json';

/** Waits for the whole body. `done` is called once, and never for a request that breaks off. */
export function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  let first: Buffer | null = null;
  let more: Buffer[] | null = null;
  request.on('data', (piece: Buffer) => {
    if (!first) first = piece;
    else (more ??= [first]).push(piece);
  });
  request.on('end', () => done(more ? Buffer.concat(more) : (first ?? Buffer.alloc(0))));
  request.on('error', () => undefined); // broken off: nobody waits for an answer
}

/** The object or list that the bytes write; undefined for anything that Express would refuse or read otherwise. */
export function parseSmallJson(body: Buffer): object | undefined {
  if (isTooDeep(body)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
