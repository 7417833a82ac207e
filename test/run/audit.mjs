/**
 * Whether a package that is needed in service has a known weakness (`npm audit`). Needs the registry's list of advisories:
 * where none answers (a mirror, no network) that is said, and nothing is claimed. A weakness that cannot reach us is accepted
 * by name below, with its reason and the day on which it is looked at again; after that day it counts.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { say } from './terminal.mjs';

/** @type {Record<string, { why: string, until: string }>} advisory (`GHSA-...`) -> why it cannot reach us, until when. */
const accepted = {};

const npm = process.env.npm_execpath;
if (!npm) throw new Error('Start it through npm: npm run check:audit');
const { stdout } = spawnSync(process.execPath, [npm, 'audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
});

const report = parse(stdout);
if (!report) {
  say('left out: the registry gives no advisories here; run `npm run check:audit` where it does');
} else {
  const today = new Date().toISOString().slice(0, 10);
  const found = Object.values(report.vulnerabilities)
    .flatMap(({ name, via }) => via.filter((cause) => typeof cause === 'object').map((cause) => ({ name, ...cause })))
    .map(({ name, severity, title, url }) => ({ name, severity, title, id: url.split('/').at(-1) }));
  const open = found.filter(({ id }) => !(accepted[id] && accepted[id].until >= today));
  for (const { name, severity, title, id } of open) say(`${name}: ${severity}, ${title} (${id})`);
  const stale = Object.keys(accepted).filter((id) => !found.some((weakness) => weakness.id === id));
  for (const id of stale) say(`${id}: no longer reported, take it off the list`);
  say(`${report.metadata.dependencies.prod} packages in service, ${open.length} with a weakness that is not accepted`);
  process.exitCode = open.length + stale.length > 0 ? 1 : 0;
}

/** npm's report, or null where the registry gave none. */
function parse(text) {
  try {
    const report = JSON.parse(text);
    return report.vulnerabilities ? report : null;
  } catch {
    return null;
  }
}
