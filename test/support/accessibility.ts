import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong with a page as it is now (WCAG 2.2 A and AA, and its best practices): `rule: the element`, sorted. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Evaluated by the browser's own tools, so the page's policy need not allow it.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(
    'axe.run(document, { resultTypes: ["violations"] })',
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)).sort();
}

const spoken = /^\s*- '?(banner|navigation|main|contentinfo|heading|alert|status|region|progressbar|dialog)\b/;

/** What a screen reader comes by that jumps from landmark to heading to live region, in its order: a line each, out of the browser's accessibility tree. */
export async function outlineOf(page: Page): Promise<string[]> {
  const lines = (await page.locator('body').ariaSnapshot()).split('\n');
  return lines.filter((line) => spoken.test(line)).map((line) => line.trim().replace(/^- '?/, '').replace(/'?:?$/, ''));
}

/** Whether nothing reaches beyond the window: nobody has to scroll in two directions (WCAG 1.4.10). */
export const fitsItsWindow = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
