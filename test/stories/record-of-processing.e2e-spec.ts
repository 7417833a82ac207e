import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestHouse, type TestHouse } from '../support/app.js';
import { loadProcessing } from '../../src/reference/processing.loader.js';
import { fetchPdf, pagesOfPdf, textOfPdf } from '../support/pdf.js';
import { CHANGE_SETTINGS } from '../support/privacy.js';

const RECORD = '/privacy/record-of-processing.pdf';

describe('the record of processing activities', () => {
  let house: TestHouse;
  beforeAll(async () => void (house = await openTestHouse({ BEISTAND_JOBS: 'off' })));
  afterAll(() => house.close());

  it('is drawn for the carrier and its services, with the carrier’s own settings', async () => {
    const service = await house.world.service();
    const carrier = { ...service, id: service.carrierId, kind: 'CARRIER' } as const;
    const administrator = await house.world.someone(carrier, 'ADMINISTRATOR');
    await administrator.does(CHANGE_SETTINGS, {
      version: 0,
      input: { address: 'Beispielweg 5', officerName: 'Kim Aufsicht', supervisoryBody: 'Aufsicht Beispiel' },
    });
    const officer = await house.world.someone(carrier, 'DATA_PROTECTION_OFFICER');
    for (const someone of [administrator, officer, await house.world.counsellor(service)]) {
      const { status, headers, body } = await fetchPdf(someone, RECORD);
      expect([status, headers['content-disposition']]).toEqual([
        200,
        'attachment; filename="verarbeitungsverzeichnis.pdf"',
      ]);
      const text = await textOfPdf(body);
      for (const part of ['Beispielweg 5', 'Kim Aufsicht', 'Aufsicht Beispiel', 'Art. 30 DSGVO', 'case_text', 'keine'])
        expect(text).toContain(part);
    }
    const english = await textOfPdf((await fetchPdf(officer, `${RECORD}?language=en`)).body);
    expect(english).toContain('Record of processing activities');
  }, 30_000);

  it('can be read: no word is torn apart, and no heading stands alone at the foot of a page', async () => {
    const { held, activities } = loadProcessing();
    const officer = await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER');
    const { body } = await fetchPdf(officer, RECORD);
    const pages = await pagesOfPdf(body);
    const words = new Set(pages.flat().flatMap((line) => line.split(/[\s–—/-]+/)));
    const said = held.flatMap(({ rows }) =>
      rows.flatMap(({ table, columns, why, who, until }) =>
        [table, ...columns, why, who, until].join(' ').split(/[\s–—/-]+/),
      ),
    );
    // A comma may stand behind a column.
    const torn = [...new Set(said)].filter((word) => !words.has(word) && !words.has(`${word},`));
    expect(torn).toEqual([]);

    const headings = [...activities.map(({ name }) => name.de), 'Löschfristen', 'Tabelle und Spalten'];
    const feet = pages.map(
      (lines) => lines.filter((line) => !/^(Seite \d|Verzeichnis von .* · )/.test(line)).at(-1) ?? '',
    );
    expect(feet.filter((line) => headings.some((heading) => line.startsWith(heading)))).toEqual([]);
  }, 30_000);

  it('shows nobody the settings of another carrier, and nothing to whoever is not signed in', async () => {
    const stranger = await house.world.someone(await house.world.carrier(), 'DATA_PROTECTION_OFFICER');
    expect(await textOfPdf((await fetchPdf(stranger, RECORD)).body)).not.toContain('Kim Aufsicht');
    expect((await fetchPdf(house.world.nobody, RECORD)).status).toBe(401);
    expect((await fetchPdf(await house.world.operator(), RECORD)).status).toBe(403);
  }, 30_000);
});
