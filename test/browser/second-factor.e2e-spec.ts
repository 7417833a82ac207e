import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import { freePort } from '../bench/served.js';
import { openBrowser } from '../support/browser.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { App, PASSWORD } from '../support/sign-in.js';

jest.setTimeout(120_000);

const browser = await openBrowser();

(browser ? describe : describe.skip)('signing in with a second factor', () => {
  let house: TestHouse;
  let page: Page;
  let device: CDPSession;
  let url: string;
  let email: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    house = await openTestHouse({ SECOND_FACTOR: 'on', PORT: String(port), PUBLIC_URL: url });
    ({ email } = await house.world.account(await house.world.service(), 'COUNSELLOR'));
    page = await browser!.newPage({ viewport: { width: 360, height: 800 } });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house.close();
  });

  const picture = async (name: string): Promise<void> => {
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  };
  const password = async (): Promise<void> => {
    await page.goto(url);
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(PASSWORD);
    await page.keyboard.press('Enter');
  };
  const signOut = () => page.getByRole('button', { name: /^Abmelden/ }).click();

  it('leads through setting up an app at the first time, with its picture drawn on the page', async () => {
    await password();
    await page.locator('#enrol-title').waitFor();
    await page.getByRole('button', { name: /Authenticator-App einrichten/ }).click();
    await page.locator('#qr path').waitFor();
    await picture('enrolment');
    const secret = (await page.locator('#secret').textContent())!.replaceAll(' ', '');
    await page.locator('#app-code').fill(new App(secret).code());
    await page.keyboard.press('Enter');
    await page.locator('#recovery-list li').first().waitFor();
    expect(await page.locator('#recovery-list li').count()).toBe(10);
    await picture('recovery-codes');
    await page.getByRole('button', { name: /Habe ich aufbewahrt/ }).click();
    await page.locator('#greeting', { hasText: 'COUNSELLOR' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('adds a passkey on the page of the account, and signs in with it alone', async () => {
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: /Weiteren einrichten/ }).click();
    await page.locator('#factor-name').fill('Dienstrechner');
    await page.getByRole('button', { name: /Passkey einrichten/ }).click();
    await page.locator('#factors', { hasText: 'Dienstrechner' }).waitFor();
    await picture('account');
    await page.goto(url);
    await signOut();
    await page.getByRole('button', { name: /Mit Passkey anmelden/ }).click();
    await page.locator('#greeting', { hasText: 'COUNSELLOR' }).waitFor();
    await signOut();
    await password();
    await page.getByRole('button', { name: /Passkey benutzen/ }).waitFor();
    await picture('second-step');
    await page.keyboard.press('Enter'); // the button has the focus
    await page.locator('#greeting', { hasText: 'COUNSELLOR' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks again before recovery codes are renewed, when the proof is old', async () => {
    await house.database.query('update session set proven_at = null');
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: /Neue erstellen/ }).click();
    await page.getByRole('dialog').waitFor();
    await picture('proof');
    await page.locator('#proof-passkey').click();
    await page.locator('#recovery-list li').first().waitFor();
    await page.getByRole('button', { name: /Habe ich aufbewahrt/ }).click();
    await page.locator('#sessions', { hasText: 'hier / here' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
