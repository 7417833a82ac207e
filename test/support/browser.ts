import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** Nothing of the browser's own goes out to the network. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless Chromium: the one that npm brings, or Debian's where that one misses a library of the system.
 * Null, with a line that says so, where neither starts.
 */
export async function openBrowser(): Promise<Browser | null> {
  const bundled = await sparticuz.executablePath().catch(() => null);
  const candidates = [
    ...(bundled ? [{ executablePath: bundled, args: [...sparticuz.args, ...quiet] }] : []),
    ...(existsSync('/usr/bin/chromium') ? [{ executablePath: '/usr/bin/chromium', args: quiet }] : []),
  ];
  for (const candidate of candidates) {
    try {
      return await chromium.launch({ ...candidate, headless: true });
    } catch {
      // the next one, then
    }
  }
  process.stderr.write(
    'No browser starts on this machine: the tests of the pages are left out (apt-get install chromium brings one).\n',
  );
  return null;
}
