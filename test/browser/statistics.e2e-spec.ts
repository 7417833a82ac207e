import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newestFreezable } from '../../src/core/release-preparation.js';
import { faultsOf, fitsItsWindow, outlineOf } from '../support/accessibility.js';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { recordCase } from '../support/cases.js';
import { countRecords, drawnRecords } from '../support/releases.js';
import { PASSWORD } from '../support/sign-in.js';
import type { Someone } from '../support/world.js';

jest.setTimeout(180_000);

const browser = await openBrowser();
const today = new Date().toISOString().slice(0, 10);
const quarter = newestFreezable(today);
const said = `${quarter.slice(6)}. Quartal ${quarter.slice(0, 4)}`;

(browser ? describe : describe.skip)('the pages of statistics and stories', () => {
  let house: TestHouse;
  let url: string;
  let one: Someone;
  let other: Someone;
  let page: Page;
  let author: Someone;
  let reader: Someone;
  const complaints: string[] = [];

  /** Sits down at the browser: one window for all, since the one that npm brings is a single process. */
  const as = async (who: Someone | null): Promise<void> => {
    const [name = '', value = ''] = (who?.cookie ?? '').split('=');
    await page.context().clearCookies();
    if (who) await page.context().addCookies([{ name, value, url }]);
  };
  /** Holds the page as it is to what everybody can use, and keeps a picture of it where one is wanted. */
  const isUsable = async (name: string): Promise<void> => {
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    expect(await faultsOf(page)).toEqual([]);
    expect(await fitsItsWindow(page)).toBe(true);
  };

  /** Confirms the whole checklist and every hint. */
  const tickAll = async (): Promise<void> => {
    for (const box of await page.locator('[name=check], [name=hint]').all()) await box.check();
  };

  beforeAll(async () => {
    house = await openTestHouse();
    url = (await house.app.getUrl()).replace('127.0.0.1', 'localhost');
    one = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    other = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    const services = [1, 2, 3, 4].map((number) => `00000000-0000-4000-8000-00000000000${number}`);
    await countRecords(house, drawnRecords(80, quarter, 'pages', services));
    // What a page of 1280 px has at a zoom of 400 % (WCAG 1.4.10).
    page = await browser!.newPage({ viewport: { width: 320, height: 700 } });
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await house.close();
  });

  it('lead from the start to what can be prepared, and say why the rest cannot', async () => {
    await as(one);
    await page.goto(url);
    await page.getByRole('link', { name: /Statistik vorbereiten/ }).click();
    await page.getByText('Es ist noch nichts vorbereitet').waitFor();
    await page.getByText('Warum andere Quartale nicht gehen').click();
    await page
      .getByText(/Ein Quartal wird frühestens 14 Tage/)
      .first()
      .waitFor();
    expect(await page.locator('#quarter option').first().getAttribute('value')).toBe(quarter);
    expect(await outlineOf(page)).toEqual([
      'banner',
      'navigation',
      'main',
      'heading "Statistik veröffentlichen" [level=1]',
      'status',
      'heading "Ein Quartal vorbereiten" [level=2]',
      'heading "Vorbereitungen und Veröffentlichungen" [level=2]',
    ]);
    await isUsable('releases-empty');
  });

  it('tell how far a preparation is, by keyboard alone, until a second person is needed', async () => {
    await page.locator('#licence').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(`${said} wird vorbereitet.`).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe(`release-${quarter}`);
    expect(await outlineOf(page)).toContain(`progressbar "Fortschritt: ${said}"`);
    await isUsable('releases-preparing');
    await page
      .getByRole('status')
      .getByText(/wartet auf die Freigabe/)
      .waitFor({ timeout: 120_000 });
    await isUsable('releases-ready');
  });

  it('show every table before it is approved, and let nobody approve their own', async () => {
    await page.getByRole('link', { name: 'Zahlen ansehen und freigeben' }).click();
    await page
      .getByRole('status')
      .getByText(/Alle Tabellen sind da/)
      .waitFor();
    await page.getByText('Sie haben diese Veröffentlichung selbst vorbereitet').waitFor();
    expect(await page.getByRole('button', { name: 'Freigeben' }).count()).toBe(0);
    const { rows } = await house.database.query<{ content: string }>(
      `select content from statistics.release_file where release = $1 and name = 'programme.json'`,
      [quarter],
    );
    const { tables } = JSON.parse(rows[0]!.content) as { tables: { periods: string[] }[] };
    const ofQuarter = tables.filter(({ periods }) => periods.includes('QUARTER')).length;
    const ofYear = quarter.endsWith('Q4') ? tables.filter(({ periods }) => periods.includes('YEAR')).length : 0;
    expect(await page.locator('table').count()).toBe(ofQuarter + ofYear);
    expect(await page.locator('tbody tr').first().locator('td').count()).toBe(3);
    await isUsable('preview-own');
  });

  it('publish by the second person, who says that she looked and proves who she is, in English', async () => {
    await house.database.query('update session set proven_at = null');
    await as(other);
    await page.goto(`${url}/statistics-preview?release=${quarter}&language=en`);
    await page.getByRole('button', { name: 'Approve and publish' }).click();
    await page.getByRole('alert').getByText('Please confirm first').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('seen');
    await page.keyboard.press('Space');
    await isUsable('preview-english');
    await page.getByRole('button', { name: 'Approve and publish' }).click();
    await page.getByRole('dialog').waitFor();
    await isUsable('preview-proof');
    await page.locator('#proof-password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .getByText(/is published/)
      .waitFor();
    expect(await page.getByRole('link', { name: 'Factsheet (PDF)' }).getAttribute('href')).toBe(
      `/statistics/${quarter}/factsheet.pdf?language=en`,
    );
    await isUsable('published');
  });

  it('show what was published to everybody, to be read by ear and by eye, in both languages', async () => {
    await as(null);
    for (const [at, path] of [`/statistics`, `/statistics/${quarter}`, `/statistics/${quarter}/GROUNDS`].entries())
      for (const language of ['', '?language=en']) {
        await page.goto(`${url}${path}${language}`);
        await isUsable(`public-${at}${language.slice(-2)}`);
        const levels = (await outlineOf(page)).flatMap((line) => /level=(\d)/.exec(line)?.[1] ?? []);
        expect(levels[0]).toBe('1');
        levels.reduce((before, level) => (expect(Number(level) - Number(before)).toBeLessThan(2), level));
      }
    await page.goto(`${url}/statistics-releases`);
    await page.locator('#sign-in').waitFor();
  });

  it('withdraw with a reason that everybody can read, and say what to do about what failed', async () => {
    const failed = `${Number(quarter.slice(0, 4)) + 1}-Q1`;
    await house.database.query(
      `insert into statistics.release (id, publisher, licence, prepared_by, preparer_organisation_id) values ($1, 'Beistand im Test', 'CC BY 4.0', $2, $3)`,
      [failed, one.id, one.organisation.id],
    );
    await house.database.query(`update statistics.release set state = 'FAILED', failure = 'UNDECIDED' where id = $1`, [
      failed,
    ]);
    await as(one);
    await page.goto(`${url}/statistics-releases#${quarter}`);
    const card = page.getByRole('region', { name: said });
    await card.getByText('Zurückziehen').first().click();
    await card.getByRole('button', { name: 'Zurückziehen' }).click();
    await page.getByRole('alert').getByText('Bitte einen Grund nennen.').waitFor();
    await card.getByRole('textbox').fill('Falsche Zuordnung der Regionen.');
    await isUsable('releases-withdrawing');
    await card.getByRole('button', { name: 'Zurückziehen' }).click();
    await page.getByRole('dialog').waitFor();
    await page.locator('#proof-password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText(`${said} ist zurückgezogen.`).waitFor();
    await card.getByText(/Grund: Falsche Zuordnung/).waitFor();
    await page.getByText('Die Prüfung kam zu keinem Ende').waitFor();
    await page.getByText('Was zu tun ist: Bitte abbrechen.').waitFor();
    await isUsable('releases-end');
    // Another table than was looked at: a browser keeps a page for a minute.
    await page.goto(`${url}/statistics/${quarter}/AREAS?language=en`);
    await page.getByText('This release was withdrawn').waitFor();
    await isUsable('public-withdrawn');
    expect(complaints).toEqual([]);
  });

  it('write a story on a consent of its own, with what may give somebody away shown while writing', async () => {
    await house.world.platform();
    author = await house.world.counsellor();
    const { number } = await recordCase(author, { clientName: 'Amina Erfunden' });
    await as(author);
    await page.goto(url);
    await page.getByRole('link', { name: /Fallgeschichten schreiben/ }).click();
    await page.getByText('Es gibt noch keine Geschichte.').waitFor();
    await page.getByText('Neue Geschichte: aus welchem Fall?').click();
    await isUsable('stories-empty');
    await page.getByRole('link', { name: number }).click();
    await page.getByText('Es ist noch keine festgehalten.').waitFor();
    await page.getByRole('button', { name: 'Festhalten' }).click();
    await page
      .getByRole('alert')
      .getByText(/Wofür: .+ Wo das unterschriebene Blatt liegt/)
      .waitFor();
    await isUsable('consent-refused');
    await page.getByRole('checkbox', { name: 'Internetseiten' }).check();
    await page.locator('#documentReference').fill('Ordner 9, Blatt 2');
    await page.getByRole('button', { name: 'Festhalten' }).click();
    await page.getByRole('link', { name: 'Geschichte schreiben' }).click();

    await page.locator('#title').fill('Am Telefon noch frei');
    await page.locator('#text').fill('Amina suchte eine Wohnung. Am Telefon war sie noch frei.');
    const hints = page.getByRole('region', { name: 'Stellen, die jemanden verraten können' });
    await hints.getByText('muss anders geschrieben werden').waitFor(); // saved and looked through by itself
    expect(page.url()).toContain('/story?id=');
    await isUsable('story-hints');
    await page.locator('#text').fill('Eine Frau suchte eine Wohnung. Am Telefon war sie noch frei.');
    await hints.getByText('muss anders geschrieben werden').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Zur Freigabe geben' }).click();
    await page
      .getByRole('alert')
      .getByText(/bestätig/)
      .first()
      .waitFor();
    await tickAll();
    await page.getByRole('button', { name: 'Zur Freigabe geben' }).click();
    await page.getByText('Sie haben daran mitgeschrieben').waitFor();
    expect(await page.getByRole('button', { name: 'Für Kampagnen freigeben' }).count()).toBe(0);
    await isUsable('story-waiting');
  });

  it('sign a story off by a second person, in English, and show it to campaigns until it is withdrawn', async () => {
    reader = await house.world.someone(await house.world.campaignTeam(), 'CAMPAIGN_STAFF');
    const second = await house.world.supervisor(author.organisation);
    await house.database.query('update session set proven_at = null');
    await as(second);
    await page.goto(`${url}/stories?language=en`);
    await page.getByRole('link', { name: 'Am Telefon noch frei' }).first().click();
    await page.getByText('Look through it as the second person').waitFor();
    await tickAll();
    await isUsable('story-second');
    await page.getByRole('button', { name: 'Sign off for campaigns' }).click();
    await page.getByRole('dialog').waitFor();
    await page.locator('#proof-password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Signed off').waitFor();

    await as(reader);
    await page.goto(`${url}/pool`);
    await page.getByText('Eine Frau suchte eine Wohnung.').waitFor();
    await page.getByText('Erlaubt für: Internetseiten, sonst für nichts').waitFor();
    await isUsable('pool');
    await page.getByText('Welche Geschichten').click();
    await page.locator('#use').selectOption('PRESS');
    await page.getByRole('button', { name: 'Zeigen' }).click();
    await page.getByText('Keine Geschichte passt.').waitFor();

    await as(author);
    const { rows } = await house.database.query<{ case_id: string }>('select case_id from story_consent');
    await page.goto(`${url}/story-consents?case=${rows[0]!.case_id}`);
    await page.locator('summary', { hasText: 'Widerrufen' }).click();
    await page.getByRole('button', { name: 'Ja, Widerruf festhalten' }).click();
    await page.getByRole('status').getByText('Der Widerruf ist festgehalten').waitFor();
    await isUsable('consent-withdrawn');
    await as(reader);
    await page.goto(`${url}/pool?language=en`);
    await page.getByText('No story fits.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('are closed to other roles, in words', async () => {
    await as(await house.world.counsellor());
    for (const path of ['statistics-releases', 'statistics-preview?release=2026-Q3', 'pool']) {
      await page.goto(`${url}/${path}`);
      await page.getByRole('alert').getByText('nicht für Ihre Rolle').waitFor();
      expect(await page.locator('form, table').count()).toBe(0);
    }
    await as(reader);
    await page.goto(`${url}/stories`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('Diese Seite ist nicht für Ihre Rolle gemacht.');
  });
});
