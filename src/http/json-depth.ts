import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whatever walks through a body after this does so by calling itself: it must not meet thousands of levels. */
const DEEPEST = 40;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT] = [0x5b, 0x7b, 0x5d, 0x7d];

/** Looks at the bytes of a JSON body before it is parsed (`verify` of Express' parser): throws a 400 for what is too deep or not UTF-8. */
export function refuseDeep(_: IncomingMessage, __: ServerResponse, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw Object.assign(new Error('The encoding is not UTF-8.'), { status: 400 });
  if (isTooDeep(body)) throw Object.assign(new Error('The body is too deep.'), { status: 400 });
}

/** Whether lists and objects lie in each other further than any request of ours. */
export function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}
