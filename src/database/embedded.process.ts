import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Installation } from './embedded.binaries.js';

/** The port of the server that runs on this data directory, or null. */
export function runningPort(installation: Installation): number | null {
  const file = join(installation.dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
  if (!pid || !port || !isAlive(Number(pid))) return null;
  return Number(port);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return isPostgres(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && isPostgres(pid);
  }
}

/** After a reboot the number in the file may belong to some other program; a killed one may linger as a zombie. */
function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Name:\s+postgres$/m.test(status) && !/^State:\s+Z/m.test(status);
  } catch {
    return false;
  }
}

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
