import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, say } from './terminal.mjs';

const limit = 18 * 60_000;

// Native ES modules are behind a flag, and each worker would warn of it.
const program = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
];

// Two even on one core: half of a story's time is spent waiting for the database.
const workers = Math.max(2, Math.min(4, availableParallelism()));

/** Runs one of jest's projects (package.json lists them); `more`: patterns of files and options of jest, such as `-t` with a name. A project in which no test ran has failed. */
export const jest = async (project, more) => {
  const folder = mkdtempSync(join(tmpdir(), 'beistand-test-'));
  const report = join(folder, `${project}.json`);
  const options = ['--selectProjects', project, '--ci', `--maxWorkers=${workers}`, '--json', `--outputFile=${report}`];
  const { code } = await run([...program, ...options, ...more], {
    show: true,
    limit,
  });
  const counts = count(read(report), code);
  rmSync(folder, { recursive: true });
  // Where no browser starts, its tests are left out, and have said so in a line.
  const leftOut = project === 'browser' && counts.skipped > 0;
  if (counts.passed + counts.failed > 0 || leftOut) return counts;
  say(`${project}: no test ran`);
  return { ...counts, failed: 1 };
};

/** The counts of jest's report; without one jest found nothing to run, or did not get that far. */
const count = (report, code) => {
  if (!report) return { passed: 0, failed: 0, skipped: 0 };
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  // A file that cannot be loaded has no tests to count; jest may also fail after the last test (a teardown, a leak).
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed, skipped, failed: code !== 0 && failed === 0 ? 1 : failed };
};

const read = (report) => {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
};
