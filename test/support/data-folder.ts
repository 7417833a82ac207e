import { globSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Removes a folder in which data folders lie, or that is one, with PostgreSQL's part of them, which lies elsewhere where root runs the tests. */
export function removeData(folder: string): void {
  for (const link of globSync(['postgres', '*/postgres'], { cwd: folder })) {
    const data = realpathSync(join(folder, link));
    if (data.startsWith('/var/lib/beistand/')) rmSync(dirname(data), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}
