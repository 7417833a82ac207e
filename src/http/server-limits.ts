import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the server as such holds to, below the application. Header lines together: 16 kB, Node's own limit. */
export function limitServer(server: Server, headers: ReadonlyMap<string, string>, maxConnections: number): void {
  server.maxConnections = maxConnections;
  server.headersTimeout = 10_000;
  server.requestTimeout = 300_000; // a large list over a slow line; other bodies have less time (door.ts)
  server.keepAliveTimeout = 5_000;
  server.timeout = 330_000;
  // A request without a host is refused at the door, in the house's own words.
  Object.assign(server, { requireHostHeader: false });
  const answer = (socket: Duplex, line: string): void => {
    if (!socket.writable) return void socket.destroy();
    const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 ${line}\r\n${lines}Content-Length: 0\r\nConnection: close\r\n\r\n`);
  };
  // What is no HTTP at all never becomes a request, so no middleware sees it.
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket: Duplex) => {
    if (code === 'ECONNRESET') return void socket.destroy();
    answer(socket, (code !== undefined && lines[code]) || '400 Bad Request');
  });
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.writeHead(417, { Connection: 'close' }).end();
  });
  server.on('connect', (_: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined);
    answer(socket, '405 Method Not Allowed');
  });
}

const lines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
