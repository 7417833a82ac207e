import { once } from 'node:events';
import { realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

export default async function teardown() {
  const { child, folder } = globalThis.beistandTest ?? {};
  if (!child) return;
  globalThis.beistandTest = undefined;
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
  // For root with a project in a closed folder PostgreSQL's part lies elsewhere.
  const data = realpathSync(join(folder, 'postgres'));
  if (data.startsWith('/var/lib/beistand/')) rmSync(dirname(data), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
