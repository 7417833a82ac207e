import { ConfigError } from '../config.js';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is used by another program: stop that one, or set another',
  EACCES: 'may not be used by this user: set one from 1024 on',
  EADDRNOTAVAIL: 'cannot be opened, because HOST is no address of this machine',
};

/** What opening a port came to, in the words of the settings where whoever starts the house can mend it. */
export function listeningFault(error: unknown, setting: 'PORT' | 'WORKER_PORT', port: number): unknown {
  const reason = reasons[String((error as { code?: unknown } | null)?.code)];
  return reason === undefined ? error : new ConfigError([`${setting} ${port} ${reason}`]);
}
