import { describe, expect, it } from '@jest/globals';
import { loadProcessing } from '../reference/processing.loader.js';
import { readDataPage } from './data-page.js';
import { dataProtectionLaws } from './data-protection-law.js';
import { textsOf } from './document.js';
import { processingRecord, unmatched } from './processing-record.js';
import { defaultRetention } from './retention.js';

const page = `# The data

## One

| table   | columns      | why  | who         | when it goes |
| ------- | ------------ | ---- | ----------- | ------------ |
| \`cases\` | \`a\`, \`b\` | to x | the service | with it      |

## Nothing here

## Outside

- **Log**: method and \`route\`.
`;

describe('the page on data', () => {
  it('is read section by section, tables and places', () => {
    expect(readDataPage(page)).toEqual([
      {
        heading: 'One',
        rows: [{ table: 'cases', columns: ['a', 'b'], why: 'to x', who: 'the service', until: 'with it' }],
      },
      { heading: 'Outside', rows: [{ table: 'Log', columns: [], why: 'method and route.', who: '', until: '' }] },
    ]);
  });

  it('is refused where a cell is missing, so that nothing is left out in silence', () => {
    expect(() => readDataPage(page.replace('| to x ', ''))).toThrow('One: a line needs five filled cells');
    expect(() => readDataPage(page.replace('with it', ' '))).toThrow('five filled cells');
  });
});

describe('the record of processing activities', () => {
  const shipped = loadProcessing();
  const recordOf = (language: 'de' | 'en', basis: 'GDPR' | 'KDG') =>
    processingRecord(shipped, {
      language,
      law: dataProtectionLaws[basis],
      controller: 'Träger Beispiel\nBeispielweg 5',
      officer: null,
      supervisoryBody: 'Aufsicht Beispiel',
      retention: defaultRetention,
      staffMonths: 18,
      on: '2026-11-26',
    });
  const record = (language: 'de' | 'en', basis: 'GDPR' | 'KDG' = 'GDPR'): string =>
    textsOf(recordOf(language, basis)).join('\n');

  it('has an activity for each section of docs/data.md and names every table of it', () => {
    const text = record('de');
    expect(shipped.held.length).toBeGreaterThan(5);
    for (const { rows } of shipped.held) for (const { table } of rows) expect(text).toContain(table);
    const [first, ...others] = shipped.held;
    expect(unmatched({ ...shipped, held: others })).toEqual([first?.heading]);
    expect(unmatched({ ...shipped, activities: shipped.activities.slice(1) })).toEqual([first?.heading]);
  });

  it('says of every activity what for, whose data, to whom and on what ground, special categories by name', () => {
    const document = recordOf('de', 'GDPR');
    const { GDPR: law } = dataProtectionLaws;
    expect(shipped.activities.some(({ isSpecial }) => isSpecial)).toBe(true);
    for (const { name, purpose, persons, categories, recipients, basis, isSpecial } of shipped.activities) {
      const sections = document.sections.filter(({ heading }) => heading === name.de);
      expect([name.de, sections.length]).toEqual([name.de, 1]);
      const text = textsOf({ ...document, sections }).join('\n');
      for (const said of [purpose.de, persons.de, categories.de, recipients.de, law[basis]])
        expect(text).toContain(said);
      expect([name.de, text.includes(law.specialCategories)]).toEqual([name.de, isSpecial]);
    }
  });

  it('is in the law of the carrier and in both languages', () => {
    expect(record('de')).toContain('Art. 30 DSGVO');
    expect(record('de')).toContain('Stand 26.11.2026');
    expect(record('de', 'KDG')).toContain('§ 31 KDG');
    expect(record('en')).toContain('Record of processing activities');
    expect(record('de')).toContain('ehemaliger Beschäftigter: 18 Monate');
    expect(record('en')).toContain('former staff: 18 months');
    for (const part of ['Träger Beispiel', 'Aufsicht Beispiel', 'Technische und organisatorische Maßnahmen'])
      expect(record('de')).toContain(part);
  });
});
