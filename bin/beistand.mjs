#!/usr/bin/env node
/**
 * `beistand ...` at the terminal. Builds what is missing first, and runs on the Node that the packages bring. Standard output belongs to
 * the command alone: what the build says goes to standard error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const inHouse = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const cli = inHouse('dist/src/cli.js');
const pinned = inHouse('node_modules/node/bin/node');
const node = existsSync(pinned) ? pinned : process.execPath;

const run = (args, stdio) => {
  const { status, error } = spawnSync(node, args, { stdio, cwd: process.cwd() });
  if (error) throw error;
  return status ?? 1;
};

/** The build works in the house's folder, wherever the command was given. */
const build = () =>
  spawnSync(node, [inHouse('node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    stdio: ['ignore', 2, 2],
    cwd: inHouse('.'),
  });

if (!existsSync(cli) && build().status !== 0) {
  process.stderr.write('Beistand could not be built; try `npm ci && npm run build`.\n');
  process.exit(1);
}
process.exitCode = run([cli, ...process.argv.slice(2)], 'inherit');
