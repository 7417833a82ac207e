import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from './embedded.binaries.js';

const run = promisify(execFile);

/** Makes the data directory of a new server; `password` is its administrator's, which no command line shows. */
export async function initialise(installation: Installation, password: string, dataFolder: string): Promise<void> {
  const passwordFile = join(installation.user ? '/tmp' : dataFolder, `beistand-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (installation.user) await run('chown', [String(installation.user.uid), passwordFile]);
    await run(
      installation.initdb,
      [
        '-D',
        installation.dataDirectory,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
      ],
      { ...(installation.user ?? {}), cwd: '/', env: { ...process.env, LC_ALL: 'C' } },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
