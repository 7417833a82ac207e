import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Longer than the product may need for an answer about itself, in milliseconds, whatever else it waits for. */
const NOBODY_WILL = 10_000;

/** A folder for everything that a run writes: on a disk of its own that can be filled, where this user may make one (root on Linux). */
export class SmallDisk {
  private constructor(
    readonly folder: string,
    /** Whether it is a disk of its own. */
    readonly isOwn: boolean,
  ) {}

  static make(megabytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'beistand-torture-'));
    const isOwn = mount(folder, megabytes);
    chmodSync(folder, 0o755); // PostgreSQL may run as another user
    return new SmallDisk(folder, isOwn);
  }

  /** Full to the last byte for so long, whatever is freed meanwhile; then until it was noticed, or nobody will. */
  async full(ms: number, wasNoticed: () => boolean): Promise<void> {
    const path = join(this.folder, 'ballast');
    const ballast = await open(path, 'w');
    try {
      const began = performance.now();
      const isOver = (): boolean => {
        const past = performance.now() - began;
        return past > (wasNoticed() ? ms : NOBODY_WILL);
      };
      while (!isOver()) {
        await fill(ballast, 1_000_000);
        await fill(ballast, 1_000);
        await setTimeout(20);
      }
    } finally {
      await ballast.close();
      await rm(path);
    }
  }

  drop(): void {
    if (this.isOwn) execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function mount(folder: string, megabytes: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false; // a container may be root and not be allowed to
  }
}

async function fill(file: FileHandle, bytes: number): Promise<void> {
  const piece = Buffer.alloc(bytes);
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
