/**
 * All that proves the product, in one go: `npm test`. One stage alone: `npm test -- core`, and what follows the name
 * goes to jest (`npm test -- core src/core/deadline`). A stage runs even when one before it has failed, so that one run
 * shows everything. The last line is always `N passed, N failed`.
 */
import { existsSync, globSync } from 'node:fs';
import process from 'node:process';
import { check } from './check.mjs';
import { jest } from './jest.mjs';
import { say, seconds } from './terminal.mjs';

const stages = {
  check: () => check(),
  core: (more) => jest('core', more),
  stories: (more) => jest('stories', more),
  walls: (more) => jest('walls', more),
  browser: (more) => (browserTests().length > 0 ? jest('browser', more) : none('There are no browser tests yet.')),
};

const browserTests = () => (existsSync('test/browser') ? globSync('test/browser/**/*.e2e-spec.ts') : []);

const none = (why) => {
  say(why);
  return { passed: 0, failed: 0, skipped: 0 };
};

const asked = process.argv.slice(2);
const names = asked.filter((word) => word in stages);
const more = asked.filter((word) => !(word in stages));
const chosen = names.length > 0 ? names : Object.keys(stages);

const began = performance.now();
const outcomes = [];
for (const [index, name] of chosen.entries()) {
  say(`\n[${index + 1}/${chosen.length}] ${name}`);
  const start = performance.now();
  outcomes.push({ name, ...(await stages[name](more)), took: performance.now() - start });
}

say('');
for (const { name, passed, failed, skipped, took } of outcomes) {
  const left = skipped > 0 ? `, ${skipped} skipped` : '';
  say(`${name.padEnd(10)}${seconds(took).padStart(8)}   ${passed} passed, ${failed} failed${left}`);
}
say(`${'all'.padEnd(10)}${seconds(performance.now() - began).padStart(8)}\n`);

const total = (kind) => outcomes.reduce((sum, outcome) => sum + outcome[kind], 0);
say(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') > 0 ? 1 : 0;
