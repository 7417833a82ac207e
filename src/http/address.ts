import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';

/** Whose `X-Forwarded-For` is believed: so many proxies in a row, these addresses, or nobody's. */
export type TrustedProxies = false | number | readonly string[];

/** From where a request comes, as far as the trusted proxies tell; a header that anybody else sets says nothing. */
export function addressReader(trusted: TrustedProxies): (request: IncomingMessage) => string {
  const trust =
    trusted === false
      ? () => false
      : typeof trusted === 'number'
        ? (_: string, hop: number) => hop < trusted
        : proxyAddress.compile([...trusted]);
  return (request) => (request.socket.remoteAddress === undefined ? '' : proxyAddress(request, trust));
}
