import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function teardown() {
  const { child, folder } = globalThis.beistandTest ?? {};
  if (!child) return;
  globalThis.beistandTest = undefined;
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
