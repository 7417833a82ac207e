import { describe, expect, it } from '@jest/globals';
import PDFDocument from 'pdfkit';
import { openFonts } from './fonts.js';
import { layoutText, type Line } from './text-layout.js';

const fonts = openFonts(new PDFDocument({ font: null as unknown as string, autoFirstPage: false }));
const style = { size: 11, weight: 'regular' } as const;
const layout = (text: string, width = 400): Line[] => layoutText(text, width, style, fonts);

/** What stands on the first line from left to right, in the order in which the shaper is given it. */
const leftToRight = (text: string): string[] =>
  [...(layout(text)[0]?.runs ?? [])]
    .sort((one, other) => one.x - other.x)
    .map((run) => run.text.trim())
    .filter((drawn) => drawn !== '');
/** What is read out of the first line, run after run. */
const read = (text: string): string => (layout(text)[0]?.runs ?? []).map((run) => run.spoken ?? run.text).join('');

describe('a line', () => {
  it('has an Arabic name in the middle of a German sentence, whole and in its place', () => {
    const text = 'Herr محمد رضا kam';
    expect(leftToRight(text)).toEqual(['Herr', 'محمد رضا', 'kam']);
    expect(layout(text)[0]?.rightToLeft).toBe(false);
  });

  it('runs from right to left when its paragraph begins so, with Latin words left to right in it', () => {
    const text = 'محمد Reza Beispiel رضا';
    expect(leftToRight(text)).toEqual(['رضا', 'Reza Beispiel', 'محمد']);
    expect(layout(text)[0]?.rightToLeft).toBe(true);
  });

  it('keeps the digits of a number in their order between words that run from right to left', () => {
    expect(leftToRight('شماره 456 است')).toEqual(['است', '456', 'شماره']);
    // The shaper takes these digits for letters and turns them; it is given them turned.
    const [digits] = leftToRight('شماره ۱۲۳');
    expect(digits).toBe('۳۲۱');
  });

  it('turns brackets to embrace what they embraced', () => {
    const drawn = leftToRight('محمد (رضا)');
    expect(drawn.at(0)).toBe('(');
    expect(drawn.join('')).toContain(')');
  });

  it.each(['Herr محمد رضا (Beispiel) kam', 'محمد (رضا) Reza ۱۲۳ و 456', 'plain German', 'Nguyễn Thị Ánh'])(
    'is read in the order in which it was written: %s',
    (text) => expect(read(text)).toBe(text),
  );

  it('is no wider than it may be, and all lines together are the text', () => {
    const text = 'Der Verwalter sagte زهرا, die Wohnung sei vergeben, und legte auf. '.repeat(8).trim();
    const lines = layout(text, 150);
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(line.width).toBeLessThanOrEqual(150);
    const words = lines.map((line) =>
      line.runs
        .map((run) => run.spoken ?? run.text)
        .join('')
        .trim(),
    );
    expect(words.join(' ')).toBe(text);
  });

  it('does not end between a paragraph sign and its number', () => {
    for (let width = 60; width < 130; width += 2)
      for (const line of layout('nach § 203 und § 22 AGG und § 15', width))
        expect(
          line.runs
            .map(({ text }) => text)
            .join('')
            .trim(),
        ).not.toMatch(/§$/);
  });

  it('ends where the writer ended it', () => {
    expect(layout('eins\r\nzwei\n\ndrei')).toHaveLength(4);
  });

  it('does not let an override make a text look like another', () => {
    expect(leftToRight('Kto \u202E321\u202C')).toEqual(['Kto 321']);
  });
});
