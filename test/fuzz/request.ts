import { connect } from 'node:net';

/** A request as bytes, so that nothing on this side puts in order what was meant to be broken. */
export interface FuzzRequest {
  /** What it tries, for the report. */
  readonly what: string;
  /** Index of the person who sends it. */
  readonly as: number;
  readonly bytes: Buffer;
  /** Whether the bytes are a whole request: then there must be an answer. */
  readonly whole: boolean;
}

interface Parts {
  readonly what: string;
  readonly as: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
  readonly whole?: boolean;
}

/** Header values and paths go out byte by byte where they can, otherwise as UTF-8. */
const encode = (text: string): Buffer => Buffer.from(text, /[^\u0000-\u00ff]/.test(text) ? 'utf8' : 'latin1');

export function requestOf({ what, as, method, path, headers, body, whole = true }: Parts): FuzzRequest {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(headers.some(([name]) => /^host$/i.test(name)) ? [] : ['Host: localhost']),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body && !headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
      ? [`Content-Length: ${body.length}`]
      : []),
    'Connection: close',
  ];
  return { what, as, whole, bytes: Buffer.concat([encode(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)]) };
}

/** Sends the bytes and gives all that comes back; what is not whole is left alone by this side after a moment. */
export function send(port: number, { bytes, whole }: FuzzRequest): Promise<{ answer: string; took: number }> {
  return new Promise((done) => {
    const began = performance.now();
    const pieces: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      done({ answer: Buffer.concat(pieces).toString('utf8'), took: performance.now() - began });
    };
    const timer = setTimeout(end, whole ? 20_000 : 150);
    socket.on('data', (piece) => void pieces.push(piece));
    socket.on('error', () => undefined);
    socket.on('close', end);
  });
}
