import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds and starts the database of the tests, in a folder of this run alone, so that two runs do not meet.
 * In a process of its own: jest hands the globals of this one to the tests, and the decorators of a house loaded here
 * would be found there, with the types of another realm.
 */
export default async function setup() {
  if (globalThis.beistandTest) return; // one server for all projects of a run
  const folder = join(root, 'var', `test-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const swc = join(root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  execFileSync(
    process.execPath,
    [swc, 'src', 'migrations', '-d', join(folder, 'dist'), '--ignore', '**/*.spec.ts', '--quiet'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  for (const data of ['reference/data', 'web/pages', 'web/operations'])
    cpSync(join(root, 'src', data), join(folder, 'dist/src', data), { recursive: true });
  const child = spawn(process.execPath, [fileURLToPath(new URL('database.mjs', import.meta.url)), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.beistandTest = { child, folder };
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([first]) => first),
    once(child, 'exit').then(() => Promise.reject(new Error('The database of the tests did not start.'))),
  ]);
  const { superuser, urls } = JSON.parse(line);
  process.env.TEST_SUPERUSER_URL = superuser;
  process.env.TEST_URLS = JSON.stringify(urls);
  process.env.TEST_BUILD = join(folder, 'dist');
}
