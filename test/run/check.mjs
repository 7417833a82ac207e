/** The static part: each `check:*` script of package.json is one item. `npm run check` runs this file by itself. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { run, say, seconds } from './terminal.mjs';

const limit = 5 * 60_000;
const atOnce = 2;

const npm = (script) => {
  if (!process.env.npm_execpath) throw new Error('Start it through npm, which brings the right Node: npm test');
  return run([process.env.npm_execpath, 'run', '--silent', script], { limit });
};

const runPart = async (script) => {
  const start = performance.now();
  const { code, output } = await npm(script);
  say(`  ${code === 0 ? 'ok    ' : 'FAILED'} ${script.padEnd(16)}${seconds(performance.now() - start).padStart(8)}`);
  // What a part could not look at is said even where all it could look at is well.
  const told = code === 0 ? output.match(/^left out: .*$/gm)?.join('\n') : output.trimEnd();
  if (told) say(told.replace(/^/gm, '         '));
  return code === 0;
};

export const check = async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  // The schema is written by the built program, so the build comes first and alone.
  const results = [await runPart('build')];
  const waiting = Object.keys(scripts).filter((name) => name.startsWith('check:'));
  const takeNext = async () => {
    for (let script = waiting.shift(); script; script = waiting.shift()) results.push(await runPart(script));
  };
  await Promise.all(Array.from({ length: atOnce }, takeNext));
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed, skipped: 0 };
};
