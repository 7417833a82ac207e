import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { firstAdministratorLink } from '../../src/identity/first-start.js';
import { Organisations } from '../../src/identity/organisations.service.js';
import { openBrowser } from '../support/browser.js';
import { openTestHouse, type TestHouse } from '../support/app.js';

jest.setTimeout(120_000);

const browser = await openBrowser();

(browser ? describe : describe.skip)('the pages', () => {
  let house: TestHouse;
  let page: Page;
  let url: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    house = await openTestHouse();
    url = (await house.app.getUrl()).replace('127.0.0.1', 'localhost');
    page = await browser!.newPage({ viewport: { width: 360, height: 800 } });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house.close();
  });

  it('lead the first administrator from the link to the sign-in, by keyboard alone', async () => {
    const organisations = house.app.get(Organisations, { strict: false });
    const link = await firstAdministratorLink(organisations, { publicUrl: url, operatorEmail: 'first@example.org' });
    await page.goto(link ?? '');
    await page.locator('#email', { hasText: 'first@example.org' }).waitFor();
    expect(page.url()).toBe(`${url}/invitation`); // the secret is out of the address bar

    await page.keyboard.type('Erste Person');
    await page.keyboard.press('Tab');
    await page.keyboard.type('kurz');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('8 bis 128 Zeichen').waitFor();

    await page.locator('#password').fill('ein langes Passwort');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Jetzt anmelden' }).waitFor();
    await page.keyboard.press('Enter'); // the link has the focus

    await page.locator('#sign-in').waitFor();
    await page.keyboard.type('first@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ein falsches Passwort');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('stimmen nicht').waitFor();

    await page.locator('#password').fill('ein langes Passwort');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Erste Person (OPERATOR)' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('tell whoever opens a used link what to do', async () => {
    await page.goto(`${url}/invitation#usedup`);
    await page.getByRole('alert').getByText('Bitte um eine neue Einladung').waitFor();
    expect(await page.locator('#accept').isVisible()).toBe(false);
  });

  it('sign out', async () => {
    await page.goto(url);
    await page.getByRole('button', { name: /Abmelden/ }).click();
    await page.locator('#sign-in').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });
});
